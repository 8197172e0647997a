"""What records are, at hand: the segments that did not change since they were last asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.store.repositories import search

if TYPE_CHECKING:
    from ledger.store.bits import Bits
    from ledger.store.engine import ReadSession
    from ledger.store.shelf import Facet, Shelf, Values


class Shelves:
    """A process's copy of the segments; each answer takes those that its own snapshot has."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[bytes, Shelf]] = {}

    def at(self, session: ReadSession, time: int) -> dict[int, Values]:
        """The values of every facet in every segment, at a moment (seconds since 1970)."""
        kept, wanted = self._kept, search.digests(session)
        missing = [segment for segment, digest in wanted if kept.get(segment, (b"",))[0] != digest]
        read = search.shelves(session, missing)
        found = {
            segment: (digest, read[segment] if segment in read else kept[segment][1])
            for segment, digest in wanted
        }
        self._kept = found
        return {segment: shelf.at(time) for segment, (_, shelf) in found.items()}


def chosen(values: dict[int, Values], facet: Facet, names: tuple[str, ...]) -> Bits:
    """The records with one of these values of a facet."""
    found: Bits = {}
    for segment, each in values.items():
        bits = 0
        for name in names:
            bits |= each[facet].get(name, 0)
        if bits:
            found[segment] = bits
    return found


def counted(values: dict[int, Values], facet: Facet, hits: Bits, enough: int) -> dict[str, int]:
    """How many of these records have each value of a facet; beyond `enough` nothing is exact."""
    found: dict[str, int] = {}
    over: set[str] = set()
    for segment, bits in hits.items():
        for name, having in values[segment][facet].items():
            # most values meet few hits: to find that out is cheaper than to count
            if name in over or not (some := having & bits):
                continue
            found[name] = found.get(name, 0) + some.bit_count()
            if found[name] > enough:
                over.add(name)
    return found
