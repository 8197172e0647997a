"""Freezes, holds and insolvency notes: commands of OrderDesk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ledger.chain.profile import BookName
from ledger.domain.acts import (
    ActKind,
    DocumentDigest,
    Lift,
    Order,
    OrderId,
    OrderScope,
    PartyId,
    SubjectId,
)
from ledger.domain.ids import ZERO, order_id
from ledger.domain.words import OrderWord, order_key
from ledger.registrar.acting import Door, Entered, Hand, enter, require_id
from ledger.registrar.register import Register

BOOK: Final = BookName.ORDER_DESK
ORDER: Final = Door(BOOK, "order", ActKind.OrderRecorded, Order)
LIFT: Final = Door(BOOK, "lift", ActKind.OrderLifted, Lift)
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
) -> Lift:
    """The terms of a lift, on the order as it stands; `remaining` are the scope's other orders."""
    key = order_key(ordered.holder, ordered.order)
    return Lift(
        subject=ordered.subject,
        holder=ordered.holder,
        order=ordered.order,
        remaining=tuple(sorted(remaining)),
        version=register.read(ordered.subject, key, OrderWord).version,
        instrument=instrument,
        deadline=register.deadline(),
    )


def lift(register: Register, terms: Lift, hands: Sequence[Hand]) -> Entered:
    """Lift an order. Hands: two order clerks of the registry, two persons."""
    return enter(register, LIFT, terms, hands)
