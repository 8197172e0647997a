"""Bulk work is seldom interrupted by the collector, and leaves it as it was."""

import gc

import pytest

from ledger.indexer.garbage import SELDOM, seldom_collected


def divide(number: int) -> int:
    with seldom_collected():
        assert gc.get_threshold() == SELDOM
        return 1 // number


def test_the_collector_is_as_before_even_after_a_fault() -> None:
    before = gc.get_threshold()
    assert divide(1) == 1
    with pytest.raises(ZeroDivisionError):
        divide(0)
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
