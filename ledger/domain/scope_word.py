"""The word of orders on one holder's shares in one title."""

from ledger.domain.acts import Tag
from ledger.domain.values import value
from ledger.domain.words import Word, low_key, tail


def scope_key(holder: bytes) -> bytes:
    """Key of the orders on one holder's shares."""
    return low_key(Tag.SCOPE, tail(holder))


@value(frozen=True, slots=True)
class ScopeWord(Word):
    """Orders on one holder's shares in one title: how many, and until when each right is barred.

    `kinds` (bit n: OrderKind n + 1) are those of the orders that nobody lifted.
    """

    LAYOUT = (
        ("live_orders", 0, 8),
        ("until_hold", 8, 40),
        ("until_use", 48, 40),
        ("until_oper", 88, 40),
        ("version", 128, 16),
        ("kinds", 144, 3),
    )
    live_orders: int = 0
    until_hold: int = 0
    until_use: int = 0
    until_oper: int = 0
    version: int = 0
    kinds: int = 0

    @property
    def until(self) -> tuple[int, int, int]:
        """Barred until, by Right."""
        return (self.until_hold, self.until_use, self.until_oper)
