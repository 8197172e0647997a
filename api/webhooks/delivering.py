"""Sends alerts to webhooks: in their order, signed, until each was taken (Standard Webhooks 1.0).

An alert counts as taken when the address answers 2xx; only then does the place move on, so one
whose answer was lost is sent again under the same id. What fails is tried again ever later, and
holds nobody else up. 410 ends a webhook.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import httpx

from api.alerts import alert_shapes
from api.webhooks.errors import WebhookTargetRefused
from api.webhooks.target import resolved, send
from ledger.errors import LedgerError
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import alert, webhook

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from api.schemas.alerts import AlertOut
    from ledger.store.engine import Engine
    from ledger.store.tables.webhook import WebhookRow

LOG: Final = logging.getLogger("datadeed.webhooks")
AT_ONCE: Final = 20
FIRST_PAUSE: Final = 5
LAST_PAUSE: Final = 3_600
TAKEN: Final = range(200, 300)
GONE: Final = 410


class Deliverer:
    """Sends what is due; one beside each follower."""

    def __init__(self, engine: Engine, *, private: bool, clock: Callable[[], int]) -> None:
        self.engine = engine
        self.private = private
        self.clock = clock

    def follow(self, stop: Event, *, poll: float) -> None:
        """Send until told to stop."""
        while not stop.wait(poll):
            try:
                self.run_once(stop)
            except LedgerError as fault:
                LOG.warning("webhooks wait code=%s", fault.code)

    def run_once(self, stop: Event | None = None) -> int:
        """Send to every webhook that is due what waits for it; how many alerts were taken.

        Raises StoreUnavailable.
        """
        with read_session(self.engine, now=self.clock()) as session:
            due = webhook.due(session, session.now, LAST_PAUSE)
        taken = 0
        for each in due:
            if stop is not None and stop.is_set():
                break
            taken += self._deliver(each, stop)
        return taken

    def _deliver(self, row: WebhookRow, stop: Event | None) -> int:
        with read_session(self.engine, now=self.clock()) as session:
            waiting = list(alert_shapes(alert.of_party(session, row.party, row.after, AT_ONCE)))
        taken = 0
        for each in waiting:
            if stop is not None and stop.is_set():
                break
            code = self._sent(row, each)
            if code:
                self._put_off(row, code)
                break
            taken += 1
            self._note(row, replace(row, after=each.place, failures=0, code="", next_try=0))
            row = replace(row, after=each.place, failures=0, code="", next_try=0)
        return taken

    def _sent(self, row: WebhookRow, each: AlertOut) -> str:
        """Send one; why it was not taken, empty where it was."""
        body = json.dumps(
            {
                "type": f"alert.{each.kind.lower()}",
                "timestamp": each.time,
                "data": each.model_dump(mode="json"),
            },
            ensure_ascii=False,
        ).encode()
        headers = signed_headers(row.secret, each.id, self.clock(), body)
        try:
            status = send(resolved(row.url, private=self.private), body, headers)
        except WebhookTargetRefused as fault:
            return fault.code
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as fault:
            return type(fault).__name__
        return "" if status in TAKEN else f"HTTP_{status}"

    def _put_off(self, row: WebhookRow, code: str) -> None:
        failures = row.failures + 1
        pause = min(LAST_PAUSE, FIRST_PAUSE * 2 ** min(failures - 1, 12))
        ended = int(code == f"HTTP_{GONE}")
        later = self.clock() + pause
        self._note(row, replace(row, failures=failures, code=code, next_try=later, ended=ended))
        LOG.warning("webhook id=%s not taken code=%s failures=%d", row.id.hex(), code, failures)

    def _note(self, before: WebhookRow, after: WebhookRow) -> None:
        """Write how it went, unless its party forgot it or set it back meanwhile."""
        with unit_of_work(self.engine, silent=True) as work:
            if webhook.webhook(work, before.id) == before:
                webhook.store(work, after)


def signed_headers(secret: bytes, name: str, now: int, body: bytes) -> dict[str, str]:
    """The headers of Standard Webhooks: id, time and HMAC-SHA256 over both and the body."""
    signed = f"{name}.{now}.".encode() + body
    mac = b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
    return {
        "content-type": "application/json",
        "user-agent": "datadeed-webhooks",
        "webhook-id": name,
        "webhook-timestamp": str(now),
        "webhook-signature": f"v1,{mac}",
    }


def shown_secret(secret: bytes) -> str:
    """The secret as libraries for Standard Webhooks take it."""
    return "whsec_" + b64encode(secret).decode()
