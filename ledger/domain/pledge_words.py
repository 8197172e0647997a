"""What a dossier keeps of a pledge: its note, its amended terms, when a seizure was known."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from ledger.domain.acts import PartyId, Pledge, PledgeState, Realisation, Tag, Time
from ledger.domain.keccak import keccak256
from ledger.domain.values import replace, value
from ledger.domain.words import NOBODY, Word, hash_key

OPEN: Final = frozenset({PledgeState.RECORDED, PledgeState.ENFORCING})


@value(frozen=True, slots=True)
class PledgeWord(Word):
    """A pledge's note: who is secured, when it was filed in the movables register.

    `rank` is its place by the pledgees' agreement, 0 for none; `realisation` how it is enforced.
    """

    LAYOUT = (
        ("pledgee", 0, 160),
        ("filed_at", 160, 40),
        ("state", 200, 8),
        ("version", 208, 16),
        ("rank", 224, 8),
        ("maximum", 232, 8),
        ("realisation", 240, 8),
    )
    TYPES: ClassVar[dict[str, Any]] = {
        "pledgee": bytes,
        "state": PledgeState,
        "maximum": bool,
        "realisation": Realisation,
    }
    pledgee: bytes = NOBODY
    filed_at: int = 0
    state: PledgeState = PledgeState.NONE
    version: int = 0
    rank: int = 0
    maximum: bool = False
    realisation: Realisation = Realisation.NONE

    @property
    def open(self) -> bool:
        """Whether it secures something still."""
        return self.state in OPEN


@value(frozen=True, slots=True)
class AmendedWord(Word):
    """The terms of an amended pledge as they stand, in fen and seconds; all zero: as recorded."""

    LAYOUT = (("amount", 0, 128), ("term_end", 128, 40), ("past_term", 168, 8))
    TYPES: ClassVar[dict[str, Any]] = {"past_term": bool}
    amount: int = 0
    term_end: int = 0
    past_term: bool = False


@value(frozen=True, slots=True)
class KnowledgeWord(Word):
    """Since when the pledgee knows of a seizure, in seconds (Civil Code Art. 423(4)); 0: never."""

    LAYOUT = (("since", 0, 40),)
    since: int = 0


def amended_key(lot: bytes, pledge: bytes) -> bytes:
    """Key of an amended pledge's terms; it names the lot too, as pledge_key does."""
    return hash_key(Tag.AMENDED, keccak256(lot + pledge))


def knowledge_key(lot: bytes, pledge: bytes) -> bytes:
    """Key of what a pledgee knows of a seizure."""
    return hash_key(Tag.KNOWLEDGE, keccak256(lot + pledge))


def standing_terms(terms: Pledge, word: PledgeWord, amended: AmendedWord) -> Pledge:
    """A pledge's terms as they stand; its id is still the hash of those that were recorded."""
    if amended.amount:
        terms = replace(
            terms,
            amount=amended.amount,
            term_end=Time(amended.term_end),
            past_term=amended.past_term,
        )
    return replace(terms, pledgee=PartyId(word.pledgee), maximum=word.maximum)
