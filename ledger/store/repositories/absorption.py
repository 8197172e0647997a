"""Mergers of parties, and the names that parties took later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.store.repositories.rows import find, find_among, table
from ledger.store.tables.absorption import AbsorptionRow, RenamingRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import Session

_A: Final = table(AbsorptionRow).columns
_N: Final = table(RenamingRow).columns


def of(session: Session, party: bytes) -> list[AbsorptionRow]:
    """How a party was absorbed: one row, or none."""
    return find(session, AbsorptionRow, _A.party == party)


def absorbed(session: Session, parties: Iterable[bytes]) -> set[bytes]:
    """Those of these parties that were absorbed."""
    return {row.party for row in find_among(session, AbsorptionRow, "party", set(parties))}


def predecessors(session: Session, party: bytes) -> list[AbsorptionRow]:
    """The parties that this one absorbed, the first first."""
    return find(session, AbsorptionRow, _A.successor == party, order=(_A.block, _A.party))


def heirs(session: Session, parties: Iterable[bytes]) -> dict[bytes, bytes]:
    """Who absorbed each of these parties that somebody did."""
    rows = find_among(session, AbsorptionRow, "party", set(parties))
    return {row.party: row.successor for row in rows}


def successors(session: Session, parties: Iterable[bytes]) -> dict[bytes, tuple[bytes, int]]:
    """Who goes on in the place of each that was absorbed, and since which block.

    The last, where that one was absorbed too.
    """
    rows = find_among(session, AbsorptionRow, "party", set(parties))
    later = successors(session, {row.successor for row in rows}) if rows else {}
    found = {}
    for row in rows:
        heir, block = later.get(row.successor, (row.successor, 0))
        found[row.party] = heir, max(row.block, block)
    return found


def with_predecessors(session: Session, party: bytes) -> list[bytes]:
    """A party, those that it absorbed, and those that these had absorbed."""
    found = [party]
    for each in found:
        found += [row.party for row in predecessors(session, each) if row.party not in found]
    return found


def renamings(session: Session, party: bytes) -> list[RenamingRow]:
    """A party's later names, the first first."""
    return find(session, RenamingRow, _N.party == party, order=(_N.seq,))
