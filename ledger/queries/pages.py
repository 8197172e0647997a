"""Pages of long lists, by the last entry that was shown: nothing is skipped or shown twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Generic, Self, TypeVar

from ledger.queries.errors import MarkMalformed

T = TypeVar("T")
BLOCK_BYTES: Final = 8
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Mark:
    """The block and the id of the last entry of a page; the next page goes on below it."""

    block: int
    id: bytes

    @property
    def text(self) -> str:
        """The mark as a page's address carries it."""
        return (self.block.to_bytes(BLOCK_BYTES) + self.id).hex()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The mark of an address. Raises MarkMalformed."""
        try:
            data = bytes.fromhex(text)
        except ValueError as fault:
            raise MarkMalformed(text[:100]) from fault
        # no block has a number of 64 bits, and no database a place for one
        if len(data) <= BLOCK_BYTES or data[0] >> 7:
            raise MarkMalformed(text[:100])
        return cls(int.from_bytes(data[:BLOCK_BYTES]), data[BLOCK_BYTES:])

    @property
    def pair(self) -> tuple[int, bytes]:
        """As the store compares it."""
        return self.block, self.id


def bounded(limit: int) -> int:
    """How many entries a page may have."""
    return max(1, min(limit, MOST))


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """Some of a long list, how many there are in all, and where the next part begins."""

    entries: tuple[T, ...]
    total: int
    next: Mark | None
