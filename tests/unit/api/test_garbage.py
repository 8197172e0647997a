"""What a server keeps at hand is set aside from full collections, and never for good."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from api.garbage import Settling, settled


class Ring:
    """An object in a cycle with itself, as a connection is with its parser."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def collector() -> Iterator[list[Settling]]:
    """The collector left to the test, and as it was afterwards."""
    added: list[Settling] = []
    gc.disable()
    gc.collect()
    yield added
    for each in added:
        gc.callbacks.remove(each)
    gc.unfreeze()
    gc.enable()


def watching(added: list[Settling], *, seconds: float, long: float = 1.0, every: int = 3) -> None:
    """A collector whose full collections take so long."""
    times = iter(range(10**6))
    added.append(Settling(clock=lambda: seconds * next(times), long=long, round=every))
    gc.callbacks.append(added[-1])


def test_what_survived_a_long_full_collection_is_not_looked_through_again(
    collector: list[Settling],
) -> None:
    watching(collector, seconds=2.0)
    kept = [[each] for each in range(1_000)]
    gc.collect(1)
    assert gc.get_freeze_count() == 0
    gc.collect()
    assert gc.get_freeze_count() > len(kept)


def test_a_short_collection_sets_nothing_aside(collector: list[Settling]) -> None:
    watching(collector, seconds=0.5)
    gc.collect()
    assert gc.get_freeze_count() == 0


def test_a_cycle_that_was_set_aside_alive_goes_within_a_round(collector: list[Settling]) -> None:
    watching(collector, seconds=2.0)
    ring = Ring()
    gone = weakref.ref(ring)
    gc.collect()
    del ring
    gc.collect()
    assert gone() is not None
    gc.collect()  # the third takes everything back
    gc.collect()
    assert gone() is None


def test_a_server_that_ends_leaves_the_collector_as_it_was() -> None:
    before = list(gc.callbacks)
    with settled():
        assert len(gc.callbacks) == len(before) + 1
        gc.freeze()
    assert gc.callbacks == before
    assert gc.get_freeze_count() == 0
