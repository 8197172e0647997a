"""Proposing what becomes of an open pledge: its terms are worked out of the title as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api.problems import EntryUnclear
from api.proposals.errors import PledgeNotOpen
from api.proposals.making import SIGN_SECONDS, propose
from api.proposals.proceeds import deposited
from ledger.domain.acts import (
    Amendment,
    Assignment,
    DocumentDigest,
    Enforcement,
    LotId,
    PartyId,
    Pledge,
    PledgeId,
    Ranking,
    Realisation,
    Sale,
    Share,
    Shrinking,
    Time,
    TitleId,
)
from ledger.domain.clock import title_at
from ledger.domain.ids import ZERO
from ledger.domain.proceeds import Deposit
from ledger.domain.ranks import OpenPledge
from ledger.domain.rules.pledge_life import weighs_more
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import WHOLE, LotWord, lot_key, pledge_key
from ledger.queries.as_of import as_of
from ledger.queries.certificate import certificate
from ledger.queries.replay import load_dossier
from ledger.registrar.pledge_life import ended_bits
from ledger.store.engine import read_session

if TYPE_CHECKING:
    from api.sessions.opening import Principal
    from api.wiring import Wiring
    from ledger.store.engine import ReadSession

LIFE: Final = (
    *("pledge-amendment", "pledge-assignment", "pledge-ranking", "lot-shrinking"),
    *("pledge-enforcement", "lot-sale"),
)
# how a lot is sold by agreement; a court's sale is entered by clerks
SALES: Final = (Realisation.AGREEMENT, Realisation.SELF_SALE)


@dataclass(frozen=True, slots=True)
class LifeWish:
    """What is to become of a pledge of a certificate's title; of `kind` depends what else is told.

    Amendment: amount (fen), term_end, maximum; what is zero or None stays as it is. Assignment:
    `other`, the new pledgee, and the notice to the debtor. Ranking: `order`, all of the lot, the
    first in rank first. Shrinking: `ppm`, what stays. Enforcement: `realisation`. Sale: `other`,
    the taker, `realisation`, in `order` the pledges that end with it, without any this one, and
    what of the price is deposited for their pledgees.
    """

    kind: str
    number: int
    pledge: bytes
    document: bytes
    amount: int = 0
    term_end: int = 0
    maximum: bool | None = None
    past_term: bool = False
    other: bytes = ZERO
    notice: bytes = ZERO
    order: tuple[bytes, ...] = ()
    ppm: int = 0
    realisation: Realisation = Realisation.NONE
    deposit: Deposit | None = None


def propose_life(wiring: Wiring, who: Principal, wish: LifeWish) -> bytes:
    """Propose it to its sides, whom the title names; the name of the proposal.

    Raises:
        NumberUnknown, PledgeNotOpen: there is no such pledge on the certificate's title.
        EntryUnclear: a member that the kind needs is missing or of the wrong form.
        PersonalDataFound: the depositary is called by a number of a person.
        ProposalNotOwn, ActWouldBeRefused, ProposalsTooMany.
    """
    with read_session(wiring.engine, now=wiring.clock()) as session:
        _require_clear(wish)
        terms = _Case.of(session, wish).terms(wish)
    statement = ""
    if isinstance(terms, Sale):
        terms, statement = deposited(terms, wish.deposit, wiring.clock())
    return propose(wiring, who, wish.kind, terms, statement=statement)


def _require_clear(wish: LifeWish) -> None:
    kind = wish.kind
    checks = (
        ("kind", ", ".join(LIFE), kind in LIFE),
        ("document", "the digest of what it rests on", any(wish.document)),
        ("amount", "less than 2^128 fen", wish.amount < 2**128),
        ("term_end", "a day", wish.term_end < 2**40),
        ("notice", "the digest of the notice", kind != "pledge-assignment" or any(wish.notice)),
        ("ppm", "1 to 1,000,000", kind != "lot-shrinking" or 0 < wish.ppm <= WHOLE),
        ("order", "the pledges of the lot", kind != "pledge-ranking" or len(wish.order) > 1),
        ("depositary", "a sale", kind == "lot-sale" or wish.deposit is None),
        ("realisation", "AGREEMENT or SELF_SALE", kind != "lot-sale" or wish.realisation in SALES),
    )
    for member, needs, holds in checks:
        if not holds:
            raise EntryUnclear(member, needs)


@dataclass(frozen=True, slots=True)
class _Case:
    """A pledge as it stands, the pledges of its lot, what acts on the lot name."""

    title: Dossier
    pledge: OpenPledge
    every: tuple[PledgeId, ...]
    common: dict[str, Any]

    @classmethod
    def of(cls, session: ReadSession, wish: LifeWish) -> _Case:
        now = as_of(session).time
        dossier = load_dossier(session, certificate(session, wish.number).title)
        at = title_at(dossier, now)
        pledges = at.pledges if at else ()
        own = next((each for each in pledges if each.pledge == wish.pledge), None)
        if own is None:
            raise PledgeNotOpen(wish.pledge)
        every = sorted(each.pledge for each in pledges if each.lot == own.lot)
        document = DocumentDigest(wish.document)
        common = {"document": document, "deadline": now + SIGN_SECONDS}
        return cls(dossier, own, tuple(map(PledgeId, every)), common)

    def terms(self, wish: LifeWish) -> Any:
        """What is proposed."""
        lot = {**self._place(), "version": self._lot().version}
        own = {**self._place(), "pledge": PledgeId(wish.pledge), "version": self.pledge.version}
        match wish.kind:
            case "pledge-amendment":
                return self._amended(wish)
            case "pledge-assignment":
                notice = DocumentDigest(wish.notice)
                return Assignment(**own, assignee=PartyId(wish.other), notice=notice, **self.common)
            case "pledge-ranking":
                order = tuple(map(PledgeId, wish.order))
                return Ranking(**lot, pledges=order, **self.common)
            case "lot-shrinking":
                ppm = Share(wish.ppm)
                return Shrinking(**lot, ppm=ppm, pledges=self.every, **self.common)
            case "pledge-enforcement":
                return Enforcement(**own, realisation=wish.realisation, **self.common)
            case _:
                ended = tuple(map(PledgeId, wish.order)) or (PledgeId(wish.pledge),)
                return Sale(
                    **lot,
                    realisation=wish.realisation,
                    taker=PartyId(wish.other),
                    pledges=self.every,
                    ended=ended_bits(self.every, ended),
                    court=PartyId(ZERO),
                    **self.common,
                )

    def _place(self) -> dict[str, Any]:
        return {"title": TitleId(self.title.subject), "lot": LotId(self.pledge.lot)}

    def _lot(self) -> LotWord:
        return self.title.read(lot_key(self.pledge.lot), LotWord)

    def _amended(self, wish: LifeWish) -> Amendment:
        """Where it weighs more all pledges of the lot are named, and their pledgees sign."""
        now = self.pledge.terms
        recorded = self.title.terms[pledge_key(self.pledge.lot, self.pledge.pledge)]
        if not isinstance(recorded, Pledge):
            raise PledgeNotOpen(wish.pledge)
        made = Amendment(
            pledged=recorded,
            version=self.pledge.version,
            maximum=now.maximum if wish.maximum is None else wish.maximum,
            amount=wish.amount or now.amount,
            term_end=Time(wish.term_end or now.term_end),
            past_term=wish.past_term or now.past_term,
            pledges=(),
            **self.common,
        )
        return replace(made, pledges=self.every) if weighs_more(self.title, made) else made
