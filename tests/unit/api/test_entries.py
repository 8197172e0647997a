"""What people type, read exactly."""

from collections.abc import Callable

import pytest

from api.pages.entries import fen_of, octets_of, ppm_of, seconds_of
from api.problems import EntryUnclear


@pytest.mark.parametrize(
    ("text", "ppm"), [("100", 1_000_000), ("33.3333", 333_333), (" 0.0001 ", 1), ("66.67", 666_700)]
)
def test_per_cent_become_parts_per_million_exactly(text: str, ppm: int) -> None:
    assert ppm_of("ppm", text) == ppm


@pytest.mark.parametrize(
    ("text", "fen"), [("8,000,000.00", 800_000_000), ("0.01", 1), ("8000000", 800_000_000)]
)
def test_yuan_become_fen_exactly(text: str, fen: int) -> None:
    assert fen_of("amount", text) == fen


def test_times_are_those_of_china_and_a_day_lasts_to_its_end() -> None:
    assert seconds_of("at", "2026-11-23T10:05:11") == 1_795_399_511
    assert seconds_of("at", "2026-11-23T02:05:11+00:00") == 1_795_399_511
    assert seconds_of("at", "2027-11-30") == seconds_of("at", "2027-11-30T23:59:59")


def test_an_id_may_have_its_prefix_and_may_lack_where_that_is_allowed() -> None:
    assert octets_of("lot", "0x" + "AB" * 32) == b"\xab" * 32
    assert octets_of("lot", "", optional=True) == bytes(32)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (ppm_of, "1e2"),
        (ppm_of, "0.00001"),
        (ppm_of, "-1"),
        (ppm_of, "1000"),
        (fen_of, "1.001"),
        (fen_of, "八百万"),
        (fen_of, ""),
        (seconds_of, "tomorrow"),
        (seconds_of, "2026-02-30"),
        (seconds_of, ""),
        (octets_of, "ab"),
        (octets_of, ""),
        (octets_of, "zz" * 32),
    ],
)
def test_what_is_unclear_names_the_member(read: Callable[[str, str], object], text: str) -> None:
    with pytest.raises(EntryUnclear) as refused:
        read("member", text)
    assert refused.value.member == "member"
    assert refused.value.needs
