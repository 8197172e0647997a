from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest

from ledger.domain import profiles
from ledger.domain.workdays import (
    calendar,
    day_of,
    deadline,
    working_days_between,
    years_after,
)


def shanghai(text: str) -> int:
    return int((datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=8)).timestamp())


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-09-22T10:00:00", 5, "2026-09-30T23:59:59"),
        ("2026-09-29T10:00:00", 3, "2026-10-09T23:59:59"),
        ("2026-10-10T00:00:00", 10, "2026-10-23T23:59:59"),
    ],
)
def test_the_vectors_of_2026_hold(start: str, days: int, last: str) -> None:
    end = deadline(shanghai(start), days, calendar())
    assert end.time == shanghai(last)
    assert end.exact


def test_a_make_up_workday_counts() -> None:
    saturday = deadline(shanghai("2026-10-09T23:00:00"), 1, calendar())
    assert saturday.time == shanghai("2026-10-10T23:59:59")


def test_a_year_without_a_table_is_said() -> None:
    end = deadline(shanghai("2031-09-01T10:00:00"), 1, calendar())
    assert not end.exact
    assert end.time == shanghai("2031-09-02T23:59:59")


def test_every_day_of_the_table_is_what_the_kept_library_says() -> None:
    table = calendar()
    for year in sorted(table.years):
        first = date(year, 1, 1)
        for n in range((date(year + 1, 1, 1) - first).days):
            day = first + timedelta(days=n)
            assert table.works(day) == chinese_calendar.is_workday(day), day


def test_the_table_reaches_from_2023_to_2026() -> None:
    assert calendar().years == {2023, 2024, 2025, 2026}


@pytest.mark.parametrize(
    ("start", "years", "last"),
    [
        ("2028-02-29T10:00:00", 5, "2033-02-28T23:59:59"),
        ("2026-09-30T00:00:00", 5, "2031-09-30T23:59:59"),
        ("2026-10-27T23:59:59", 5, "2031-10-27T23:59:59"),
        ("2024-02-29T08:00:00", 4, "2028-02-29T23:59:59"),
    ],
)
def test_a_term_ends_on_the_day_that_corresponds(start: str, years: int, last: str) -> None:
    assert years_after(shanghai(start), years) == shanghai(last)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-10-10T09:00:00", "2026-10-10T18:00:00", 0),
        ("2026-10-10T09:00:00", "2026-10-13T09:00:00", 2),
        ("2026-09-29T10:00:00", "2026-10-09T00:00:00", 3),
    ],
)
def test_working_days_that_are_over_are_counted_as_the_deadline_counts_them(
    start: str, end: str, days: int
) -> None:
    assert working_days_between(shanghai(start), shanghai(end), calendar()) == days
    if days:
        assert day_of(deadline(shanghai(start), days, calendar()).time) <= day_of(shanghai(end))


@pytest.mark.parametrize(
    ("name", "last", "opens", "closes"),
    [
        # scenario 21: refused on the last day itself
        ("nat-2026", "2031-09-30", "2031-03-30", "2031-09-29"),
        # months end with a shorter month, and go back over the turn of the year
        ("nat-2026", "2029-08-31", "2029-02-28", "2029-08-30"),
        ("nat-2026", "2028-08-31", "2028-02-29", "2028-08-30"),
        ("nat-2026", "2030-06-15", "2029-12-15", "2030-06-14"),
        ("nat-2026", "2030-03-01", "2029-09-01", "2030-02-28"),
        ("pub-2025", "2029-03-01", "2028-12-31", "2029-02-28"),
    ],
)
@pytest.mark.parametrize("hour", ["00:00:00", "23:59:59"])
def test_a_renewal_is_filed_from_the_first_second_of_a_day_to_the_last_of_another(
    name: str, last: str, opens: str, closes: str, hour: str
) -> None:
    window = profiles.load(name).renewal_window(shanghai(f"{last}T{hour}"))
    assert window == (shanghai(f"{opens}T00:00:00"), shanghai(f"{closes}T23:59:59"))
