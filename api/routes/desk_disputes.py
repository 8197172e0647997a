"""Disputes at the desk: what runs, and the steps of staff, prepared, signed by all and entered."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request

from api import parse
from api.desk import disputing, hands
from api.desk.disputing import KINDS, StepWish
from api.desk.entering import Clerk, enter
from api.desk.hands import Handed
from api.present import Names, party, stamp
from api.registrant import actfile
from api.routes.desk import Registry
from api.routes.documented import SIGNED_IN
from api.routes.orders import Digest
from api.schemas import desk_disputes as shapes
from api.sessions.holding import signed_in
from api.stamped import stamped
from api.texts.shown import iso
from api.wiring import reading, wiring_of
from ledger.domain.acts import DisputeAction
from ledger.domain.ids import ZERO
from ledger.queries.disputes import RunningDispute, running
from ledger.queries.names import named

router = APIRouter(prefix="/v1/desk/{registry}", tags=["desk"], responses=SIGNED_IN)
NAMES: Final[dict[str, Literal["dispute-step", "dispute-ruling"]]] = {
    "dispute-step": "dispute-step",
    "dispute-ruling": "dispute-ruling",
}


@router.get("/disputes")
def queue(
    request: Request,
    registry: Registry,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> shapes.DeskDisputesOut:
    """The disputes over the registry's titles that run, and the steps prepared in them."""
    clerk, wiring = enter(signed_in(request), registry), wiring_of(request)
    after = parse.mark(cursor)
    with reading(request) as now:
        found, next_ = running(now.session, registry, after=after, limit=limit)
        names = named(now.session, {each.disputant for each in found})
        waiting = hands.waiting(wiring, now.session, clerk, KINDS)
        return shapes.DeskDisputesOut(
            disputes=[_running(names, each) for each in found],
            prepared=[_shape(request, each) for each in waiting],
            next=next_.text if next_ else None,
            as_of=stamp(now.as_of),
        )


@router.post("/disputes", status_code=201)
def prepare(
    request: Request, registry: Registry, body: shapes.DeskStepIn
) -> shapes.PreparedStepShown:
    """Prepare a step; nothing is signed. What the register would refuse is not prepared."""
    clerk = enter(signed_in(request), registry)
    wish = StepWish(
        title=bytes.fromhex(body.title[2:]),
        dispute=bytes.fromhex(body.dispute[2:]),
        action=DisputeAction[body.action],
        document=bytes.fromhex(body.document[2:]) if body.document else ZERO,
        court=bytes.fromhex(body.court[2:]) if body.court else ZERO,
    )
    return _found(request, clerk, disputing.prepare(wiring_of(request), clerk, wish))


@router.get("/disputes/{digest}")
def one(request: Request, registry: Registry, digest: Digest) -> shapes.PreparedStepShown:
    """A prepared step: exactly what is signed, and by whom it is."""
    return _found(request, enter(signed_in(request), registry), bytes.fromhex(digest))


@router.post("/disputes/{digest}/signatures")
def sign(
    request: Request, registry: Registry, digest: Digest, body: shapes.StepSignatureIn
) -> shapes.PreparedStepShown:
    """Add the clerk's own signature; of two each signs once."""
    clerk, key = enter(signed_in(request), registry), bytes.fromhex(digest)
    signature = bytes.fromhex(body.signature[2:])
    hands.sign(wiring_of(request), clerk, (key, KINDS), signature)
    return _found(request, clerk, key)


@router.post("/disputes/{digest}/relay")
def relay(request: Request, registry: Registry, digest: Digest) -> shapes.PreparedStepShown:
    """Enter what all have signed, and wait until it is final."""
    clerk = enter(signed_in(request), registry)
    done = hands.relay(wiring_of(request), clerk, (bytes.fromhex(digest), KINDS))
    return shapes.PreparedStepShown(prepared=_shape(request, done), as_of=stamped(request))


@router.delete("/disputes/{digest}", status_code=204)
def discard(request: Request, registry: Registry, digest: Digest) -> None:
    """Throw a prepared step away that was never entered."""
    clerk = enter(signed_in(request), registry)
    hands.discard(wiring_of(request), clerk, (bytes.fromhex(digest), KINDS))


def _found(request: Request, clerk: Clerk, digest: bytes) -> shapes.PreparedStepShown:
    with reading(request) as now:
        found = hands.find(wiring_of(request), now.session, clerk, (digest, KINDS))
        return shapes.PreparedStepShown(prepared=_shape(request, found), as_of=stamp(now.as_of))


def _running(names: Names, each: RunningDispute) -> shapes.RunningDisputeOut:
    return shapes.RunningDisputeOut(
        title=each.title.hex(),
        number=each.number,
        dispute=each.dispute.hex(),
        disputant=party(names, each.disputant),
        claim=each.claim.name,
        state=each.state.name,
        unknown=each.unknown,
        blocked_by=each.blocks.name if each.blocks else None,
        since=iso(each.since),
        notice_due=iso(each.due.time) if each.due else None,
    )


def _shape(request: Request, found: Handed) -> shapes.PreparedStepOut:
    terms: Any = found.act.prepared.terms
    return shapes.PreparedStepOut(
        digest="0x" + found.row.digest.hex(),
        kind=NAMES[found.act.kind],
        subject=terms.title.hex(),
        dispute=terms.dispute.hex(),
        action=DisputeAction(terms.action).name,
        signed=["0x" + each.party.hex() for each in found.act.signers],
        missing=[role.name for role in found.roles],
        block=found.row.block or None,
        file=actfile.document(found.act, wiring_of(request).profile()),
    )
