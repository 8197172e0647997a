"""Freezes, holds and insolvency notes: commands of OrderDesk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ledger.chain.profile import BookName
from ledger.domain.acts import (
    ActKind,
    DocumentDigest,
    Extension,
    Lift,
    Order,
    OrderId,
    OrderScope,
    PartyId,
    SubjectId,
    Time,
)
from ledger.domain.ids import ZERO, order_id
from ledger.domain.words import OrderWord, order_key
from ledger.registrar.acting import Door, Entered, Hand, enter, require_id
from ledger.registrar.register import Register

BOOK: Final = BookName.ORDER_DESK
ORDER: Final = Door(BOOK, "order", ActKind.OrderRecorded, Order)
LIFT: Final = Door(BOOK, "lift", ActKind.OrderLifted, Lift)
EXTEND: Final = Door(BOOK, "extend", ActKind.OrderExtended, Extension)
NOBODY: Final = PartyId(ZERO)


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order on record; subject and holder name its scope."""

    order: OrderId
    subject: SubjectId
    holder: PartyId
    entered: Entered


def scope_of(terms: Order) -> tuple[SubjectId, PartyId]:
    """The dossier that an order stands in, and the holder where it hits only one."""
    subject = terms.party if terms.scope is OrderScope.PARTY else terms.title
    holder = terms.party if terms.scope is OrderScope.HOLDER else NOBODY
    return SubjectId(subject), holder


def order(register: Register, terms: Order, hands: Sequence[Hand]) -> Ordered:
    """Enter an order. Hands: two order clerks of the registry, two persons."""
    entered = enter(register, ORDER, terms, hands)
    subject, holder = scope_of(terms)
    require_id("order's subject", subject, entered.act.raw.subject)
    return Ordered(order_id(terms), subject, holder, entered)


def lift_terms(
    register: Register,
    ordered: Ordered,
    *,
    remaining: Iterable[OrderId],
    instrument: DocumentDigest,
    court: PartyId | None = None,
) -> Lift:
    """The terms of a lift, on the order as it stands; `remaining` are the scope's other orders.

    `court` is who ordered it unless another is named.
    """
    word = _word(register, ordered)
    return Lift(
        subject=ordered.subject,
        holder=ordered.holder,
        order=ordered.order,
        remaining=tuple(sorted(remaining)),
        version=word.version,
        court=PartyId(word.court) if court is None else court,
        instrument=instrument,
        deadline=register.deadline(),
    )


def lift(register: Register, terms: Lift, hands: Sequence[Hand]) -> Entered:
    """Lift an order. Hands: two order clerks of the registry, two persons."""
    return enter(register, LIFT, terms, hands)


def extension_terms(
    register: Register,
    ordered: Ordered,
    *,
    until: int,
    instrument: DocumentDigest,
    court: PartyId | None = None,
) -> Extension:
    """The terms of a longer term, on the order as it stands; `court` as in a lift."""
    terms = ordered.entered.act.terms
    word = _word(register, ordered)
    if not isinstance(terms, Order):
        raise TypeError(type(terms).__name__)
    return Extension(
        subject=ordered.subject,
        holder=ordered.holder,
        order=ordered.order,
        version=word.version,
        court=PartyId(word.court) if court is None else court,
        instrument=instrument,
        until=Time(until),
        profile=terms.profile,
        deadline=register.deadline(),
    )


def extend(register: Register, terms: Extension, hands: Sequence[Hand]) -> Entered:
    """Extend an order before its end. Hands: two order clerks of the registry, two persons."""
    return enter(register, EXTEND, terms, hands)


def _word(register: Register, ordered: Ordered) -> OrderWord:
    return register.read(ordered.subject, order_key(ordered.holder, ordered.order), OrderWord)
