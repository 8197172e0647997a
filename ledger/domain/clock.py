"""at(state, T): a title as it stands at a moment. `evolve` knows no time; this file applies it.

T is seconds since 1970. What the register wrote is a fact; what follows from the passing of time
(expiry, the end of an order, the order that takes its place) is worked out here, from stated T.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ledger.domain.acts import (
    EndGround,
    Issue,
    Order,
    OrderKind,
    OrderScope,
    OrderState,
    Pledge,
    PledgeState,
    Right,
    Tag,
    TitleState,
    struct_hash,
)
from ledger.domain.ending import ENDING_KEY, EndingWord
from ledger.domain.rules.change import is_revocation
from ledger.domain.rules.order import holder_of
from ledger.domain.rules.pledge import lot_of
from ledger.domain.words import (
    CONTENT_KEY,
    RECORD_KEY,
    HoldingWord,
    LotWord,
    OrderWord,
    PledgeWord,
    TitleRecord,
    lot_key,
    order_key,
    party_of_tail,
    pledge_key,
)

if TYPE_CHECKING:
    from ledger.domain.state import Dossier


def state_named(state: int, ground: int) -> str:
    """A title's state as far as no moment decides it: LIVE, or how it ended."""
    if state != TitleState.CLOSED:
        return TitleState(state).name
    return (Standing.REVOKED if is_revocation(EndGround(ground)) else Standing.CANCELLED).value


class Standing(StrEnum):
    """What a title is at a moment (domain: 6.2)."""

    ACTIVE = "ACTIVE"
    PENDING_RENEWAL = "PENDING_RENEWAL"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    REVOKED = "REVOKED"


@dataclass(frozen=True, slots=True)
class Holding:
    """A holder's shares and pledged parts in ppm by Right, with the certificate that shows them."""

    party: bytes
    shares: tuple[int, int, int]
    pledged: tuple[int, int, int]
    number: int
    version: int


@dataclass(frozen=True, slots=True)
class OpenPledge:
    """A pledge that is not released. `rank` counts from 1 in its lot, by filing time and number."""

    pledge: bytes
    lot: bytes
    holder: bytes
    right: Right
    ppm: int
    rank: int
    ledger_order: int
    version: int
    terms: Pledge

    @property
    def rank_conflict(self) -> bool:
        """The ledger's order is not the order of the filings in the movables register."""
        return self.rank != self.ledger_order


@dataclass(frozen=True, slots=True)
class StandingOrder:
    """An order that is not lifted; `waiting` is its place behind the one in force (0: itself)."""

    order: bytes
    holder: bytes
    rights: int
    until: int
    waiting: int
    version: int
    terms: Order


@dataclass(frozen=True, slots=True)
class TitleAt:
    """A title at T. `root` is its record as it is now; `ending` is all zero while it lives."""

    title: bytes
    time: int
    record: TitleRecord
    terms: Issue
    expired: bool
    root: bytes
    ending: EndingWord
    holdings: tuple[Holding, ...]
    pledges: tuple[OpenPledge, ...]
    orders: tuple[StandingOrder, ...]

    @property
    def live(self) -> bool:
        """The title stands and its term runs."""
        return self.standing in (Standing.ACTIVE, Standing.PENDING_RENEWAL)

    @property
    def standing(self) -> Standing:
        """An end before the term goes before the end of the term."""
        if self.record.state is TitleState.CLOSED:
            return Standing.REVOKED if is_revocation(self.ending.ground) else Standing.CANCELLED
        if self.expired:
            return Standing.EXPIRED
        return Standing.ACTIVE if self.time < self.record.valid_until else Standing.PENDING_RENEWAL

    def open(self, number: int) -> bool:
        """Whether a certificate of this number stands: its holder holds, and nothing ended all."""
        held = any(each.number == number for each in self.holdings)
        return held and self.record.state is TitleState.LIVE

    def holding(self, party: bytes) -> Holding | None:
        """What a party holds, None for nothing."""
        return next((each for each in self.holdings if each.party == party), None)

    def orders_on(self, party: bytes, rights: int) -> tuple[StandingOrder, ...]:
        """The orders that touch these rights (bit n: Right n) of this holder."""
        return tuple(
            each
            for each in self.orders
            if each.rights & rights
            and (each.terms.scope is not OrderScope.HOLDER or each.holder == party)
        )


def title_at(dossier: Dossier, time: int) -> TitleAt | None:
    """The title at T, None before its issue.

    `dossier` must be the state after the acts up to T: see History.at_block.
    """
    terms = dossier.terms.get(RECORD_KEY)
    if not isinstance(terms, Issue):
        return None
    record = dossier.record(TitleRecord)
    return TitleAt(
        title=dossier.subject,
        time=time,
        record=record,
        terms=terms,
        expired=record.expired(time),
        root=root_of(dossier),
        ending=dossier.read(ENDING_KEY, EndingWord),
        holdings=_holdings(dossier),
        pledges=_pledges(dossier),
        orders=orders_at(dossier, time),
    )


def root_of(title: Dossier) -> bytes:
    """The root of a title's record: the newest change's, else that of its issue (empty: none)."""
    issue = title.terms.get(RECORD_KEY)
    first = issue.record if isinstance(issue, Issue) else b""
    return title.words.get(CONTENT_KEY, first)


def _holdings(dossier: Dossier) -> tuple[Holding, ...]:
    found = []
    for key, packed in dossier.under(Tag.HOLDING):
        word = HoldingWord.parse(packed)
        if not word.ended:
            party = party_of_tail(key[12:])
            found.append(Holding(party, word.shares, word.pledged, word.number, word.version))
    return tuple(found)


def _pledges(dossier: Dossier) -> tuple[OpenPledge, ...]:
    lots: dict[bytes, list[tuple[Pledge, bytes, PledgeWord]]] = {}
    for key, terms in dossier.terms.items():
        if key[0] != Tag.PLEDGE or not isinstance(terms, Pledge):
            continue
        word = dossier.read(key, PledgeWord)
        if word.state is PledgeState.RECORDED:
            lots.setdefault(lot_of(terms), []).append((terms, struct_hash(terms), word))
    return tuple(
        pledge for lot, pledges in sorted(lots.items()) for pledge in _ranked(dossier, lot, pledges)
    )


def _ranked(
    dossier: Dossier, lot: bytes, pledges: list[tuple[Pledge, bytes, PledgeWord]]
) -> list[OpenPledge]:
    """Civil Code Art. 414 by filing time; equal times by filing number."""
    word = dossier.read(lot_key(lot), LotWord)
    ledger_order = {pledge: place for place, (_, pledge, _) in enumerate(pledges, start=1)}
    ranked = sorted(pledges, key=lambda each: (each[0].filed_at, each[0].filing))
    return [
        OpenPledge(
            pledge=pledge,
            lot=lot,
            holder=word.holder,
            right=word.right,
            ppm=word.ppm,
            rank=rank,
            ledger_order=ledger_order[pledge],
            version=dossier.read(pledge_key(lot, pledge), PledgeWord).version,
            terms=terms,
        )
        for rank, (terms, pledge, _) in enumerate(ranked, start=1)
    ]


def orders_at(dossier: Dossier, time: int) -> tuple[StandingOrder, ...]:
    """The orders of a title's or a party's dossier that have neither been lifted nor run out at T.

    They stand in the order of their entry: the first on a right is in force, the others wait.
    """
    standing: list[StandingOrder] = []
    for key, terms in dossier.terms.items():
        if key[0] != Tag.ORDER or not isinstance(terms, Order):
            continue
        order, holder = struct_hash(terms), holder_of(terms)
        word = dossier.read(order_key(holder, order), OrderWord)
        if word.state is not OrderState.RECORDED or time >= word.until:
            continue
        before = [each for each in standing if _before(each, terms, holder, word.rights)]
        standing.append(
            StandingOrder(order, holder, word.rights, word.until, len(before), word.version, terms)
        )
    return tuple(standing)


def _before(other: StandingOrder, terms: Order, holder: bytes, rights: int) -> bool:
    """Freezes queue behind freezes on the same right of the same scope."""
    same = other.terms.scope == terms.scope and other.holder == holder
    return same and other.terms.kind is OrderKind.FREEZE and bool(other.rights & rights)
