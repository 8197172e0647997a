"""Verdicts: one, or up to 1,000 at one common block."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from api import judging, moments
from api.paper import signing
from api.present import stamp
from api.routes.documented import READS, WRITES
from api.schemas.verdicts import SignedOut, VerdictIn, VerdictOut, VerdictsIn, VerdictsOut
from api.wiring import reading, wiring_of
from ledger.domain.numbers import parse_number, written
from ledger.domain.verdict import Purpose
from ledger.queries.errors import NumberUnknown
from ledger.queries.snapshot import snapshot
from ledger.queries.verdict import Terms

FILED = "/v1/verdicts/signed"
JWS, COUNTERSIGNED = "application/jose", "application/jose+json"
BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
JWS_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {JWS: BYTES, COUNTERSIGNED: BYTES}}}


class JwsResponse(Response):
    """A compact JWS."""

    media_type = JWS


router = APIRouter(prefix="/v1/verdicts", tags=["verdicts"], responses=READS)


@router.get("", response_model=VerdictOut)
def one(
    request: Request,
    number: Annotated[str, Query(max_length=32, examples=["SJ3712026030001"])],
    purpose: Purpose = Purpose.AUTHENTICITY,
    at: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:
    """The verdict on one certificate for one purpose, now or at an earlier moment."""
    wiring = wiring_of(request)
    with reading(request, moments.block_of(at)) as now:
        known = parse_number(number)
        moment = moments.moment(now, at)
        asked = VerdictIn(number=number, purpose=purpose)
        terms = Terms(wiring.settings.lag_blocks, moment, wiring.recent)
        found, names = judging.answer(now.session, [asked], terms)
        verdict = found.answers[0].verdict
        if verdict.blocks and not verdict.title:
            raise NumberUnknown(known)
        answer = judging.one(found, names).model_dump_json().encode()
        if moment is None and (seen := snapshot(now.session)) is not None:
            wiring.kept.keep(seen, request.scope["query_string"], answer)
    return Response(answer, media_type="application/json")


@router.post(":sign", status_code=201, responses=WRITES)
def signed(request: Request, body: VerdictIn) -> SignedOut:
    """The verdict at the newest final block, signed by the title's registry and filed.

    The same block makes the same bytes. A later evidence package of the title proves it offline.
    """
    number = parse_number(body.number)
    with reading(request) as now:
        made = signing.sign(now, wiring_of(request), number, body.purpose)
        as_of = stamp(now.as_of)
    return SignedOut(
        number=written(number),
        purpose=body.purpose,
        result=made.verdict.result,
        block=made.place.number,
        sha256=made.digest,
        url=f"{FILED}/{made.digest}",
        jws=made.data.decode(),
        as_of=as_of,
    )


@router.get("/signed/{digest}", response_class=JwsResponse, responses=JWS_FILE)
def filed(
    request: Request, digest: Annotated[str, Path(max_length=64, examples=["ab" * 32])]
) -> Response:
    """A verdict that was signed here, by its SHA-256: compact, or JSON if countersigned."""
    data = signing.filed(wiring_of(request), digest)
    disposition = {"content-disposition": f'attachment; filename="{digest[:16]}.jws"'}
    kind = COUNTERSIGNED if data.startswith(b"{") else JWS
    return JwsResponse(data, media_type=kind, headers=disposition)


@router.post("")
def many(request: Request, body: VerdictsIn) -> VerdictsOut:
    """The verdicts on a list of certificates, all at one block."""
    wiring = wiring_of(request)
    terms = Terms(wiring.settings.lag_blocks, recent=wiring.recent)
    with reading(request) as now:
        return judging.many(*judging.answer(now.session, body.items, terms))
