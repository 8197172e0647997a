"""The directory of institutions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.store.repositories.rows import find, table
from ledger.store.tables.directory import InstitutionRow, SuperiorRow

if TYPE_CHECKING:
    from ledger.store.engine import Session

_I: Final = table(InstitutionRow).columns
_S: Final = table(SuperiorRow).columns


def institutions(session: Session, kinds: int, after: bytes, limit: int) -> list[InstitutionRow]:
    """Listings with one of these kinds (bit n for InstitutionKind n), by party, from a place on."""
    wanted = (_I.party > after, _I.kinds.op("&")(kinds) != 0)
    return find(session, InstitutionRow, *wanted, order=(_I.party,), limit=limit)


def superiors(session: Session, after: bytes, limit: int) -> list[SuperiorRow]:
    """Courts and organs with who stands directly above them, by court, from a place on."""
    return find(session, SuperiorRow, _S.court > after, order=(_S.court,), limit=limit)
