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
    Tag,
    TitleState,
    struct_hash,
)
from ledger.domain.disputes import DisputeAt, disputes_at
from ledger.domain.ending import ENDING_KEY, EndingWord
from ledger.domain.licences import LicenceAt, licences_at
from ledger.domain.ranks import OpenPledge, pledges_at
from ledger.domain.reports import ReportAt, reports_at
from ledger.domain.rules.change import is_revocation
from ledger.domain.rules.order import holder_of
from ledger.domain.rules.succession import PREDECESSOR_KEY, title_of
from ledger.domain.words import (
    CONTENT_KEY,
    RECORD_KEY,
    HoldingWord,
    OrderWord,
    TitleRecord,
    order_key,
    party_of_tail,
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
    """A title at T. `root` is its record as it is now; `ending` is all zero while it lives.

    `predecessor` is the earlier title over the same data that it follows; `successors` follow it.
    `licences` and `reports` are all that were ever granted and filed, each as it stands.
    """

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
    predecessor: bytes | None
    successors: tuple[bytes, ...]
    licences: tuple[LicenceAt, ...]
    reports: tuple[ReportAt, ...]
    disputes: tuple[DisputeAt, ...]

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
    terms = issue_of(dossier)
    if terms is None:
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
        pledges=tuple(pledges_at(dossier, record, time)),
        orders=orders_at(dossier, time),
        predecessor=dossier.words.get(PREDECESSOR_KEY),
        successors=tuple(title_of(key) for key, _ in dossier.under(Tag.SUCCESSOR)),
        licences=licences_at(dossier, time),
        reports=reports_at(dossier, time, root_of(dossier)),
        disputes=disputes_at(dossier),
    )


def issue_of(dossier: Dossier) -> Issue | None:
    """The terms under which a title was issued; None before, and of what is no title."""
    terms = dossier.terms.get(RECORD_KEY)
    return terms if isinstance(terms, Issue) else None


def root_of(title: Dossier) -> bytes:
    """The root of a title's record: the newest change's, else that of its issue (empty: none)."""
    issue = issue_of(title)
    first = b"" if issue is None else issue.record
    return title.words.get(CONTENT_KEY, first)


def _holdings(dossier: Dossier) -> tuple[Holding, ...]:
    found = []
    for key, packed in dossier.under(Tag.HOLDING):
        word = HoldingWord.parse(packed)
        if not word.ended:
            party = party_of_tail(key[12:])
            found.append(Holding(party, word.shares, word.pledged, word.number, word.version))
    return tuple(found)


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
    """Freezes queue behind freezes on the same right of the same scope, or of the whole title."""
    if OrderKind.FREEZE is not terms.kind or OrderKind.FREEZE is not other.terms.kind:
        return False
    same = other.terms.scope == terms.scope and other.holder == holder
    return (same or other.terms.scope is OrderScope.TITLE) and bool(other.rights & rights)
