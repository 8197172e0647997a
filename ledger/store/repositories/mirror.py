"""Where the mirror stands: cursor, blocks near the head, heads, unreadable dossiers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, select

from ledger.store.bulk import fetched
from ledger.store.errors import CursorMissing
from ledger.store.repositories.rows import (
    chunks,
    column,
    find,
    find_among,
    find_one,
    put,
    remove,
    table,
)
from ledger.store.tables.journal import (
    BlockRow,
    CursorRow,
    HeadRow,
    UnreadableRow,
)
from ledger.store.tables.offchain import HeadDiffersRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import Session, WriteSession

ONLY: Final = 1
MARKED: Final = "SELECT mark, checked FROM commit_mark LEFT JOIN offchain_heartbeat USING (id)"
READABLE: Final = (
    "SELECT subject, head.head, head.block, head.seq FROM head"
    " LEFT JOIN unreadable USING (subject) LEFT JOIN offchain_head_differs USING (subject)"
    " WHERE subject :in AND unreadable.subject IS NULL AND offchain_head_differs.subject IS NULL"
)
LOST: Final = (
    "SELECT subject FROM unreadable WHERE subject :in"
    " UNION SELECT subject FROM offchain_head_differs WHERE subject :in"
)
_B = table(BlockRow).columns
_LOST, _DIFFER = table(UnreadableRow), table(HeadDiffersRow)


def cursor(session: Session) -> CursorRow | None:
    """How far the mirror has read; None before its first batch."""
    return find_one(session, CursorRow, ONLY)


def require_cursor(session: Session) -> CursorRow:
    """How far the mirror has read. Raises CursorMissing."""
    found = cursor(session)
    if found is None:
        raise CursorMissing
    return found


def block(session: Session, number: int) -> BlockRow | None:
    """A block that is remembered."""
    return find_one(session, BlockRow, number)


def block_at_or_below(session: Session, number: int) -> BlockRow | None:
    """The highest remembered block up to this number."""
    rows = find(session, BlockRow, _B.number <= number, order=(_B.number.desc(),), limit=1)
    return rows[0] if rows else None


def blocks_down(session: Session, number: int, limit: int) -> list[BlockRow]:
    """Remembered blocks from this number down."""
    return find(session, BlockRow, _B.number <= number, order=(_B.number.desc(),), limit=limit)


def forget_blocks_above(work: WriteSession, number: int) -> None:
    """The chain no longer has them."""
    work.connection.execute(delete(table(BlockRow)).where(_B.number > number))


def forget_blocks_below(work: WriteSession, number: int) -> None:
    """They are final and no fork can reach them."""
    work.connection.execute(delete(table(BlockRow)).where(_B.number < number))


def heads(session: Session, subjects: Iterable[bytes]) -> dict[bytes, HeadRow]:
    """The heads of these dossiers, as far as they have acts."""
    return {row.subject: row for row in find_among(session, HeadRow, "subject", subjects)}


def readable_heads(session: Session, subjects: Iterable[bytes]) -> dict[bytes, HeadRow]:
    """The heads of those of these dossiers that are neither UNKNOWN nor differ from the chain."""
    return {
        found[0]: HeadRow.read(found)
        for part in chunks(subjects)
        for found in fetched(session.connection, READABLE, part)
    }


def heads_from(session: Session, after: bytes, limit: int) -> list[HeadRow]:
    """Heads in the order of their dossiers' ids."""
    subject = column(HeadRow, "subject")
    return find(session, HeadRow, subject > after, order=(subject,), limit=limit)


def unreadable(session: Session, subjects: Iterable[bytes]) -> dict[bytes, UnreadableRow]:
    """Those of these dossiers that are UNKNOWN."""
    return {row.subject: row for row in find_among(session, UnreadableRow, "subject", subjects)}


def differing(session: Session, subjects: Iterable[bytes]) -> dict[bytes, HeadDiffersRow]:
    """Those of these dossiers that the last audit found to differ from the chain."""
    return {row.subject: row for row in find_among(session, HeadDiffersRow, "subject", subjects)}


def lost(session: Session, subjects: Iterable[bytes]) -> set[bytes]:
    """Those of these dossiers of which nothing is sure: UNKNOWN, or found to differ."""
    return {
        subject
        for part in chunks(set(subjects))
        for (subject,) in fetched(session.connection, LOST, part, part)
    }


def lost_of_kind(session: Session, kind: int, limit: int) -> list[bytes]:
    """The first dossiers of a kind of which nothing is sure, in the order of their ids."""
    found: set[bytes] = set()
    for subject in (_LOST.columns.subject, _DIFFER.columns.subject):
        among = (subject >= bytes([kind]), subject < bytes([kind + 1]))
        statement = select(subject).where(*among).order_by(subject).limit(limit)
        found.update(session.connection.execute(statement).scalars())
    return sorted(map(bytes, found))[:limit]


def count_unreadable(session: Session) -> int:
    """How many dossiers are UNKNOWN."""
    return int(session.connection.execute(select(func.count()).select_from(_LOST)).scalar_one())


def all_unreadable(session: Session, limit: int | None = None) -> list[UnreadableRow]:
    """Every dossier that is UNKNOWN, or the first of them."""
    return find(session, UnreadableRow, order=(column(UnreadableRow, "subject"),), limit=limit)


def commit_mark(session: Session) -> tuple[bytes, int] | None:
    """Which commit this is, and when the mirror last spoke to its node; None before the first."""
    found = fetched(session.connection, MARKED)
    return (found[0][0], found[0][1] or 0) if found else None


def put_state(
    work: WriteSession,
    heads_: Iterable[HeadRow],
    lost: Iterable[UnreadableRow],
    *,
    fresh: bool = False,
) -> None:
    """Write the heads after a batch, and the dossiers that it made UNKNOWN."""
    put(work, heads_, fresh=fresh)
    put(work, lost, fresh=fresh)


def remove_state(work: WriteSession, subjects: Iterable[bytes]) -> None:
    """Forget heads and faults of dossiers that will be replayed."""
    gone = list(subjects)
    remove(work, HeadRow, "subject", gone)
    remove(work, UnreadableRow, "subject", gone)


def count_heads(session: Session) -> int:
    """How many dossiers there are."""
    statement = select(func.count()).select_from(table(HeadRow))
    return int(session.connection.execute(statement).scalar_one())
