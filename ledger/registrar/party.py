"""Parties, their accounts, registries, staff and rule profiles: commands of PartyBook."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ledger.chain.profile import BookName
from ledger.domain.acts import (
    AccountChange,
    ActKind,
    Address,
    Enrolment,
    PartyId,
    ProfileAdoption,
    RegistryCode,
    RegistryOpening,
    Revocation,
    Role,
    RoleGrant,
    Time,
)
from ledger.domain.closure import GOVERNANCE
from ledger.domain.ids import party_id
from ledger.domain.signatories import registry_subject
from ledger.domain.words import ProfileWord
from ledger.registrar.acting import Door, Entered, Hand, enter, require_id
from ledger.registrar.register import Register

BOOK: Final = BookName.PARTY_BOOK
ENROL: Final = Door(BOOK, "enrol", ActKind.PartyEnrolled, Enrolment)
CHANGE_ACCOUNT: Final = Door(BOOK, "changeAccount", ActKind.AccountChanged, AccountChange)
GRANT_ROLES: Final = Door(BOOK, "grantRoles", ActKind.RolesGranted, RoleGrant)
END_ROLES: Final = Door(BOOK, "endRoles", ActKind.RolesEnded, RoleGrant)
OPEN_REGISTRY: Final = Door(BOOK, "openRegistry", ActKind.RegistryOpened, RegistryOpening)
ADOPT_PROFILE: Final = Door(BOOK, "adoptProfile", ActKind.ProfileAdopted, ProfileAdoption)
REVOKE: Final = Door(BOOK, "revoke", ActKind.ConsentRevoked, Revocation)
NO_ACCOUNT: Final = Address(bytes(20))


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A party that now exists."""

    party: PartyId
    entered: Entered


@dataclass(frozen=True, slots=True)
class Opened:
    """A registry that now takes applications."""

    registry: RegistryCode
    entered: Entered


def roles_of(*roles: Role) -> int:
    """A set of roles as the contracts write it."""
    return sum(1 << role for role in set(roles))


def enrol(register: Register, terms: Enrolment, hands: Sequence[Hand]) -> Enrolled:
    """Enrol a party. Hands: the party's first account, an acceptance clerk or the governor."""
    entered = enter(register, ENROL, terms, hands)
    party = party_id(terms)
    require_id("party", party, entered.act.raw.subject)
    return Enrolled(party, entered)


def account_change(
    register: Register,
    party: PartyId,
    *,
    added: Address = NO_ACCOUNT,
    retired: Address = NO_ACCOUNT,
    deadline: int | None = None,
) -> AccountChange:
    """The terms of a change of accounts, on the party's dossier as it stands."""
    seq = register.seq(party)
    return AccountChange(party, added, retired, seq, deadline or register.deadline())


def change_account(register: Register, terms: AccountChange, hands: Sequence[Hand]) -> Entered:
    """Add or retire an account. Hands: a live account of the party, then the added one."""
    return enter(register, CHANGE_ACCOUNT, terms, hands)


def role_grant(
    register: Register,
    staff: PartyId,
    registry: RegistryCode,
    roles: Iterable[Role],
    *,
    until: int,
) -> RoleGrant:
    """The terms of a grant or an end of roles: the whole set that a clerk has afterwards."""
    seq, deadline = register.seq(staff), register.deadline()
    return RoleGrant(staff, registry, roles_of(*roles), Time(until), seq, deadline)


def grant_roles(register: Register, terms: RoleGrant, hands: Sequence[Hand]) -> Entered:
    """Give a clerk staff roles. Hands: the registry's institution, the clerk."""
    return enter(register, GRANT_ROLES, terms, hands)


def end_roles(register: Register, terms: RoleGrant, hands: Sequence[Hand]) -> Entered:
    """Take staff roles away. Hand: the registry's institution."""
    return enter(register, END_ROLES, terms, hands)


def open_registry(register: Register, terms: RegistryOpening, hands: Sequence[Hand]) -> Opened:
    """Open a registry. Hands: the governor, the institution."""
    entered = enter(register, OPEN_REGISTRY, terms, hands)
    require_id("registry", registry_subject(terms.registry), entered.act.raw.subject)
    return Opened(terms.registry, entered)


def profile_adoption(
    register: Register, governor: PartyId, profile: bytes, floors: ProfileWord
) -> ProfileAdoption:
    """The terms under which a rule profile's floors are adopted."""
    return ProfileAdoption(
        profile=profile,
        minimum_notice=floors.minimum_notice,
        minimum_acceptance=floors.minimum_acceptance,
        maximum_term=floors.maximum_term,
        maximum_freeze=floors.maximum_freeze,
        renewal_opens=floors.renewal_opens,
        renewal_closes=floors.renewal_closes,
        governor=governor,
        seq=register.seq(GOVERNANCE),
        deadline=register.deadline(),
    )


def adopt_profile(register: Register, terms: ProfileAdoption, hands: Sequence[Hand]) -> Entered:
    """Adopt a rule profile's floors. Hand: the governor."""
    return enter(register, ADOPT_PROFILE, terms, hands)


def revocation(register: Register, party: PartyId, digest: bytes) -> Revocation:
    """The terms that kill a consent which was signed and not used yet."""
    return Revocation(party, digest, register.seq(party), register.deadline())


def revoke(register: Register, terms: Revocation, hands: Sequence[Hand]) -> Entered:
    """Kill a consent. Hand: the party."""
    return enter(register, REVOKE, terms, hands)
