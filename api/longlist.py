"""Verdicts on a long list of certificates, all over one snapshot, judged and told part by part.

The certificates of one title rest on the same dossiers: they are judged together, when the first
of them comes, and those that come later in the list wait as compressed lines. What a list costs in
memory is one part and those lines.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from api import judging
from api.schemas.verdicts import ListEnd, VerdictIn
from ledger.domain.numbers import parse_number
from ledger.queries.as_of import as_of
from ledger.queries.recent import Recent
from ledger.queries.verdict import Terms
from ledger.store.engine import read_session
from ledger.store.repositories import title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.wiring import Wiring
    from ledger.domain.verdict import Purpose
    from ledger.store.engine import Session

PART: Final = 200
# of zlib: more costs more time than it saves memory
QUICK: Final = 1


def long_list(wiring: Wiring, numbers: Sequence[str], purpose: Purpose) -> Iterator[str]:
    """Lines of JSON: a ListHead, a ListedVerdict for each number in their order, a ListEnd.

    Without its end a list is not whole. Raises StoreUnavailable, CursorMissing before the head.
    """
    results: Counter[str] = Counter()
    with read_session(wiring.engine, now=wiring.clock()) as session:
        # of its own: a long list would push out what is asked for again and again
        terms = Terms(wiring.settings.lag_blocks, recent=Recent(8 * PART))
        yield judging.list_head(as_of(session), purpose, len(numbers)).model_dump_json()
        listing = _Listing(numbers, _families(session, numbers), Counter(numbers))
        for place in range(len(numbers)):
            if not listing.holds(place):
                soon, part = listing.part(place)
                items = [VerdictIn(number=each, purpose=purpose) for each in part]
                for line in judging.listed(*judging.answer(session, items, terms)):
                    text = line.model_dump_json()
                    listing.keep(line.number, (line.result.value, text), soon=line.number in soon)
            result, text = listing.take(place)
            results[result] += 1
            yield text
    yield ListEnd(end=results.total(), results=dict(results)).model_dump_json()


def _families(session: Session, numbers: Sequence[str]) -> dict[str, list[str]]:
    """The numbers of a list that are certificates of one title, by each of them."""
    every = {parse_number(each): each for each in dict.fromkeys(numbers)}
    by_title: dict[bytes, list[str]] = {}
    for number, row in title.certificates_of_numbers(session, every).items():
        by_title.setdefault(row.title, []).append(every[number])
    return {each: family for family in by_title.values() for each in family}


@dataclass(slots=True)
class _Listing:
    """A list on its way: what was judged and not told yet; `left` is how often each comes still."""

    numbers: Sequence[str]
    families: dict[str, list[str]]
    left: Counter[str]
    judged: dict[str, tuple[str, str | bytes]] = field(default_factory=dict)

    def holds(self, place: int) -> bool:
        """Whether the number at a place was judged."""
        return self.numbers[place] in self.judged

    def part(self, place: int) -> tuple[set[str], list[str]]:
        """What is judged next, from a place on: numbers that are told soon, and their families."""
        soon: set[str] = set()
        part: dict[str, None] = {}
        for at in range(place, len(self.numbers)):
            number = self.numbers[at]
            if number in self.judged:
                continue
            if len(part) >= PART and number not in part:
                break
            soon.add(number)
            part[number] = None
            for each in self.families.get(number, ()):
                if len(part) < PART and self.left[each] and each not in self.judged:
                    part[each] = None
        return soon, list(part)

    def keep(self, number: str, line: tuple[str, str], *, soon: bool) -> None:
        """Keep a line until it is told."""
        result, text = line
        self.judged[number] = (result, text if soon else zlib.compress(text.encode(), QUICK))

    def take(self, place: int) -> tuple[str, str]:
        """The result and the line at a place; forgotten when its number comes no more."""
        number = self.numbers[place]
        self.left[number] -= 1
        found = self.judged[number] if self.left[number] else self.judged.pop(number)
        result, kept = found
        return result, kept if isinstance(kept, str) else zlib.decompress(kept).decode()
