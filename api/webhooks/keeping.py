"""A party's webhooks: made, shown, told again from a place, and forgotten."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from api.webhooks.errors import WebhooksTooMany, WebhookUnknown
from api.webhooks.target import parsed
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import alert, webhook
from ledger.store.tables.webhook import WebhookRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.wiring import Wiring
    from ledger.store.engine import WriteSession

MOST: Final = 5
ID_BYTES: Final = 16
SECRET_BYTES: Final = 32


def make(wiring: Wiring, party: bytes, url: str) -> WebhookRow:
    """A webhook that is told what comes from now on.

    Raises WebhookTargetRefused, WebhooksTooMany.
    """
    parsed(url, private=wiring.settings.webhook_private)
    with unit_of_work(wiring.engine, silent=True) as work:
        if len(webhook.of_party(work, party)) >= MOST:
            raise WebhooksTooMany(MOST)
        made = WebhookRow(
            id=secrets.token_bytes(ID_BYTES),
            party=party,
            url=url,
            secret=secrets.token_bytes(SECRET_BYTES),
            after=alert.last_place(work),
            failures=0,
            code="",
            next_try=0,
            made=wiring.clock(),
            ended=0,
        )
        webhook.store(work, made)
    return made


def mine(wiring: Wiring, party: bytes) -> Sequence[WebhookRow]:
    """A party's webhooks."""
    with read_session(wiring.engine, now=wiring.clock()) as session:
        return webhook.of_party(session, party)


def replay(wiring: Wiring, party: bytes, key: bytes, after: int) -> WebhookRow:
    """Tell what came behind a place once more, at once. Raises WebhookUnknown."""
    with unit_of_work(wiring.engine, silent=True) as work:
        known = _mine(work, party, key)
        again = replace(known, after=after, failures=0, code="", next_try=0, ended=0)
        webhook.store(work, again)
    return again


def forget(wiring: Wiring, party: bytes, key: bytes) -> None:
    """Send nothing there any more. Raises WebhookUnknown."""
    with unit_of_work(wiring.engine, silent=True) as work:
        _mine(work, party, key)
        webhook.forget(work, key)


def _mine(work: WriteSession, party: bytes, key: bytes) -> WebhookRow:
    found = webhook.webhook(work, key)
    if found is None or found.party != party:
        raise WebhookUnknown(key.hex())
    return found
