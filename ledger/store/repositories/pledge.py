"""Lots and pledges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ledger.domain.values import replace
from ledger.store.repositories.rows import find, find_among, table
from ledger.store.tables.pledge import PledgeRow, PledgeStateRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import Session

_P = table(PledgeRow).columns
_S = table(PledgeStateRow).columns


def of_titles(session: Session, titles: Iterable[bytes]) -> list[PledgeRow]:
    """All pledges on titles as they stand, in the order of their entry."""
    every = list(titles)
    rows, now = find_among(session, PledgeRow, "title", every), states(session, every)
    return sorted((standing(row, now[row.pledge]) for row in rows), key=_entered)


def standing(row: PledgeRow, state: PledgeStateRow) -> PledgeRow:
    """A pledge with the pledgee and the terms that it has now."""
    return replace(
        row,
        pledgee=state.pledgee,
        amount=state.amount,
        maximum=state.maximum,
        term_end=state.term_end,
    )


def _entered(row: PledgeRow) -> tuple[int, int]:
    return row.block, row.seq


def of_pledgee(
    session: Session, parties: Iterable[bytes], below: tuple[int, bytes] | None, limit: int
) -> list[PledgeRow]:
    """The pledges that secure one of some parties, newest first."""
    secured = select(_S.pledge).where(_S.pledgee.in_(list(parties)))
    conditions: list[Any] = [_P.pledge.in_(secured)]
    if below is not None:
        block, pledge = below
        older = (_P.block < block) | ((_P.block == block) & (_P.pledge < pledge))
        conditions.append(older)
    newest = (_P.block.desc(), _P.pledge.desc())
    rows = find(session, PledgeRow, *conditions, order=newest, limit=limit)
    now = states(session, {row.title for row in rows})
    return [standing(row, now[row.pledge]) for row in rows]


def one(session: Session, pledge: bytes) -> PledgeRow | None:
    """A pledge by its id."""
    return next(iter(find(session, PledgeRow, _P.pledge == pledge, limit=1)), None)


def titles(session: Session) -> list[bytes]:
    """The titles that a pledge was ever recorded on."""
    found = session.connection.execute(select(_P.title).distinct().order_by(_P.title))
    return [bytes(each) for each in found.scalars()]


def states(session: Session, titles: Iterable[bytes]) -> dict[bytes, PledgeStateRow]:
    """Where the pledges on titles stand, by pledge."""
    rows = find_among(session, PledgeStateRow, "title", titles)
    return {row.pledge: row for row in rows}
