"""Filing a dispute over a title, and what its sides do in it: signed by one party, sent by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from api.problems import EntryUnclear
from api.proposals.making import SIGN_SECONDS, propose
from api.proposals.proposal import own_parties
from ledger.bindings.errors.dispute_desk import DisputeUnknown
from ledger.domain.acts import (
    Dispute,
    DisputeAction,
    DisputeClaim,
    DisputeId,
    DisputeStep,
    DocumentDigest,
    PartyId,
    TitleId,
)
from ledger.domain.dispute_words import DisputeWord, dispute_key
from ledger.domain.ids import ZERO
from ledger.domain.words import HoldingWord, holding_key
from ledger.queries.as_of import as_of
from ledger.queries.certificate import certificate
from ledger.queries.replay import load_dossier
from ledger.store.engine import read_session

if TYPE_CHECKING:
    from api.sessions.opening import Principal
    from api.wiring import Wiring
    from ledger.domain.state import Dossier

CLAIMS: Final = tuple(each for each in DisputeClaim if each)
# what a holder or the disputant does; staff takes the others at the desk
SIDES: Final = (
    *(DisputeAction.ADMIT, DisputeAction.DENY),
    *(DisputeAction.REFER, DisputeAction.WITHDRAW),
)


@dataclass(frozen=True, slots=True)
class DisputeWish:
    """What somebody disputes of a certificate's title; digests of interest and evidence."""

    number: int
    claim: DisputeClaim
    interest: bytes
    evidence: bytes


@dataclass(frozen=True, slots=True)
class SideWish:
    """A side's step in a dispute, on a document; a withdrawal needs none."""

    number: int
    dispute: bytes
    action: DisputeAction
    document: bytes


def propose_dispute(wiring: Wiring, who: Principal, wish: DisputeWish) -> bytes:
    """Prepare a dispute for its maker's signature; the name of the proposal.

    Raises NumberUnknown, EntryUnclear, ActWouldBeRefused, ProposalsTooMany.
    """
    named = (("interest", wish.interest), ("evidence", wish.evidence))
    for member, digest in named:
        if not any(digest):
            raise EntryUnclear(member, "the digest of the document")
    if wish.claim is DisputeClaim.NONE:
        raise EntryUnclear("claim", ", ".join(each.name for each in CLAIMS))
    with read_session(wiring.engine, now=wiring.clock()) as session:
        terms = Dispute(
            title=TitleId(certificate(session, wish.number).title),
            disputant=PartyId(who.party),
            claim=wish.claim,
            interest=DocumentDigest(wish.interest),
            evidence=DocumentDigest(wish.evidence),
            deadline=as_of(session).time + SIGN_SECONDS,
        )
    return propose(wiring, who, "dispute", terms)


def propose_side(wiring: Wiring, who: Principal, wish: SideWish) -> bytes:
    """Prepare a side's step for its signature; the name of the proposal.

    Raises NumberUnknown, DisputeUnknown, EntryUnclear, ProposalNotOwn, ActWouldBeRefused,
    ProposalsTooMany.
    """
    if wish.action not in SIDES:
        raise EntryUnclear("action", ", ".join(each.name for each in SIDES))
    with read_session(wiring.engine, now=wiring.clock()) as session:
        title = certificate(session, wish.number).title
        dossier, key = load_dossier(session, title), dispute_key(wish.dispute)
        if key not in dossier.words:
            raise DisputeUnknown(TitleId(title), DisputeId(wish.dispute))
        word = dossier.read(key, DisputeWord)
        terms = DisputeStep(
            title=TitleId(title),
            dispute=DisputeId(wish.dispute),
            version=word.version,
            action=wish.action,
            party=PartyId(_side(dossier, word, own_parties(session, who), wish.action)),
            document=DocumentDigest(wish.document),
            deadline=as_of(session).time + SIGN_SECONDS,
        )
    return propose(wiring, who, "dispute-step", terms)


def _side(
    dossier: Dossier, word: DisputeWord, own: tuple[bytes, ...], action: DisputeAction
) -> bytes:
    """In whose name a step is taken: of one's parties the one that holds, or disputes."""
    if action is DisputeAction.WITHDRAW:
        return ZERO
    held = [each for each in own if not dossier.read(holding_key(each), HoldingWord).ended]
    sides = held or [each for each in own if PartyId(each)[-20:] == word.disputant[-20:]]
    return next(iter(sides or own), ZERO)
