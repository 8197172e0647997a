"""Addresses to which a party has its alerts sent; each party sees its own alone."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from api.routes.documented import SIGNED_IN
from api.schemas import webhooks as shapes
from api.sessions.holding import signed_in
from api.stamped import stamped
from api.webhooks import keeping
from api.webhooks.delivering import shown_secret
from api.wiring import wiring_of
from ledger.store.tables.webhook import WebhookRow

router = APIRouter(prefix="/v1/webhooks", tags=["alerts"], responses=SIGNED_IN)
Key = Annotated[str, Path(pattern="^[0-9a-f]{32}$", examples=["ab" * 16])]


@router.post("", status_code=201)
def make(request: Request, body: shapes.WebhookIn) -> shapes.WebhookMade:
    """Have alerts sent from now on: signed (Standard Webhooks), at least once, in their order."""
    made = keeping.make(wiring_of(request), signed_in(request).party, body.url)
    return shapes.WebhookMade(
        webhook=_shape(made), secret=shown_secret(made.secret), as_of=stamped(request)
    )


@router.get("")
def mine(request: Request) -> shapes.WebhooksOut:
    """The webhooks of whoever is signed in."""
    found = keeping.mine(wiring_of(request), signed_in(request).party)
    return shapes.WebhooksOut(webhooks=list(map(_shape, found)), as_of=stamped(request))


@router.post("/{key}/replay")
def replay(request: Request, key: Key, body: shapes.ReplayIn) -> shapes.WebhookShown:
    """Tell once more what came behind a place; it also takes up one that had ended."""
    party = signed_in(request).party
    again = keeping.replay(wiring_of(request), party, bytes.fromhex(key), body.after)
    return shapes.WebhookShown(webhook=_shape(again), as_of=stamped(request))


@router.delete("/{key}", status_code=204)
def forget(request: Request, key: Key) -> None:
    """Send nothing there any more."""
    keeping.forget(wiring_of(request), signed_in(request).party, bytes.fromhex(key))


def _shape(row: WebhookRow) -> shapes.WebhookOut:
    return shapes.WebhookOut(
        id=row.id.hex(),
        url=row.url,
        after=row.after,
        failures=row.failures,
        code=row.code,
        ended=bool(row.ended),
    )
