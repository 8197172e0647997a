"""A proposed act as its sides see it: what it says, whose signatures it needs, whose it has."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from api import drafting
from api.proposals.errors import ProposalUnknown
from api.registrant.actfile import ActFile
from ledger.domain.acts import PartyId, Pledge, Role, Signer
from ledger.domain.ids import ZERO
from ledger.domain.mandates import ONE_SIGNATURE
from ledger.domain.party_words import officers_of
from ledger.domain.proceeds import Proceeds
from ledger.domain.rules.pledge import lot_of
from ledger.domain.words import LotWord, lot_key
from ledger.queries.as_of import as_of
from ledger.queries.party import parties_of_account
from ledger.queries.replay import load_dossier
from ledger.queries.trial import parties_asked
from ledger.store.repositories import mirror
from ledger.store.repositories import proposal as store
from ledger.store.tables.desk import DraftRow

if TYPE_CHECKING:
    from api.sessions.opening import Principal
    from api.wiring import Wiring
    from ledger.queries.pages import Mark
    from ledger.store.engine import ReadSession, Session

LISTED: Final = 20


class SideState(StrEnum):
    """What a side has yet to do."""

    MISSING = "MISSING"
    OFFICER_MISSING = "OFFICER_MISSING"
    SIGNED = "SIGNED"


@dataclass(frozen=True, slots=True)
class Side:
    """A party whose signature the act needs; `officers` are accounts that must sign beside it."""

    party: bytes
    officers: tuple[bytes, ...]
    signer: Signer | None

    @property
    def state(self) -> SideState:
        """Missing, signed, or signed by the party without its officer."""
        if self.signer is None:
            return SideState.MISSING
        alone = len(self.signer.signature) == ONE_SIGNATURE
        return SideState.OFFICER_MISSING if alone and self.officers else SideState.SIGNED


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed act; `sees` are the parties that may look at it, `sides` those that sign."""

    row: DraftRow
    act: ActFile
    sides: tuple[Side, ...]
    sees: tuple[bytes, ...]

    @property
    def terms(self) -> Any:
        """What is signed."""
        return self.act.prepared.terms

    @property
    def title(self) -> bytes:
        """The title in whose dossier it will stand."""
        return title_of(self.terms)

    @property
    def proceeds(self) -> Proceeds | None:
        """What its document says of the price in deposit; None where none is told."""
        return Proceeds.read(self.row.text.encode()) if self.row.text else None

    @property
    def waits_for_filing(self) -> bool:
        """Whether its pledgee has yet to name the filing."""
        return isinstance(self.terms, Pledge) and not any(self.terms.filing)

    @property
    def signed(self) -> bool:
        """Whether all sides have signed."""
        return all(each.state is SideState.SIGNED for each in self.sides)

    def side_of(self, parties: tuple[bytes, ...]) -> Side | None:
        """The side that one of these parties is and that has yet to sign."""
        open_ = (each for each in self.sides if each.state is not SideState.SIGNED)
        return next((each for each in open_ if each.party in parties), None)


def own_parties(session: ReadSession, who: Principal) -> tuple[bytes, ...]:
    """The parties for which somebody acts: its own, and those that it absorbed."""
    return parties_of_account(session, who.account, as_of(session).time)


def find(wiring: Wiring, session: ReadSession, who: Principal, digest: bytes) -> Proposal:
    """A proposal that this reader may see. Raises ProposalUnknown."""
    row = store.proposal(session, digest, own_parties(session, who))
    if row is None:
        raise ProposalUnknown(digest)
    return read(wiring, session, row)


def listed(
    wiring: Wiring, session: ReadSession, who: Principal, below: Mark | None, limit: int = LISTED
) -> tuple[tuple[Proposal, ...], tuple[int, bytes] | None]:
    """The proposals that this reader may see, newest first; and where the next page begins."""
    own = own_parties(session, who)
    rows = store.proposals(session, own, below.pair if below else None, limit + 1)
    shown = tuple(read(wiring, session, row) for row in rows[:limit])
    last = shown[-1].row if len(rows) > limit else None
    return shown, (last.time, last.digest) if last else None


def read(wiring: Wiring, session: Session, row: DraftRow) -> Proposal:
    """A proposal out of its row, with its sides as they stand now."""
    act = drafting.act_of(wiring, row)
    asked, sees = parties_of(session, act)
    time = mirror.require_cursor(session).time
    by_party = {each.party: each for each in act.signers if each.role is Role.PARTY}
    sides = (
        Side(each, officers_of(load_dossier(session, each), time), by_party.get(PartyId(each)))
        for each in asked
    )
    return Proposal(row, act, tuple(sides), sees)


def parties_of(session: Session, act: ActFile) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Who signs an act, in the order of its book; and who may see it: they and the lot's holder."""
    terms: Any = act.prepared.terms
    subject = title_of(terms)
    asked = parties_asked(session, act.prepared.door.kind, subject, terms)
    lot = lot_of_act(terms)
    holder = load_dossier(session, subject).read(lot_key(lot), LotWord).holder
    return asked, tuple(dict.fromkeys(each for each in (*asked, holder) if each[1:] != ZERO[1:]))


def lot_of_act(terms: Any) -> bytes:
    """The lot that an act is about, zero for none."""
    named = getattr(terms, "pledged", None)
    return bytes(getattr(terms, "lot", ZERO) if named is None else lot_of(named))


def title_of(terms: Any) -> bytes:
    """The title in whose dossier an act stands."""
    named = terms if hasattr(terms, "title") else terms.pledged
    return bytes(named.title)
