"""A verdict with the twenty questions of a bank that its purpose puts."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api import moments, parse
from api.presentations import presentation_shape
from api.routes.documented import READS
from api.schemas.presentations import PresentationIn, PresentationOut
from api.wiring import reading, wiring_of
from ledger.domain.numbers import parse_number
from ledger.queries.presentation import Given, presentation
from ledger.queries.verdict import Asked, Terms

router = APIRouter(prefix="/v1/presentations", tags=["verdicts"], responses=READS)


@router.get("")
def one(request: Request, asked: Annotated[PresentationIn, Query()]) -> PresentationOut:
    """The verdict, and each question with its answer, evidence and source.

    Question 3 compares the term with `loan_end`, question 7 the source's (told: `upstream_end`),
    question 17 the registered fingerprint with `fingerprint`. What the register does not keep is
    said (NOT_KEPT).
    """
    wiring, known = wiring_of(request), parse_number(asked.number)
    told = asked.fingerprint
    copy = None if told is None else parse.digest("fingerprint", told)
    given = Given(parse.seconds(asked.loan_end), copy, parse.seconds(asked.upstream_end))
    with reading(request, moments.block_of(asked.at)) as now:
        moment = moments.moment(now, asked.at)
        terms = Terms(wiring.settings.lag_blocks, moment, wiring.recent)
        found = presentation(now.session, Asked(known, asked.purpose), terms, given)
        return presentation_shape(now.session, found)
