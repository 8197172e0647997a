"""Verdicts: one, or up to 1,000 at one common block."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api import judging, parse
from api.routes.documented import READS
from api.schemas.verdicts import VerdictIn, VerdictOut, VerdictsIn, VerdictsOut
from api.wiring import reading, wiring_of
from ledger.domain.numbers import parse_number
from ledger.domain.verdict import Purpose
from ledger.queries.certificate import title_of_number

router = APIRouter(prefix="/v1/verdicts", tags=["verdicts"], responses=READS)


@router.get("")
def one(
    request: Request,
    number: Annotated[str, Query(max_length=32, examples=["SJ3712026030001"])],
    purpose: Purpose = Purpose.AUTHENTICITY,
    at: Annotated[str | None, Query(max_length=40)] = None,
) -> VerdictOut:
    """The verdict on one certificate for one purpose, now or at an earlier moment."""
    lag = wiring_of(request).settings.lag_blocks
    with reading(request) as now:
        title_of_number(now.session, parse_number(number))
        moment = parse.moment(now, at, wiring_of(request).chain)
        asked = VerdictIn(number=number, purpose=purpose)
        return judging.one(*judging.answer(now.session, [asked], lag_blocks=lag, moment=moment))


@router.post("")
def many(request: Request, body: VerdictsIn) -> VerdictsOut:
    """The verdicts on a list of certificates, all at one block."""
    lag = wiring_of(request).settings.lag_blocks
    with reading(request) as now:
        return judging.many(*judging.answer(now.session, body.items, lag_blocks=lag))
