"""What the acts of a pledge's life need of other dossiers: who takes over, judges, is barred."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ledger.domain import order_conditions
from ledger.domain.acts import (
    Amendment,
    Assignment,
    Judgment,
    Knowledge,
    Operation,
    PartyKind,
    Realisation,
    Sale,
)
from ledger.domain.party_words import heir_of
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.rules.pledge import lot_of
from ledger.domain.rules.pledge_life import weighs_more
from ledger.domain.words import NOBODY, LotWord, PartyRecord, lot_key, order_key, pledge_key

if TYPE_CHECKING:
    from ledger.domain.state import Dossier

PledgeLife = Amendment | Assignment | Knowledge | Judgment | Sale


class Others(order_conditions.Others, Protocol):
    """Other dossiers as they were when the act was entered."""

    def require_free(self, party: bytes, operation: Operation) -> PartyRecord:
        """No order on the whole party bars the operation."""


def check_pledge_life(other: Others, terms: PledgeLife, title: Dossier) -> None:
    """Check what one such act rests on; `title` is its dossier just before it."""
    match terms:
        case Amendment():
            if weighs_more(title, terms):
                other.require_free(_holder(title, lot_of(terms.pledged)), Operation.PLEDGE)
        case Assignment():
            word = title.read(pledge_key(terms.lot, terms.pledge), PledgeWord)
            other.require_free(word.pledgee, Operation.TRANSFER)
            _takes(other, terms.assignee)
        case Knowledge():
            if terms.subject != title.subject:
                has = _has(other, _holder(title, terms.lot), terms.subject)
                key = order_key(NOBODY, terms.order)
                known = has and key in other.state(terms.subject).words
                other.require("the order is on the lot", terms.order.hex(), known)
        case Judgment():
            _judged(other, terms.court)
        case Sale():
            if terms.realisation is Realisation.COURT_SALE:
                _judged(other, terms.court)
                order_conditions.check_not_stayed(other, _holder(title, terms.lot))
            else:
                other.require_free(_holder(title, terms.lot), Operation.TRANSFER)
            _takes(other, terms.taker)


def _holder(title: Dossier, lot: bytes) -> bytes:
    return title.read(lot_key(lot), LotWord).holder


def _has(other: Others, holder: bytes, party: bytes) -> bool:
    """Whether what the holder has is the party's: its own, or that of whom it absorbed."""
    return party == holder or party in map(heir_of, other.during(holder))


def _judged(other: Others, court: bytes) -> None:
    kind = other.party(court).kind
    other.require("a court judges", kind.name, kind is PartyKind.COURT)


def _takes(other: Others, party: bytes) -> None:
    known = other.party(party).kind is not PartyKind.NONE
    other.require("the party is enrolled", party.hex(), known)
    living = any(not each.succeeded for each in other.possible(party))
    other.require("who was absorbed takes on nothing new", party.hex(), living)
