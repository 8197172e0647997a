"""What orders need of other dossiers: who gives, extends and lifts them, for how long.

And what those that stand there do to others' acts: orders on whole parties, and on who absorbed
them (ADR 0029, 0056).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ledger.domain.acts import (
    Burden,
    Effect,
    Extension,
    Lift,
    Operation,
    Order,
    OrderKind,
    PartyKind,
    Superior,
)
from ledger.domain.burdens import kind_bit, of_orders
from ledger.domain.party_words import heir_of, superior_of
from ledger.domain.pledgors import PUBLIC_POWERS
from ledger.domain.rules.disposals import barred_by
from ledger.domain.words import OrderWord, PartyRecord, order_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.domain.words import ProfileWord

Ordering = Order | Extension | Lift | Superior
# four levels of courts: from the lowest to the highest it is three steps
MOST_STEPS = 3


class Others(Protocol):
    """Other dossiers as they were when the act was entered."""

    act: Act

    def require(self, condition: str, values: object, holds: bool) -> None:  # noqa: FBT001
        """Raise ConditionBroken unless it holds."""

    def state(self, subject: bytes) -> Dossier:
        """A dossier up to the act's block."""

    def during(self, subject: bytes) -> tuple[Dossier, ...]:
        """A dossier before the act's block and after each act in it."""

    def party(self, party: bytes) -> PartyRecord:
        """A party."""

    def possible(self, party: bytes) -> tuple[PartyRecord, ...]:
        """A party where it acts here; else as it may have stood."""

    def floors(self, profile: bytes) -> ProfileWord:
        """What a rule profile enforces."""


def check_orders(other: Others, terms: Ordering, before: Dossier) -> None:
    """Check what one such act rests on; `before` is its dossier just before it."""
    match terms:
        case Order():
            kind = other.party(terms.court).kind
            other.require("a court or another organ orders", kind.name, kind in PUBLIC_POWERS)
            insolvent = terms.kind is OrderKind.INSOLVENCY
            courts = not insolvent or kind is PartyKind.COURT
            other.require("a court notes an insolvency", kind.name, courts)
            _not_too_long(other, terms)
        case Extension():
            _by_authority(other, terms, before)
            _not_too_long(other, terms)
        case Lift():
            if any(terms.court):
                _by_authority(other, terms, before)
        case Superior():
            kind = other.party(terms.court).kind
            fits = kind in PUBLIC_POWERS and kind is other.party(terms.superior).kind
            other.require("a court stands above a court", kind.name, fits)
            circle = _is_same_or_above(other, terms.court, terms.superior)
            other.require("none stands above itself", terms.superior.hex(), not circle)


def barring(other: Others, party: Dossier, operation: Operation) -> Burden | None:
    """What orders on all that a party has, or who absorbed it, keep it from what it does here."""
    own, heir = party.record(PartyRecord), heir_of(party)
    bars = [
        barred_by(
            operation,
            ((each.barred_until, each.order_kinds) for each in (own, heirs)),
            other.act.raw.time,
        )
        for heirs in ((PartyRecord(),) if heir is None else other.possible(heir))
    ]
    return None if None in bars else bars[0]


def check_askers(
    other: Others, holders: Iterable[bytes], operation: Operation, court: bytes
) -> None:
    """Orders on whole holders count on what they ask for of their title, as those on it do."""
    time = other.act.raw.time
    for holder in holders:
        for records in _concerned(other, holder):
            found = min(of_party(record, operation, time) for record in records)
            values = holder.hex()
            other.require("no order bars who asks", values, found is not Effect.BARS)
            if found is Effect.CONSENT:
                kind = other.party(court).kind if any(court) else PartyKind.NONE
                allowed = kind in PUBLIC_POWERS
                other.require("a court or another organ allows it", kind.name, allowed)


def of_party(record: PartyRecord, operation: Operation, time: int) -> Effect:
    """What the orders on a whole party do to what it does or asks for."""
    runs = time < record.barred_until
    return of_orders(operation, record.order_kinds) if runs else Effect.ALLOWS


def check_not_stayed(other: Others, holder: bytes) -> None:
    """No insolvency of the party, or of who absorbed it, stays its enforcement (EBL Art. 19)."""
    insolvency, time = kind_bit(OrderKind.INSOLVENCY), other.act.raw.time
    for records in _concerned(other, holder):
        stays = all(each.order_kinds & insolvency and time < each.barred_until for each in records)
        other.require("no insolvency stays it", holder.hex(), not stays)


def check_none_left(other: Others, former: bytes, own: PartyRecord) -> None:
    """What the orders on its former successor bar, its own bar too: nobody looks there any more."""
    time = other.act.raw.time
    stand = any(
        time >= each.barred_until
        or (each.barred_until <= own.barred_until and not each.order_kinds & ~own.order_kinds)
        for each in (state.record(PartyRecord) for state in other.during(former))
    )
    other.require("the orders on its successor stand on it", former.hex(), stand)


def _concerned(other: Others, party: bytes) -> Iterator[tuple[PartyRecord, ...]]:
    """A party that does not act here, then who absorbed it, each as it may have stood then.

    Which came first within a block, their dossiers do not tell: either is taken.
    """
    states = other.during(party)
    heir = heir_of(states[0])
    for each in (states, () if heir is None else other.during(heir)):
        if each:
            yield tuple(state.record(PartyRecord) for state in each)


def _not_too_long(other: Others, terms: Order | Extension) -> None:
    latest = other.act.raw.time + other.floors(terms.profile).maximum_freeze
    other.require("the order is not too long", terms.until, terms.until <= latest)


def _by_authority(other: Others, terms: Extension | Lift, before: Dossier) -> None:
    ordering = before.read(order_key(terms.holder, terms.order), OrderWord).court
    fits = _is_same_or_above(other, terms.court, ordering)
    other.require("who ordered it, or stands above", terms.court.hex(), fits)


def _is_same_or_above(other: Others, authority: bytes, below: bytes) -> bool:
    at: bytes | None = below
    for _ in range(MOST_STEPS):
        if at is None or at == authority:
            break
        at = superior_of(other.state(at))
    return at == authority
