"""Orders of courts and other organs, entered from the desk by two order clerks.

The instrument stays at the desk that got it: its digest is in the terms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from api.desk import hands
from api.desk.errors import OrderNotStanding
from api.desk.preparing import SIGN_SECONDS
from api.problems import EntryUnclear
from ledger.domain.acts import (
    DocumentDigest,
    Extension,
    Lift,
    Order,
    OrderId,
    OrderKind,
    OrderScope,
    PartyId,
    RegistryCode,
    Role,
    SubjectId,
    Time,
    TitleId,
)
from ledger.domain.clock import StandingOrder, orders_at
from ledger.domain.ids import ZERO
from ledger.domain.verdict import ALL_RIGHTS
from ledger.queries.as_of import as_of
from ledger.queries.certificate import certificate
from ledger.queries.replay import load_dossier
from ledger.store.engine import read_session
from ledger.store.repositories import party

if TYPE_CHECKING:
    from api.desk.entering import Clerk
    from api.wiring import Wiring
    from ledger.store.engine import ReadSession, Session

KINDS: Final = frozenset({"order", "lift", "order-extension"})


@dataclass(frozen=True, slots=True)
class OrderWish:
    """An order as its instrument has it.

    `number` is a certificate of the title, 0 for an order on a whole party; `party` is that party,
    or whose shares are meant. `rights` (bit n: Right n) count for a holder's shares alone.
    """

    kind: OrderKind
    scope: OrderScope
    number: int
    party: bytes
    rights: int
    court: bytes
    instrument: bytes
    until: int


@dataclass(frozen=True, slots=True)
class Change:
    """The end or the longer term of an order: its dossier, itself, and what its instrument says.

    `court`: who lifts or extends it, zero for who ordered it; `until`: the new end of an extension.
    """

    subject: bytes
    order: bytes
    court: bytes
    instrument: bytes
    until: int = 0


def prepare(wiring: Wiring, clerk: Clerk, wish: OrderWish) -> bytes:
    """Prepare an order; the digest that two clerks sign.

    Raises:
        RoleNotHeld: who asks is no order clerk.
        NumberUnknown, EntryUnclear: what it is about, or by whom, is not told.
        ActWouldBeRefused: the register would not take it.
    """
    hands.require_role(clerk, Role.ORDER_CLERK)
    with read_session(wiring.engine, now=wiring.clock()) as session:
        title, named = _target(session, wish)
        whole = wish.scope is not OrderScope.HOLDER
        terms = Order(
            kind=wish.kind,
            scope=wish.scope,
            registry=RegistryCode(clerk.registry),
            title=TitleId(title),
            party=PartyId(named),
            rights=ALL_RIGHTS if whole else wish.rights,
            court=PartyId(wish.court),
            instrument=DocumentDigest(wish.instrument),
            until=Time(wish.until),
            profile=_profile(session),
            deadline=as_of(session).time + SIGN_SECONDS,
        )
        subject = named if wish.scope is OrderScope.PARTY else title
        row = hands.draft(wiring, session, clerk, ("order", SubjectId(subject), terms))
    return hands.keep(wiring, row)


def prepare_lift(wiring: Wiring, clerk: Clerk, change: Change) -> bytes:
    """Prepare the lift of an order; the digest that is signed.

    What has run out is lifted without an instrument, and then in no court's name.

    Raises RoleNotHeld, OrderNotStanding, EntryUnclear, ActWouldBeRefused.
    """
    hands.require_role(clerk, Role.ORDER_CLERK)
    with read_session(wiring.engine, now=wiring.clock()) as session:
        found, every, time = _standing(session, change)
        named = any(change.instrument)
        if not named and time < found.until:
            raise EntryUnclear("instrument", "the digest of the instrument")
        others = (each.order for each in every if each.holder == found.holder)
        terms = Lift(
            subject=SubjectId(change.subject),
            holder=PartyId(found.holder),
            order=OrderId(change.order),
            remaining=tuple(sorted(OrderId(each) for each in others if each != change.order)),
            version=found.version,
            court=_court(change, found) if named else PartyId(ZERO),
            instrument=DocumentDigest(change.instrument),
            deadline=time + SIGN_SECONDS,
        )
        row = hands.draft(wiring, session, clerk, ("lift", SubjectId(change.subject), terms))
    return hands.keep(wiring, row)


def prepare_extension(wiring: Wiring, clerk: Clerk, change: Change) -> bytes:
    """Prepare a longer term of an order before its end; the digest that is signed.

    Raises RoleNotHeld, OrderNotStanding, EntryUnclear, ActWouldBeRefused.
    """
    hands.require_role(clerk, Role.ORDER_CLERK)
    with read_session(wiring.engine, now=wiring.clock()) as session:
        found, _, time = _standing(session, change)
        terms = Extension(
            subject=SubjectId(change.subject),
            holder=PartyId(found.holder),
            order=OrderId(change.order),
            version=found.version,
            court=_court(change, found),
            instrument=DocumentDigest(change.instrument),
            until=Time(change.until),
            profile=_profile(session),
            deadline=time + SIGN_SECONDS,
        )
        subject = SubjectId(change.subject)
        row = hands.draft(wiring, session, clerk, ("order-extension", subject, terms))
    return hands.keep(wiring, row)


def _standing(
    session: ReadSession, change: Change
) -> tuple[StandingOrder, tuple[StandingOrder, ...], int]:
    """The order, all of its dossier that nobody lifted, and the time. Raises OrderNotStanding."""
    every = unlifted(session, change.subject)
    found = next((each for each in every if each.order == change.order), None)
    if found is None:
        raise OrderNotStanding(change.order)
    return found, every, as_of(session).time


def _court(change: Change, found: StandingOrder) -> PartyId:
    return PartyId(change.court if any(change.court) else found.terms.court)


def unlifted(session: Session, subject: bytes) -> tuple[StandingOrder, ...]:
    """The orders of a dossier that nobody lifted, those that have run out among them."""
    return orders_at(load_dossier(session, subject), 0)


def _target(session: ReadSession, wish: OrderWish) -> tuple[bytes, bytes]:
    """The title and the party that an order names. Raises NumberUnknown, EntryUnclear."""
    if wish.kind is OrderKind.NONE or wish.scope is OrderScope.NONE:
        raise EntryUnclear("kind", "FREEZE, HOLD or INSOLVENCY; TITLE, HOLDER or PARTY")
    if not any(wish.instrument):
        raise EntryUnclear("instrument", "the digest of the instrument")
    if wish.scope is OrderScope.PARTY:
        if wish.number or not any(wish.party):
            raise EntryUnclear("party", "the party alone, without a certificate")
        return ZERO, wish.party
    found = certificate(session, wish.number)
    if wish.scope is OrderScope.TITLE:
        return found.title, ZERO
    if not wish.rights:
        raise EntryUnclear("rights", "at least one right")
    return found.title, wish.party if any(wish.party) else found.holder.party


def _profile(session: Session) -> bytes:
    """The rule profile that was adopted last; its longest freeze counts. Raises EntryUnclear."""
    adopted = party.profiles(session)
    if not adopted:
        raise EntryUnclear("profile", "an adopted rule profile")
    return adopted[-1].profile
