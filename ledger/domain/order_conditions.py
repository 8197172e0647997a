"""What orders need of other dossiers: who gives, extends and lifts them, for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ledger.domain.acts import Extension, Lift, Order, OrderKind, PartyKind, Superior
from ledger.domain.party_words import superior_of
from ledger.domain.pledgors import PUBLIC_POWERS
from ledger.domain.words import OrderWord, order_key

if TYPE_CHECKING:
    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.domain.words import PartyRecord, ProfileWord

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

    def party(self, party: bytes) -> PartyRecord:
        """A party."""

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
