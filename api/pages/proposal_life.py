"""The page on which an amendment, an assignment, a rank, an end of a part or a sale is proposed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from api.language import language_of
from api.pages import entries
from api.pages.desk import to
from api.pages.render import scripted
from api.pages.views import name_of
from api.problems import ApiError, EntryUnclear, problem_of
from api.proposals.errors import PledgeNotOpen
from api.proposals.making_life import LIFE, LifeWish, propose_life
from api.sessions import holding
from api.texts import shown
from api.texts.terms import ACTS
from api.wiring import reading, wiring_of
from ledger.domain.acts import Realisation
from ledger.domain.numbers import parse_number, written
from ledger.queries.title import title_page

router = APIRouter(
    prefix="/proposals", include_in_schema=False, default_response_class=HTMLResponse
)
Words = Annotated[str, Field(max_length=80)]
# of the states of a declaration those that parties bring about
WAYS = (
    *(Realisation.NONE, Realisation.LICENCE_INCOME, Realisation.WITHDRAWN),
    *(Realisation.AGREEMENT, Realisation.SELF_SALE),
)


class Changing(BaseModel):
    """The form, as it is typed; which fields count depends on the kind."""

    number: Words
    pledge: Words
    kind: Words = LIFE[0]
    document: Words = ""
    amount: Words = ""
    term_end: Words = ""
    past_term: Words = ""
    other: Words = ""
    notice: Words = ""
    order: Annotated[str, Field(max_length=4_000)] = ""
    share: Words = ""
    realisation: Words = Realisation.NONE.name
    depositary: Annotated[str, Field(max_length=100)] = ""
    proceeds: Words = ""
    receipt: Words = ""
    mark: Words

    def wish(self) -> LifeWish:
        """What is proposed. Raises NumberMalformed, EntryUnclear."""
        if self.realisation not in Realisation.__members__:
            raise EntryUnclear("realisation", ", ".join(each.name for each in WAYS))
        return LifeWish(
            kind=self.kind,
            number=parse_number(self.number),
            pledge=entries.octets_of("pledge", self.pledge),
            document=entries.octets_of("document", self.document),
            amount=entries.fen_of("amount", self.amount) if self.amount else 0,
            term_end=entries.seconds_of("term_end", self.term_end) if self.term_end else 0,
            past_term=bool(self.past_term),
            other=entries.octets_of("other", self.other, optional=True),
            notice=entries.octets_of("notice", self.notice, optional=True),
            order=tuple(entries.octets_of("order", each) for each in self.order.split()),
            ppm=entries.ppm_of("ppm", self.share) if self.share else 0,
            realisation=Realisation[self.realisation],
            deposit=entries.deposit_of(self.depositary, self.proceeds, self.receipt),
        )


@router.get("/life")
def form(
    request: Request,
    number: Annotated[str, Query(max_length=32)],
    pledge: Annotated[str, Query(pattern="^[0-9a-f]{64}$")],
) -> HTMLResponse:
    """The form for an open pledge."""
    holding.reader(request)
    return _form(request, Changing(number=number, pledge=pledge, mark=""))


@router.post("/life")
def propose(request: Request, told: Annotated[Changing, Form()]) -> Response:
    """Propose it; what is wrong with it is said beside what was typed."""
    holding.require_own_form(request, told.mark)
    who = holding.reader(request)
    try:
        made = propose_life(wiring_of(request), who, told.wish())
    except ApiError as fault:
        return _form(request, told, fault)
    return to(f"/proposals/{made.hex()}")


def _form(request: Request, told: Changing, fault: ApiError | None = None) -> HTMLResponse:
    number, language = parse_number(told.number), language_of(request.scope)
    pledge = entries.octets_of("pledge", told.pledge)
    with reading(request) as now:
        found = title_page(now.session, number)
        own = next((each for each in found.at.pledges if each.pledge == pledge), None)
    if own is None:
        raise PledgeNotOpen(pledge)
    lot = sorted((each for each in found.at.pledges if each.lot == own.lot), key=lambda it: it.rank)
    problem = problem_of(fault) if fault else None
    response = scripted(
        request,
        "pledge_life.html",
        number=written(number),
        pledges=[
            (each.pledge.hex(), each.rank, name_of(found.names, each.terms.pledgee, language))
            for each in lot
        ],
        share=shown.share(own.ppm),
        own=own,
        kinds=[(each, ACTS[each].text(language)) for each in LIFE],
        ways=WAYS,
        told=told.model_dump(exclude={"mark", "number"}),
        problem=problem,
        mark=holding.mark_of(request),
    )
    response.status_code = problem.status if problem else response.status_code
    return response
