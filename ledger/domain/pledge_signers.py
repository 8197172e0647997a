"""Who signs the acts of a pledge's life: its sides, the other pledgees, or two clerks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import (
    Amendment,
    Assignment,
    Enforcement,
    Knowledge,
    Ranking,
    Realisation,
    Release,
    Role,
    Sale,
    Shrinking,
)
from ledger.domain.needs import Need, parties, staff
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.rules.pledge import lot_and_pledge
from ledger.domain.words import LotWord, lot_key, pledge_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier

OfPledge = Release | Amendment | Assignment | Ranking | Shrinking | Knowledge | Enforcement | Sale


# a closed set is matched, one line a member
def pledge_signers(  # noqa: C901, PLR0911
    terms: OfPledge, before: Dossier, act: Act
) -> tuple[Need, ...]:
    """The signatures of one such act, the other pledgees in the order in which they signed."""
    match terms:
        case Release():
            return parties(_pledgee(before, terms.lot, terms.pledge))
        case Amendment():
            lot, pledge = lot_and_pledge(terms.pledged)
            both = (_holder(before, lot), _pledgee(before, lot, pledge))
            return _with(both, _pledgees(before, lot, terms.pledges), act)
        case Assignment():
            return parties(_pledgee(before, terms.lot, terms.pledge), terms.assignee)
        case Ranking():
            return _with((), _pledgees(before, terms.lot, terms.pledges), act)
        case Shrinking():
            alone = (_holder(before, terms.lot),)
            return _with(alone, _pledgees(before, terms.lot, terms.pledges), act)
        case Knowledge():
            served = any(actor.role is Role.ORDER_CLERK for actor in act.actors[:1])
            clerk = staff(Role.ORDER_CLERK)
            return clerk if served else parties(_pledgee(before, terms.lot, terms.pledge))
        case Enforcement():
            income = terms.realisation is Realisation.LICENCE_INCOME
            holder = (_holder(before, terms.lot),) if income else ()
            return parties(_pledgee(before, terms.lot, terms.pledge), *holder)
        case Sale() if terms.realisation is Realisation.COURT_SALE:
            return staff(Role.ORDER_CLERK, Role.ORDER_CLERK)
        case Sale():
            sides = (_holder(before, terms.lot), terms.taker)
            return _with(sides, _pledgees(before, terms.lot, terms.pledges), act)


def _with(sides: tuple[bytes, ...], pledgees: set[bytes], act: Act) -> tuple[Need, ...]:
    signed = [actor.party for actor in act.actors[len(sides) :]]
    missing = sorted(pledgees - {*sides, *signed})
    return parties(*sides, *signed, *missing)


def _holder(before: Dossier, lot: bytes) -> bytes:
    return before.read(lot_key(lot), LotWord).holder


def _pledgee(before: Dossier, lot: bytes, pledge: bytes) -> bytes:
    return before.read(pledge_key(lot, pledge), PledgeWord).pledgee


def _pledgees(before: Dossier, lot: bytes, pledges: Iterable[bytes]) -> set[bytes]:
    return {_pledgee(before, lot, each) for each in pledges}
