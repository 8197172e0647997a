"""Pledges as they stand at a moment: their terms, their rank in the lot, what is to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ledger.domain.acts import (
    Pledge,
    PledgeState,
    Realisation,
    Right,
    SecurityKind,
    Tag,
    TitleState,
)
from ledger.domain.claims import CLAIMED
from ledger.domain.pledge_words import (
    AmendedWord,
    KnowledgeWord,
    PledgeWord,
    amended_key,
    knowledge_key,
    standing_terms,
)
from ledger.domain.rules.pledge import lot_and_pledge
from ledger.domain.words import LotWord, TitleRecord, lot_key, pledge_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ledger.domain.claims import ClaimedEffect
    from ledger.domain.state import Dossier


class Shown(StrEnum):
    """What a pledge is at a moment (domain: 6.3)."""

    NOTED = "NOTED"
    NOTED_ON_EXPIRED = "NOTED_ON_EXPIRED"
    COLLATERAL_LOST = "COLLATERAL_LOST"
    ENFORCING = "ENFORCING"
    ENFORCED = "ENFORCED"
    RELEASED = "RELEASED"
    DISCHARGED = "DISCHARGED"
    VOIDED = "VOIDED"


@dataclass(frozen=True, slots=True)
class OpenPledge:
    """A pledge that has not ended; `terms` are those that stand, amended and assigned.

    `rank` counts from 1 in its lot: by filing time and number, those that agreed on an order in
    that order (`agreed`). `ledger_order` is the place that the ledger's own order gives it.
    `known_seizure`: since when its pledgee knows of one, in seconds; 0 for not.
    """

    pledge: bytes
    lot: bytes
    holder: bytes
    right: Right
    ppm: int
    rank: int
    ledger_order: int
    agreed: bool
    version: int
    shown: Shown
    realisation: Realisation
    known_seizure: int
    terms: Pledge

    @property
    def claimed(self) -> ClaimedEffect:
        """What its kind is claimed to do."""
        return CLAIMED[SecurityKind(self.terms.kind)]

    @property
    def rank_conflict(self) -> bool:
        """The order of the filings in the movables register is not the ledger's.

        Where pledgees agreed on an order, both are taken with it: what is left of the difference
        is with those who did not.
        """
        return self.rank != self.ledger_order


@dataclass(frozen=True, slots=True)
class _Noted:
    terms: Pledge
    lot: bytes
    pledge: bytes
    word: PledgeWord


def pledges_at(dossier: Dossier, record: TitleRecord, time: int) -> Iterator[OpenPledge]:
    """The open pledges of a title, lot by lot, by rank; `record` is the title's."""
    lots: dict[bytes, list[_Noted]] = {}
    for key, terms in dossier.terms.items():
        if key[0] != Tag.PLEDGE or not isinstance(terms, Pledge):
            continue
        word = dossier.read(key, PledgeWord)
        if word.open:
            lot, pledge = lot_and_pledge(terms)
            lots.setdefault(lot, []).append(_Noted(terms, lot, pledge, word))
    for _, noted in sorted(lots.items()):
        yield from _ranked(dossier, noted, record, time)


def shown(state: PledgeState, record: TitleRecord, time: int) -> Shown:
    """What a pledge in this state is at a moment; the title's end goes before its own default."""
    match state:
        case PledgeState.RECORDED | PledgeState.ENFORCING if record.state is TitleState.CLOSED:
            return Shown.COLLATERAL_LOST
        case PledgeState.RECORDED:
            return Shown.NOTED_ON_EXPIRED if record.expired(time) else Shown.NOTED
        case _:
            return Shown[state.name]


def _ranked(
    dossier: Dossier, noted: list[_Noted], record: TitleRecord, time: int
) -> Iterator[OpenPledge]:
    """Civil Code Art. 414 by filing time, equal times by filing number; Art. 409 by agreement."""
    entered = {each.pledge: place for place, each in enumerate(noted)}
    ranked = _agreed(noted, lambda each: (each.terms.filed_at, each.terms.filing))
    ledger = _agreed(noted, lambda each: entered[each.pledge])
    order = {each.pledge: place for place, each in enumerate(ledger, start=1)}
    word = dossier.read(lot_key(noted[0].lot), LotWord)
    for rank, each in enumerate(ranked, start=1):
        amended = dossier.read(amended_key(each.lot, each.pledge), AmendedWord)
        known = dossier.read(knowledge_key(each.lot, each.pledge), KnowledgeWord)
        yield OpenPledge(
            pledge=each.pledge,
            lot=each.lot,
            holder=word.holder,
            right=word.right,
            ppm=word.ppm,
            rank=rank,
            ledger_order=order[each.pledge],
            agreed=each.word.rank > 0,
            version=dossier.read(pledge_key(each.lot, each.pledge), PledgeWord).version,
            shown=shown(each.word.state, record, time),
            realisation=each.word.realisation,
            known_seizure=known.since,
            terms=standing_terms(each.terms, each.word, amended),
        )


def _agreed(noted: Sequence[_Noted], key: Callable[[_Noted], object]) -> list[_Noted]:
    """In the order of the key; those that agreed share their places out by their agreement.

    Nobody else is moved by it (Civil Code Art. 409: not to others' detriment).
    """
    placed = sorted(noted, key=key)  # type: ignore[arg-type]
    agreed = iter(sorted((each for each in placed if each.word.rank), key=lambda it: it.word.rank))
    return [next(agreed) if each.word.rank else each for each in placed]
