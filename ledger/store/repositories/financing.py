"""OFF CHAIN tables: banks' own files on the loans behind pledges, and who read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ledger.store.repositories.rows import find, put, table
from ledger.store.tables.financing import FinancingEntryRow, FinancingReadingRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from ledger.store.engine import Session, WriteSession

_E = table(FinancingEntryRow).columns
_R = table(FinancingReadingRow).columns


def append(work: WriteSession, row: FinancingEntryRow | FinancingReadingRow) -> None:
    """Add an entry or a reading."""
    put(work, (row,))


def entries(session: Session, pledge: bytes, party: bytes) -> list[FinancingEntryRow]:
    """A party's entries on a pledge, in their order."""
    own = (_E.pledge == pledge, _E.party == party)
    return find(session, FinancingEntryRow, *own, order=(_E.place,))


def readings(
    session: Session, pledge: bytes, party: bytes, after: int, limit: int
) -> list[FinancingReadingRow]:
    """Who read a party's file on a pledge, in their order, behind a place."""
    own = (_R.pledge == pledge, _R.party == party, _R.place > after)
    return find(session, FinancingReadingRow, *own, order=(_R.place,), limit=limit)


def last_reading(session: Session, pledge: bytes, party: bytes) -> int:
    """The place of the last reading of a party's file on a pledge, 0 before the first."""
    asked = select(func.max(_R.place)).where(_R.pledge == pledge, _R.party == party)
    return session.connection.execute(asked).scalar_one() or 0


def pledges(session: Session, parties: Collection[bytes], after: bytes, limit: int) -> list[bytes]:
    """The pledges on which one of these parties keeps a file, in the order of their ids."""
    behind = (_E.party.in_(parties), _E.pledge > after)
    asked = select(_E.pledge).where(*behind).distinct().order_by(_E.pledge).limit(limit)
    return [bytes(each) for each in session.connection.execute(asked).scalars()]
