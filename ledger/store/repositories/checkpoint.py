"""States of long dossiers at their checkpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ledger.store.repositories.rows import chunks, find, has_any, table
from ledger.store.tables.checkpoint import CheckpointRow
from ledger.store.tables.journal import HeadRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import Session

_C = table(CheckpointRow).columns
_H = table(HeadRow).columns


def upto(
    session: Session,
    subjects: Iterable[bytes],
    *,
    seq: int | None = None,
    block: int | None = None,
    time: int | None = None,
) -> dict[bytes, list[CheckpointRow]]:
    """The checkpoints of these dossiers up to a count of acts, a block, a time; from the first."""
    bounds = ((_C.seq, seq), (_C.block, block), (_C.time, time))
    within = [column <= bound for column, bound in bounds if bound is not None]
    found: dict[bytes, list[CheckpointRow]] = {}
    for part in chunks(subjects):
        for row in find(session, CheckpointRow, _C.subject.in_(part), *within):
            found.setdefault(row.subject, []).append(row)
    return found


def are_due(session: Session, every: int) -> bool:
    """Whether a dossier of so many acts has none: an earlier version wrote it."""
    if has_any(session, CheckpointRow):
        return False
    long = select(_H.subject).where(_H.seq >= every).limit(1)
    return session.connection.execute(long).first() is not None
