"""Orders of courts and other organs, entered from the desk by two order clerks.

The first prepares and signs, the second looks at the same digest and signs; nothing is on the
register before both have. The instrument stays at the desk that got it: its digest is in the terms.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from api import drafting
from api.desk.errors import DraftUnknown, DraftUnsigned, NoRoleLeft, OrderNotStanding
from api.desk.preparing import SIGN_SECONDS
from api.problems import EntryUnclear
from api.refusing import trial
from api.registrant import actfile
from api.registrant.actfile import ActFile
from ledger.bindings.errors.register import RoleNotHeld
from ledger.domain.acts import (
    Address,
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
    Signer,
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
from ledger.registrar import acting
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import desk as store
from ledger.store.repositories import party
from ledger.store.tables.desk import DraftRow

if TYPE_CHECKING:
    from api.desk.entering import Clerk
    from api.wiring import Wiring
    from ledger.store.engine import ReadSession, Session

Ordering = Order | Lift | Extension
KINDS: Final = ("order", "lift", "order-extension")


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


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """A prepared order or lift, with the signatures so far."""

    row: DraftRow
    act: ActFile

    @property
    def missing(self) -> int:
        """How many order clerks have yet to sign."""
        return len(self.act.missing)

    def signable(self, clerk: Clerk) -> bool:
        """Whether this clerk can sign: two persons, each once."""
        signed = any(each.party == clerk.party for each in self.act.signers)
        open_ = self.missing > 0 and not self.row.block and not signed
        return open_ and Role.ORDER_CLERK in clerk.roles


def prepare(wiring: Wiring, clerk: Clerk, wish: OrderWish) -> bytes:
    """Prepare an order; the digest that two clerks sign.

    Raises:
        RoleNotHeld: who asks is no order clerk.
        NumberUnknown, EntryUnclear: what it is about, or by whom, is not told.
        ActWouldBeRefused: the register would not take it.
    """
    _require_clerk(clerk)
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
        return _prepared(wiring, session, clerk, ("order", SubjectId(subject), terms))


def prepare_lift(wiring: Wiring, clerk: Clerk, change: Change) -> bytes:
    """Prepare the lift of an order; the digest that is signed.

    What has run out is lifted without an instrument, and then in no court's name.

    Raises RoleNotHeld, OrderNotStanding, EntryUnclear, ActWouldBeRefused.
    """
    _require_clerk(clerk)
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
        return _prepared(wiring, session, clerk, ("lift", SubjectId(change.subject), terms))


def prepare_extension(wiring: Wiring, clerk: Clerk, change: Change) -> bytes:
    """Prepare a longer term of an order before its end; the digest that is signed.

    Raises RoleNotHeld, OrderNotStanding, EntryUnclear, ActWouldBeRefused.
    """
    _require_clerk(clerk)
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
        return _prepared(wiring, session, clerk, ("order-extension", subject, terms))


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


def find(wiring: Wiring, session: Session, clerk: Clerk, digest: bytes) -> OrderDraft:
    """A prepared order of the clerk's registry. Raises DraftUnknown."""
    row = store.draft(session, digest)
    if row is None or row.registry_code != clerk.registry:
        raise DraftUnknown(digest)
    act = drafting.act_of(wiring, row)
    if act.kind not in KINDS:
        raise DraftUnknown(digest)
    return OrderDraft(row, act)


def waiting(wiring: Wiring, session: Session, clerk: Clerk) -> tuple[OrderDraft, ...]:
    """The prepared orders of a registry that are not entered, newest first."""
    rows = store.open_drafts(session, clerk.registry)
    found = (OrderDraft(row, drafting.act_of(wiring, row)) for row in rows)
    return tuple(each for each in found if each.act.kind in KINDS)


def sign(wiring: Wiring, clerk: Clerk, digest: bytes, signature: bytes) -> OrderDraft:
    """Add the clerk's own signature.

    Raises:
        DraftUnknown, NoRoleLeft: there is nothing for this clerk to sign.
        ActWouldBeRefused: the register would not take the act any more.
        DraftSignatureWrong: the account that signed in did not sign this digest.
        DraftChanged: another signed meanwhile.
    """
    with read_session(wiring.engine, now=wiring.clock()) as session:
        draft = find(wiring, session, clerk, digest)
        if not draft.signable(clerk):
            raise NoRoleLeft(digest)
        _require_acceptable(session, draft.act, draft.row.application)
    signer = Signer(PartyId(clerk.party), Address(clerk.account), Role.ORDER_CLERK, signature)
    drafting.require_signed(digest, signer)
    act = draft.act.signed(signer)
    with unit_of_work(wiring.engine, silent=True) as work:
        return OrderDraft(drafting.settle(work, draft.row, act), act)


def relay(wiring: Wiring, clerk: Clerk, digest: bytes) -> OrderDraft:
    """Enter what both have signed. Raises DraftUnknown, DraftUnsigned, and as `acting.relay`."""
    with read_session(wiring.engine, now=wiring.clock()) as session:
        draft = find(wiring, session, clerk, digest)
    if draft.missing:
        raise DraftUnsigned(digest, [Role.ORDER_CLERK.name] * draft.missing)
    done = acting.relay(wiring.register(), draft.act.prepared, draft.act.ordered())
    row = replace(draft.row, block=done.receipt.block_number, version=draft.row.version + 1)
    with unit_of_work(wiring.engine, silent=True) as work:
        store.settle_draft(work, row)
    return replace(draft, row=row)


def discard(wiring: Wiring, clerk: Clerk, digest: bytes) -> None:
    """Throw a prepared order away that was never entered. Raises DraftUnknown, RoleNotHeld."""
    _require_clerk(clerk)
    with unit_of_work(wiring.engine, silent=True) as work:
        draft = find(wiring, work, clerk, digest)
        if draft.row.block:
            raise NoRoleLeft(digest)
        store.drop_draft(work, digest)


def _require_clerk(clerk: Clerk) -> None:
    if Role.ORDER_CLERK not in clerk.roles:
        raise RoleNotHeld(PartyId(clerk.party), Role.ORDER_CLERK)


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


def _prepared(
    wiring: Wiring, session: ReadSession, clerk: Clerk, asked: tuple[str, SubjectId, Ordering]
) -> bytes:
    kind, subject, terms = asked
    act = actfile.make(wiring.profile(), kind, terms)
    _require_acceptable(session, act, subject)
    digest = act.prepared.digest
    row = DraftRow(
        digest=digest,
        application=subject,
        registry_code=clerk.registry,
        party=clerk.party,
        act=drafting.bytes_of(act),
        text="",
        salt=b"",
        version=1,
        block=0,
        time=wiring.clock(),
    )
    with unit_of_work(wiring.engine, silent=True) as work:
        store.settle_draft(work, row)
    return digest


def _require_acceptable(session: ReadSession, act: ActFile, subject: bytes) -> None:
    """The register would take it. Raises ActWouldBeRefused."""
    refusal = trial(session, act.prepared.door.kind, subject, act.prepared.terms)
    if refusal is not None:
        raise refusal
