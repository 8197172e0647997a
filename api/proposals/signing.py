"""Signing a proposed act, side by side, and sending it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api import drafting
from api.desk.errors import DraftUnsigned
from api.proposals.errors import (
    FilingMissing,
    PartySignsFirst,
    ProposalEntered,
    ProposalExpired,
    SignatureNotAsked,
)
from api.proposals.fitting import require_fit
from api.proposals.proposal import SideState, find, own_parties
from api.texts.shown import iso
from ledger.domain.acts import Address, PartyId, Role, Signer
from ledger.queries.as_of import as_of
from ledger.registrar import acting
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import desk as drafts

if TYPE_CHECKING:
    from api.proposals.proposal import Proposal, Side
    from api.sessions.opening import Principal
    from api.wiring import Wiring
    from ledger.store.engine import ReadSession


def sign(wiring: Wiring, who: Principal, digest: bytes, signature: bytes) -> None:
    """Add the signature of the account that signed in, for its party or as its officer.

    Raises:
        ProposalUnknown, ProposalEntered, FilingMissing, ProposalExpired: there is nothing to sign.
        SignatureNotAsked: not by this party; PartySignsFirst: not by its officer yet.
        PurposeBarred, ActWouldBeRefused: the register would not take the act any more.
        DraftSignatureWrong: the account did not sign these terms.
        DraftChanged: another changed or signed it meanwhile.
    """
    with read_session(wiring.engine, now=wiring.clock()) as session:
        found = find(wiring, session, who, digest)
        _require_open(session, found)
        side = found.side_of(own_parties(session, who))
        if side is None:
            raise SignatureNotAsked(who.party)
        signer = _signer(found, side, who, signature)
        require_fit(wiring, session, found.act)
    with unit_of_work(wiring.engine, silent=True) as work:
        drafting.settle(work, found.row, found.act.signed(signer))


def _require_open(session: ReadSession, found: Proposal) -> None:
    if found.row.block:
        raise ProposalEntered(found.row.block)
    if found.waits_for_filing:
        raise FilingMissing(found.row.digest)
    if found.terms.deadline < as_of(session).time:
        raise ProposalExpired(iso(found.terms.deadline))


def _signer(found: Proposal, side: Side, who: Principal, signature: bytes) -> Signer:
    """The party's signature, or the officer's behind it."""
    own = Signer(PartyId(side.party), Address(who.account), Role.PARTY, signature)
    drafting.require_signed(found.act.prepared.digest, own)
    if who.account not in side.officers:
        if side.state is not SideState.MISSING:
            raise SignatureNotAsked(side.party)
        return own
    if side.signer is None:
        raise PartySignsFirst(side.party)
    return replace(side.signer, signature=side.signer.signature + signature)


def relay(wiring: Wiring, who: Principal, digest: bytes) -> int:
    """Send an act that all sides have signed; the block that it stands in.

    The same act sent again is entered once. Raises ProposalUnknown, DraftUnsigned, and as
    `acting.relay`.
    """
    with read_session(wiring.engine, now=wiring.clock()) as session:
        found = find(wiring, session, who, digest)
    if not found.signed:
        left = [each.party.hex() for each in found.sides if each.state is not SideState.SIGNED]
        raise DraftUnsigned(digest, left)
    hands = [each.signer for each in found.sides if each.signer is not None]
    done = acting.relay(wiring.register(), found.act.prepared, hands)
    block = done.receipt.block_number
    row = replace(found.row, block=block, version=found.row.version + 1)
    with unit_of_work(wiring.engine, silent=True) as work:
        drafts.settle_draft(work, row)
    return block
