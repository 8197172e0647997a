"""The licences of a title at a moment: which run, which are over, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ledger.domain.acts import (
    Licence,
    LicenceEndGround,
    LicenceEnding,
    LicenceState,
    Tag,
    TitleState,
    struct_hash,
)
from ledger.domain.licence_words import (
    LicenceWord,
    LicensorWord,
    licence_key,
    licensor_key,
)
from ledger.domain.words import TitleRecord

if TYPE_CHECKING:
    from ledger.domain.state import Dossier


class LicenceStanding(StrEnum):
    """What a licence is at a moment (domain: 6.5)."""

    NOT_YET = "NOT_YET"
    RUNNING = "RUNNING"
    EXPIRED = "EXPIRED"
    ENDED = "ENDED"
    ENDED_WITH_TITLE = "ENDED_WITH_TITLE"


OPEN: Final = (LicenceStanding.NOT_YET, LicenceStanding.RUNNING)


@dataclass(frozen=True, slots=True)
class LicenceAt:
    """A licence at T.

    `noticed_at` is 0 where the licensor gave no notice of a breach; `ending` the terms by which it
    was ended, None where it was not.
    """

    licence: bytes
    standing: LicenceStanding
    noticed_at: int
    version: int
    terms: Licence
    ending: LicenceEnding | None

    @property
    def open(self) -> bool:
        """Whether it binds who holds the title: it runs, or is to begin."""
        return self.standing in OPEN


def licences_at(dossier: Dossier, time: int) -> tuple[LicenceAt, ...]:
    """The licences of a title in the order of their grant; `time` in seconds since 1970."""
    closed = dossier.record(TitleRecord).state is TitleState.CLOSED
    return tuple(
        _at(dossier, terms, time, closed=closed)
        for key, terms in dossier.terms.items()
        if key[0] == Tag.LICENCE and isinstance(terms, Licence)
    )


def _at(dossier: Dossier, terms: Licence, time: int, *, closed: bool) -> LicenceAt:
    licence = struct_hash(terms)
    licensor = dossier.read(licensor_key(licence), LicensorWord)
    ending = dossier.terms.get(licensor_key(licence))
    found = ending if isinstance(ending, LicenceEnding) else None
    word = dossier.read(licence_key(licence), LicenceWord)
    standing = _standing(word, found, terms, time, closed=closed)
    return LicenceAt(licence, standing, licensor.noticed_at, licensor.version, terms, found)


def _standing(
    word: LicenceWord, ending: LicenceEnding | None, terms: Licence, time: int, *, closed: bool
) -> LicenceStanding:
    early = ending is not None and ending.ground is not LicenceEndGround.RUN_OUT
    if word.state is LicenceState.ENDED and early:
        return LicenceStanding.ENDED
    if time >= terms.until:
        return LicenceStanding.EXPIRED
    if closed:
        return LicenceStanding.ENDED_WITH_TITLE
    return LicenceStanding.RUNNING if time >= terms.from_ else LicenceStanding.NOT_YET
