"""The directory of institutions: who is listed as what at a time, and who is not any more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Final

from ledger.domain.acts import InstitutionKind, Tag
from ledger.domain.values import value
from ledger.domain.words import Word, low_key

LISTING_KEY: Final = low_key(Tag.LISTING, b"")
KINDS: Final = sum(1 << kind for kind in InstitutionKind)


class ListingState(StrEnum):
    """What a listing is worth at a time."""

    NOT_YET = "NOT_YET"
    LISTED = "LISTED"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"


@value(frozen=True, slots=True)
class ListingWord(Word):
    """A listing: kinds (bit n: InstitutionKind n), from `since` until `until`; or suspended."""

    LAYOUT = (("kinds", 0, 16), ("since", 16, 40), ("until", 56, 40), ("suspended", 96, 1))
    TYPES: ClassVar[dict[str, Any]] = {"suspended": bool}
    kinds: int = 0
    since: int = 0
    until: int = 0
    suspended: bool = False

    def at(self, time: int) -> ListingAt:
        """The listing as it is at a time."""
        return ListingAt(kinds_in(self.kinds), self.since, self.until, self.state(time))

    def state(self, time: int) -> ListingState:
        """What the listing is worth at a time; the end of the licence ends a suspension too."""
        if time >= self.until:
            return ListingState.EXPIRED
        if self.suspended:
            return ListingState.SUSPENDED
        return ListingState.LISTED if time >= self.since else ListingState.NOT_YET


@dataclass(frozen=True, slots=True)
class ListingAt:
    """An institution's listing at a time."""

    kinds: tuple[InstitutionKind, ...]
    since: int
    until: int
    state: ListingState


def kinds_in(kinds: int) -> tuple[InstitutionKind, ...]:
    """The members of a set of kinds."""
    return tuple(kind for kind in InstitutionKind if kinds >> kind & 1)
