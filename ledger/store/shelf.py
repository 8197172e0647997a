"""What the records of one segment are: the records of each value of each facet, the terms' ends.

Kept as one value: a page counts every facet, so it needs all of them or none.
"""

from __future__ import annotations

import sys
from array import array
from dataclasses import dataclass, field
from enum import IntFlag, StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import msgspec

from ledger.domain.acts import Origin, Right
from ledger.store.bits import SEGMENT, packed, unpacked
from ledger.store.tables.search import SearchSegmentRow

if TYPE_CHECKING:
    from ledger.store.tables.search import SearchRecordRow

DIGEST_BYTES: Final = 16
END_BYTES: Final = 8
LAST_END: Final = 2**63 - 1
LIVE: Final = "LIVE"
EXPIRED: Final = "EXPIRED"
# scopes of data that lie in no province
WIDE: Final = ("national", "international")


class Facet(StrEnum):
    """By what records are told apart and counted."""

    RIGHT = "right"
    INDUSTRY = "industry"
    REGION = "region"
    SOURCE = "source"
    STATUS = "status"
    PROFILE = "profile"
    REGISTRY = "registry"
    LICENCE = "licence"


class Licensed(IntFlag):
    """What stands on a title that nobody has ended: plain licences, an exclusive one."""

    PLAIN = 1
    EXCLUSIVE = 2


UNLICENSED: Final = "NONE"


Values = dict[Facet, dict[str, int]]


@dataclass(slots=True)
class Shelf:
    """A segment's records by facet and value; `ends` says when each one's term is over, 0 never."""

    segment: int
    values: Values = field(default_factory=lambda: {facet: {} for facet in Facet})
    ends: array[int] = field(default_factory=lambda: array("Q", bytes(8 * SEGMENT)))
    _ended: tuple[int, int, int] = (0, 0, 0)

    @classmethod
    def read(cls, row: SearchSegmentRow) -> Shelf:
        """The segment as it was kept."""
        listed, ends = msgspec.msgpack.decode(
            row.data, type=tuple[list[list[tuple[str, bytes]]], bytes]
        )
        made = cls(row.segment)
        for facet, pairs in zip(Facet, listed, strict=True):
            made.values[facet] = {value: unpacked(data) for value, data in pairs}
        made.ends[: len(ends) // END_BYTES] = _turned(array("Q", ends))
        return made

    def row(self) -> SearchSegmentRow:
        """The segment as it is kept: one form for one content."""
        listed = [
            [(value, packed(bits)) for value, bits in sorted(self.values[facet].items()) if bits]
            for facet in Facet
        ]
        ends = _turned(self.ends[:]).tobytes()
        whole = -(-len(ends.rstrip(b"\0")) // END_BYTES) * END_BYTES
        data = msgspec.msgpack.encode((listed, ends[:whole]))
        return SearchSegmentRow(self.segment, sha256(data).digest()[:DIGEST_BYTES], data)

    @property
    def empty(self) -> bool:
        """Whether no record is left."""
        return not any(any(found.values()) for found in self.values.values())

    def put(self, record: SearchRecordRow) -> None:
        """Enter a record in the place of what stood there."""
        slot = record.place % SEGMENT
        if any(having >> slot & 1 for having in self.values[Facet.STATUS].values()):
            self.remove(slot)
        for facet, values in values_of(record).items():
            for value in values:
                found = self.values[facet]
                found[value] = found.get(value, 0) | 1 << slot
        self.ends[slot] = min(record.until, LAST_END)

    def remove(self, slot: int) -> None:
        """Take a record out."""
        bit = 1 << slot
        for found in self.values.values():
            for value in found:
                found[value] &= ~bit
        self.ends[slot] = 0

    def at(self, time: int) -> Values:
        """The values at a moment: of the titles that live, some have expired."""
        live = self.values[Facet.STATUS].get(LIVE, 0)
        ended = live & self._over(time)
        if not ended:
            return self.values
        status = self.values[Facet.STATUS] | {LIVE: live & ~ended, EXPIRED: ended}
        return self.values | {Facet.STATUS: status}

    def _over(self, time: int) -> int:
        """The records whose term is over; worked out again only when another's has ended."""
        since, until, bits = self._ended
        if not since <= time < until:
            bits, since, until = 0, 0, LAST_END + 1
            for slot, end in enumerate(self.ends):
                if end and end <= time:
                    bits |= 1 << slot
                    since = max(since, end)
                elif end:
                    until = min(until, end)
            self._ended = since, until, bits
        return bits


def values_of(record: SearchRecordRow) -> dict[Facet, list[str]]:
    """What a record counts as, by facet; nothing where it does not say."""
    return {
        Facet.RIGHT: [right.name for right in Right if record.rights >> right & 1],
        Facet.INDUSTRY: [record.industry[:1]] if record.industry else [],
        Facet.REGION: _regions(record.region),
        Facet.SOURCE: [Origin(record.source).name] if record.source else [],
        Facet.STATUS: [record.status],
        Facet.PROFILE: [record.profile.hex()],
        Facet.REGISTRY: [str(record.registry_code)],
        Facet.LICENCE: _licences(record),
    }


def _licences(record: SearchRecordRow) -> list[str]:
    """Of a title alone: what is no title yet licenses nothing."""
    if not record.title:
        return []
    return [each.name or "" for each in Licensed if each & record.licences] or [UNLICENSED]


def same(one: SearchRecordRow, other: SearchRecordRow) -> bool:
    """Whether two rows of a record count the same."""
    return one.until == other.until and values_of(one) == values_of(other)


def _turned(ends: array[int]) -> array[int]:
    """As they are kept, the lowest byte first, whatever the machine."""
    if sys.byteorder == "big":
        ends.byteswap()
    return ends


def _regions(region: str) -> list[str]:
    if not region or region in WIDE:
        return [region] if region else []
    return [region[:2]]
