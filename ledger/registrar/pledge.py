"""Pledges and their releases: commands of PledgeBook."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledger.chain.profile import BookName
from ledger.domain.acts import (
    ActKind,
    DocumentDigest,
    LotId,
    Pledge,
    PledgeId,
    Release,
    TitleId,
)
from ledger.domain.dossier import Act
from ledger.domain.ids import ZERO, lot_id, pledge_id
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.words import LotWord, lot_key, pledge_key
from ledger.registrar.acting import Door, Entered, Hand, enter
from ledger.registrar.errors import OutcomeDiffers
from ledger.registrar.register import Register

BOOK: Final = BookName.PLEDGE_BOOK
PLEDGE: Final = Door(BOOK, "pledge", ActKind.PledgeRecorded, Pledge)
RELEASE: Final = Door(BOOK, "release", ActKind.PledgeReleased, Release)
FIRST: Final = LotId(ZERO)
NO_DOCUMENT: Final = DocumentDigest(ZERO)


@dataclass(frozen=True, slots=True)
class Pledged:
    """A pledge on record, and the lot that it rests on as it now is."""

    pledge: PledgeId
    lot: LotId
    lot_word: LotWord
    entered: Entered


@dataclass(frozen=True, slots=True)
class Released:
    """A pledge that is released; the lot's open pledges tell whether the share is free."""

    lot_word: LotWord
    entered: Entered


def pledge(register: Register, terms: Pledge, hands: Sequence[Hand]) -> Pledged:
    """Record a pledge: first rank (`lot` is FIRST) or junior. Hands: pledgor, pledgee."""
    entered = enter(register, PLEDGE, terms, hands)
    pledge_, lot = pledge_id(terms), lot_id(terms)
    _written(entered.act, pledge_key(lot, pledge_))
    return Pledged(pledge_, lot, _lot(entered.act, lot), entered)


def release_terms(
    register: Register,
    title: TitleId,
    place: tuple[LotId, PledgeId],
    *,
    document: DocumentDigest = NO_DOCUMENT,
) -> Release:
    """The terms of a release, on the pledge as it stands."""
    lot, pledge_ = place
    version = register.read(title, pledge_key(lot, pledge_), PledgeWord).version
    return Release(title, lot, pledge_, version, document, register.deadline())


def release(register: Register, terms: Release, hands: Sequence[Hand]) -> Released:
    """Release a pledge. Hand: the pledgee."""
    entered = enter(register, RELEASE, terms, hands)
    return Released(_lot(entered.act, terms.lot), entered)


def _lot(act: Act, lot: LotId) -> LotWord:
    return LotWord.parse(_written(act, lot_key(lot)))


def _written(act: Act, key: bytes) -> bytes:
    for written, word in act.writes:
        if written == key:
            return word
    raise OutcomeDiffers("writes", key.hex(), "no such key")
