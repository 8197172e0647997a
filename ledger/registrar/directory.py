"""The directory of institutions: commands of DirectoryBook."""

from collections.abc import Iterable, Sequence
from typing import Final

from ledger.chain.profile import BookName
from ledger.domain.acts import (
    ActKind,
    DocumentDigest,
    InstitutionKind,
    InstitutionListing,
    PartyId,
    Superior,
    Suspension,
    Time,
)
from ledger.registrar.acting import Door, Entered, Hand, enter
from ledger.registrar.register import Register

BOOK: Final = BookName.DIRECTORY_BOOK
LIST: Final = Door(BOOK, "list", ActKind.InstitutionListed, InstitutionListing)
CHANGE_SUSPENSION: Final = Door(BOOK, "changeSuspension", ActKind.SuspensionChanged, Suspension)
NAME_SUPERIOR: Final = Door(BOOK, "nameSuperior", ActKind.SuperiorNamed, Superior)


def listing(
    register: Register,
    institution: PartyId,
    kinds: Iterable[InstitutionKind],
    *,
    licence: DocumentDigest,
    window: tuple[int, int],
) -> InstitutionListing:
    """The terms of a listing within a licence's window, on the dossier as it stands."""
    since, until = map(Time, window)
    seq, deadline = register.seq(institution), register.deadline()
    every = sum(1 << kind for kind in set(kinds))
    return InstitutionListing(institution, every, licence, since, until, seq, deadline)


def list_institution(
    register: Register, terms: InstitutionListing, hands: Sequence[Hand]
) -> Entered:
    """List an institution. Hands: the governor, the institution."""
    return enter(register, LIST, terms, hands)


def suspension(
    register: Register, institution: PartyId, ground: DocumentDigest, *, suspended: bool
) -> Suspension:
    """The terms of a suspension or of its end, on the dossier as it stands."""
    seq, deadline = register.seq(institution), register.deadline()
    return Suspension(institution, suspended, ground, seq, deadline)


def change_suspension(register: Register, terms: Suspension, hands: Sequence[Hand]) -> Entered:
    """Suspend a listing, or take the suspension back. Hand: the governor."""
    return enter(register, CHANGE_SUSPENSION, terms, hands)


def superior(register: Register, court: PartyId, above: PartyId, basis: DocumentDigest) -> Superior:
    """The terms that name the court or organ above another, on its dossier as it stands."""
    return Superior(court, above, basis, register.seq(court), register.deadline())


def name_superior(register: Register, terms: Superior, hands: Sequence[Hand]) -> Entered:
    """Name the court or organ above another. Hand: the governor."""
    return enter(register, NAME_SUPERIOR, terms, hands)
