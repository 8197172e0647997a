"""Fields side by side in one number: taken apart and put together, all fields in one go."""

from __future__ import annotations

from itertools import repeat
from operator import and_, lshift, rshift
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class Layout:
    """Where fields stand: (name, first bit, bits) from the low bits up; no two overlap.

    `readers` give a field's number its meaning, and raise LookupError where it has none.
    """

    __slots__ = ("bits", "firsts", "masks", "names", "readers", "unused")

    def __init__(
        self,
        fields: Iterable[tuple[str, int, int]],
        readers: Mapping[str, Callable[[int], Any]],
    ) -> None:
        self.names, self.firsts, self.bits = zip(*fields, strict=True)
        self.masks = tuple((1 << bits) - 1 for bits in self.bits)
        self.unused = ~sum(map(lshift, self.masks, self.firsts))
        self.readers = tuple(
            (place, readers[name]) for place, name in enumerate(self.names) if name in readers
        )

    def raws(self, number: int) -> list[int]:
        """The number of each field."""
        return list(map(and_, map(rshift, repeat(number), self.firsts), self.masks))

    def read(self, number: int) -> list[Any] | None:
        """The value of each field; None where a bit is not used or a number means nothing."""
        if number & self.unused:
            return None
        values: list[Any] = list(map(and_, map(rshift, repeat(number), self.firsts), self.masks))
        try:
            for place, reader in self.readers:
                values[place] = reader(values[place])
        except LookupError:
            return None
        return values

    def join(self, raws: list[int]) -> int | None:
        """The number of these fields; None where one does not fit."""
        # what is left of a number that fits is 0; a negative one leaves -1
        if any(map(rshift, raws, self.bits)):
            return None
        number: int = sum(map(lshift, raws, self.firsts))
        return number
