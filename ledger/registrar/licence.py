"""Licences: commands of LicenceBook."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledger.chain.profile import BookName
from ledger.domain.acts import (
    ActKind,
    BreachNotice,
    DocumentDigest,
    Licence,
    LicenceEndGround,
    LicenceEnding,
    LicenceId,
    PartyId,
    TitleId,
)
from ledger.domain.ids import ZERO, licence_id
from ledger.domain.licence_words import LicensorWord, licensor_key
from ledger.registrar.acting import Door, Entered, Hand, enter
from ledger.registrar.register import Register

BOOK: Final = BookName.LICENCE_BOOK
GRANT: Final = Door(BOOK, "grant", ActKind.LicenceGranted, Licence)
NOTIFY: Final = Door(BOOK, "notify", ActKind.BreachNotified, BreachNotice)
END: Final = Door(BOOK, "end", ActKind.LicenceEnded, LicenceEnding)
NO_COURT: Final = PartyId(ZERO)
NO_DOCUMENT: Final = DocumentDigest(ZERO)


@dataclass(frozen=True, slots=True)
class Granted:
    """A licence on record."""

    licence: LicenceId
    entered: Entered


def grant(register: Register, terms: Licence, hands: Sequence[Hand]) -> Granted:
    """Grant a licence. Hands: licensor, licensee, then every pledgee of the licensor's lots."""
    return Granted(licence_id(terms), enter(register, GRANT, terms, hands))


def notice(
    register: Register, title: TitleId, licence: LicenceId, document: DocumentDigest
) -> BreachNotice:
    """The terms of a notice of breach, on the licence as it stands."""
    version = register.read(title, licensor_key(licence), LicensorWord).version
    return BreachNotice(title, licence, version, document, register.deadline())


def notify(register: Register, terms: BreachNotice, hands: Sequence[Hand]) -> Entered:
    """Give notice of a breach. Hand: the licensor."""
    return enter(register, NOTIFY, terms, hands)


def ending(
    register: Register,
    place: tuple[TitleId, LicenceId],
    ground: LicenceEndGround,
    *,
    document: DocumentDigest = NO_DOCUMENT,
    court: PartyId = NO_COURT,
) -> LicenceEnding:
    """The terms of a licence's end; `document` is the court's instrument where it is ordered."""
    return LicenceEnding(*place, ground, court, document, register.deadline())


def end(register: Register, terms: LicenceEnding, hands: Sequence[Hand]) -> Entered:
    """End a licence. Hands: those that the ground calls for."""
    return enter(register, END, terms, hands)
