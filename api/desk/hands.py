"""Acts on titles and parties that staff prepares at the desk: orders, steps in disputes.

One prepares, each whose role is asked for looks at the same digest and signs; nothing is on the
register before all have. `kinds` are those of the list that is looked at (api.doors).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from api import drafting
from api.desk.errors import DraftUnknown, DraftUnsigned, NoRoleLeft
from api.refusing import trial
from api.registrant import actfile
from api.registrant.actfile import ActFile
from ledger.bindings.errors.dispute_desk import RulingByExaminer
from ledger.bindings.errors.register import RoleNotHeld
from ledger.domain.acts import Address, DisputeRuling, PartyId, Role, Signer, SubjectId
from ledger.domain.examined import EXAMINED_KEY, has_examined
from ledger.domain.ids import ZERO
from ledger.queries.replay import load_dossier
from ledger.registrar import acting
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import desk as store
from ledger.store.tables.desk import DraftRow

if TYPE_CHECKING:
    from api.desk.entering import Clerk
    from api.wiring import Wiring
    from ledger.store.engine import ReadSession, Session

Kinds = frozenset[str]


@dataclass(frozen=True, slots=True)
class Handed:
    """A prepared act, with the signatures so far."""

    row: DraftRow
    act: ActFile

    @property
    def missing(self) -> int:
        """How many have yet to sign."""
        return len(self.act.missing)

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles in which somebody has yet to sign."""
        return tuple(role for need in self.act.missing for role in sorted(need.roles))

    def role_for(self, clerk: Clerk) -> Role | None:
        """The role in which this clerk can sign: each person once."""
        signed = any(each.party == clerk.party for each in self.act.signers)
        if signed or self.row.block:
            return None
        return next((role for role in self.roles if role in clerk.roles), None)

    def signable(self, clerk: Clerk) -> bool:
        """Whether this clerk can sign."""
        return self.role_for(clerk) is not None


def require_role(clerk: Clerk, *roles: Role) -> None:
    """The clerk has one of these. Raises RoleNotHeld."""
    if not clerk.roles.intersection(roles):
        raise RoleNotHeld(PartyId(clerk.party), roles[0])


def draft(
    wiring: Wiring, session: ReadSession, clerk: Clerk, asked: tuple[str, SubjectId, Any]
) -> DraftRow:
    """An act (its kind, dossier and terms) as it is kept. Raises ActWouldBeRefused."""
    kind, subject, terms = asked
    act = actfile.make(wiring.profile(), kind, terms)
    _require_acceptable(session, act, subject)
    return DraftRow(
        digest=act.prepared.digest,
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


def keep(wiring: Wiring, row: DraftRow) -> bytes:
    """Keep an act that is drafted; its digest."""
    with unit_of_work(wiring.engine, silent=True) as work:
        store.settle_draft(work, row)
    return row.digest


def find(wiring: Wiring, session: Session, clerk: Clerk, which: tuple[bytes, Kinds]) -> Handed:
    """A prepared act of the clerk's registry, of these kinds. Raises DraftUnknown."""
    digest, kinds = which
    row = store.draft(session, digest)
    if row is None or row.registry_code != clerk.registry:
        raise DraftUnknown(digest)
    act = drafting.act_of(wiring, row)
    if act.kind not in kinds:
        raise DraftUnknown(digest)
    return Handed(row, act)


def waiting(wiring: Wiring, session: Session, clerk: Clerk, kinds: Kinds) -> tuple[Handed, ...]:
    """The prepared acts of a registry that are not entered, newest first."""
    rows = store.open_drafts(session, clerk.registry)
    found = (Handed(row, drafting.act_of(wiring, row)) for row in rows)
    return tuple(each for each in found if each.act.kind in kinds)


def sign(wiring: Wiring, clerk: Clerk, which: tuple[bytes, Kinds], signature: bytes) -> Handed:
    """Add the clerk's own signature.

    Raises:
        DraftUnknown, NoRoleLeft: there is nothing for this clerk to sign.
        RulingByExaminer: this clerk passed the title that the dispute is over.
        ActWouldBeRefused: the register would not take the act any more.
        DraftSignatureWrong: the account that signed in did not sign this digest.
        DraftChanged: another signed meanwhile.
    """
    digest, _ = which
    with read_session(wiring.engine, now=wiring.clock()) as session:
        found = find(wiring, session, clerk, which)
        role = found.role_for(clerk)
        if role is None:
            raise NoRoleLeft(digest)
        require_other(session, clerk, found.act.prepared.terms)
        _require_acceptable(session, found.act, found.row.application)
    signer = Signer(PartyId(clerk.party), Address(clerk.account), role, signature)
    drafting.require_signed(digest, signer)
    act = found.act.signed(signer)
    with unit_of_work(wiring.engine, silent=True) as work:
        return Handed(drafting.settle(work, found.row, act), act)


def relay(wiring: Wiring, clerk: Clerk, which: tuple[bytes, Kinds]) -> Handed:
    """Enter what all have signed. Raises DraftUnknown, DraftUnsigned, and as `acting.relay`."""
    with read_session(wiring.engine, now=wiring.clock()) as session:
        found = find(wiring, session, clerk, which)
    if found.missing:
        raise DraftUnsigned(which[0], [role.name for role in found.roles])
    done = acting.relay(wiring.register(), found.act.prepared, found.act.ordered())
    row = replace(found.row, block=done.receipt.block_number, version=found.row.version + 1)
    with unit_of_work(wiring.engine, silent=True) as work:
        store.settle_draft(work, row)
    return replace(found, row=row)


def discard(wiring: Wiring, clerk: Clerk, which: tuple[bytes, Kinds]) -> None:
    """Throw a prepared act away that was never entered. Raises DraftUnknown, RoleNotHeld."""
    with unit_of_work(wiring.engine, silent=True) as work:
        found = find(wiring, work, clerk, which)
        require_role(clerk, *(role for need in found.act.needs for role in sorted(need.roles)))
        if found.row.block:
            raise NoRoleLeft(which[0])
        store.drop_draft(work, which[0])


def require_other(session: Session, clerk: Clerk, terms: Any) -> None:
    """Who passed a title rules on no dispute over it. Raises RulingByExaminer."""
    if not isinstance(terms, DisputeRuling):
        return
    words = load_dossier(session, terms.issued.application).words
    if has_examined(words.get(EXAMINED_KEY, ZERO), clerk.party):
        raise RulingByExaminer(terms.title, PartyId(clerk.party))


def _require_acceptable(session: ReadSession, act: ActFile, subject: bytes) -> None:
    """The register would take it. Raises ActWouldBeRefused."""
    refusal = trial(session, act.prepared.door.kind, subject, act.prepared.terms)
    if refusal is not None:
        raise refusal
