"""Hand-overs are entered after the making, by who held the package, and never before."""

from pathlib import Path

import pytest

from notarization.custody import entered, kept
from notarization.verify.custody import CustodyBroken, Handling, HandOver

GOOD = Path(__file__).parents[2] / "packages" / "good"
COURT = "青岛某区法院（演示）"
LATER = "2026-01-31T04:00:00Z"


def given(giver: str, time: str = LATER, taker: str = "鉴定机构") -> HandOver:
    return HandOver(Handling.HANDED_OVER, time, giver, taker)


def test_who_held_it_hands_it_on() -> None:
    package = (GOOD / "second.evidence.zip").read_bytes()
    before = kept(package)
    assert before[-1].taker == COURT
    assert kept(entered(package, given(COURT))) == (*before, given(COURT))


def test_a_package_without_a_log_begins_with_its_making() -> None:
    package = (GOOD / "pledged.evidence.zip").read_bytes()
    assert kept(package) == ()
    first, second = kept(entered(package, given("-")))
    assert (first.kind, first.giver, second) == (Handling.MADE, "-", given("-"))


@pytest.mark.parametrize("line", [given("nobody"), given(COURT, "2020-01-01T00:00:00Z")])
def test_what_does_not_follow_is_not_entered(line: HandOver) -> None:
    with pytest.raises(CustodyBroken):
        entered((GOOD / "second.evidence.zip").read_bytes(), line)
