"""Words of a party's dossier that say who else acts for it, and which signatures count no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ledger.domain.acts import AgentPower, RevocationGround, Tag
from ledger.domain.values import value
from ledger.domain.words import Word, low_key, tail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.state import Dossier

COUNT_BYTES = 8


def agent_key(agent: bytes) -> bytes:
    """Key of an agent's word in the principal's dossier."""
    return low_key(Tag.AGENT, tail(agent))


def disowned_key(seq: int) -> bytes:
    """Key of a revocation, by the count of the clerk's dossier before it."""
    return low_key(Tag.DISOWNED, seq.to_bytes(COUNT_BYTES))


@value(frozen=True, slots=True)
class AgentWord(Word):
    """An agent's powers (bit n: AgentPower n), from `since` until `until`; an end keeps both."""

    LAYOUT = (("powers", 0, 16), ("since", 16, 40), ("until", 56, 40))
    powers: int = 0
    since: int = 0
    until: int = 0

    def may(self, power: AgentPower, time: int) -> bool:
        """Whether the agent may sign this at that time."""
        return bool(self.powers >> power & 1) and time < self.until


@value(frozen=True, slots=True)
class DisownedWord(Word):
    """A registry disowns what its clerk signed from `since` on."""

    LAYOUT = (("registry", 0, 16), ("since", 16, 40), ("ground", 56, 8))
    TYPES: ClassVar[dict[str, Any]] = {"ground": RevocationGround}
    registry: int = 0
    since: int = 0
    ground: RevocationGround = RevocationGround.NONE


def revocations(clerk: Dossier) -> Iterator[tuple[int, DisownedWord]]:
    """Every revocation in a clerk's dossier, with the dossier's count before it."""
    for key, word in clerk.under(Tag.DISOWNED):
        yield int.from_bytes(key[-COUNT_BYTES:]), DisownedWord.parse(word)
