"""Sets of records: a bit a record, kept and computed in segments of 8,192.

A set in memory is a whole number a segment, bit `n` for the segment's record `n`; a segment without
members is left out. Kept, few members are two bytes each and many are a bit each, so that one set
has one form.
"""

from __future__ import annotations

import sys
from array import array
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SEGMENT: Final = 8_192
WHOLE: Final = SEGMENT // 8
# above this, a bit for each record of the segment is shorter to read, if not to keep
FEW: Final = 64
ALONE: Final = 2

Bits = dict[int, int]


def packed(bits: int) -> bytes:
    """A segment's members as they are kept."""
    if bits.bit_count() > FEW:
        return bits.to_bytes(WHOLE, "little")
    return b"".join(each.to_bytes(ALONE) for each in members(bits))


def packed_slots(slots: Sequence[int]) -> bytes:
    """Members as they are kept, from a list without repetition."""
    if len(slots) > FEW:
        return packed(of_slots(slots))
    return b"".join([each.to_bytes(ALONE) for each in sorted(slots)])


def of_slots(slots: Iterable[int]) -> int:
    """The set of these members of one segment."""
    found = bytearray(WHOLE)
    for each in slots:
        found[each >> 3] |= 1 << (each & 7)
    return int.from_bytes(found, "little")


def unpacked(data: bytes) -> int:
    """The members that were kept."""
    if len(data) == WHOLE:
        return int.from_bytes(data, "little")
    if len(data) == ALONE:
        return 1 << int.from_bytes(data)
    slots = array("H", data)
    if sys.byteorder == "little":
        slots.byteswap()
    return of_slots(slots)


def members(bits: int) -> Iterator[int]:
    """The members of a segment, ascending."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def of_places(places: Iterable[int]) -> Bits:
    """The set of these records."""
    found: Bits = {}
    for place in places:
        segment, slot = divmod(place, SEGMENT)
        found[segment] = found.get(segment, 0) | 1 << slot
    return found


def both(left: Bits, right: Bits) -> Bits:
    """What is in both."""
    return {
        segment: bits for segment, some in left.items() if (bits := some & right.get(segment, 0))
    }


def either(left: Bits, right: Bits) -> Bits:
    """What is in one of them."""
    found = dict(left)
    for segment, bits in right.items():
        found[segment] = found.get(segment, 0) | bits
    return found


def without(left: Bits, right: Bits) -> Bits:
    """What is in the first only."""
    return {
        segment: bits for segment, some in left.items() if (bits := some & ~right.get(segment, 0))
    }


def count(some: Bits) -> int:
    """How many."""
    return sum(bits.bit_count() for bits in some.values())


def below(some: Bits, place: int) -> Bits:
    """Those before a record."""
    last, slot = divmod(place, SEGMENT)
    return {
        segment: bits
        for segment, every in some.items()
        if segment <= last and (bits := every if segment < last else every & ((1 << slot) - 1))
    }


def above(some: Bits, place: int) -> Bits:
    """Those after a record."""
    return without(some, below(some, place + 1))


def highest(some: Bits, most: int) -> list[int]:
    """The last of them, descending."""
    found: list[int] = []
    for segment in sorted(some, reverse=True):
        bits = some[segment]
        while bits and len(found) < most:
            slot = bits.bit_length() - 1
            found.append(segment * SEGMENT + slot)
            bits ^= 1 << slot
        if len(found) == most:
            break
    return found


def lowest(some: Bits, most: int) -> list[int]:
    """The first of them, ascending."""
    found: list[int] = []
    for segment in sorted(some):
        for slot in members(some[segment]):
            if len(found) == most:
                return found
            found.append(segment * SEGMENT + slot)
    return found
