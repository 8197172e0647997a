"""The journal of acts: what the register logged, as it was logged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, func, or_, select, text, update

from ledger.store.repositories.rows import find, find_among, put, table
from ledger.store.tables.journal import JournalRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.domain.acts import ActKind, SubjectKind
    from ledger.store.engine import Session, WriteSession

_C = table(JournalRow).columns
_LIVE = _C.orphaned == 0
# dossiers that one question counts
AT_ONCE: Final = 5_000


def append(work: WriteSession, rows: Iterable[JournalRow]) -> None:
    """Enter logs; one that was orphaned and came back counts again."""
    put(work, rows)


def of_subjects(
    session: Session, subjects: Iterable[bytes], *, upto_block: int | None = None
) -> dict[bytes, list[JournalRow]]:
    """The logs of each dossier, in the order of the chain."""
    return _by_subject(find_among(session, JournalRow, "subject", set(subjects)), upto_block)


def of_kinds(
    session: Session,
    subjects: Iterable[bytes],
    kinds: Iterable[ActKind],
    *,
    upto_block: int | None = None,
) -> dict[bytes, list[JournalRow]]:
    """The logs of these kinds of act alone, as `of_subjects` has them."""
    wanted = {"kind": list(map(int, kinds))}
    rows = find_among(session, JournalRow, "subject", set(subjects), also=wanted)
    return _by_subject(rows, upto_block)


def _by_subject(
    rows: Iterable[JournalRow], upto_block: int | None
) -> dict[bytes, list[JournalRow]]:
    found: dict[bytes, list[JournalRow]] = {}
    for row in rows:
        if not row.orphaned and (upto_block is None or row.block <= upto_block):
            found.setdefault(row.subject, []).append(row)
    return found


def of_subject(
    session: Session, subject: bytes, after: tuple[int, int], *, upto_block: int | None = None
) -> list[JournalRow]:
    """The logs of a dossier that come after a place on the chain: a block, and a log's index."""
    block, index = after
    upto = [] if upto_block is None else [_C.block <= upto_block]
    later = or_(_C.block > block, and_(_C.block == block, _C.log_index > index))
    order = (_C.block, _C.log_index)
    # the bound on the block alone is what an index can use
    return find(
        session,
        JournalRow,
        _C.subject == subject,
        _C.block >= block,
        later,
        _LIVE,
        *upto,
        order=order,
    )


def subjects_above(session: Session, block: int) -> list[bytes]:
    """The dossiers that have acts after this block."""
    statement = select(_C.subject).distinct().where(_C.block > block, _LIVE)
    return sorted(session.connection.execute(statement).scalars())


def last_acted(session: Session, kind: SubjectKind, *, above: int, upto: int) -> dict[bytes, int]:
    """The dossiers of a kind that have acts in the blocks above one, up to another: the last's."""
    first, after = bytes([kind]), bytes([kind + 1])
    statement = (
        select(_C.subject, func.max(_C.block).label("last"))
        .where(_C.block > above, _C.block <= upto, _LIVE)
        .where(_C.subject >= first, _C.subject < after)
        .group_by(_C.subject)
    )
    return {row.subject: row.last for row in session.connection.execute(statement)}


def orphan_above(work: WriteSession, block: int) -> int:
    """Mark every log after this block as no longer of the chain; how many they are."""
    statement = update(table(JournalRow)).where(_C.block > block, _LIVE).values(orphaned=1)
    return work.connection.execute(statement).rowcount


def all_subjects(session: Session, most_acts: int) -> Iterator[list[bytes]]:
    """All dossiers with acts in the order of their ids, in parts of so many acts or one dossier."""
    part: list[bytes] = []
    acts = 0
    for subject, count in _counted(session):
        if part and acts + count > most_acts:
            yield part
            part, acts = [], 0
        part.append(subject)
        acts += count
    if part:
        yield part


def _counted(session: Session) -> Iterator[tuple[bytes, int]]:
    """All dossiers, and how many acts each has."""
    after = b""
    while True:
        statement = (
            select(_C.subject, func.count())
            .where(_C.subject > after, _LIVE)
            .group_by(_C.subject)
            .order_by(_C.subject)
            .limit(AT_ONCE)
        )
        found = [(each[0], each[1]) for each in session.connection.execute(statement)]
        yield from found
        if len(found) < AT_ONCE:
            return
        after = found[-1][0]


def count(session: Session) -> int:
    """How many acts are on the chain, by indexes alone: all that were, less those taken back."""
    statement = select(func.count()).select_from(table(JournalRow))
    return int(session.connection.execute(statement).scalar_one()) - count_orphaned(session)


def count_orphaned(session: Session) -> int:
    """How many acts were on the chain and no longer are, by an index that has no others."""
    # written out: a bound value would keep the partial index from being used
    statement = select(func.count()).select_from(table(JournalRow)).where(text("orphaned = 1"))
    return int(session.connection.execute(statement).scalar_one())


def time_of(session: Session, block: int) -> int:
    """The time of a block that an act stands in; 0 where none does."""
    rows = find(session, JournalRow, _C.block == block, _LIVE, limit=1)
    return rows[0].time if rows else 0


def hash_at_or_below(session: Session, block: int) -> tuple[int, bytes] | None:
    """The highest block up to this number that an act stands in, and its hash."""
    newest = (_C.block.desc(), _C.log_index.desc())
    rows = find(session, JournalRow, _C.block <= block, _LIVE, order=newest, limit=1)
    return (rows[0].block, rows[0].block_hash) if rows else None
