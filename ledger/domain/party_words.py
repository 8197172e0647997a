"""Words of a party's dossier that say who else acts for it, and which signatures count no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from ledger.domain.acts import AgentPower, RevocationGround, Tag
from ledger.domain.values import value
from ledger.domain.words import TAIL_BYTES, AccountWord, Word, low_key, tail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ledger.domain.state import Dossier

COUNT_BYTES = 8
RECOVERY_KEY = low_key(Tag.RECOVERY, b"")
LOST_KEY = low_key(Tag.RECOVERY, b"\x01")
# the party that absorbed this one
HEIR_KEY = low_key(Tag.SUCCESSOR, b"")
# the court or organ above this one
SUPERIOR_KEY = low_key(Tag.SUPERIOR, b"")


def heir_of(party: Dossier) -> bytes | None:
    """The party that goes on in the place of one that was absorbed; None where none was."""
    return party.words.get(HEIR_KEY)


def heirs_of(party: bytes, dossiers: Mapping[bytes, Dossier]) -> tuple[bytes, ...]:
    """Who goes on in a party's place, then in that one's, as far as the dossiers at hand tell.

    There is no circle: who was absorbed absorbs nobody.
    """
    found: list[bytes] = []
    at = dossiers.get(party)
    while at is not None and (heir := heir_of(at)) is not None and heir not in found:
        found.append(heir)
        at = dossiers.get(heir)
    return tuple(found)


def with_heirs(
    parties: Mapping[bytes, Dossier], read: Callable[[set[bytes]], Mapping[bytes, Dossier]]
) -> dict[bytes, Dossier]:
    """These dossiers, those of who absorbed one of them, and so on; `read` gives what it can."""
    known, asked = dict(parties), set(parties)
    while new := {heir for each in known.values() if (heir := heir_of(each)) is not None} - asked:
        asked |= new
        known |= read(new)
    return known


def superior_of(authority: Dossier) -> bytes | None:
    """The court or organ above one; None where none was named."""
    return authority.words.get(SUPERIOR_KEY)


def officers_of(party: Dossier, time: int) -> tuple[bytes, ...]:
    """The accounts that sign beside a party at a time: that of its officer, or none."""
    words = ((key, AccountWord.parse(word)) for key, word in party.under(Tag.ACCOUNT))
    return tuple(key[-TAIL_BYTES:] for key, word in words if word.officer and word.live(time))


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
class RecoveryWord(Word):
    """A new account of a party acts from `since` on; 0 once the recovery has ended before."""

    LAYOUT = (("number", 0, 160), ("since", 160, 40), ("registry", 200, 16))
    number: int = 0
    since: int = 0
    registry: int = 0

    @classmethod
    def of(cls, account: bytes, since: int, registry: int) -> Self:
        """The recovery of an account, by its 20 bytes."""
        return cls(int.from_bytes(account), since, registry)

    @property
    def account(self) -> bytes:
        """The new account, 20 bytes."""
        return self.number.to_bytes(TAIL_BYTES)

    def pending(self, time: int) -> bool:
        """Whether the account does not act yet, and somebody may object."""
        return time < self.since


@value(frozen=True, slots=True)
class LostWord(Word):
    """The account that a recovery ends, zero for none; `named` keeps the word from zero."""

    LAYOUT = (("number", 0, 160), ("named", 160, 8))
    number: int = 0
    named: int = 0

    @classmethod
    def of(cls, account: bytes) -> Self:
        """The lost account, by its 20 bytes."""
        return cls(int.from_bytes(account), 1)

    @property
    def account(self) -> bytes:
        """The lost account, 20 bytes."""
        return self.number.to_bytes(TAIL_BYTES)


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
