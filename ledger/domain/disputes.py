"""The disputes over a title, and who filed others before that came to nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ledger.domain.acts import Dispute, DisputeState, Tag, struct_hash
from ledger.domain.dispute_words import DisputeWord

if TYPE_CHECKING:
    from ledger.domain.state import Dossier


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
