"""Works the queue off: has stamped what lacks a token, and renews tokens before they end.

Each may be killed anywhere and begun anew: what was asked for and not kept is asked for again, and
what was kept is not. Of two at once the second waits. An authority that gave none is left in peace
for a while, and the next one of the file is asked.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger.outside import Patience
from notarization.timestamps.asking import token_over
from notarization.timestamps.authorities import Authority
from notarization.timestamps.errors import (
    AuthorityRefused,
    AuthorityUnreachable,
    StampQueueFailed,
    TimestampError,
    TokenWrong,
)
from notarization.timestamps.queue import QUEUE, RENEW, STAMPING, StampQueue
from notarization.timestamps.standing import DAY, HOUR, Standings
from notarization.verify.beliefs import TimeTrust
from notarization.verify.errors import VerificationError
from notarization.verify.timestamps import FOLDER, Stamp, judge_series, stamped

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator

    from notarization.timestamps.queue import Stampable

POLL: Final = 1.0
# seconds between two looks at what could not be stamped
PATIENCE: Final = 30.0
ONCE: Final = Patience(tries=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Work:
    """Who is asked in turn, how many tokens each thing needs, and how early they are renewed.

    `ahead` is in seconds, `now` in seconds since 1970.
    """

    queue: StampQueue
    authorities: tuple[Authority, ...]
    needed: int
    ahead: int
    now: Callable[[], int]

    @property
    def standings(self) -> Standings:
        """How the authorities stand; it lies below the queue."""
        return Standings(self.queue.root)

    def free(self) -> bool:
        """Whether anybody can be asked now."""
        now = self.now()
        return any(not self.standings.of(each, now).why_not(now) for each in self.authorities)


@dataclass(frozen=True, slots=True)
class Pushed:
    """The tokens that came, by what they are over, and what still waits."""

    stamps: tuple[tuple[str, Stamp], ...]
    waiting: tuple[str, ...]
    renewing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """How many things have a token that holds now, and which had ones that all ended."""

    at: int
    held: int
    renewing: int
    lapsed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Unread:
    """Things that could not be read, so that the others are not held up by them."""

    faults: list[StampQueueFailed]

    def loaded(self, queue: StampQueue, key: str) -> Iterator[Stampable]:
        """The thing of a key, or none."""
        try:
            thing = queue.load(key)
        except StampQueueFailed as fault:
            self.faults.append(fault)
        else:
            yield thing

    def require_none(self) -> None:
        """Raises StampQueueFailed: the first of them."""
        if self.faults:
            raise self.faults[0]


def push(work: Work) -> Pushed:
    """Have stamped what waits, and renewed what ends soon.

    Raises StampQueueFailed: at once where nothing can be kept, in the end where a thing could not
    be read, which holds up no other.
    """
    queue, got, unread = work.queue, list[tuple[str, Stamp]](), _Unread([])
    with queue.alone(STAMPING):
        for key in dict.fromkeys((*queue.names(QUEUE), *queue.names(RENEW))):
            if not work.free():
                break
            for thing in unread.loaded(queue, key):
                got += ((key, each) for each in _served(work, thing))
    unread.require_none()
    return Pushed(tuple(got), tuple(queue.names(QUEUE)), tuple(queue.names(RENEW)))


def check(work: Work) -> Checked:
    """Look which tokens end soon, and put those into the queue. Raises as `push`."""
    held, lapsed, now, unread = 0, list[str](), work.now(), _Unread([])
    for key in work.queue.known():
        for thing in unread.loaded(work.queue, key):
            live = _live(work, thing)
            held += bool(live)
            lapsed += [key] if thing.tokens and not live else []
            _mark(work, thing)
    renewing = len(work.queue.names(RENEW))
    noted = {"checkedAt": now, "held": held, "lapsed": list(lapsed), "unread": len(unread.faults)}
    work.queue.note(noted)
    unread.require_none()
    return Checked(now, held, renewing, tuple(lapsed))


def is_due(work: Work) -> bool:
    """Whether no server looked for a day; a look of the future was under a clock that was ahead.

    Raises StampQueueFailed.
    """
    return not 0 <= work.now() - work.queue.noted().get("checkedAt", 0) < DAY


def follow(work: Work, stop: threading.Event) -> None:
    """Have stamped what comes, renew in time, until stopped; errors are logged."""
    quiet, due = 0.0, 0.0
    while not stop.wait(POLL):
        quiet, due = quiet - POLL, due - POLL
        try:
            if due <= 0:
                due = float(HOUR)
                try:
                    if is_due(work):
                        check(work)
                finally:
                    push(work)
            elif quiet <= 0 and work.queue.names(QUEUE):
                quiet = PATIENCE if push(work).waiting and work.needed > 1 else 0.0
        except (TimestampError, OSError) as error:
            quiet = PATIENCE
            log.warning("nothing is stamped: %s", error)


def _served(work: Work, thing: Stampable) -> Iterator[Stamp]:
    """Ask for what a thing lacks."""
    for series, last in _live(work, thing).items():
        if _ends(work, last):
            yield from _renewed(work, thing, last, series)
    thing = work.queue.load(thing.key)
    for authority in work.authorities:
        if len(_live(work, thing)) >= work.needed:
            break
        if authority.name in thing.tokens:
            continue
        if found := _asked(work, authority, stamped(thing.data)):
            work.queue.keep(thing.key, authority.name, 1, found[0])
            thing = work.queue.load(thing.key)
            yield found[1]
    _mark(work, thing)


def _renewed(work: Work, thing: Stampable, last: Stamp, series: str) -> Iterator[Stamp]:
    """The next token of a series, of its own authority or else of another."""
    before = thing.tokens[series]
    for authority in sorted(work.authorities, key=lambda each: each.name != series):
        now = work.now()
        if work.standings.of(authority, now).is_unfit(now):
            continue
        found = _asked(work, authority, stamped(thing.data, before[-1]))
        if not found:
            continue
        token, stamp = found
        if stamp.until <= last.until:
            # it still signs with the certificate that ends, or with one that ends sooner
            work.standings.answered(authority, now, unfit=now + DAY)
            continue
        work.queue.keep(thing.key, series, len(before) + 1, token)
        yield stamp
        return


def _asked(work: Work, authority: Authority, data: bytes) -> tuple[bytes, Stamp] | None:
    now = work.now()
    if work.standings.of(authority, now).why_not(now):
        return None
    work.standings.asks(authority, now)
    try:
        found = token_over(authority, data, ONCE)
    except (AuthorityUnreachable, AuthorityRefused, TokenWrong) as fault:
        work.standings.failed(authority, fault.code, now)
        log.warning("no time stamp: %s", fault)
        return None
    work.standings.answered(authority, now)
    return found


def _live(work: Work, thing: Stampable) -> dict[str, Stamp]:
    """The last token of each series that holds now."""
    trust = TimeTrust(tuple(each.trusted for each in work.authorities))
    found: dict[str, Stamp] = {}
    for series, tokens in thing.tokens.items():
        files = {f"{FOLDER}{series}/{place:03}.tsr": each for place, each in enumerate(tokens, 1)}
        try:
            stamps = list(judge_series(files, list(files), thing.data, trust, block_time=0))
        except VerificationError as fault:
            log.warning("a kept time stamp does not hold: %s %s", thing.key, fault)
            continue
        last = stamps[-1]
        if isinstance(last, Stamp) and last.until > work.now():
            found[series] = last
    return found


def _ends(work: Work, stamp: Stamp) -> bool:
    return stamp.until - work.now() < work.ahead


def _mark(work: Work, thing: Stampable) -> None:
    live = _live(work, thing)
    ending = any(_ends(work, each) for each in live.values())
    # who has a series that ended cannot begin another
    others = [each for each in work.authorities if each.name not in thing.tokens]
    lacking = len(live) < work.needed and bool(others)
    work.queue.mark(thing.key, lacking=lacking, ending=ending)
