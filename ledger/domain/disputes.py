"""The disputes over a title, and who filed others before that came to nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from ledger.domain.acts import (
    Dispute,
    DisputeAction,
    DisputeBlock,
    DisputeState,
    Tag,
    struct_hash,
)
from ledger.domain.dispute_words import DisputeWord
from ledger.domain.rules.dispute import ORDERED, RULINGS, may_follow
from ledger.domain.workdays import calendar, deadline

if TYPE_CHECKING:
    from ledger.domain.state import Dossier
    from ledger.domain.workdays import Deadline

# working days within which the holders are told of a dispute (domain: 6.4)
NOTICE_DAYS: Final = 5


class DisputeEffect(StrEnum):
    """What a dispute does to who would dispose of the title."""

    WARNS = "WARNS"
    BARS = "BARS"
    NOTED = "NOTED"


class Taker(StrEnum):
    """Who takes a step in a dispute."""

    ACCEPTANCE = "ACCEPTANCE"
    HOLDER = "HOLDER"
    SIDE = "SIDE"
    DISPUTANT = "DISPUTANT"
    OTHER_EXAMINERS = "OTHER_EXAMINERS"
    ORDER_CLERKS = "ORDER_CLERKS"


@dataclass(frozen=True, slots=True)
class DisputeAt:
    """A dispute as it stands.

    `empty`: how many earlier disputes of the same party over the title were returned or found
    unfounded. Three of them are a matter for a credit finding, never a reason to bar anybody.
    """

    dispute: bytes
    word: DisputeWord
    terms: Dispute
    empty: int

    @property
    def open(self) -> bool:
        """Whether it runs still."""
        return self.word.open

    @property
    def effect(self) -> DisputeEffect:
        """It warns while it runs, bars where two or a court found so, and is a mere note then."""
        if not self.open:
            return DisputeEffect.NOTED
        free = self.word.blocks is DisputeBlock.NONE
        return DisputeEffect.WARNS if free else DisputeEffect.BARS

    def following(self, holders: int) -> tuple[tuple[DisputeAction, Taker], ...]:
        """The steps that can follow over a title of so many holders, and who takes each."""
        return tuple(
            (action, taker_of(action))
            for action in DisputeAction
            if action and may_follow(self.word, action, holders)
        )


def taker_of(action: DisputeAction) -> Taker:
    """Who takes a step."""
    if action in RULINGS:
        return Taker.OTHER_EXAMINERS
    if action in ORDERED:
        return Taker.ORDER_CLERKS
    match action:
        case DisputeAction.NOTIFY | DisputeAction.RETURN:
            return Taker.ACCEPTANCE
        case DisputeAction.WITHDRAW:
            return Taker.DISPUTANT
        case DisputeAction.REFER:
            return Taker.SIDE
        case _:
            return Taker.HOLDER


def notice_due(filed: int) -> Deadline:
    """Until when the holders are told of a dispute that was filed then."""
    return deadline(filed, NOTICE_DAYS, calendar())


def disputes_at(dossier: Dossier) -> tuple[DisputeAt, ...]:
    """All disputes over a title in the order of their filing."""
    found: list[DisputeAt] = []
    for key, terms in dossier.terms.items():
        if key[0] == Tag.DISPUTE and isinstance(terms, Dispute):
            before = (each for each in found if each.terms.disputant == terms.disputant)
            empty = sum(_came_to_nothing(each.word) for each in before)
            word = dossier.read(key, DisputeWord)
            found.append(DisputeAt(struct_hash(terms), word, terms, empty))
    return tuple(found)


def dispute_values(each: DisputeAt) -> dict[str, Any]:
    """A dispute's terms and state, as findings and answers carry them."""
    return {
        "dispute": each.dispute.hex(),
        "claim": each.terms.claim.name,
        "disputant": each.terms.disputant.hex(),
        "dispute_state": each.word.state.name,
        "blocked_by": each.word.blocks.name,
        "empty_before": each.empty,
    }


def _came_to_nothing(word: DisputeWord) -> bool:
    if word.state is DisputeState.RETURNED:
        return True
    return word.state is DisputeState.CLOSED and not word.founded
