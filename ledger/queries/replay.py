"""Dossiers out of the journal: replayed from the logs that were read, never from projections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.domain.dossier import Anchor, RawAct, parse_act
from ledger.domain.errors import DomainError
from ledger.domain.evolve import evolve, open_dossier
from ledger.domain.history import History, history_of
from ledger.errors import LedgerError
from ledger.store.repositories import journal, mirror

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.engine import Session
    from ledger.store.tables.journal import CursorRow, JournalRow

HEAD_DIFFERS: Final = "HEAD_DIFFERS"


@dataclass(eq=False)
class TopicsMalformed(DomainError):
    """A log's topics are not those of an act: a kind of one byte, a book of twenty."""

    code: ClassVar[str] = "TOPICS_MALFORMED"

    topics: str


@dataclass(eq=False)
class DossierUnknown(LedgerError):
    """An act of this dossier cannot be read, so nothing can be said of it from there on.

    Or the last audit found its head to differ from the chain's: `reason` HEAD_DIFFERS.
    """

    subject: bytes
    block: int
    reason: str
    code: ClassVar[str] = "DOSSIER_UNKNOWN"


def raw_act(row: JournalRow) -> RawAct:
    """The act of a log. Raises TopicsMalformed."""
    if row.topics:
        raise TopicsMalformed(row.topics.hex())
    return RawAct(row.subject, row.kind, row.book, row.data, row.block, row.time)


def anchor_of(cursor: CursorRow) -> Anchor:
    """The register that the mirror reads."""
    return Anchor(cursor.chain_id, cursor.register_address)


def load_histories(
    session: Session, subjects: Iterable[bytes], *, upto_block: int | None = None
) -> dict[bytes, History]:
    """The dossiers with all their acts and states, up to a block; those without acts are left out.

    Raises:
        DossierUnknown: one of them cannot be read.
    """
    wanted = set(subjects)
    for subject, row in mirror.unreadable(session, wanted).items():
        if upto_block is None or row.block <= upto_block:
            raise DossierUnknown(subject, row.block, row.code)
    for subject, differing in mirror.differing(session, wanted).items():
        raise DossierUnknown(subject, differing.block, HEAD_DIFFERS)
    anchor = anchor_of(mirror.require_cursor(session))
    found = journal.of_subjects(session, wanted, upto_block=upto_block)
    return {
        subject: history_of(anchor, subject, map(raw_act, rows)) for subject, rows in found.items()
    }


def load_dossiers(
    session: Session, subjects: Iterable[bytes], *, upto_block: int | None = None
) -> dict[bytes, Dossier]:
    """The states of these dossiers after the acts up to a block. Raises DossierUnknown."""
    histories = load_histories(session, subjects, upto_block=upto_block)
    return {subject: history.last for subject, history in histories.items()}


def load_dossier(session: Session, subject: bytes, *, upto_block: int | None = None) -> Dossier:
    """The state of one dossier after the acts up to a block; empty when it has none by then.

    Raises:
        DossierUnknown: an act up to this block cannot be read.
    """
    found = load_dossiers(session, (subject,), upto_block=upto_block)
    if subject in found:
        return found[subject]
    return open_dossier(anchor_of(mirror.require_cursor(session)), subject)


@dataclass(frozen=True, slots=True)
class Moment:
    """Up to where a dossier is read: a block, a count of acts, a time. None sets no bound."""

    block: int | None = None
    seq: int | None = None
    time: int | None = None

    def includes(self, act: Act) -> bool:
        """Whether an act lies within the bounds."""
        bounds = (
            (self.block, act.raw.block),
            (self.seq, act.seq),
            (self.time, act.raw.time),
        )
        return all(bound is None or value <= bound for bound, value in bounds)


def dossier_state(session: Session, subject: bytes, moment: Moment) -> Dossier:
    """The state of a dossier at a moment; empty when it has no act by then.

    Raises:
        DossierUnknown: an act of it cannot be read.
    """
    _require_known(session, {subject}, moment.block)
    anchor = anchor_of(mirror.require_cursor(session))
    state = open_dossier(anchor, subject)
    logs = journal.of_subjects(session, (subject,), upto_block=moment.block)
    for log in logs.get(subject, ()):
        act = parse_act(raw_act(log))
        if not moment.includes(act):
            break
        state = evolve(anchor, state, act)
    return state


def _require_known(session: Session, subjects: set[bytes], upto_block: int | None) -> None:
    for subject, row in mirror.unreadable(session, subjects).items():
        if upto_block is None or row.block <= upto_block:
            raise DossierUnknown(subject, row.block, row.code)
