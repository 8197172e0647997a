"""Lots and pledges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.store.repositories.rows import find, find_among, table
from ledger.store.tables.pledge import PledgeRow, PledgeStateRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import Session

_P = table(PledgeRow).columns


def of_titles(session: Session, titles: Iterable[bytes]) -> list[PledgeRow]:
    """All pledges on titles, in the order of their entry."""
    rows = find_among(session, PledgeRow, "title", titles)
    return sorted(rows, key=lambda row: (row.block, row.seq))


def of_pledgee(
    session: Session, party: bytes, below: tuple[int, bytes] | None, limit: int
) -> list[PledgeRow]:
    """The pledges that secure a party, newest first."""
    conditions = [_P.pledgee == party]
    if below is not None:
        block, pledge = below
        older = (_P.block < block) | ((_P.block == block) & (_P.pledge < pledge))
        conditions.append(older)
    newest = (_P.block.desc(), _P.pledge.desc())
    return find(session, PledgeRow, *conditions, order=newest, limit=limit)


def states(session: Session, titles: Iterable[bytes]) -> dict[bytes, PledgeStateRow]:
    """Where the pledges on titles stand, by pledge."""
    rows = find_among(session, PledgeStateRow, "title", titles)
    return {row.pledge: row for row in rows}
