"""Licences of rights of titles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.store.repositories.rows import find, find_among, table
from ledger.store.tables.licence import LicenceRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import Session

_L: Final = table(LicenceRow).columns


def of_titles(session: Session, titles: Iterable[bytes]) -> list[LicenceRow]:
    """All licences of titles."""
    return find_among(session, LicenceRow, "title", titles)


def of_party(
    session: Session, party: bytes, below: tuple[int, bytes] | None, limit: int
) -> list[LicenceRow]:
    """The licences that a party gave or took, those that changed last first."""
    conditions = [(_L.licensor == party) | (_L.licensee == party)]
    if below is not None:
        block, licence = below
        conditions.append((_L.block < block) | ((_L.block == block) & (_L.licence < licence)))
    newest = (_L.block.desc(), _L.licence.desc())
    return find(session, LicenceRow, *conditions, order=newest, limit=limit)
