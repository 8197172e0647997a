"""Acts that parties propose to each other: pledges and releases, signed by all, sent by one."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api import parse, typed
from api.doors import door_of
from api.present import stamp
from api.proposals import making, signing
from api.proposals.making import PledgeWish, TransferWish
from api.proposals.making_dispute import DisputeWish, SideWish, propose_dispute, propose_side
from api.proposals.making_life import LifeWish, propose_life
from api.proposals.proposal import find, listed
from api.proposals.shaping import line_shape, names_in, proposal_shape
from api.routes.documented import SIGNED_IN
from api.schemas import proposals as shapes
from api.sessions.holding import signed_in
from api.sessions.opening import Principal
from api.wiring import reading, wiring_of
from ledger.domain.acts import DisputeAction, DisputeClaim, Realisation, SecurityKind
from ledger.domain.ids import ZERO
from ledger.domain.numbers import parse_number
from ledger.domain.proceeds import Deposit
from ledger.queries.pages import Mark

router = APIRouter(prefix="/v1", tags=["proposals"], responses=SIGNED_IN)
Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$", examples=["ab" * 32])]
Cursor = Annotated[str | None, Query(max_length=200)]


@router.get("/proposals")
def mine(request: Request, cursor: Cursor = None) -> shapes.ProposalsOut:
    """What was proposed by or to whoever is signed in, newest first."""
    who, wiring = signed_in(request), wiring_of(request)
    with reading(request) as now:
        found, next_ = listed(wiring, now.session, who, parse.mark(cursor))
        names = names_in(now.session, found)
        return shapes.ProposalsOut(
            proposals=[line_shape(each, names) for each in found],
            next=Mark(*next_).text if next_ else None,
            as_of=stamp(now.as_of),
        )


@router.post("/proposals", status_code=201)
def propose(request: Request, body: shapes.ProposalIn) -> shapes.ProposalOut:
    """Propose any act that parties sign among themselves on a title, to all its sides."""
    who, wiring = signed_in(request), wiring_of(request)
    terms = typed.struct_of(door_of(body.kind).terms, body.terms)
    return _shown(request, who, making.propose(wiring, who, body.kind, terms))


@router.post("/proposals:pledge", status_code=201)
def pledge(request: Request, body: shapes.PledgeProposalIn) -> shapes.ProposalOut:
    """Propose a pledge to its pledgee. Nothing is signed; what would be refused is not proposed."""
    who, wiring = signed_in(request), wiring_of(request)
    return _shown(request, who, making.propose_pledge(wiring, who, wish_of(body)))


@router.post("/proposals:pledge-life", status_code=201)
def pledge_life(request: Request, body: shapes.PledgeLifeProposalIn) -> shapes.ProposalOut:
    """Propose what becomes of an open pledge: amended, assigned, ranked, let go in part, sold."""
    who, wiring = signed_in(request), wiring_of(request)
    return _shown(request, who, propose_life(wiring, who, _life_of(body)))


@router.post("/proposals:release", status_code=201)
def release(request: Request, body: shapes.ReleaseProposalIn) -> shapes.ProposalOut:
    """Propose that a pledge ends: asked for by its pledgor, or prepared by its pledgee."""
    who, wiring = signed_in(request), wiring_of(request)
    place = (parse_number(body.number), bytes.fromhex(body.pledge[2:]))
    document = bytes.fromhex(body.document[2:]) if body.document else ZERO
    return _shown(request, who, making.propose_release(wiring, who, place, document))


@router.post("/proposals:dispute", status_code=201)
def dispute(request: Request, body: shapes.DisputeProposalIn) -> shapes.ProposalOut:
    """Prepare a dispute over a title; who is signed in signs it, then sends it."""
    who = signed_in(request)
    wish = DisputeWish(
        number=parse_number(body.number),
        claim=DisputeClaim[body.claim],
        interest=bytes.fromhex(body.interest[2:]),
        evidence=bytes.fromhex(body.evidence[2:]),
    )
    return _shown(request, who, propose_dispute(wiring_of(request), who, wish))


@router.post("/proposals:dispute-step", status_code=201)
def dispute_step(request: Request, body: shapes.DisputeSideIn) -> shapes.ProposalOut:
    """Prepare a side's step in a dispute: admitted, denied, referred, withdrawn."""
    who = signed_in(request)
    wish = SideWish(
        number=parse_number(body.number),
        dispute=bytes.fromhex(body.dispute[2:]),
        action=DisputeAction[body.action],
        document=_octets(body.document),
    )
    return _shown(request, who, propose_side(wiring_of(request), who, wish))


@router.post("/proposals:transfer", status_code=201)
def transfer(request: Request, body: shapes.TransferProposalIn) -> shapes.ProposalOut:
    """Propose a transfer of shares to its taker, and to the pledgees of all that moves with it."""
    who, wiring = signed_in(request), wiring_of(request)
    wish = TransferWish(
        number=parse_number(body.number),
        taker=bytes.fromhex(body.taker[2:]),
        shares=(body.hold, body.use, body.oper),
        lots=tuple(bytes.fromhex(each[2:]) for each in body.lots),
        document=bytes.fromhex(body.document[2:]),
        deposit=_deposit(body.deposit),
    )
    return _shown(request, who, making.propose_transfer(wiring, who, wish))


@router.get("/proposals/{digest}")
def one(request: Request, digest: Digest) -> shapes.ProposalOut:
    """A proposed act: exactly what is signed, who has signed, what stands against it now."""
    return _shown(request, signed_in(request), bytes.fromhex(digest))


@router.post("/proposals/{digest}/filing")
def filing(request: Request, digest: Digest, body: shapes.FilingIn) -> shapes.ProposalOut:
    """The pledgee names the filing in the movables register: then both sign the same terms."""
    who, key = signed_in(request), bytes.fromhex(digest)
    at = parse.seconds(body.filed_at) or 0
    making.name_filing(wiring_of(request), who, key, (body.filing, at))
    return _shown(request, who, key)


@router.post("/proposals/{digest}/signatures")
def sign(request: Request, digest: Digest, body: shapes.ProposalSignatureIn) -> shapes.ProposalOut:
    """Add the signature of the account that signed in, for its party or as its officer."""
    who, key = signed_in(request), bytes.fromhex(digest)
    signing.sign(wiring_of(request), who, key, bytes.fromhex(body.signature[2:]))
    return _shown(request, who, key)


@router.post("/proposals/{digest}/relay")
def relay(request: Request, digest: Digest) -> shapes.ProposalOut:
    """Send an act that all sides have signed, and wait until it is final."""
    who, key = signed_in(request), bytes.fromhex(digest)
    signing.relay(wiring_of(request), who, key)
    return _shown(request, who, key)


@router.delete("/proposals/{digest}", status_code=204)
def withdraw(request: Request, digest: Digest) -> None:
    """Take a proposal back, or decline it: nothing is left of it."""
    making.withdraw(wiring_of(request), signed_in(request), bytes.fromhex(digest))


def wish_of(body: shapes.PledgeProposalIn) -> PledgeWish:
    """A pledge as it is proposed. Raises NumberMalformed, MomentUnknown."""
    return PledgeWish(
        number=parse_number(body.number),
        pledgee=bytes.fromhex(body.pledgee[2:]),
        ppm=body.ppm,
        lot=bytes.fromhex(body.lot[2:]) if body.lot else ZERO,
        kind=SecurityKind[body.kind],
        maximum=body.maximum,
        amount=int(body.amount_fen),
        term_end=parse.seconds(body.term_end) or 0,
        document=bytes.fromhex(body.document[2:]),
        basis=bytes.fromhex(body.basis[2:]) if body.basis else ZERO,
        for_another=body.for_another,
        past_term=body.past_term,
    )


def _life_of(body: shapes.PledgeLifeProposalIn) -> LifeWish:
    return LifeWish(
        kind=body.kind,
        number=parse_number(body.number),
        pledge=_octets(body.pledge),
        document=_octets(body.document),
        amount=int(body.amount_fen or 0),
        term_end=parse.seconds(body.term_end) or 0 if body.term_end else 0,
        maximum=body.maximum,
        past_term=body.past_term,
        other=_octets(body.other),
        notice=_octets(body.notice),
        order=tuple(map(_octets, body.order)),
        ppm=body.ppm,
        realisation=Realisation[body.realisation],
        deposit=_deposit(body.deposit),
    )


def _deposit(given: shapes.DepositIn | None) -> Deposit | None:
    if given is None:
        return None
    return Deposit(given.depositary, int(given.amount_fen), bytes.fromhex(given.receipt[2:]))


def _octets(given: str | None) -> bytes:
    return bytes.fromhex(given[2:]) if given else ZERO


def _shown(request: Request, who: Principal, digest: bytes) -> shapes.ProposalOut:
    wiring = wiring_of(request)
    with reading(request) as now:
        return proposal_shape(wiring, now.session, find(wiring, now.session, who, digest))
