"""The desk's page for disputes: those that run, one of them with its steps, and the next step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from api import parse
from api.desk import dispute_papers, disputing, hands
from api.desk.disputing import KINDS, STAFF, StepWish
from api.desk.entering import enter
from api.language import language_of
from api.pages import entries
from api.pages.desk import Registry, acting, to
from api.pages.deskpapers import PaperView
from api.pages.dispute_papers import paper_views
from api.pages.disputing import DisputesView, disputes_view
from api.pages.prepared import lines_of
from api.pages.render import scripted
from api.pages.views import name_of
from api.problems import ActWouldBeRefused, ApiError, EntryUnclear, problem_of
from api.sessions import holding
from api.texts.words import word
from api.wiring import reading, wiring_of
from ledger.domain.acts import DisputeAction, PartyKind
from ledger.domain.disputes import Taker, taker_of
from ledger.domain.workdays import Deadline
from ledger.queries.disputes import disputes_found, running
from ledger.queries.history import timeline
from ledger.queries.names import named
from ledger.store.repositories import party

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.desk.entering import Clerk
    from api.present import Names
    from ledger.queries.disputes import RunningDispute
    from ledger.store.engine import ReadSession
    from notarization.verify.report import Language

router = APIRouter(prefix="/desk", include_in_schema=False, default_response_class=HTMLResponse)
Words = Annotated[str, Field(max_length=80)]
MOST_COURTS: Final = 200


class Asked(BaseModel):
    """Which dispute is looked at, over which title; or where the list goes on."""

    title: Words = ""
    dispute: Words = ""
    cursor: Annotated[str | None, Field(max_length=200)] = None


class Stepping(Asked):
    """The form of a step."""

    action: Words = ""
    document: Words = ""
    court: Words = ""
    mark: Words = ""

    def wish(self) -> StepWish:
        """What is prepared. Raises EntryUnclear."""
        action = DisputeAction.__members__.get(self.action, DisputeAction.NONE)
        ordered = bool(action) and taker_of(action) is Taker.ORDER_CLERKS
        return StepWish(
            title=entries.octets_of("title", self.title),
            dispute=entries.octets_of("dispute", self.dispute),
            action=action,
            document=entries.octets_of(
                "document", self.document, optional=action is DisputeAction.NOTIFY
            ),
            court=entries.octets_of("court", self.court if ordered else "", optional=not ordered),
        )


@dataclass(frozen=True, slots=True)
class RunningLine:
    """A dispute of the list; `due` is None once the holders were told of it."""

    title: str
    dispute: str
    number: str
    claim: str
    state: str
    disputant: str
    bars: bool
    since: int
    due: Deadline | None
    late: bool


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A dispute with its papers and what the reader can prepare.

    `ordered`: a court's step is among it.
    """

    title: str
    dispute: str
    disputes: DisputesView
    application: str
    papers: tuple[PaperView, ...]
    steps: tuple[tuple[str, str], ...]
    ordered: bool


@router.get("/{registry}/disputes")
def disputes(
    request: Request, registry: Registry, asked: Annotated[Asked, Query()]
) -> HTMLResponse:
    """The disputes that run, and the one that is looked at."""
    return _page(request, registry, Stepping(**asked.model_dump()))


@router.post("/{registry}/disputes")
def prepare(request: Request, registry: Registry, told: Annotated[Stepping, Form()]) -> Response:
    """Prepare a step; what is wrong with it is said beside what was typed."""
    clerk = acting(request, registry, told.mark)
    try:
        made = disputing.prepare(wiring_of(request), clerk, told.wish())
    except (EntryUnclear, ActWouldBeRefused) as fault:
        return _page(request, registry, told, fault)
    return to(f"/desk/{registry}/disputes/{made.hex()}")


def _page(
    request: Request, registry: int, told: Stepping, fault: ApiError | None = None
) -> HTMLResponse:
    clerk, language = enter(holding.reader(request), registry), language_of(request.scope)
    wiring, after = wiring_of(request), parse.mark(told.cursor)
    with reading(request) as now:
        waiting = hands.waiting(wiring, now.session, clerk, KINDS)
        found, next_ = running(now.session, registry, after=after)
        looked = _looked_at(request, now.session, clerk, told) if told.dispute else None
        courts = party.of_kinds(now.session, (PartyKind.COURT,), MOST_COURTS)
        names = named(now.session, {*courts, *(each.disputant for each in found)})
        time = now.as_of.time
    problem = problem_of(fault) if fault else None
    response = scripted(
        request,
        "desk_disputes.html",
        registry=registry,
        lines=lines_of(waiting, clerk, language),
        running=list(_running(found, names, language, time)),
        following=next_.text if next_ else "",
        looked=looked,
        told=told,
        courts=[(each.hex(), name_of(names, each, language)) for each in courts],
        problem=problem,
        mark=holding.mark_of(request),
    )
    response.status_code = problem.status if problem else response.status_code
    return response


def _running(
    found: Iterable[RunningDispute], names: Names, language: Language, time: int
) -> Iterable[RunningLine]:
    for each in found:
        yield RunningLine(
            title=each.title.hex(),
            dispute=each.dispute.hex(),
            number=each.number,
            claim=word(each.claim, language),
            state=word(each.told, language),
            disputant=name_of(names, each.disputant, language),
            bars=bool(each.blocks),
            since=each.since,
            due=each.due,
            late=each.due is not None and time > each.due.time,
        )


def _looked_at(request: Request, session: ReadSession, clerk: Clerk, asked: Asked) -> LookedAt:
    """The dispute that is asked for. Raises EntryUnclear, DisputeUnknown."""
    language = language_of(request.scope)
    title = entries.octets_of("title", asked.title)
    which = entries.octets_of("dispute", asked.dispute)
    at, found = disputing.dispute_of(session, clerk.registry, title, which)
    told = disputes_found(
        session, replace(at, disputes=(found,)), timeline(session, (title,)).entries
    )
    own = [
        action
        for action, taker in found.following(at.record.holders)
        if clerk.roles.intersection(STAFF.get(taker, ()))
    ]
    return LookedAt(
        title=title.hex(),
        dispute=which.hex(),
        disputes=disputes_view(told, language),
        application=dispute_papers.application_of(session, title).hex(),
        papers=paper_views(wiring_of(request), session, (title, which), language),
        steps=tuple((action.name, word(action, language)) for action in own),
        ordered=any(taker_of(action) is Taker.ORDER_CLERKS for action in own),
    )
