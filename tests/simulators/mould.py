"""Moulds: logs that the rules made once, cast again with other bytes in the same places."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ledger.chain.codec import raw_act
from ledger.chain.records import RawLog
from ledger.domain.acts import Tag
from ledger.domain.dossier import parse_act
from ledger.domain.words import WORD_BYTES

# shares and pledged sums stand below the number in a holding's word
NUMBER_BIT: Final = 120
NUMBER_MASK: Final = ((1 << 44) - 1) << NUMBER_BIT


@dataclass(frozen=True)
class Mould:
    """The log of one act: its subject and data, with holes that name the value that goes there."""

    topics: tuple[bytes, ...]
    pieces: tuple[bytes, ...]
    holes: tuple[tuple[int, int], ...]

    def cast(self, values: Sequence[bytes]) -> tuple[bytes, bytes]:
        """The subject and the log's data with these values."""
        pieces = list(self.pieces)
        for place, value in self.holes:
            pieces[place] = values[value]
        made = b"".join(pieces)
        return made[:WORD_BYTES], made[WORD_BYTES:]


@dataclass(frozen=True)
class Moulds:
    """All acts of one life by stage. `words` are its holdings, each without its number."""

    stages: tuple[tuple[Mould, ...], ...]
    words: tuple[tuple[int, int], ...]

    @classmethod
    def of(
        cls, stages: Sequence[Sequence[RawLog]], values: Sequence[bytes], numbers: Sequence[int]
    ) -> "Moulds":
        """Moulds of a life's logs; `numbers` are those of its certificates."""
        known = {number: place for place, number in enumerate(numbers)}
        held = sorted({word for logs in stages for log in logs for word in _holdings(log)})
        words = tuple((int.from_bytes(word) & ~NUMBER_MASK, known[_number(word)]) for word in held)
        every = _Finder([*values, *held])
        return cls(tuple(tuple(map(every.mould, logs)) for logs in stages), words)

    def values(self, own: Sequence[bytes], numbers: Sequence[int]) -> list[bytes]:
        """What goes into the holes for another life."""
        words = (
            (base | numbers[place] << NUMBER_BIT).to_bytes(WORD_BYTES) for base, place in self.words
        )
        return [*own, *words]


@dataclass(frozen=True)
class _Finder:
    values: Sequence[bytes]

    @cached_property
    def places(self) -> Mapping[bytes, int]:
        return {value: place for place, value in enumerate(self.values)}

    @cached_property
    def pattern(self) -> re.Pattern[bytes]:
        longest = sorted(self.places, key=len, reverse=True)
        return re.compile(b"(" + b"|".join(map(re.escape, longest)) + b")", re.DOTALL)

    def mould(self, log: RawLog) -> Mould:
        # split with a group: what is between the values and the values take turns
        pieces = self.pattern.split(log.topics[1] + log.data)
        holes = tuple((place, self.places[pieces[place]]) for place in range(1, len(pieces), 2))
        return Mould(log.topics, tuple(pieces), holes)


def _holdings(log: RawLog) -> list[bytes]:
    writes = parse_act(raw_act(log, 0)).writes
    return [word for key, word in writes if key[0] == Tag.HOLDING]


def _number(word: bytes) -> int:
    return (int.from_bytes(word) & NUMBER_MASK) >> NUMBER_BIT
