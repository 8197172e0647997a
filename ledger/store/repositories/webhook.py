"""OFF CHAIN tables: webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select

from ledger.store.repositories.rows import find, find_one, put, table
from ledger.store.tables.alert import AlertRow
from ledger.store.tables.webhook import WebhookRow

if TYPE_CHECKING:
    from ledger.store.engine import Session, WriteSession

_A = table(AlertRow).columns
_W = table(WebhookRow).columns


def store(work: WriteSession, row: WebhookRow) -> None:
    """Write one."""
    put(work, (row,))


def webhook(session: Session, key: bytes) -> WebhookRow | None:
    """One of them."""
    return find_one(session, WebhookRow, key)


def of_party(session: Session, party: bytes) -> list[WebhookRow]:
    """A party's, the first first."""
    return find(session, WebhookRow, _W.party == party, order=(_W.made, _W.id))


def due(session: Session, now: int, longest: int) -> list[WebhookRow]:
    """Those that may be tried: none is put off for longer, except by a clock that was ahead."""
    ready = or_(_W.next_try <= now, _W.next_try > now + longest)
    return find(session, WebhookRow, ready, _W.ended == 0, order=(_W.id,))


def waiting(session: Session) -> list[tuple[int, int]]:
    """Of each that was not told all: when it may be tried, and the time of what waits first."""
    later = table(AlertRow).alias()
    first = select(func.min(later.columns.place)).where(
        later.columns.party == _W.party, later.columns.place > _W.after
    )
    place = first.correlate(table(WebhookRow)).scalar_subquery()
    both = select(_W.next_try, _A.time).join_from(
        table(WebhookRow), table(AlertRow), _A.place == place
    )
    found = both.where(_W.ended == 0)
    return [(int(row[0]), int(row[1])) for row in session.connection.execute(found)]


def forget(work: WriteSession, key: bytes) -> None:
    """Delete one, with its secret."""
    work.connection.execute(delete(table(WebhookRow)).where(_W.id == key))
