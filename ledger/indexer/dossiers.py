"""Dossiers at hand: a bounded cache of committed states, the journal behind it."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from ledger.indexer.applying import Batch, replayed
from ledger.store.repositories import journal, mirror

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ledger.domain.dossier import Anchor
    from ledger.domain.state import Dossier
    from ledger.indexer.applying import Entered
    from ledger.store.engine import Session
    from ledger.store.tables.journal import JournalRow

# some kilobytes each
CAPACITY: Final = 8_000


class Dossiers:
    """States after the last committed batch. Nothing uncommitted ever enters."""

    def __init__(self, anchor: Anchor, *, capacity: int = CAPACITY) -> None:
        self.anchor = anchor
        self.capacity = capacity
        self._states: OrderedDict[bytes, Dossier] = OrderedDict()
        self._bases: dict[bytes, Dossier] = {}
        self._read: Batch | None = None

    def enter(self, session: Session, logs: Sequence[JournalRow]) -> Entered:
        """What these logs leave; they are not in the journal yet."""
        batch = self._batch(session, (log.subject for log in logs))
        batch.enter_all(logs)
        self._read = batch
        return batch.entered()

    def keep(self) -> None:
        """Take over what the last logs left, when they are committed."""
        batch, self._read = self._read, None
        if batch is None:
            return
        for subject in batch.touched:
            self._states[subject] = batch.states[subject]
            self._states.move_to_end(subject)
            self._bases.pop(subject, None)
            if subject in batch.bases:
                self._bases[subject] = batch.bases[subject]
        while len(self._states) > self.capacity:
            gone, _ = self._states.popitem(last=False)
            self._bases.pop(gone, None)

    def forget(self) -> None:
        """Drop everything: the journal was changed behind it."""
        self._read = None
        self._states.clear()
        self._bases.clear()

    def _batch(self, session: Session, subjects: Iterable[bytes]) -> Batch:
        """A batch that starts from the committed states of these dossiers."""
        wanted = set(subjects)
        lost = mirror.unreadable(session, wanted)
        heads = mirror.heads(session, wanted - lost.keys())
        cached = {
            subject: state
            for subject, head in heads.items()
            if (state := self._states.get(subject)) is not None and state.head == head.head
        }
        missing = journal.of_subjects(session, heads.keys() - cached.keys())
        read = replayed(self.anchor, missing)
        bases = {each: self._bases[each] for each in cached if each in self._bases}
        return Batch(self.anchor, cached | read.states, lost | read.lost, bases | read.bases)
