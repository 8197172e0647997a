"""The pages by which two parties agree on a pledge and on its end; each sees its own alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from api import parse, typed
from api.language import language_of
from api.pages import entries
from api.pages.desk import to
from api.pages.proposing import form_view, line_view, proposal_view
from api.pages.render import page, scripted
from api.problems import ApiError, NotFound, problem_of
from api.proposals import making, signing
from api.proposals.fitting import fitness
from api.proposals.making import PledgeWish, TransferWish
from api.proposals.proposal import find, listed, own_parties
from api.proposals.shaping import names_in
from api.registrant import actfile
from api.sessions import holding
from api.wiring import reading, wiring_of
from ledger.domain.acts import SecurityKind
from ledger.domain.claims import CLAIMED
from ledger.domain.numbers import parse_number, written
from ledger.domain.verdict import Purpose
from ledger.queries.pages import Mark
from ledger.queries.party import party_page

if TYPE_CHECKING:
    from api.sessions.opening import Principal

router = APIRouter(
    prefix="/proposals", include_in_schema=False, default_response_class=HTMLResponse
)
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
FormMark = Annotated[str, Form(max_length=64)]
Words = Annotated[str, Field(max_length=80)]
HELD = 50


class Proposing(BaseModel):
    """The form of a pledge, as it is typed."""

    number: Words
    pledgee: Words = ""
    lot: Words = ""
    share: Words = ""
    kind: Words = SecurityKind.PLEDGE.name
    maximum: Words = ""
    amount: Words = ""
    term_end: Words = ""
    document: Words = ""
    basis: Words = ""
    for_another: Words = ""
    past_term: Words = ""
    mark: Words

    def wish(self) -> PledgeWish:
        """What is proposed. Raises NumberMalformed, EntryUnclear."""
        return PledgeWish(
            number=parse_number(self.number),
            pledgee=entries.octets_of("pledgee", self.pledgee),
            ppm=0 if self.lot else entries.ppm_of("ppm", self.share),
            lot=entries.octets_of("lot", self.lot, optional=True),
            kind=SecurityKind.__members__.get(self.kind, SecurityKind.NONE),
            maximum=bool(self.maximum),
            amount=entries.fen_of("amount", self.amount),
            term_end=entries.seconds_of("term_end", self.term_end),
            document=entries.octets_of("document", self.document),
            basis=entries.octets_of("basis", self.basis, optional=True),
            for_another=bool(self.for_another),
            past_term=bool(self.past_term),
        )


class Moving(BaseModel):
    """The form of a transfer, as it is typed."""

    number: Words
    taker: Words = ""
    hold: Words = "0"
    use: Words = "0"
    oper: Words = "0"
    lot: Annotated[list[Words], Field(max_length=16)] = []
    document: Words = ""
    depositary: Annotated[str, Field(max_length=100)] = ""
    proceeds: Words = ""
    receipt: Words = ""
    mark: Words

    def wish(self) -> TransferWish:
        """What is proposed. Raises NumberMalformed, EntryUnclear."""
        moved = (("hold", self.hold), ("use", self.use), ("oper", self.oper))
        hold, use, oper = (entries.ppm_of(member, text) for member, text in moved)
        return TransferWish(
            number=parse_number(self.number),
            taker=entries.octets_of("taker", self.taker),
            shares=(hold, use, oper),
            lots=tuple(entries.octets_of("lot", each) for each in self.lot),
            document=entries.octets_of("document", self.document),
            deposit=entries.deposit_of(self.depositary, self.proceeds, self.receipt),
        )


class Ending(BaseModel):
    """The form of a release."""

    number: Words
    pledge: Words
    mark: Words


class Filing(BaseModel):
    """The form of a filing."""

    filing: Words
    filed_at: Words
    mark: Words


class Signing(BaseModel):
    """The form with a signature."""

    signature: Annotated[str, Field(pattern=r"^0x([0-9a-f]{2}){65}$")]
    mark: Words


@router.get("")
def mine(
    request: Request, cursor: Annotated[str | None, Query(max_length=200)] = None
) -> HTMLResponse:
    """What waits, and the certificates on which a pledge can be proposed.

    Those of parties that the reader absorbed too: it acts for them and takes their shares over.
    """
    who, wiring, language = holding.reader(request), wiring_of(request), language_of(request.scope)
    with reading(request) as now:
        found, next_ = listed(wiring, now.session, who, parse.mark(cursor))
        names = names_in(now.session, found)
        own = own_parties(now.session, who)
        pages = (party_page(now.session, each, limit=HELD) for each in own)
        held = [title for each in pages for title in each.titles]
        lines = [line_view(now.session, each, own, names, language) for each in found]
    return page(
        request,
        "proposals.html",
        lines=lines,
        numbers=[written(each.number) for each in held if each.shares[-1]],
        held=[written(each.number) for each in held],
        following=Mark(*next_).text if next_ else "",
    )


@router.get("/new")
def new(request: Request, number: Annotated[str, Query(max_length=32)]) -> HTMLResponse:
    """The form of a pledge on a certificate, under the verdict for this purpose."""
    return _form(request, holding.reader(request), Proposing(number=number, mark=""))


@router.post("/pledge")
def pledge(request: Request, told: Annotated[Proposing, Form()]) -> Response:
    """Propose a pledge; what is wrong with it is said beside what was typed."""
    who = _acting(request, told.mark)
    try:
        made = making.propose_pledge(wiring_of(request), who, told.wish())
    except ApiError as fault:
        return _form(request, who, told, fault)
    return to(f"/proposals/{made.hex()}")


@router.get("/transfer")
def moving(request: Request, number: Annotated[str, Query(max_length=32)]) -> HTMLResponse:
    """The form of a transfer of a certificate's shares, under the verdict for it."""
    return _form(request, holding.reader(request), Moving(number=number, mark=""))


@router.post("/transfer")
def transfer(request: Request, told: Annotated[Moving, Form()]) -> Response:
    """Propose a transfer; what is wrong with it is said beside what was typed."""
    who = _acting(request, told.mark)
    try:
        made = making.propose_transfer(wiring_of(request), who, told.wish())
    except ApiError as fault:
        return _form(request, who, told, fault)
    return to(f"/proposals/{made.hex()}")


@router.post("/release")
def release(request: Request, told: Annotated[Ending, Form()]) -> Response:
    """Propose that a pledge ends."""
    who = _acting(request, told.mark)
    place = (parse_number(told.number), entries.octets_of("pledge", told.pledge))
    return to(f"/proposals/{making.propose_release(wiring_of(request), who, place).hex()}")


@router.get("/{digest}")
def one(request: Request, digest: Digest) -> HTMLResponse:
    """A proposed act: the verdict, the terms, who has signed, and what the reader can do."""
    who, wiring, language = holding.reader(request), wiring_of(request), language_of(request.scope)
    with reading(request) as now:
        found = find(wiring, now.session, who, bytes.fromhex(digest))
        fit = fitness(wiring, now.session, found.act)
        own = own_parties(now.session, who)
        view = proposal_view(now.session, (found, fit), own, language)
    prepared = {
        "digest": "0x" + found.act.prepared.digest.hex(),
        "typed_data": typed.typed_data(wiring.profile(), found.act.prepared),
        "account": "0x" + who.account.hex(),
        "document": found.row.text,
    }
    return scripted(
        request,
        "proposal.html",
        view=view,
        prepared=prepared,
        chain=wiring.profile().chain_id,
        mark=holding.mark_of(request),
    )


@router.get("/{digest}/file")
def act_file(request: Request, digest: Digest) -> Response:
    """The act file, for `datadeed act sign`."""
    who, wiring = holding.reader(request), wiring_of(request)
    with reading(request) as now:
        found = find(wiring, now.session, who, bytes.fromhex(digest))
    body = json.dumps(actfile.document(found.act, wiring.profile()), ensure_ascii=False, indent=1)
    disposition = {"content-disposition": f'attachment; filename="act-{digest[:16]}.json"'}
    return Response(body, media_type="application/json", headers=disposition)


@router.get("/{digest}/proceeds")
def proceeds(request: Request, digest: Digest) -> Response:
    """The statement of the deposit, whose SHA-256 is the act's document; for its sides to keep."""
    who, wiring = holding.reader(request), wiring_of(request)
    with reading(request) as now:
        found = find(wiring, now.session, who, bytes.fromhex(digest))
    if not found.row.text:
        raise NotFound(request.url.path)
    disposition = {"content-disposition": f'attachment; filename="proceeds-{digest[:16]}.json"'}
    return Response(found.row.text, media_type="application/json", headers=disposition)


@router.post("/{digest}/filing")
def filing(request: Request, digest: Digest, told: Annotated[Filing, Form()]) -> Response:
    """The pledgee names the filing in the movables register."""
    who = _acting(request, told.mark)
    at = entries.seconds_of("filed_at", told.filed_at)
    making.name_filing(wiring_of(request), who, bytes.fromhex(digest), (told.filing, at))
    return to(f"/proposals/{digest}")


@router.post("/{digest}/signatures")
def sign(request: Request, digest: Digest, told: Annotated[Signing, Form()]) -> Response:
    """Add the reader's own signature."""
    who = _acting(request, told.mark)
    signature = bytes.fromhex(told.signature[2:])
    signing.sign(wiring_of(request), who, bytes.fromhex(digest), signature)
    return to(f"/proposals/{digest}")


@router.post("/{digest}/relay")
def relay(request: Request, digest: Digest, mark: FormMark) -> Response:
    """Send an act that all sides have signed, and wait until it is final."""
    signing.relay(wiring_of(request), _acting(request, mark), bytes.fromhex(digest))
    return to(f"/proposals/{digest}")


@router.post("/{digest}/withdraw")
def withdraw(request: Request, digest: Digest, mark: FormMark) -> Response:
    """Take a proposal back, or decline it."""
    making.withdraw(wiring_of(request), _acting(request, mark), bytes.fromhex(digest))
    return to("/proposals")


def _acting(request: Request, mark: str) -> Principal:
    """Who sends a form of this site's own. Raises FormForeign, SessionMissing."""
    holding.require_own_form(request, mark)
    return holding.reader(request)


def _form(
    request: Request, who: Principal, told: Proposing | Moving, fault: ApiError | None = None
) -> HTMLResponse:
    number, language = parse_number(told.number), language_of(request.scope)
    wiring, moves = wiring_of(request), isinstance(told, Moving)
    purpose = Purpose.TRADE if moves else Purpose.PLEDGE
    with reading(request) as now:
        own = own_parties(now.session, who)
        view = form_view(wiring, now.session, (number, own), language, purpose)
    problem = problem_of(fault) if fault else None
    response = scripted(
        request,
        "transfer_new.html" if moves else "pledge_new.html",
        view=view,
        told=told.model_dump(exclude={"mark", "number"}),
        problem=problem,
        kinds=[each for each in SecurityKind if each],
        claimed=CLAIMED,
        mark=holding.mark_of(request),
    )
    response.status_code = problem.status if problem else response.status_code
    return response
