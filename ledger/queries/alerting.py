"""How far alerts were raised, and since when a webhook is due: whether who does it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.store.repositories import alert, webhook

if TYPE_CHECKING:
    from ledger.store.engine import ReadSession


@dataclass(frozen=True, slots=True)
class AlertingStatus:
    """All final acts up to `block` have raised their alerts, -1 before the first.

    `due_since`: since when the webhook that waits longest could be told what it was not told, 0
    where none waits. One that did not take it is not due before it is tried again.
    """

    block: int
    due_since: int


def alerting_status(session: ReadSession) -> AlertingStatus:
    """How alerts go."""
    raised = alert.alerter(session)
    due = (max(each) for each in webhook.waiting(session))
    since = min((each for each in due if each <= session.now), default=0)
    return AlertingStatus(raised.block if raised else -1, since)
