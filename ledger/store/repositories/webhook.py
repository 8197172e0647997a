"""OFF CHAIN tables: webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, or_

from ledger.store.repositories.rows import find, find_one, put, table
from ledger.store.tables.webhook import WebhookRow

if TYPE_CHECKING:
    from ledger.store.engine import Session, WriteSession

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


def open_ones(session: Session) -> list[WebhookRow]:
    """Those that have not ended, of all parties."""
    return find(session, WebhookRow, _W.ended == 0, order=(_W.id,))


def forget(work: WriteSession, key: bytes) -> None:
    """Delete one, with its secret."""
    work.connection.execute(delete(table(WebhookRow)).where(_W.id == key))
