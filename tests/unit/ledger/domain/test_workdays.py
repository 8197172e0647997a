from datetime import UTC, datetime, timedelta

import pytest

from ledger.domain.workdays import calendar, deadline


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
