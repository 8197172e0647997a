"""Agents, and the revocation of a clerk's key: commands of MandateBook."""

from collections.abc import Iterable, Sequence
from typing import Final

from ledger.chain.profile import BookName
from ledger.domain.acts import (
    ActKind,
    AgentPower,
    Appointment,
    AppointmentEnd,
    DocumentDigest,
    PartyId,
    RegistryCode,
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
