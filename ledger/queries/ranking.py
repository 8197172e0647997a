"""The order of hits, and its pages: nothing is skipped or shown twice, whatever comes meanwhile."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Self

import msgspec

from ledger.queries.errors import MarkMalformed
from ledger.queries.matching import score
from ledger.store import bits
from ledger.store.bits import Bits
from ledger.store.engine import ReadSession
from ledger.store.repositories import search

if TYPE_CHECKING:
    from collections.abc import Iterator


# the names of so many hits of one tier are compared with the words; of more, the newest come first
SCORED: Final = 400
TIERS: Final = 5
UNSCORED: Final = -1
MOST_SCORE: Final = 2_000
MOST_PLACE: Final = 2**62
QUESTION_BYTES: Final = 8


class Sort(StrEnum):
    """In which order hits are shown."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class HitMark:
    """Where a page of hits ended: in which tier, with which score, at which place.

    `last` is the last place that was there when the first page was made, so that all pages are of
    the same records; `question` ties the mark to what was asked.
    """

    question: bytes
    last: int
    tier: int
    score: int
    place: int

    @property
    def text(self) -> str:
        """The mark as a page's address carries it."""
        packed = msgspec.msgpack.encode(
            (self.question, self.last, self.tier, self.score, self.place)
        )
        return urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str, question: bytes) -> Self:
        """The mark of an address. Raises MarkMalformed: none that a page of this search gave."""
        try:
            data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            found = msgspec.msgpack.decode(data, type=tuple[bytes, int, int, int, int])
        except (ValueError, msgspec.MsgspecError) as fault:
            raise MarkMalformed(text[:100]) from fault
        made = cls(*found)
        known = (
            made.question == question
            and 0 <= made.tier < TIERS
            and UNSCORED <= made.score <= MOST_SCORE
            and 0 <= made.place <= made.last < MOST_PLACE
        )
        if not known or made.text != text:
            raise MarkMalformed(text[:100])
        return made


def question_of(*parts: str) -> bytes:
    """What a mark's search is known by."""
    return sha256("\0".join(parts).encode()).digest()[:QUESTION_BYTES]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Hits in tiers, the best first; each tier's hits by score, then newest first."""

    session: ReadSession
    tiers: Sequence[Bits]
    words: Sequence[str]
    sort: Sort

    def after(self, mark: HitMark | None, most: int) -> list[tuple[int, int, int]]:
        """The next (tier, score, place)."""
        if self.sort is not Sort.RELEVANCE:
            return self._by_place(mark, most)
        found: list[tuple[int, int, int]] = []
        for tier in range(mark.tier if mark else 0, len(self.tiers)):
            here = mark if mark and mark.tier == tier else None
            more = self._tier(tier, here, most - len(found))
            found.extend((tier, worth, place) for worth, place in more)
            if len(found) == most:
                break
        return found

    def _tier(self, tier: int, mark: HitMark | None, most: int) -> Iterator[tuple[int, int]]:
        hits = self.tiers[tier]
        scored = mark.score != UNSCORED if mark else bits.count(hits) <= SCORED
        if not (scored and self.words):
            left = bits.below(hits, mark.place) if mark else hits
            for place in bits.highest(left, most):
                yield UNSCORED, place
            return
        names = search.names_at(self.session, bits.lowest(hits, SCORED))
        ranked = sorted((-score(name, self.words), -place) for place, name in names.items())
        start = (-mark.score, -mark.place) if mark else (-MOST_SCORE - 1, 0)
        for worth, place in [each for each in ranked if each > start][:most]:
            yield -worth, -place

    def _by_place(self, mark: HitMark | None, most: int) -> list[tuple[int, int, int]]:
        hits: Bits = {}
        for tier in self.tiers:
            hits = bits.either(hits, tier)
        if self.sort is Sort.NEWEST:
            places = bits.highest(bits.below(hits, mark.place) if mark else hits, most)
        else:
            places = bits.lowest(bits.above(hits, mark.place) if mark else hits, most)
        return [(0, UNSCORED, place) for place in places]
