"""How authorities stand with us: how often each was asked, and when one that failed is asked again.

    authorities/<name>.asked    the time of each question, written before it is sent
    authorities/<name>.json     its quota, and why and until when it is left in peace

A quota is counted over the last 3,600 and 86,400 seconds, so that none is overdrawn in whichever
hour or day the authority counts. A question that a killed process sent counts too.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ledger.domain import canonical
from ledger.whole_file import write_whole
from notarization.timestamps.errors import StampQueueFailed

if TYPE_CHECKING:
    from notarization.timestamps.authorities import Authority

FOLDER: Final = "authorities"
SPENT: Final = "QUOTA_SPENT"
HOUR: Final = 3_600
DAY: Final = 86_400
FIRST_WAIT: Final = 60
LONGEST_WAIT: Final = 3_600
# times of more than a day ago that are kept before the file is written anew
OLD: Final = 1_000


@dataclass(frozen=True, slots=True)
class Standing:
    """An authority: `code` is why it is not asked before `after` (seconds since 1970).

    `unfit` is until when it renews nothing, because its certificate is still the one that ends. A
    quota of 0 is none.
    """

    name: str
    hourly: int = 0
    daily: int = 0
    code: str = ""
    failures: int = 0
    after: int = 0
    unfit: int = 0
    hour: int = 0
    day: int = 0

    @property
    def spent(self) -> bool:
        """Whether its quota is used up."""
        return 0 < self.hourly <= self.hour or 0 < self.daily <= self.day

    def why_not(self, now: int) -> str:
        """Why it is not asked now; empty where it is."""
        # longer it is never left in peace, except by a clock that was ahead
        if now < self.after <= now + LONGEST_WAIT:
            return self.code
        return SPENT if self.spent else ""

    def is_unfit(self, now: int) -> bool:
        """Whether it renews nothing now."""
        return now < self.unfit <= now + DAY


@dataclass(frozen=True, slots=True)
class Standings:
    """The standings below a queue's folder. Each method raises StampQueueFailed."""

    root: Path

    def of(self, authority: Authority, now: int) -> Standing:
        """How an authority stands, with the quota that its file gives it."""
        found = self._read(authority.name, now)
        return replace(found, hourly=authority.hourly, daily=authority.daily)

    def all(self, now: int) -> tuple[Standing, ...]:
        """All that were ever begun with."""
        names = sorted(path.stem for path in (self.root / FOLDER).glob("*.json"))
        return tuple(self._read(name, now) for name in names)

    def begin(self, authorities: tuple[Authority, ...], now: int) -> None:
        """Let it be told of these, and of no others."""
        for path in (self.root / FOLDER).glob("*.json"):
            if path.stem not in {each.name for each in authorities}:
                path.unlink(missing_ok=True)
        for each in authorities:
            self._write(self.of(each, now))

    def asks(self, authority: Authority, now: int) -> None:
        """Count a question that is about to be sent."""
        path = self.root / FOLDER / f"{authority.name}.asked"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            times, live = self._times(authority.name, now)
            if times > len(live) + OLD:
                write_whole(path, b"".join(b"%d\n" % each for each in live))
            with path.open("ab") as file:
                file.write(b"%d\n" % now)
                file.flush()
                os.fsync(file.fileno())
        except OSError as fault:
            raise StampQueueFailed(str(path), str(fault.strerror)) from fault

    def failed(self, authority: Authority, code: str, now: int) -> None:
        """Leave it in peace, each time for twice as long."""
        found = self.of(authority, now)
        wait = min(FIRST_WAIT << min(found.failures, 8), LONGEST_WAIT)
        self._write(replace(found, code=code, failures=found.failures + 1, after=now + wait))

    def answered(self, authority: Authority, now: int, unfit: int = 0) -> None:
        """It gave a token; `unfit`: one that renews nothing before then."""
        found = self.of(authority, now)
        cleared = replace(found, code="", failures=0, after=0, unfit=unfit or found.unfit)
        if cleared != found:
            self._write(cleared)

    def _read(self, name: str, now: int) -> Standing:
        path = self.root / FOLDER / f"{name}.json"
        _, live = self._times(name, now)
        hour = sum(each > now - HOUR for each in live)
        try:
            card: Any = canonical.parse_canonical(path.read_bytes())
            return Standing(name, hour=hour, day=len(live), **card)
        except FileNotFoundError:
            return Standing(name, hour=hour, day=len(live))
        except (OSError, canonical.CanonicalJsonError, TypeError) as fault:
            raise StampQueueFailed(str(path), type(fault).__name__) from fault

    def _times(self, name: str, now: int) -> tuple[int, list[int]]:
        """How many questions are noted, and the times of those of the last day."""
        try:
            words = (self.root / FOLDER / f"{name}.asked").read_bytes().split()
        except FileNotFoundError:
            return 0, []
        # a line that a killed process left half written was never sent for
        times = [int(each) for each in words if each.isdigit()]
        return len(times), [each for each in times if each > now - DAY]

    def _write(self, found: Standing) -> None:
        path = self.root / FOLDER / f"{found.name}.json"
        said: dict[str, Any] = {
            "hourly": found.hourly,
            "daily": found.daily,
            "code": found.code,
            "failures": found.failures,
            "after": found.after,
            "unfit": found.unfit,
        }
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, canonical.encode(said))
        except OSError as fault:
            raise StampQueueFailed(str(path), str(fault.strerror)) from fault
