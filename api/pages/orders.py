"""The desk's pages for orders of courts and other organs: looked up, prepared, signed by two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from api.desk import hands, ordering
from api.desk.entering import enter
from api.desk.ordering import KINDS, Change, OrderWish
from api.language import language_of
from api.pages import entries
from api.pages.desk import Registry, acting, to
from api.pages.prepared import lines_of
from api.pages.render import scripted
from api.pages.views import name_of
from api.problems import ActWouldBeRefused, ApiError, EntryUnclear, problem_of
from api.sessions import holding
from api.texts.words import word
from api.wiring import reading, wiring_of
from ledger.domain.acts import OrderKind, OrderScope, PartyKind, Right, Role
from ledger.domain.ids import ZERO
from ledger.domain.numbers import parse_number, written
from ledger.queries.as_of import as_of
from ledger.queries.names import named
from ledger.queries.replay import load_dossier
from ledger.queries.title import title_page
from ledger.store.repositories import party

if TYPE_CHECKING:
    from api.present import Names
    from ledger.domain.clock import StandingOrder
    from ledger.store.engine import ReadSession
    from notarization.verify.report import Language

router = APIRouter(prefix="/desk", include_in_schema=False, default_response_class=HTMLResponse)
Words = Annotated[str, Field(max_length=80)]
ORDERING: Final = (PartyKind.COURT, PartyKind.ORGAN)
MOST_COURTS: Final = 200
HOLDER: Final = "HOLDER:"


class Asked(BaseModel):
    """Which title or party is looked up."""

    number: Words = ""
    party: Words = ""


class Ordering(Asked):
    """The form of an order."""

    kind: Words = OrderKind.FREEZE.name
    scope: Words = ""
    right: Annotated[list[str], Field(max_length=3)] = []
    court: Words = ""
    instrument: Words = ""
    until: Words = ""
    mark: Words = ""

    def wish(self) -> OrderWish:
        """What is prepared. Raises NumberMalformed, EntryUnclear."""
        whose = self.scope.removeprefix(HOLDER) if self.scope.startswith(HOLDER) else self.party
        scope = HOLDER[:-1] if self.scope.startswith(HOLDER) else self.scope
        return OrderWish(
            kind=OrderKind.__members__.get(self.kind, OrderKind.NONE),
            scope=OrderScope.__members__.get(scope, OrderScope.NONE),
            number=parse_number(self.number) if self.number else 0,
            party=entries.octets_of("party", whose, optional=True),
            rights=sum(1 << right for right in Right if right.name in self.right),
            court=entries.octets_of("court", self.court),
            instrument=entries.octets_of("instrument", self.instrument),
            until=entries.seconds_of("until", self.until),
        )


class Changing(BaseModel):
    """The form of a lift, or of an extension."""

    subject: Words
    order: Words
    court: Words = ""
    instrument: Words = ""
    until: Words = ""
    mark: Words

    def change(self) -> Change:
        """What is prepared. Raises EntryUnclear."""
        return Change(
            subject=entries.octets_of("subject", self.subject),
            order=entries.octets_of("order", self.order),
            court=entries.octets_of("court", self.court, optional=True),
            instrument=entries.octets_of("instrument", self.instrument, optional=True),
            until=entries.seconds_of("until", self.until) if self.until else 0,
        )


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A standing order with what lifts it."""

    order: str
    kind: str
    scope: str
    holder: str
    rights: int
    court: str
    until: int
    over: bool
    waiting: int


@dataclass(frozen=True, slots=True)
class TargetView:
    """A title or a party, with the orders that stand in its dossier.

    `holders` are those whose shares an order can be limited to, empty for a party.
    """

    number: str
    party: str
    subject: str
    name: str
    own: bool
    orders: tuple[OrderLine, ...]
    holders: tuple[tuple[str, str], ...]


@router.get("/{registry}/orders")
def orders(request: Request, registry: Registry, asked: Annotated[Asked, Query()]) -> HTMLResponse:
    """What waits, and the orders of a title or a party that is looked up."""
    return _page(request, registry, Ordering(**asked.model_dump()))


@router.post("/{registry}/orders")
def prepare(request: Request, registry: Registry, told: Annotated[Ordering, Form()]) -> Response:
    """Prepare an order; what is wrong with it is said beside what was typed."""
    clerk = acting(request, registry, told.mark)
    try:
        made = ordering.prepare(wiring_of(request), clerk, told.wish())
    except (EntryUnclear, ActWouldBeRefused) as fault:
        return _page(request, registry, told, fault)
    return to(f"/desk/{registry}/orders/{made.hex()}")


@router.post("/{registry}/lifts")
def lift(request: Request, registry: Registry, told: Annotated[Changing, Form()]) -> Response:
    """Prepare the lift of an order."""
    clerk = acting(request, registry, told.mark)
    made = ordering.prepare_lift(wiring_of(request), clerk, told.change())
    return to(f"/desk/{registry}/orders/{made.hex()}")


@router.post("/{registry}/extensions")
def extend(request: Request, registry: Registry, told: Annotated[Changing, Form()]) -> Response:
    """Prepare a longer term of an order."""
    clerk = acting(request, registry, told.mark)
    made = ordering.prepare_extension(wiring_of(request), clerk, told.change())
    return to(f"/desk/{registry}/orders/{made.hex()}")


def _page(
    request: Request, registry: int, told: Ordering, fault: ApiError | None = None
) -> HTMLResponse:
    clerk, language = enter(holding.reader(request), registry), language_of(request.scope)
    wiring = wiring_of(request)
    with reading(request) as now:
        drafts = hands.waiting(wiring, now.session, clerk, KINDS)
        target = _target(now.session, registry, told, language)
        courts = party.of_kinds(now.session, ORDERING, MOST_COURTS)
        names = named(now.session, courts)
    problem = problem_of(fault) if fault else None
    response = scripted(
        request,
        "desk_orders.html",
        registry=registry,
        lines=lines_of(drafts, clerk, language),
        target=target,
        told=told,
        orders=Role.ORDER_CLERK in clerk.roles,
        courts=[(each.hex(), name_of(names, each, language)) for each in courts],
        kinds=[each for each in OrderKind if each],
        problem=problem,
        mark=holding.mark_of(request),
    )
    response.status_code = problem.status if problem else response.status_code
    return response


def _target(
    session: ReadSession, registry: int, told: Asked, language: Language
) -> TargetView | None:
    """What is looked up; None where nothing is. Raises NumberUnknown, EntryUnclear."""
    if told.number:
        number = parse_number(told.number)
        found = title_page(session, number)
        standing = ordering.unlifted(session, found.title)
        parties = {each.party for each in found.at.holdings}
        names = named(session, parties | _spoken(standing))
        return TargetView(
            number=written(number),
            party="",
            subject=found.title.hex(),
            name=found.notice.data_name if found.notice else "",
            own=found.at.record.registry == registry,
            orders=_lines(standing, names, language, as_of(session).time),
            holders=tuple(
                (each.party.hex(), name_of(names, each.party, language))
                for each in found.at.holdings
            ),
        )
    if not told.party:
        return None
    subject = entries.octets_of("party", told.party)
    if not load_dossier(session, subject).seq:
        raise EntryUnclear("party", "a party of this register")
    standing = ordering.unlifted(session, subject)
    names = named(session, {subject} | _spoken(standing))
    return TargetView(
        number="",
        party=subject.hex(),
        subject=subject.hex(),
        name=name_of(names, subject, language),
        own=True,
        orders=_lines(standing, names, language, as_of(session).time),
        holders=(),
    )


def _spoken(standing: tuple[StandingOrder, ...]) -> set[bytes]:
    return {bytes(one) for each in standing for one in (each.terms.court, each.holder)} - {ZERO}


def _lines(
    standing: tuple[StandingOrder, ...], names: Names, language: Language, time: int
) -> tuple[OrderLine, ...]:
    return tuple(
        OrderLine(
            order=each.order.hex(),
            kind=word(each.terms.kind, language),
            scope=word(each.terms.scope, language),
            holder=name_of(names, each.holder, language) if each.holder != ZERO else "",
            rights=each.rights,
            court=name_of(names, each.terms.court, language),
            until=each.until,
            over=time >= each.until,
            waiting=each.waiting,
        )
        for each in standing
    )
