"""Who must sign an act: the parties and staff that its terms and its dossier call for, in order."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from ledger.domain.acts import (
    Absorption,
    AccountChange,
    Action,
    AgentPower,
    Amendment,
    Anchoring,
    Application,
    Appointment,
    AppointmentEnd,
    Assignment,
    BreachNotice,
    Burden,
    Closing,
    Correction,
    Dispute,
    DisputeAction,
    DisputeRuling,
    DisputeStep,
    Effect,
    Enforcement,
    Enrolment,
    Extension,
    Fulfilment,
    InstitutionListing,
    Issue,
    Judgment,
    Knowledge,
    Licence,
    LicenceEndGround,
    LicenceEnding,
    Lift,
    Notice,
    OfficerEnding,
    OfficerNaming,
    Order,
    Pledge,
    ProfileAdoption,
    Ranking,
    Recovery,
    RecoveryEnd,
    RegistryOpening,
    Release,
    Renaming,
    Renewal,
    Report,
    ReportWithdrawal,
    Revocation,
    Role,
    RoleGrant,
    Sale,
    Shrinking,
    Signatories,
    StaffRevocation,
    Step,
    SubjectKind,
    Succession,
    Superior,
    Suspension,
    Transfer,
)
from ledger.domain.burdens import effect
from ledger.domain.dispute_words import DisputeWord, dispute_key
from ledger.domain.gates import needs_consents
from ledger.domain.licence_words import LicenceWord, LicensorWord, licence_key, licensor_key
from ledger.domain.needs import ONE_PARTY, Need, parties, staff
from ledger.domain.party_words import RECOVERY_KEY, RecoveryWord
from ledger.domain.pledge_signers import pledge_signers
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.procedure import TABLE
from ledger.domain.report_words import ReportWord, report_key
from ledger.domain.rules.change import changing
from ledger.domain.rules.dispute import ORDERED
from ledger.domain.rules.request import operation_of
from ledger.domain.words import (
    CONTENT_KEY,
    ApplicationRecord,
    LotWord,
    OrderWord,
    PartyRecord,
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


def needed_signers(  # noqa: C901, PLR0911, PLR0912 (a closed set is matched)
    act: Act, before: Dossier, histories: Histories
) -> tuple[Need, ...]:
    """The signatures that an act needs, in the order in which they stand."""
    match act.terms:
        case Step() as terms:
            return _step(terms, before, act)
        case Transfer() | Correction() | Fulfilment() | Licence() as terms:
            return tuple(_with_pledgees(terms, before, act))
        case BreachNotice() as terms:
            return parties(before.read(licensor_key(terms.licence), LicensorWord).party)
        case LicenceEnding() as terms:
            return _licence_ending(terms, before)
        case ReportWithdrawal() as terms:
            return parties(before.read(report_key(terms.report), ReportWord).institution)
        case Release() | Amendment() | Assignment() | Ranking() | Shrinking() as terms:
            return pledge_signers(terms, before, act)
        case Knowledge() | Enforcement() | Sale() as terms:
            return pledge_signers(terms, before, act)
        case DisputeStep() as terms:
            disputant = before.read(dispute_key(terms.dispute), DisputeWord).disputant
            return dispute_step(terms, parties(disputant))
        case Enrolment():
            return enrolled(act.raw.subject)
        case RecoveryEnd() as terms:
            return _recovery_end(terms, act)
        case Absorption() as terms if before.record(PartyRecord).succeeded:
            # its accounts ended with the party that absorbed it
            return needed_by_terms(terms)[:-1]
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
        case Notice() | Correction() | Closing() | Fulfilment() | Recovery():
            return staff(Role.EXAMINER, Role.REVIEWER)
        case Absorption():
            examined = staff(Role.EXAMINER, Role.REVIEWER)
            return (*examined, *parties(terms.successor, terms.absorbed))
        case Renaming():
            return (*staff(Role.EXAMINER, Role.REVIEWER), *parties(terms.party))
        case Issue() | Renewal() | Succession() | Anchoring():
            return staff(Role.SEAL_KEEPER)
        case Pledge():
            return parties(terms.pledgor, terms.pledgee)
        case Licence():
            return parties(terms.licensor, terms.licensee)
        case Report():
            return parties(terms.institution)
        case Dispute():
            return parties(terms.disputant)
        case DisputeRuling():
            return staff(Role.EXAMINER, Role.REVIEWER)
        case Order() | Extension() | Lift() | Judgment():
            return staff(Role.ORDER_CLERK, Role.ORDER_CLERK)
        case AccountChange():
            joins = terms.added != NO_ACCOUNT
            return parties(*([terms.party] * (1 + joins)))
        case OfficerNaming():
            return parties(terms.party, terms.party)
        case Revocation() | OfficerEnding():
            return parties(terms.party)
        case RegistryOpening() | InstitutionListing():
            return (*staff(Role.GOVERNOR), *parties(terms.institution))
        case ProfileAdoption() | Suspension() | Superior():
            return staff(Role.GOVERNOR)
        case _:
            return ()


def enrolled(party: bytes) -> tuple[Need, ...]:
    """A party's own signature, then that of who enrols it."""
    return (*parties(party), Need(frozenset({Role.ACCEPTANCE, Role.GOVERNOR})))


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
        case Issue() | Anchoring() as terms:
            return terms.registry
        case Order() | Recovery() | Absorption() | Renaming() as terms:
            return terms.registry
        case RecoveryEnd():
            return before.read(RECOVERY_KEY, RecoveryWord).registry
        case Lift() | Extension() as terms:
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


def _recovery_end(terms: RecoveryEnd, act: Act) -> tuple[Need, ...]:
    """The party itself, which objects; or the two of the registry that filed it."""
    objects = any(actor.role is Role.PARTY for actor in act.actors[:1])
    return parties(terms.party) if objects else staff(Role.EXAMINER, Role.REVIEWER)


def _licence_ending(terms: LicenceEnding, before: Dossier) -> tuple[Need, ...]:
    licensor = before.read(licensor_key(terms.licence), LicensorWord).party
    licensee = before.read(licence_key(terms.licence), LicenceWord).licensee
    return licence_ending(terms, *parties(licensor, licensee))


def licence_ending(terms: LicenceEnding, licensor: Need, licensee: Need) -> tuple[Need, ...]:
    """Both sides, the one that the ground is of, or two order clerks."""
    match terms.ground:
        case LicenceEndGround.ORDERED:
            return staff(Role.ORDER_CLERK, Role.ORDER_CLERK)
        case LicenceEndGround.AGREED:
            return (licensor, licensee)
        case LicenceEndGround.WAIVED:
            return (licensee,)
        case _:
            return (licensor,)


def dispute_step(terms: DisputeStep, disputant: tuple[Need, ...]) -> tuple[Need, ...]:
    """The acceptance clerk, the disputant, a side, or two order clerks."""
    if terms.action in ORDERED:
        return staff(Role.ORDER_CLERK, Role.ORDER_CLERK)
    if terms.action is DisputeAction.WITHDRAW:
        return disputant
    if terms.action in {DisputeAction.NOTIFY, DisputeAction.RETURN}:
        return staff(Role.ACCEPTANCE)
    return parties(terms.party)


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


def _with_pledgees(
    terms: Transfer | Correction | Fulfilment | Licence, before: Dossier, act: Act
) -> Iterator[Need]:
    """Giver and taker or two examiners, then every pledgee that is asked, as they signed."""
    pledgees = pledgees_of(terms, before)
    if isinstance(terms, Transfer):
        first = parties(terms.giver, terms.taker)
        pledgees -= {terms.giver, terms.taker}
    elif isinstance(terms, Licence):
        first = needed_by_terms(terms)
        pledgees -= {terms.licensor, terms.licensee}
    else:
        first = needed_by_terms(terms)
        operation = changing(terms.group) if isinstance(terms, Correction) else operation_of(terms)
        if effect(operation, Burden.PLEDGED) is not Effect.CONSENT:
            pledgees = set()
    signed = [actor.party for actor in act.actors[len(first) :]]
    yield from first
    yield from parties(*signed)
    yield from parties(*sorted(pledgees - set(signed)))


def pledgees_of(terms: Transfer | Correction | Fulfilment | Licence, before: Dossier) -> set[bytes]:
    """The pledgees of the lots that terms name; `before` is the title's dossier before the act."""
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
