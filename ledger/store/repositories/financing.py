"""OFF CHAIN tables: banks' own files on the loans behind pledges, and who read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ledger.store.repositories.rows import find, put, table
from ledger.store.tables.financing import FinancingEntryRow, FinancingReadingRow

if TYPE_CHECKING:
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


def readings(session: Session, pledge: bytes, party: bytes) -> list[FinancingReadingRow]:
    """Who read a party's file on a pledge, in their order."""
    own = (_R.pledge == pledge, _R.party == party)
    return find(session, FinancingReadingRow, *own, order=(_R.place,))


def pledges(session: Session, party: bytes) -> list[bytes]:
    """The pledges on which a party keeps a file."""
    asked = select(_E.pledge).where(_E.party == party).distinct().order_by(_E.pledge)
    return [bytes(each) for each in session.connection.execute(asked).scalars()]
