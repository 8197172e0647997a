"""Which state of the mirror an answer was worked out from: while it stands, so does the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.queries.as_of import is_silent
from ledger.store.repositories import mirror

if TYPE_CHECKING:
    from ledger.store.engine import ReadSession


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A commit, and whether the mirror has been silent for too long since.

    Two reads of one snapshot see the same rows but for the time of the heartbeat, which tells
    nothing beside that: an answer of now that reads rows only is the same in both.
    """

    mark: bytes
    silent: bool


def snapshot(session: ReadSession) -> Snapshot | None:
    """What this session sees; None before the first commit."""
    found = mirror.commit_mark(session)
    if found is None:
        return None
    mark, checked = found
    return Snapshot(mark, is_silent(checked, session.now))
