"""A bank's own files on the loans behind its pledges; nobody else is told of them."""

from base64 import b64encode
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.financing import keeping
from api.financing.shaping import exported, line, shape
from api.routes.documented import SIGNED_IN
from api.schemas import financing as shapes
from api.sessions.holding import signed_in
from api.stamped import stamped
from api.texts.shown import iso
from api.wiring import wiring_of

router = APIRouter(prefix="/v1/financing", tags=["financing"], responses=SIGNED_IN)
Pledge = Annotated[str, Path(pattern="^[0-9a-f]{64}$", examples=["ab" * 32])]
Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("")
def mine(
    request: Request,
    limit: Limit = 100,
    cursor: Annotated[str, Query(pattern="^([0-9a-f]{64})?$")] = "",
) -> shapes.FinancingsOut:
    """The files of whoever is signed in, in short, in the order of their pledges' ids."""
    who, after = signed_in(request), bytes.fromhex(cursor)
    found, last = keeping.mine(wiring_of(request), who, after=after, limit=limit)
    return shapes.FinancingsOut(
        files=list(map(line, found)), next=last.hex() if last else None, as_of=stamped(request)
    )


@router.get("/{pledge}")
def one(request: Request, pledge: Pledge) -> shapes.FinancingOut:
    """The file on a pledge: entries, sums, ratio, the pledge's acts, its filing. It is logged."""
    return shape(keeping.opened(wiring_of(request), signed_in(request), bytes.fromhex(pledge)))


@router.post("/{pledge}/entries", status_code=201)
def enter(request: Request, pledge: Pledge, body: shapes.FinancingEntryIn) -> shapes.FinancingOut:
    """Add an entry, or one in the place of another: nothing that was entered is taken away."""
    told = body.model_dump(mode="json", exclude_none=True)
    who = signed_in(request)
    return shape(keeping.enter(wiring_of(request), who, bytes.fromhex(pledge), told))


@router.get("/{pledge}/export", response_class=Response)
def export(request: Request, pledge: Pledge) -> Response:
    """The file as canonical JSON with its digest (RFC 9530) and the block it speaks of; logged."""
    who = signed_in(request)
    data = exported(keeping.opened(wiring_of(request), who, bytes.fromhex(pledge), exported=True))
    headers = {
        "content-disposition": f'attachment; filename="financing-{pledge[:16]}.json"',
        "repr-digest": f"sha-256=:{b64encode(sha256(data).digest()).decode()}:",
    }
    return Response(data, media_type="application/json", headers=headers)


@router.get("/{pledge}/readings")
def readings(
    request: Request,
    pledge: Pledge,
    limit: Limit = 100,
    cursor: Annotated[int, Query(ge=0, le=2**53)] = 0,
) -> shapes.FinancingReadingsOut:
    """Who read the file, and when, in their order."""
    who, subject = signed_in(request), bytes.fromhex(pledge)
    found, last = keeping.readings(wiring_of(request), who, subject, after=cursor, limit=limit)
    return shapes.FinancingReadingsOut(
        readings=[
            shapes.FinancingReadingOut(
                account="0x" + each.account.hex(), time=iso(each.time), exported=bool(each.exported)
            )
            for each in found
        ],
        next=last,
        as_of=stamped(request),
    )
