"""Orders of courts and other organs, prepared, signed by two clerks and entered at the desk."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Request

from api import parse
from api.desk import hands, ordering
from api.desk.entering import Clerk, enter
from api.desk.hands import Handed
from api.desk.ordering import KINDS, Change, OrderWish
from api.present import stamp
from api.registrant import actfile
from api.routes.desk import Registry
from api.routes.documented import SIGNED_IN
from api.schemas import orders as shapes
from api.sessions.holding import signed_in
from api.stamped import stamped
from api.wiring import reading, wiring_of
from ledger.domain.acts import OrderKind, OrderScope, Right
from ledger.domain.ids import ZERO
from ledger.domain.numbers import parse_number

router = APIRouter(prefix="/v1/desk/{registry}", tags=["desk"], responses=SIGNED_IN)
NAMES: Final[dict[str, Literal["order", "lift", "order-extension"]]] = {
    "order": "order",
    "lift": "lift",
    "order-extension": "order-extension",
}
Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$", examples=["ab" * 32])]


@router.get("/orders")
def waiting(request: Request, registry: Registry) -> shapes.OrderDraftsOut:
    """What was prepared and not entered, newest first."""
    clerk, wiring = enter(signed_in(request), registry), wiring_of(request)
    with reading(request) as now:
        found = hands.waiting(wiring, now.session, clerk, KINDS)
        shown = [_shape(request, each) for each in found]
        return shapes.OrderDraftsOut(orders=shown, as_of=stamp(now.as_of))


@router.post("/orders", status_code=201)
def prepare(request: Request, registry: Registry, body: shapes.OrderIn) -> shapes.OrderShown:
    """Prepare an order; nothing is signed. What the register would refuse is not prepared."""
    clerk, wiring = enter(signed_in(request), registry), wiring_of(request)
    wish = OrderWish(
        kind=OrderKind[body.kind],
        scope=OrderScope[body.scope],
        number=parse_number(body.number) if body.number else 0,
        party=bytes.fromhex(body.party[2:]) if body.party else ZERO,
        rights=sum(1 << Right[each] for each in set(body.rights)),
        court=bytes.fromhex(body.court[2:]),
        instrument=bytes.fromhex(body.instrument[2:]),
        until=parse.seconds(body.until) or 0,
    )
    return _found(request, clerk, ordering.prepare(wiring, clerk, wish))


@router.post("/orders:lift", status_code=201)
def lift(request: Request, registry: Registry, body: shapes.LiftIn) -> shapes.OrderShown:
    """Prepare the lift of an order; nothing is signed."""
    clerk, wiring = enter(signed_in(request), registry), wiring_of(request)
    change = Change(
        subject=bytes.fromhex(body.subject[2:]),
        order=bytes.fromhex(body.order[2:]),
        court=bytes.fromhex(body.court[2:]) if body.court else ZERO,
        instrument=bytes.fromhex(body.instrument[2:]) if body.instrument else ZERO,
    )
    return _found(request, clerk, ordering.prepare_lift(wiring, clerk, change))


@router.post("/orders:extend", status_code=201)
def extend(request: Request, registry: Registry, body: shapes.ExtensionIn) -> shapes.OrderShown:
    """Prepare a longer term of an order before its end; nothing is signed."""
    clerk, wiring = enter(signed_in(request), registry), wiring_of(request)
    change = Change(
        subject=bytes.fromhex(body.subject[2:]),
        order=bytes.fromhex(body.order[2:]),
        court=bytes.fromhex(body.court[2:]) if body.court else ZERO,
        instrument=bytes.fromhex(body.instrument[2:]),
        until=parse.seconds(body.until) or 0,
    )
    return _found(request, clerk, ordering.prepare_extension(wiring, clerk, change))


@router.get("/orders/{digest}")
def one(request: Request, registry: Registry, digest: Digest) -> shapes.OrderShown:
    """A prepared order: exactly what is signed, and by whom it is."""
    return _found(request, enter(signed_in(request), registry), bytes.fromhex(digest))


@router.post("/orders/{digest}/signatures")
def sign(
    request: Request, registry: Registry, digest: Digest, body: shapes.OrderSignatureIn
) -> shapes.OrderShown:
    """Add the clerk's own signature; two persons sign."""
    clerk, signature = enter(signed_in(request), registry), bytes.fromhex(body.signature[2:])
    hands.sign(wiring_of(request), clerk, (bytes.fromhex(digest), KINDS), signature)
    return _found(request, clerk, bytes.fromhex(digest))


@router.post("/orders/{digest}/relay")
def relay(request: Request, registry: Registry, digest: Digest) -> shapes.OrderShown:
    """Enter what both have signed, and wait until it is final."""
    clerk = enter(signed_in(request), registry)
    done = hands.relay(wiring_of(request), clerk, (bytes.fromhex(digest), KINDS))
    return shapes.OrderShown(order=_shape(request, done), as_of=stamped(request))


@router.delete("/orders/{digest}", status_code=204)
def discard(request: Request, registry: Registry, digest: Digest) -> None:
    """Throw a prepared order away that was never entered."""
    clerk = enter(signed_in(request), registry)
    hands.discard(wiring_of(request), clerk, (bytes.fromhex(digest), KINDS))


def _found(request: Request, clerk: Clerk, digest: bytes) -> shapes.OrderShown:
    wiring = wiring_of(request)
    with reading(request) as now:
        found = hands.find(wiring, now.session, clerk, (digest, KINDS))
        return shapes.OrderShown(order=_shape(request, found), as_of=stamp(now.as_of))


def _shape(request: Request, found: Handed) -> shapes.OrderDraftOut:
    return shapes.OrderDraftOut(
        digest="0x" + found.row.digest.hex(),
        kind=NAMES[found.act.kind],
        subject=found.row.application.hex(),
        signed=["0x" + each.party.hex() for each in found.act.signers],
        missing=found.missing,
        block=found.row.block or None,
        file=actfile.document(found.act, wiring_of(request).profile()),
    )
