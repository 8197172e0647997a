"""Dossiers out of the journal: replayed from the logs that were read, never from projections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.domain.acts import Application
from ledger.domain.checkpoint import EVERY, Checkpoint, CheckpointMalformed, restored
from ledger.domain.dossier import Anchor, RawAct, parse_act
from ledger.domain.errors import DomainError
from ledger.domain.evolve import evolve, open_dossier
from ledger.domain.history import History, history_of
from ledger.domain.rules.application import CONTENT_ACTS
from ledger.queries.errors import DossierUnknown
from ledger.store.repositories import checkpoint, journal, mirror

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.engine import Session
    from ledger.store.tables.checkpoint import CheckpointRow
    from ledger.store.tables.journal import CursorRow, HeadRow, JournalRow

HEAD_DIFFERS: Final = "HEAD_DIFFERS"


@dataclass(eq=False)
class TopicsMalformed(DomainError):
    """A log's topics are not those of an act: a kind of one byte, a book of twenty."""

    code: ClassVar[str] = "TOPICS_MALFORMED"

    topics: str


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
    require_known(session, wanted, upto_block=upto_block)
    anchor = anchor_of(mirror.require_cursor(session))
    found = journal.of_subjects(session, wanted, upto_block=upto_block)
    return {
        subject: history_of(anchor, subject, map(raw_act, rows)) for subject, rows in found.items()
    }


def load_dossiers(
    session: Session, subjects: Iterable[bytes], *, upto_block: int | None = None
) -> dict[bytes, Dossier]:
    """The states of these dossiers after the acts up to a block. Raises DossierUnknown."""
    found = states_at(session, subjects, Moment(block=upto_block))
    return {subject: state for subject, state in found.items() if state.seq}


def load_dossier(session: Session, subject: bytes, *, upto_block: int | None = None) -> Dossier:
    """The state of one dossier after the acts up to a block; empty when it has none by then.

    Raises:
        DossierUnknown: an act up to this block cannot be read.
    """
    return dossier_state(session, subject, Moment(block=upto_block))


@dataclass(frozen=True, slots=True)
class Moment:
    """Up to where a dossier is read: a block, a count of acts, a time. None sets no bound."""

    block: int | None = None
    seq: int | None = None
    time: int | None = None

    def includes(self, act: Act) -> bool:
        """Whether an act lies within the bounds."""
        return (
            (self.block is None or act.raw.block <= self.block)
            and (self.seq is None or act.seq <= self.seq)
            and (self.time is None or act.raw.time <= self.time)
        )


def dossier_state(session: Session, subject: bytes, moment: Moment) -> Dossier:
    """The state of a dossier at a moment; empty when it has no act by then.

    Raises:
        DossierUnknown: an act of it cannot be read.
    """
    found = states_at(session, (subject,), moment).get(subject)
    if found is None:
        return open_dossier(anchor_of(mirror.require_cursor(session)), subject)
    return found


def states_at(session: Session, subjects: Iterable[bytes], moment: Moment) -> dict[bytes, Dossier]:
    """The states of these dossiers at a moment; one without any act at all is left out.

    A long dossier is replayed from its last checkpoint before that moment: that is a state which
    the mirror replayed from the first act on, and wrote with the head that it worked out.

    Raises:
        DossierUnknown: one of them cannot be read.
    """
    wanted = set(subjects)
    require_known(session, wanted, upto_block=moment.block)
    return readable_states(session, wanted, moment)


def readable_states(
    session: Session, subjects: Collection[bytes], moment: Moment
) -> dict[bytes, Dossier]:
    """As `states_at`, of dossiers that are known to be readable up to the moment."""
    return replayed_states(session, mirror.heads(session, subjects), moment)


def replayed_states(
    session: Session, acted: Mapping[bytes, HeadRow], moment: Moment
) -> dict[bytes, Dossier]:
    """The states of dossiers that can be read, given their heads."""
    if not acted:
        return {}
    anchor = anchor_of(mirror.require_cursor(session))
    bounds = {"block": moment.block, "seq": moment.seq, "time": moment.time}
    long = [subject for subject, head in acted.items() if head.seq >= EVERY]
    kept = checkpoint.upto(session, long, **bounds) if long else {}
    found = {subject: open_dossier(anchor, subject) for subject in acted}
    logs = journal.of_subjects(session, acted.keys() - kept, upto_block=moment.block)
    for subject, rows in kept.items():
        state, after = _restored(subject, rows)
        if state is not None:
            found[subject] = state
        logs[subject] = journal.of_subject(session, subject, after, upto_block=moment.block)
    for subject, rows_ in logs.items():
        found[subject] = _replayed(anchor, found[subject], rows_, moment)
    return found


def contents(
    session: Session, applications: Collection[bytes], moment: Moment
) -> dict[bytes, Application]:
    """What applications that can be read say at a moment, by their last act that says it.

    Only acts of these kinds are read: whether all follow from each other is in the head, which the
    mirror worked out from them all.
    """
    found: dict[bytes, Application] = {}
    logs = journal.of_kinds(session, applications, CONTENT_ACTS, upto_block=moment.block)
    for subject, rows in logs.items():
        said = (act.terms for act in map(_act, reversed(rows)) if moment.includes(act))
        content = next(said, None)
        if isinstance(content, Application):
            found[subject] = content
    return found


def _act(log: JournalRow) -> Act:
    return parse_act(raw_act(log))


def _restored(
    subject: bytes, rows: Sequence[CheckpointRow]
) -> tuple[Dossier | None, tuple[int, int]]:
    """The state at the last checkpoint, and the place of its act (block, log index)."""
    last = rows[-1]
    made = (Checkpoint(row.head, row.seq, row.block, row.time, row.changes) for row in rows)
    try:
        return restored(subject, made), (last.block, last.log_index)
    except CheckpointMalformed:
        # the journal has it all
        return None, (-1, -1)


def _replayed(
    anchor: Anchor, state: Dossier, logs: Iterable[JournalRow], moment: Moment
) -> Dossier:
    for act in map(_act, logs):
        if not moment.includes(act):
            break
        state = evolve(anchor, state, act)
    return state


def require_known(
    session: Session, subjects: Iterable[bytes], *, upto_block: int | None = None
) -> None:
    """Raise DossierUnknown for one of these dossiers that cannot be read, up to a block."""
    wanted = set(subjects)
    for subject, row in mirror.unreadable(session, wanted).items():
        if upto_block is None or row.block <= upto_block:
            raise DossierUnknown(subject, row.block, row.code)
    for subject, differing in mirror.differing(session, wanted).items():
        raise DossierUnknown(subject, differing.block, HEAD_DIFFERS)
