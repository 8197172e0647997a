"""The directory of institutions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.store.repositories.rows import find, table
from ledger.store.tables.directory import InstitutionRow

if TYPE_CHECKING:
    from ledger.store.engine import Session

_I: Final = table(InstitutionRow).columns


def institutions(session: Session, kinds: int, after: bytes, limit: int) -> list[InstitutionRow]:
    """Listings with one of these kinds (bit n for InstitutionKind n), by party, from a place on."""
    wanted = (_I.party > after, _I.kinds.op("&")(kinds) != 0)
    return find(session, InstitutionRow, *wanted, order=(_I.party,), limit=limit)
