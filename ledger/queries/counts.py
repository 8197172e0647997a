"""How many acts, dossiers and proofs there are: counted once for all who ask over one commit."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final

from ledger.store.repositories import journal, mirror, proof

if TYPE_CHECKING:
    from ledger.store.engine import ReadSession

# seconds: a proof is kept without a mark on its commit
FRESH: Final = 10
Seen = tuple[bytes | None, int]


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of a mirror."""

    acts: int
    dossiers: int
    proofs: int


class Counts:
    """A process's last count, which holds over the same commit for some seconds.

    One at a time: whoever asks meanwhile waits for its answer instead of counting beside it.
    """

    def __init__(self) -> None:
        self._kept: tuple[Seen, Counted] | None = None
        self._lock = Lock()

    def of(self, session: ReadSession) -> Counted:
        """The count over what this session sees."""
        mark, _ = mirror.commit_mark(session) or (None, 0)
        seen = mark, session.now // FRESH
        with self._lock:
            if self._kept is None or self._kept[0] != seen:
                self._kept = seen, _counted(session)
            return self._kept[1]


def _counted(session: ReadSession) -> Counted:
    return Counted(journal.count(session), mirror.count_heads(session), proof.count(session))
