from dataclasses import dataclass
from datetime import date

import pytest

from ledger.domain.shapes import shaped


@dataclass(frozen=True)
class Pair:
    zh: str
    en: str = ""


@dataclass(frozen=True)
class Table:
    since: date | None
    labels: dict[str, Pair]
    days: tuple[int, ...] = ()


def test_members_places_and_days_are_read() -> None:
    value = {"from": "2026-07-01", "labels": {"a": ["甲", "A"], "b": ["乙"]}, "days": [1, 2]}
    expected = Table(date(2026, 7, 1), {"a": Pair("甲", "A"), "b": Pair("乙")}, (1, 2))
    assert shaped(Table, value) == expected
    assert shaped(Table, {"from": None, "labels": {}}) == Table(None, {})


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ({"from": None, "labels": {}, "price": 1}, TypeError),
        ({"labels": {}}, TypeError),
        ({"from": None, "labels": {"a": [1]}}, TypeError),
        ({"from": None, "labels": {}, "days": ["1"]}, TypeError),
        ({"from": "2026-13-01", "labels": {}}, ValueError),
    ],
)
def test_anything_else_is_refused(value: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        shaped(Table, value)
