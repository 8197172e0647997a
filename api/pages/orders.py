"""The desk's pages for orders of courts and other organs: looked up, prepared, signed by two."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from api import typed
from api.desk import ordering
from api.desk.entering import enter
from api.desk.ordering import Change, OrderDraft, OrderWish
from api.language import language_of
from api.pages import entries
from api.pages.desk import Digest, Mark, Registry, Signing, acting, to
from api.pages.render import scripted
from api.pages.views import name_of
from api.problems import ActWouldBeRefused, ApiError, EntryUnclear, problem_of
from api.registrant import actfile
from api.sessions import holding
from api.texts.terms import ACTS, described
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
from notarization.verify.report import Message

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
TITLES: Final = {
    "order": Message("协助执行事项", "Order"),
    "lift": Message("解除协助执行事项", "Lift of an order"),
    "order-extension": Message("续行协助执行事项", "Extension of an order"),
}


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


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A prepared order in the list; `mine`: the reader can sign or send it."""

    digest: str
    title: str
    missing: int
    mine: bool
    time: int


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


@router.get("/{registry}/orders/{digest}")
def one(request: Request, registry: Registry, digest: Digest) -> HTMLResponse:
    """A prepared order: exactly what is signed, by whom it is, and who is asked for."""
    clerk, language = enter(holding.reader(request), registry), language_of(request.scope)
    wiring = wiring_of(request)
    with reading(request) as now:
        found = ordering.find(wiring, now.session, clerk, bytes.fromhex(digest))
        names = named(now.session, {each.party for each in found.act.signers})
    prepared = {
        "digest": "0x" + digest,
        "typed_data": typed.typed_data(wiring.profile(), found.act.prepared),
        "account": "0x" + clerk.account.hex(),
    }
    return scripted(
        request,
        "desk_order.html",
        registry=registry,
        digest=digest,
        title=_title(found, language),
        about=ACTS[found.act.kind].text(language),
        terms=list(described(found.act.prepared.terms, language)),
        signed=[
            (name_of(names, each.party, language), each.account.hex()) for each in found.act.signers
        ],
        missing=found.missing,
        signs=found.signable(clerk),
        block=found.row.block,
        prepared=prepared,
        mark=holding.mark_of(request),
    )


@router.get("/{registry}/orders/{digest}/file")
def act_file(request: Request, registry: Registry, digest: Digest) -> Response:
    """The act file of a prepared order, for `datadeed act sign`."""
    clerk, wiring = enter(holding.reader(request), registry), wiring_of(request)
    with reading(request) as now:
        found = ordering.find(wiring, now.session, clerk, bytes.fromhex(digest))
    body = json.dumps(actfile.document(found.act, wiring.profile()), ensure_ascii=False, indent=1)
    disposition = {"content-disposition": f'attachment; filename="act-{digest[:16]}.json"'}
    return Response(body, media_type="application/json", headers=disposition)


@router.post("/{registry}/orders/{digest}/signatures")
def sign(
    request: Request, registry: Registry, digest: Digest, told: Annotated[Signing, Form()]
) -> Response:
    """Add the reader's own signature, made elsewhere."""
    clerk = acting(request, registry, told.mark)
    signature = bytes.fromhex(told.signature[2:])
    ordering.sign(wiring_of(request), clerk, bytes.fromhex(digest), signature)
    return to(f"/desk/{registry}/orders/{digest}")


@router.post("/{registry}/orders/{digest}/relay")
def relay(request: Request, registry: Registry, digest: Digest, mark: Mark) -> Response:
    """Enter what both have signed, and wait until it is final."""
    clerk = acting(request, registry, mark)
    ordering.relay(wiring_of(request), clerk, bytes.fromhex(digest))
    return to(f"/desk/{registry}/orders/{digest}")


@router.post("/{registry}/orders/{digest}/discard")
def discard(request: Request, registry: Registry, digest: Digest, mark: Mark) -> Response:
    """Throw a prepared order away that was never entered."""
    ordering.discard(wiring_of(request), acting(request, registry, mark), bytes.fromhex(digest))
    return to(f"/desk/{registry}/orders")


def _page(
    request: Request, registry: int, told: Ordering, fault: ApiError | None = None
) -> HTMLResponse:
    clerk, language = enter(holding.reader(request), registry), language_of(request.scope)
    wiring = wiring_of(request)
    with reading(request) as now:
        drafts = ordering.waiting(wiring, now.session, clerk)
        target = _target(now.session, registry, told, language)
        courts = party.of_kinds(now.session, ORDERING, MOST_COURTS)
        names = named(now.session, courts)
    lines = [
        DraftLine(
            each.row.digest.hex(),
            _title(each, language),
            each.missing,
            each.signable(clerk) or not each.missing,
            each.row.time,
        )
        for each in drafts
    ]
    problem = problem_of(fault) if fault else None
    response = scripted(
        request,
        "desk_orders.html",
        registry=registry,
        lines=lines,
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


def _title(found: OrderDraft, language: Language) -> str:
    return TITLES[found.act.kind].text(language)


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
