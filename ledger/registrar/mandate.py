"""Agents, recoveries, mergers, new names, and the revocation of a clerk's key: MandateBook."""

from collections.abc import Iterable, Sequence
from typing import Final

from ledger.chain.profile import BookName
from ledger.domain.acts import (
    Absorption,
    ActKind,
    Address,
    AgentPower,
    Appointment,
    AppointmentEnd,
    DocumentDigest,
    PartyId,
    RecordRoot,
    Recovery,
    RecoveryEnd,
    RegistryCode,
    Renaming,
    RevocationGround,
    StaffRevocation,
    Time,
)
from ledger.domain.words import PartyRecord
from ledger.registrar.acting import Door, Entered, Hand, enter
from ledger.registrar.register import Register

BOOK: Final = BookName.MANDATE_BOOK
APPOINT_AGENT: Final = Door(BOOK, "appointAgent", ActKind.AgentAppointed, Appointment)
END_AGENT: Final = Door(BOOK, "endAgent", ActKind.AgentEnded, AppointmentEnd)
RECOVER: Final = Door(BOOK, "recover", ActKind.RecoveryFiled, Recovery)
END_RECOVERY: Final = Door(BOOK, "endRecovery", ActKind.RecoveryEnded, RecoveryEnd)
ABSORB: Final = Door(BOOK, "absorb", ActKind.PartySucceeded, Absorption)
RENAME: Final = Door(BOOK, "rename", ActKind.PartyRenamed, Renaming)
NO_ACCOUNT: Final = Address(bytes(20))
NO_DOCUMENT: Final = DocumentDigest(bytes(32))
REVOKE_STAFF_KEY: Final = Door(BOOK, "revokeStaffKey", ActKind.StaffKeyRevoked, StaffRevocation)


def powers_of(*powers: AgentPower) -> int:
    """A set of powers as the contracts write it."""
    return sum(1 << power for power in set(powers))


def appointment(
    register: Register,
    sides: tuple[PartyId, PartyId],
    powers: Iterable[AgentPower],
    *,
    until: int,
    authority: DocumentDigest,
) -> Appointment:
    """The terms of a written authority of a principal for an agent, on the dossier as it stands."""
    principal, agent = sides
    seq, deadline = register.seq(principal), register.deadline()
    every = powers_of(*powers)
    return Appointment(principal, agent, every, Time(until), authority, seq, deadline)


def appoint_agent(register: Register, terms: Appointment, hands: Sequence[Hand]) -> Entered:
    """Appoint an agent. Hands: the principal, the agent."""
    return enter(register, APPOINT_AGENT, terms, hands)


def appointment_end(
    register: Register, principal: PartyId, agent: PartyId, by: PartyId
) -> AppointmentEnd:
    """The terms of the end of a written authority by one of its two sides."""
    return AppointmentEnd(principal, agent, by, register.seq(principal), register.deadline())


def end_agent(register: Register, terms: AppointmentEnd, hands: Sequence[Hand]) -> Entered:
    """End a written authority. Hand: the principal or the agent."""
    return enter(register, END_AGENT, terms, hands)


def staff_revocation(
    register: Register,
    staff: PartyId,
    *,
    since: int,
    ground: RevocationGround,
    document: DocumentDigest,
) -> StaffRevocation:
    """The terms of the revocation of a clerk's key, with effect from a time that is past."""
    registry = RegistryCode(register.record(staff, PartyRecord).registry)
    seq, deadline = register.seq(staff), register.deadline()
    return StaffRevocation(staff, registry, Time(since), ground, document, seq, deadline)


def revoke_staff_key(register: Register, terms: StaffRevocation, hands: Sequence[Hand]) -> Entered:
    """End a clerk's roles, and disown what he signed since. Hand: the registry's institution."""
    return enter(register, REVOKE_STAFF_KEY, terms, hands)


def recovery(
    register: Register,
    sides: tuple[PartyId, RegistryCode],
    accounts: tuple[Address, Address],
    *,
    since: int,
    document: DocumentDigest,
) -> Recovery:
    """The terms of the recovery of a party's account by a registry, on the dossier as it stands.

    `accounts`: the new one, which acts from `since` on, thirty days from now at the earliest, and
    the lost one, which ends then (NO_ACCOUNT for none).
    """
    (party, registry), (account, lost) = sides, accounts
    seq, deadline = register.seq(party), register.deadline()
    return Recovery(party, account, lost, registry, Time(since), document, seq, deadline)


def recover(register: Register, terms: Recovery, hands: Sequence[Hand]) -> Entered:
    """File a recovery. Hands: examiner, reviewer."""
    return enter(register, RECOVER, terms, hands)


def recovery_end(
    register: Register,
    party: PartyId,
    account: Address,
    *,
    document: DocumentDigest = NO_DOCUMENT,
) -> RecoveryEnd:
    """The terms of the end of a recovery, before its account acts."""
    return RecoveryEnd(party, account, document, register.seq(party), register.deadline())


def end_recovery(register: Register, terms: RecoveryEnd, hands: Sequence[Hand]) -> Entered:
    """End a recovery. Hands: the party, which objects; or examiner and reviewer."""
    return enter(register, END_RECOVERY, terms, hands)


def absorption(
    register: Register,
    sides: tuple[PartyId, PartyId],
    registry: RegistryCode,
    *,
    instrument: DocumentDigest,
) -> Absorption:
    """The terms of a merger: the absorbed party and its successor, on the dossier as it stands."""
    absorbed, successor = sides
    seq, deadline = register.seq(absorbed), register.deadline()
    return Absorption(absorbed, successor, registry, instrument, seq, deadline)


def absorb(register: Register, terms: Absorption, hands: Sequence[Hand]) -> Entered:
    """Record a merger. Hands: examiner, reviewer, successor, absorbed party.

    Where the party was absorbed before and follows its successor, it does not sign.
    """
    return enter(register, ABSORB, terms, hands)


def renaming(
    register: Register,
    party: PartyId,
    registry: RegistryCode,
    *,
    identity: RecordRoot,
    instrument: DocumentDigest,
) -> Renaming:
    """The terms of a new name; `identity` is the commitment to it. On the dossier as it stands."""
    seq, deadline = register.seq(party), register.deadline()
    return Renaming(party, registry, identity, instrument, seq, deadline)


def rename(register: Register, terms: Renaming, hands: Sequence[Hand]) -> Entered:
    """Record a new name. Hands: examiner, reviewer, the party."""
    return enter(register, RENAME, terms, hands)
