"""Periods in China: working days by a yearly table of holidays and make-up workdays, and years.

A period leaves out its first day and ends at 24:00 of its last one, Asia/Shanghai (Civil Code
Arts. 200-203). In a year without a table only weekends are left out, and the answer says so.
"""

import json
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from ledger.domain.numbers import SHANGHAI, shanghai_day

SATURDAY: Final = 5
DAY: Final = timedelta(days=1)
A_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last second of a period (since 1970); `exact` is false without a holiday table."""

    time: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """Holidays and make-up workdays of the years that are known."""

    years: frozenset[int]
    holidays: frozenset[date]
    workdays: frozenset[date]

    def works(self, day: date) -> bool:
        """Whether this is a working day."""
        if day in self.workdays:
            return True
        return day not in self.holidays and day.weekday() < SATURDAY


@cache
def calendar() -> Calendar:
    """The table that comes with this version."""
    path = files("ledger.domain").joinpath("holidays.json")
    table = json.loads(path.read_text(encoding="utf-8"))["years"]
    holidays: set[date] = set()
    workdays: set[date] = set()
    for year, days in table.items():
        for span in days["holidays"]:
            first, last = (date.fromisoformat(f"{year}-{end}") for end in span.split("/"))
            holidays |= {first + n * DAY for n in range((last - first).days + 1)}
        workdays |= {date.fromisoformat(f"{year}-{day}") for day in days["workdays"]}
    return Calendar(
        frozenset(int(year) for year in table), frozenset(holidays), frozenset(workdays)
    )


def deadline(start: int, working_days: int, table: Calendar) -> Deadline:
    """The end of a period of working days that begins at `start` (seconds since 1970)."""
    day = day_of(start)
    exact = True
    left = working_days
    while left:
        day += DAY
        exact = exact and day.year in table.years
        left -= table.works(day)
    return Deadline(_end_of(day), exact)


def working_days_between(start: int, end: int, table: Calendar) -> int:
    """How many working days of a period that begins at `start` are over by the day of `end`."""
    first, last = day_of(start), day_of(end)
    return sum(table.works(first + n * DAY) for n in range(1, (last - first).days + 1))


def start_before(end: int, *, months: int = 0, days: int = 0) -> int:
    """The first second of the day so many months and days before the one that `end` lies in.

    Months go back to the day that corresponds, or to the last of a shorter month.
    """
    day = day_of(end)
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = monthrange(year, month + 1)[1]
    first = day.replace(year=year, month=month + 1, day=min(day.day, last)) - days * DAY
    return _end_of(first - DAY) + 1


def years_after(start: int, years: int) -> int:
    """The last second of a term of years, as `months_after` has it."""
    return months_after(start, 12 * years)


def months_after(start: int, months: int) -> int:
    """The last second of a term of months: of the day that corresponds, or of the month's last one.

    It ends on a holiday too: nobody has to act on that day (Civil Code Arts. 202, 203).
    """
    day = day_of(start)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return _end_of(day.replace(year=year, month=month + 1, day=min(day.day, last)))


def day_of(time: int) -> date:
    """The day in China; the last one that a calendar has of all past it."""
    return shanghai_day(time)


def _end_of(day: date) -> int:
    midnight = datetime.combine(day + DAY, datetime.min.time(), UTC) - SHANGHAI
    return int(midnight.timestamp()) - 1
