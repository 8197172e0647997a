"""Verdicts: one, or up to 1,000 at one common block."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import judging, parse
from api.routes.documented import READS
from api.schemas.verdicts import VerdictIn, VerdictOut, VerdictsIn, VerdictsOut
from api.wiring import reading, wiring_of
from ledger.domain.numbers import parse_number
from ledger.domain.verdict import Purpose
from ledger.queries.errors import NumberUnknown
from ledger.queries.snapshot import snapshot
from ledger.queries.verdict import Terms

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
    with reading(request) as now:
        known = parse_number(number)
        moment = parse.moment(now, at, wiring.chain)
        asked = VerdictIn(number=number, purpose=purpose)
        terms = Terms(wiring.settings.lag_blocks, moment, wiring.recent)
        found, names = judging.answer(now.session, [asked], terms)
        if not found.answers[0].verdict.title:
            raise NumberUnknown(known)
        answer = judging.one(found, names).model_dump_json().encode()
        if moment is None and (seen := snapshot(now.session)) is not None:
            wiring.kept.keep(seen, request.scope["query_string"], answer)
    return Response(answer, media_type="application/json")


@router.post("")
def many(request: Request, body: VerdictsIn) -> VerdictsOut:
    """The verdicts on a list of certificates, all at one block."""
    wiring = wiring_of(request)
    terms = Terms(wiring.settings.lag_blocks, recent=wiring.recent)
    with reading(request) as now:
        return judging.many(*judging.answer(now.session, body.items, terms))
