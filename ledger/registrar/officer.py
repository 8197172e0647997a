"""The officer who signs beside a party that asked for it: commands of PartyBook."""

from collections.abc import Sequence
from typing import Final

from ledger.chain.profile import BookName
from ledger.domain.acts import (
    ActKind,
    Address,
    DocumentDigest,
    OfficerEnding,
    OfficerNaming,
    PartyId,
)
from ledger.registrar.acting import Door, Entered, Hand, enter
from ledger.registrar.register import Register

BOOK: Final = BookName.PARTY_BOOK
NAME_OFFICER: Final = Door(BOOK, "nameOfficer", ActKind.OfficerNamed, OfficerNaming)
END_OFFICER: Final = Door(BOOK, "endOfficer", ActKind.OfficerEnded, OfficerEnding)


def naming(
    register: Register, party: PartyId, officer: Address, document: DocumentDigest
) -> OfficerNaming:
    """The terms by which an officer signs beside a party, on its dossier as it stands."""
    return OfficerNaming(party, officer, document, register.seq(party), register.deadline())


def name_officer(register: Register, terms: OfficerNaming, hands: Sequence[Hand]) -> Entered:
    """Name an officer. Hands: the party, then the party by the officer's account."""
    return enter(register, NAME_OFFICER, terms, hands)


def ending(register: Register, party: PartyId, officer: Address) -> OfficerEnding:
    """The terms of the end of an officer's term, on the party's dossier as it stands."""
    return OfficerEnding(party, officer, register.seq(party), register.deadline())


def end_officer(register: Register, terms: OfficerEnding, hands: Sequence[Hand]) -> Entered:
    """End an officer's term. Hand: the party, with its officer beside it."""
    return enter(register, END_OFFICER, terms, hands)
