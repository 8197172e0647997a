"""Values: equal and hashed by their members, copied with others."""

import pytest

from ledger.domain.values import members_of, names_of, replace, value


@value(frozen=True, slots=True)
class Point:
    left: int
    right: int = 0


@value(frozen=True, slots=True)
class Single:
    only: bytes


def test_values_are_equal_by_their_members() -> None:
    assert Point(1, 2) == Point(1, right=2)
    assert len({Point(1), Point(1, 0), Point(2)}) == 2


def test_a_copy_has_other_members_and_the_source_keeps_its_own() -> None:
    source = Point(1, 2)
    assert (replace(source, right=3), source) == (Point(1, 3), Point(1, 2))


def test_a_copy_has_no_members_of_another_name() -> None:
    with pytest.raises(AttributeError):
        replace(Point(1), top=1)  # type: ignore[call-arg]


def test_members_come_in_their_order() -> None:
    assert (names_of(Point), members_of(Point)(Point(1, 2))) == (("left", "right"), (1, 2))
    assert members_of(Single)(Single(b"a")) == (b"a",)
