"""Who must sign an act: the parties and staff that its terms and its dossier call for, in order."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from ledger.domain.acts import (
    AccountChange,
    Action,
    AgentPower,
    Application,
    Appointment,
    AppointmentEnd,
    Burden,
    Closing,
    Correction,
    Effect,
    Enrolment,
    Issue,
    Lift,
    Notice,
    Order,
    Pledge,
    ProfileAdoption,
    RegistryOpening,
    Release,
    Renewal,
    Revocation,
    Role,
    RoleGrant,
    Signatories,
    StaffRevocation,
    Step,
    SubjectKind,
    Transfer,
)
from ledger.domain.burdens import effect
from ledger.domain.gates import needs_consents
from ledger.domain.procedure import TABLE
from ledger.domain.rules.change import changing
from ledger.domain.words import (
    CONTENT_KEY,
    ApplicationRecord,
    LotWord,
    OrderWord,
    PledgeWord,
    RegistryRecord,
    TitleRecord,
    lot_key,
    order_key,
    pledge_key,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.history import Histories
    from ledger.domain.state import Dossier

NO_ACCOUNT: Final = bytes(20)
# Whose staff signs a step; applicants and parties are no staff, and anyone needs no signature.
STEP_STAFF: Final = MappingProxyType(
    {
        Signatories.ANYONE: (),
        Signatories.ACCEPTANCE: (Role.ACCEPTANCE,),
        Signatories.EXAMINER: (Role.EXAMINER,),
        Signatories.EXAMINER_AND_REVIEWER: (Role.EXAMINER, Role.REVIEWER),
        Signatories.SEAL_KEEPER: (Role.SEAL_KEEPER,),
    }
)


@dataclass(frozen=True, slots=True)
class Need:
    """One signature that an act needs: in one of these roles, by this party (empty: any).

    Where `power` is named, an agent of the party who has it may sign in its place; one who signs
    for several signs once.
    """

    roles: frozenset[Role]
    party: bytes = b""
    power: AgentPower | None = None


ONE_PARTY: Final = Need(frozenset({Role.PARTY}))


def needed_signers(act: Act, before: Dossier, histories: Histories) -> tuple[Need, ...]:
    """The signatures that an act needs, in the order in which they stand."""
    match act.terms:
        case Step() as terms:
            return _step(terms, before, act)
        case Transfer() | Correction() as terms:
            return tuple(_with_pledgees(terms, before, act))
        case Release() as terms:
            word = before.read(pledge_key(terms.lot, terms.pledge), PledgeWord)
            return parties(word.pledgee)
        case Enrolment():
            return enrolled(act.raw.subject)
        case RoleGrant() | StaffRevocation() as terms:
            institution = _institution(terms.registry, act, histories)
            granted = act.kind.name == "RolesGranted"
            return parties(institution, *([terms.staff] if granted else []))
        case terms:
            return needed_by_terms(terms)


# a closed set is matched, one line a member
def needed_by_terms(terms: Any) -> tuple[Need, ...]:  # noqa: C901, PLR0911, PLR0912
    """The signatures that terms of a kind call for which names all its signers; else none."""
    match terms:
        case Application():
            return holders(terms, AgentPower.CORRECT if any(terms.previous) else AgentPower.FILE)
        case Appointment():
            return parties(terms.principal, terms.agent)
        case AppointmentEnd():
            return parties(terms.by)
        case Notice() | Correction() | Closing():
            return staff(Role.EXAMINER, Role.REVIEWER)
        case Issue() | Renewal():
            return staff(Role.SEAL_KEEPER)
        case Pledge():
            return parties(terms.pledgor, terms.pledgee)
        case Order() | Lift():
            return staff(Role.ORDER_CLERK, Role.ORDER_CLERK)
        case AccountChange():
            joins = terms.added != NO_ACCOUNT
            return parties(*([terms.party] * (1 + joins)))
        case Revocation():
            return parties(terms.party)
        case RegistryOpening():
            return (*staff(Role.GOVERNOR), *parties(terms.institution))
        case ProfileAdoption():
            return staff(Role.GOVERNOR)
        case _:
            return ()


def enrolled(party: bytes) -> tuple[Need, ...]:
    """A party's own signature, then that of who enrols it."""
    return (*parties(party), Need(frozenset({Role.ACCEPTANCE, Role.GOVERNOR})))


def parties(*named: bytes) -> tuple[Need, ...]:
    """One signature of each of these parties."""
    return tuple(Need(ONE_PARTY.roles, party) for party in named)


def staff(*roles: Role) -> tuple[Need, ...]:
    """One signature in each of these roles."""
    return tuple(Need(frozenset({role})) for role in roles)


def holders(terms: Application, power: AgentPower) -> tuple[Need, ...]:
    """The signatures of all who apply, or of their agents with this power.

    Behind them of those whose consent opens the operating right; none of these is asked when an
    application is withdrawn.
    """
    consents = power is not AgentPower.WITHDRAW and needs_consents(terms)
    signing = (
        *(split.holder for split in terms.splits),
        *(terms.participants if consents else ()),
    )
    return tuple(Need(ONE_PARTY.roles, each, power) for each in signing)


def registry_of(act: Act, before: Dossier) -> int | None:
    """The registry whose staff must sign the act; None where any registry's may."""
    match act.terms:
        case Application() | Enrolment() | RoleGrant() | RegistryOpening() | ProfileAdoption():
            return None
        case Issue() as terms:
            return terms.registry
        case Order() as terms:
            return terms.registry
        case Lift() as terms:
            return before.read(order_key(terms.holder, terms.order), OrderWord).registry
        case _:
            return _record_registry(before)


def registry_subject(code: int) -> bytes:
    """The dossier of a registry."""
    return bytes([SubjectKind.REGISTRY]) + code.to_bytes(31)


def _record_registry(before: Dossier) -> int | None:
    if before.kind is SubjectKind.APPLICATION:
        return before.record(ApplicationRecord).registry
    if before.kind is SubjectKind.TITLE:
        return before.record(TitleRecord).registry
    return None


def _step(terms: Step, before: Dossier, act: Act) -> tuple[Need, ...]:
    row = TABLE.get((before.record(ApplicationRecord).state, Action(terms.action)))
    signatories = row.signatories if row else Signatories.ANYONE
    if signatories is Signatories.APPLICANTS:
        content = before.terms[CONTENT_KEY]
        if not isinstance(content, Application):
            return ()
        return holders(content, AgentPower.WITHDRAW)
    if signatories is Signatories.ONE_PARTY:
        return parties(*(actor.party for actor in act.actors[:1])) or (ONE_PARTY,)
    return staff(*STEP_STAFF[signatories])


def _with_pledgees(terms: Transfer | Correction, before: Dossier, act: Act) -> Iterator[Need]:
    """Giver and taker or two examiners, then every pledgee that is asked, as they signed."""
    pledgees = _pledgees(terms, before)
    if isinstance(terms, Transfer):
        first = parties(terms.giver, terms.taker)
        pledgees -= {terms.giver, terms.taker}
    else:
        first = needed_by_terms(terms)
        if effect(changing(terms.group), Burden.PLEDGED) is not Effect.CONSENT:
            pledgees = set()
    signed = [actor.party for actor in act.actors[len(first) :]]
    yield from first
    yield from parties(*signed)
    yield from parties(*sorted(pledgees - set(signed)))


def _pledgees(terms: Transfer | Correction, before: Dossier) -> set[bytes]:
    """The pledgees of the lots that terms name."""
    place = 0
    pledgees = set()
    for lot in terms.lots:
        count = before.read(lot_key(lot), LotWord).open
        for pledge in terms.pledges[place : place + count]:
            pledgees.add(before.read(pledge_key(lot, pledge), PledgeWord).pledgee)
        place += count
    return pledgees


def _institution(registry: int, act: Act, histories: Histories) -> bytes:
    history = histories.get(registry_subject(registry))
    if history is None:
        return b"\xff"
    return history.at_block(act.raw.block).record(RegistryRecord).institution
