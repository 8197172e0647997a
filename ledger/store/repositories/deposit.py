"""Deposits in the national system. What counts is open: its application is ready in the mirror."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from ledger.domain.acts import ApplicationState
from ledger.domain.deposit import ALARMS, DepositState
from ledger.store.repositories.rows import find, find_one, put, table
from ledger.store.tables.application import ApplicationStateRow
from ledger.store.tables.deposit import DepositRow, NationalRow

if TYPE_CHECKING:
    from ledger.store.engine import Session, WriteSession

_D = table(DepositRow).columns
_S = table(ApplicationStateRow).columns
_READY = _S.state == ApplicationState.READY


def deposit(session: Session, application: bytes) -> DepositRow | None:
    """The deposit of an application; None before it was found ready."""
    return find_one(session, DepositRow, application)


def unqueued(session: Session, registry: int, limit: int) -> list[ApplicationStateRow]:
    """Applications of a registry that are ready and have no deposit yet, the oldest first."""
    lacking = _S.application.not_in(select(_D.application))
    ready = (_READY, _S.registry_code == registry, lacking)
    return find(session, ApplicationStateRow, *ready, order=(_S.block,), limit=limit)


def due(session: Session, registry: int, now: int, *, longest: int, limit: int) -> list[DepositRow]:
    """Open deposits of a registry with something to do now, the longest waiting first.

    None is put off for longer than `longest`, except by a clock that was ahead.
    """
    ours = select(_S.application).where(_READY, _S.registry_code == registry)
    open_ones = (_D.application.in_(ours), _D.state != DepositState.REFUSED)
    ready = or_(_D.next <= now, _D.next > now + longest)
    return find(session, DepositRow, *open_ones, ready, order=(_D.next, _D.queued), limit=limit)


def national(session: Session, registry: int) -> NationalRow | None:
    """When a registry last heard from the national system; None where it never asked."""
    return find_one(session, NationalRow, registry)


def nationals(session: Session) -> list[NationalRow]:
    """The same of all registries that ever asked."""
    return find(session, NationalRow)


def keep(work: WriteSession, row: DepositRow | NationalRow) -> None:
    """Write in the place of what was known of it."""
    put(work, (row,))


def counts(session: Session) -> dict[DepositState, int]:
    """How many open deposits stand in each state."""
    joined = select(_D.state, func.count()).join(
        table(ApplicationStateRow), _S.application == _D.application
    )
    found = session.connection.execute(joined.where(_READY).group_by(_D.state))
    return {DepositState(state): number for state, number in found}


def alarms(session: Session, limit: int) -> list[DepositRow]:
    """Open deposits that somebody must look at, the longest waiting first."""
    ready = _D.application.in_(select(_S.application).where(_READY))
    looked_at = _D.state.in_([int(state) for state in ALARMS])
    return find(session, DepositRow, ready, looked_at, order=(_D.queued,), limit=limit)


def waiting(session: Session) -> tuple[int, int]:
    """How many applications are ready, and since when (the chain's time) the oldest is; 0, 0."""
    asked = select(func.count(), func.min(_S.changed_time)).where(_READY)
    number, since = session.connection.execute(asked).one()
    return int(number), int(since or 0)
