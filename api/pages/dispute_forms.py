"""The pages on which somebody disputes a title, or takes a side's step in a dispute."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from api.desk import dispute_papers
from api.language import language_of
from api.pages import entries
from api.pages.desk import to
from api.pages.dispute_papers import paper_views
from api.pages.disputing import disputes_view
from api.pages.render import scripted
from api.problems import ApiError, problem_of
from api.proposals.making_dispute import (
    CLAIMS,
    SIDES,
    DisputeWish,
    SideWish,
    propose_dispute,
    propose_side,
)
from api.sessions import holding
from api.wiring import reading, wiring_of
from ledger.bindings.errors.dispute_desk import DisputeUnknown
from ledger.domain.acts import DisputeAction, DisputeClaim, DisputeId, TitleId
from ledger.domain.numbers import parse_number, written
from ledger.domain.personal import PersonalDataFound
from ledger.queries.disputes import disputes_found
from ledger.queries.history import timeline
from ledger.queries.title import title_page

router = APIRouter(
    prefix="/proposals", include_in_schema=False, default_response_class=HTMLResponse
)
Words = Annotated[str, Field(max_length=80)]


class Disputing(BaseModel):
    """The form of a dispute, as it is typed."""

    number: Words
    claim: Words = DisputeClaim.OWNERSHIP.name
    interest: Words = ""
    evidence: Words = ""
    mark: Words = ""

    def wish(self) -> DisputeWish:
        """What is proposed. Raises NumberMalformed, EntryUnclear."""
        return DisputeWish(
            number=parse_number(self.number),
            claim=DisputeClaim.__members__.get(self.claim, DisputeClaim.NONE),
            interest=entries.octets_of("interest", self.interest),
            evidence=entries.octets_of("evidence", self.evidence),
        )


class Siding(BaseModel):
    """The form of a side's step, as it is typed."""

    number: Words
    dispute: Words
    action: Words = ""
    document: Words = ""
    mark: Words = ""

    def wish(self) -> SideWish:
        """What is proposed. Raises NumberMalformed, EntryUnclear."""
        return SideWish(
            number=parse_number(self.number),
            dispute=entries.octets_of("dispute", self.dispute),
            action=DisputeAction.__members__.get(self.action, DisputeAction.NONE),
            document=entries.octets_of("document", self.document, optional=True),
        )


@router.get("/dispute")
def new(request: Request, number: Annotated[str, Query(max_length=32)]) -> HTMLResponse:
    """The form of a dispute over a certificate's title."""
    holding.reader(request)
    return _dispute(request, Disputing(number=number))


@router.post("/dispute")
def dispute(request: Request, told: Annotated[Disputing, Form()]) -> Response:
    """Prepare it; what is wrong with it is said beside what was typed."""
    holding.require_own_form(request, told.mark)
    who = holding.reader(request)
    try:
        made = propose_dispute(wiring_of(request), who, told.wish())
    except ApiError as fault:
        return _dispute(request, told, fault)
    return to(f"/proposals/{made.hex()}")


@router.get("/dispute-step")
def side(
    request: Request,
    number: Annotated[str, Query(max_length=32)],
    dispute: Annotated[str, Query(pattern="^[0-9a-f]{64}$")],
) -> HTMLResponse:
    """The form of a side's step."""
    holding.reader(request)
    return _side(request, Siding(number=number, dispute=dispute))


@router.post("/dispute-step")
def step(request: Request, told: Annotated[Siding, Form()]) -> Response:
    """Prepare it; what is wrong with it is said beside what was typed."""
    holding.require_own_form(request, told.mark)
    who = holding.reader(request)
    try:
        made = propose_side(wiring_of(request), who, told.wish())
    except ApiError as fault:
        return _side(request, told, fault)
    return to(f"/proposals/{made.hex()}")


@router.post("/dispute-paper")
def paper(
    request: Request,
    number: Annotated[Words, Form()],
    dispute: Annotated[Words, Form()],
    mark: Annotated[Words, Form()],
    file: Annotated[UploadFile, File()],
) -> Response:
    """Leave a paper that the dispute names with the registry, sealed for its staff."""
    holding.require_own_form(request, mark)
    holding.reader(request)
    which, known = entries.octets_of("dispute", dispute), parse_number(number)
    try:
        with reading(request) as now:
            titled = title_page(now.session, known).title
        dispute_papers.keep(wiring_of(request), (titled, which), file.file.read())
    except (ApiError, PersonalDataFound) as fault:
        return _side(request, Siding(number=number, dispute=dispute), fault)
    return to(f"/proposals/dispute-step?number={written(known)}&dispute={which.hex()}")


def _dispute(request: Request, told: Disputing, fault: ApiError | None = None) -> HTMLResponse:
    number = parse_number(told.number)
    with reading(request) as now:
        found = title_page(now.session, number)
    problem = problem_of(fault) if fault else None
    response = scripted(
        request,
        "dispute_new.html",
        number=written(number),
        name=found.notice.data_name if found.notice else "",
        live=found.at.live,
        claims=CLAIMS,
        told=told,
        problem=problem,
        mark=holding.mark_of(request),
    )
    response.status_code = problem.status if problem else response.status_code
    return response


def _side(
    request: Request, told: Siding, fault: ApiError | PersonalDataFound | None = None
) -> HTMLResponse:
    number, which = parse_number(told.number), entries.octets_of("dispute", told.dispute)
    with reading(request) as now:
        page = title_page(now.session, number)
        own = tuple(each for each in page.at.disputes if each.dispute == which)
        if not own:
            raise DisputeUnknown(TitleId(page.title), DisputeId(which))
        acts = timeline(now.session, (page.title,)).entries
        found = disputes_found(now.session, replace(page.at, disputes=own), acts)
        papers = paper_views(
            wiring_of(request), now.session, (page.title, which), language_of(request.scope)
        )
    following = {action for action, _ in own[0].following(page.at.record.holders)}
    problem = problem_of(fault) if fault else None
    response = scripted(
        request,
        "dispute_step.html",
        number=written(number),
        disputes=disputes_view(found, language_of(request.scope)),
        steps=[each for each in SIDES if each in following],
        papers=papers,
        told=told,
        problem=problem,
        mark=holding.mark_of(request),
    )
    response.status_code = problem.status if problem else response.status_code
    return response
