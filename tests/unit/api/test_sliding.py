"""The slider over a timeline."""

from dataclasses import dataclass
from typing import Any

import pytest

from api.pages.sliding import moment_of, slider
from api.problems import MomentUnknown
from ledger.queries.as_of import Moment

TITLE, OTHER = b"\x01", b"\x02"


@dataclass(frozen=True)
class Entry:
    subject: bytes
    block: int
    time: int


@dataclass(frozen=True)
class Acts:
    entries: tuple[Entry, ...]


ACTS: Any = Acts(
    (
        Entry(OTHER, 3, 30),
        Entry(TITLE, 5, 50),
        Entry(TITLE, 8, 80),
        Entry(TITLE, 8, 80),
        Entry(TITLE, 13, 130),
    )
)


def test_each_block_with_an_act_of_the_title_is_one_place() -> None:
    found = slider(ACTS, TITLE, None)
    assert (found.blocks, found.last, found.place) == ((5, 8, 13), 3, 0)
    assert (found.before, found.after) == (3, 0)


@pytest.mark.parametrize(
    ("block", "place", "before", "after"),
    [(5, 1, 0, 2), (7, 1, 0, 2), (8, 2, 1, 3), (13, 3, 2, 0), (99, 3, 2, 0)],
)
def test_a_block_lies_at_the_last_act_before_it(
    block: int, place: int, before: int, after: int
) -> None:
    found = slider(ACTS, TITLE, block)
    assert (found.place, found.before, found.after) == (place, before, after)


def test_a_place_is_the_moment_of_its_block() -> None:
    assert moment_of(slider(ACTS, TITLE, None), 2) == Moment(80, 8)


@pytest.mark.parametrize("place", [0, 4, -1])
def test_a_place_beside_the_timeline_is_refused(place: int) -> None:
    with pytest.raises(MomentUnknown):
        moment_of(slider(ACTS, TITLE, None), place)
