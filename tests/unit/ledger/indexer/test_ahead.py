"""The next range is read while this one is worked on: final blocks only, and no fault is kept."""

import pytest

from ledger.chain.errors import NodeUnreachable
from ledger.indexer.ahead import Ahead
from ledger.indexer.fetcher import Fetcher
from tests import forge
from tests.simulators.chain import SimulatedChain
from tests.stories import Story


def reading(final: int) -> tuple[SimulatedChain, Ahead]:
    chain, story = SimulatedChain(), Story()
    story.play(chain, [[0]] * 30)
    ahead = Ahead(Fetcher(chain, forge.REGISTER, most_span=5))
    assert ahead.fetch(0, chain.height, final=final).last == 4
    if ahead._asked:
        ahead._asked.answer.exception()  # it has been read by now
    return chain, ahead


def test_the_next_range_is_there_when_the_node_has_gone() -> None:
    chain, ahead = reading(final=30)
    chain.down = True
    fetched = ahead.fetch(5, chain.height, final=30)
    assert (fetched.first, fetched.last, len(fetched.logs)) == (5, 9, 5)


def test_what_could_not_be_read_ahead_is_asked_for_again() -> None:
    chain, ahead = reading(final=30)
    chain.down = True
    ahead.fetch(5, chain.height, final=30)
    with pytest.raises(NodeUnreachable):
        ahead.fetch(10, chain.height, final=30)
    chain.down = False
    assert ahead.fetch(10, chain.height, final=30).first == 10


def test_a_range_that_is_not_wanted_any_more_is_dropped() -> None:
    chain, ahead = reading(final=30)
    assert ahead.fetch(7, chain.height, final=30).first == 7


def test_what_another_node_told_is_dropped() -> None:
    chain, ahead = reading(final=30)
    chain.down = True
    with pytest.raises(NodeUnreachable):
        ahead.fetch(5, chain.height, final=30, source=2)


@pytest.mark.parametrize(("final", "last"), [(-1, None), (4, None), (7, 7)])
def test_nothing_is_read_ahead_that_is_not_final(final: int, last: int | None) -> None:
    _, ahead = reading(final=final)
    read = ahead._asked.answer.result().last if ahead._asked else None
    assert read == last
