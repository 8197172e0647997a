"""Verdicts on a long list of certificates, all over one snapshot, judged and told part by part.

The certificates of one title rest on the same dossiers: they are judged together, when the first
of them comes, and those that come later in the list wait as compressed lines. What a list costs in
memory is a few parts and those lines. A second process judges every other part, where there is a
core for it (see api.secondjudge).
"""

from __future__ import annotations

import zlib
from collections import Counter, deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from api import judging, secondjudge
from api.problems import ServerBusy
from api.schemas.verdicts import ListEnd
from api.secondjudge import Begin, JudgeLost, Line, SecondJudge, judged, terms_of_list
from ledger import metrics
from ledger.domain.numbers import parse_number
from ledger.domain.verdict import Purpose
from ledger.queries.as_of import as_of
from ledger.queries.snapshot import Snapshot, snapshot
from ledger.queries.verdict import Terms
from ledger.store.engine import ReadSession, read_session
from ledger.store.repositories import title

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from api.wiring import Wiring
    from ledger.store.engine import Session

PART: Final = 200
# a shorter list is judged by the time that a second process is there
LONG: Final = 2_000
# how often two processes try to see the same commit: one that falls between them is rare
TRIES: Final = 3
# how long a list waits for one that has loaded (seconds); one that still loads joins it later
SOON: Final = 0.3
# parts that wait at the second judge, so that it never waits for one
WAITING: Final = 2
# of zlib: more costs more time than it saves memory
QUICK: Final = 1


class Part(NamedTuple):
    """Numbers that are judged together; `soon` are those that are told before the next part."""

    soon: set[str]
    numbers: list[str]


def long_list(
    wiring: Wiring, numbers: Sequence[str], purpose: Purpose
) -> Generator[str, None, None]:
    """Lines of JSON: a ListHead, a ListedVerdict for each number in their order, a ListEnd.

    Without its end a list is not whole. Raises before the head ServerBusy: as many are told as may
    be; StoreUnavailable, CursorMissing.
    """
    results: Counter[str] = Counter()
    with _room(wiring), _snapshot(wiring, purpose, len(numbers)) as (session, second):
        terms = terms_of_list(wiring.settings.lag_blocks)
        yield judging.list_head(as_of(session), purpose, len(numbers)).model_dump_json()
        work = Work(session, purpose, terms, second, deque(_parts(session, numbers)))
        listing = _Listing(Counter(numbers))
        for number in numbers:
            while number not in listing.judged:
                listing.keep(*work.done())
            result, text = listing.take(number)
            results[result] += 1
            yield text
    yield ListEnd(end=results.total(), results=dict(results)).model_dump_json()


@contextmanager
def _room(wiring: Wiring) -> Iterator[None]:
    """A list's place among those that are told: who takes it slowly keeps a connection long."""
    if not wiring.lists.acquire(blocking=False):
        metrics.REFUSED.labels(reason="lists").inc()
        raise ServerBusy
    try:
        yield
    finally:
        wiring.lists.release()


@contextmanager
def _snapshot(
    wiring: Wiring, purpose: Purpose, count: int
) -> Iterator[tuple[ReadSession, SecondJudge | None]]:
    """A snapshot, and the second judge where it has the same or has not said yet."""
    with secondjudge.called(wiring.engine, wanted=count >= LONG) as second:
        for _ in range(TRIES):
            now = wiring.clock()
            with read_session(wiring.engine, now=now) as session:
                begin = Begin(now, wiring.settings.lag_blocks, purpose.value)
                if second is None or _joins(second, begin, snapshot(session)):
                    yield session, second
                    return
            if second.lost:
                break
    with read_session(wiring.engine, now=wiring.clock()) as session:
        yield session, None


def _joins(second: SecondJudge, begin: Begin, seen: Snapshot | None) -> bool:
    """Whether it sees the same, or may still."""
    try:
        second.begin(begin, seen)
    except JudgeLost:
        return False
    return second.agrees(SOON) is not False


def _parts(session: Session, numbers: Sequence[str]) -> Iterator[Part]:
    """A list in parts: each number once, beside the others of its title as far as there is room."""
    families = _families(session, numbers)
    taken: set[str] = set()
    soon: set[str] = set()
    part: dict[str, None] = {}
    for number in numbers:
        if number in part:
            soon.add(number)
        if number in taken:
            continue
        if len(part) >= PART:
            yield Part(soon, list(part))
            soon, part = set(), {}
        soon.add(number)
        family = (each for each in families.get(number, ()) if each not in taken)
        for each in (number, *family):
            if len(part) < PART:
                part[each] = None
                taken.add(each)
    yield Part(soon, list(part))


def _families(session: Session, numbers: Sequence[str]) -> dict[str, list[str]]:
    """The numbers of a list that are certificates of one title, by each of them."""
    every = {parse_number(each): each for each in dict.fromkeys(numbers)}
    by_title: dict[bytes, list[str]] = {}
    for number, row in title.certificates_of_numbers(session, every).items():
        by_title.setdefault(row.title, []).append(every[number])
    return {each: family for family in by_title.values() for each in family}


@dataclass(slots=True)
class Work:
    """The parts that are to be judged; those `lent` wait at the second judge, in their order."""

    session: ReadSession
    purpose: Purpose
    terms: Terms
    second: SecondJudge | None
    parts: deque[Part]
    lent: deque[Part] = field(default_factory=deque)

    def done(self) -> tuple[Part, Iterable[Line]]:
        """One more part, judged by whoever is free."""
        if self.second is not None and self._joined(self.second):
            try:
                return self._beside(self.second)
            except JudgeLost:
                # nothing is lost with it: what it owes is judged here
                self.second = None
                self.parts.extendleft(reversed(self.lent))
                self.lent.clear()
        return self._here()

    def _joined(self, second: SecondJudge) -> bool:
        """Whether it can be asked; one that sees another commit never can over this snapshot."""
        agreed = second.agreed or second.agrees(0)
        if agreed is False:
            self.second = None
        return bool(agreed)

    def _beside(self, second: SecondJudge) -> tuple[Part, Iterable[Line]]:
        while self.parts and len(self.lent) < WAITING:
            self.lent.append(self.parts[0])
            second.ask(self.parts.popleft().numbers)
        if self.parts and not second.answered():
            return self._here()
        lines = second.answer()
        return self.lent.popleft(), lines

    def _here(self) -> tuple[Part, Iterable[Line]]:
        part = self.parts.popleft()
        return part, judged(self.session, part.numbers, self.purpose, self.terms)


@dataclass(slots=True)
class _Listing:
    """A list on its way: what was judged and not told yet; `left` is how often each comes still.

    Lines are much alike: those that wait say only what the first line of the list does not.
    """

    left: Counter[str]
    judged: dict[str, tuple[str, str | bytes]] = field(default_factory=dict)
    like: bytes = b""

    def keep(self, part: Part, lines: Iterable[Line]) -> None:
        """Keep a part's lines until they are told."""
        for number, result, text in lines:
            self.like = self.like or text.encode()
            soon = number in part.soon
            self.judged[number] = (result, text if soon else self._short(text))

    def take(self, number: str) -> tuple[str, str]:
        """The result and the line of a number; forgotten when it comes no more."""
        self.left[number] -= 1
        found = self.judged[number] if self.left[number] else self.judged.pop(number)
        result, kept = found
        return result, kept if isinstance(kept, str) else self._whole(kept)

    def _short(self, text: str) -> bytes:
        made = zlib.compressobj(QUICK, zdict=self.like)
        return made.compress(text.encode()) + made.flush()

    def _whole(self, kept: bytes) -> str:
        return zlib.decompressobj(zdict=self.like).decompress(kept).decode()
