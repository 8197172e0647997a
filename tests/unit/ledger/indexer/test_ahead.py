"""The next ranges are read while one is worked on: final blocks only, in order, none skipped."""

from collections.abc import Sequence
from dataclasses import replace
from threading import Event, Lock

import pytest

from ledger.chain.client import Web3Chain
from ledger.chain.errors import NodeUnreachable
from ledger.chain.records import RawLog
from ledger.chain.wire import MOST_BYTES
from ledger.indexer.ahead import IN_FLIGHT, MOST_WAITING, Ahead
from ledger.indexer.errors import RangeMoved
from ledger.indexer.fetcher import Fetched, Fetcher
from tests import forge
from tests.simulators.chain import SimulatedChain, log_of
from tests.simulators.served import served
from tests.stories import Story


def a_chain(blocks: int = 30) -> SimulatedChain:
    chain, story = SimulatedChain(), Story()
    story.play(chain, [[0]] * blocks)
    return chain


def reading(
    final: int, chain: SimulatedChain | None = None, **options: int
) -> tuple[SimulatedChain, Ahead]:
    chain = chain or a_chain()
    ahead = Ahead(Fetcher(chain, forge.REGISTER, most_span=5), **options)
    assert ahead.fetch(0, chain.height, final=final).last == 4
    settled(ahead)
    return chain, ahead


def settled(ahead: Ahead) -> None:
    for asked in ahead._line:
        asked.answer.exception()  # it has been read by now


def blocks_of(fetched: Sequence[Fetched]) -> list[int]:
    return [number for each in fetched for number in range(each.first, each.last + 1)]


def test_the_next_ranges_are_there_when_the_node_has_gone() -> None:
    chain, ahead = reading(final=30)
    chain.down = True
    fetched = [ahead.fetch(first, chain.height, final=30) for first in (5, 10, 15, 20)]
    assert blocks_of(fetched) == [*range(5, 25)]
    assert [len(each.logs) for each in fetched] == [5] * 4


def test_what_could_not_be_read_ahead_is_asked_for_again() -> None:
    chain, ahead = reading(final=30)
    chain.down = True
    for first in (5, 10, 15, 20):
        ahead.fetch(first, chain.height, final=30)
    with pytest.raises(NodeUnreachable):
        ahead.fetch(25, chain.height, final=30)
    chain.down = False
    assert ahead.fetch(25, chain.height, final=30).first == 25


def test_a_range_that_is_not_wanted_any_more_is_dropped() -> None:
    chain, ahead = reading(final=30)
    assert ahead.fetch(7, chain.height, final=30).first == 7
    assert ahead._line[0].first == 12


def test_what_another_node_told_is_dropped() -> None:
    chain, ahead = reading(final=30)
    assert ahead.holds(5, 1)
    assert not ahead.holds(5, 2)
    chain.down = True
    with pytest.raises(NodeUnreachable):
        ahead.fetch(5, chain.height, final=30, source=2)


@pytest.mark.parametrize(("final", "last"), [(-1, None), (4, None), (7, 7), (23, 23)])
def test_nothing_is_read_ahead_that_is_not_final(final: int, last: int | None) -> None:
    _, ahead = reading(final=final)
    assert (ahead._line[-1].last if ahead._line else None) == last
    assert blocks_of([each for asked in ahead._line for each in asked.answer.result().pieces]) == [
        *range(5, (last or 4) + 1)
    ]


class SlowFirst(SimulatedChain):
    """It answers for block 5 only when it has answered for those after it."""

    later: Event
    seen: set[int]
    guard: Lock

    def logs(self, address: bytes, first: int, last: int) -> list[RawLog]:
        if first == 5:
            assert self.later.wait(30)
        with self.guard:
            self.seen.add(first)
            if {10, 15, 20} <= self.seen:
                self.later.set()
        return super().logs(address, first, last)


def test_ranges_are_taken_in_their_order_whatever_order_they_are_answered_in() -> None:
    chain = SlowFirst()
    chain.later, chain.seen, chain.guard = Event(), set(), Lock()
    Story().play(chain, [[0]] * 30)
    _, ahead = reading(final=30, chain=chain)
    assert len(ahead._line) == IN_FLIGHT
    fetched = [ahead.fetch(first, chain.height, final=30) for first in range(5, 31, 5)]
    assert blocks_of(fetched) == [*range(5, 31)]


def test_a_range_that_fails_stops_the_line_at_its_place_and_nothing_is_skipped() -> None:
    chain = a_chain()
    whole = chain.blocks[12]
    chain.blocks[12] = (whole[0], tuple(replace(log, block_hash=bytes(32)) for log in whole[1]))
    _, ahead = reading(final=30, chain=chain)
    fetched = [ahead.fetch(5, chain.height, final=30)]
    for _ in range(2):
        with pytest.raises(RangeMoved) as caught:
            ahead.fetch(10, chain.height, final=30)
        assert caught.value.block == 12
    chain.blocks[12] = whole
    while (first := fetched[-1].last + 1) <= 30:
        fetched.append(ahead.fetch(first, chain.height, final=30))
    assert blocks_of(fetched) == [*range(5, 31)]
    assert [log for each in fetched for log in each.logs] == chain.logs(forge.REGISTER, 5, 30)


def test_a_range_that_is_refused_comes_in_pieces_without_a_gap() -> None:
    chain, ahead = reading(final=30)
    chain.most_blocks = 2
    fetched = [ahead.fetch(5, chain.height, final=30)]
    while (first := fetched[-1].last + 1) <= 30:
        fetched.append(ahead.fetch(first, chain.height, final=30))
    assert blocks_of(fetched) == [*range(5, 31)]
    assert max(each.last - each.first + 1 for each in fetched[IN_FLIGHT:]) <= 2


def test_what_is_read_before_a_fault_inside_a_range_is_delivered() -> None:
    chain = a_chain()
    chain.most_blocks = 2
    chain.blocks[8] = (chain.blocks[8][0], (replace(chain.blocks[8][1][0], removed=True),))
    ahead = Ahead(Fetcher(chain, forge.REGISTER, most_span=5))
    fetched = [ahead.fetch(first, chain.height, final=30) for first in (0, 2, 4, 6)]
    with pytest.raises(RangeMoved) as caught:
        ahead.fetch(8, chain.height, final=30)
    assert caught.value.block == 8
    assert blocks_of(fetched) == [*range(8)]


def test_what_waits_is_bounded_by_its_bytes() -> None:
    chain, ahead = reading(final=30)
    settled(ahead)
    assert len(ahead._line) == IN_FLIGHT
    one = ahead._line[0].answer.result().pieces[0].size
    assert ahead.waiting > 3 * one
    _, bounded = reading(final=30, chain=chain, most_waiting=one)
    assert len(bounded._line) == 1
    fetched = [bounded.fetch(first, chain.height, final=30) for first in range(5, 31, 5)]
    assert blocks_of(fetched) == [*range(5, 31)]


@pytest.mark.node
def test_a_busy_stretch_after_a_quiet_one_is_read_in_bounded_answers_and_waits_bounded() -> None:
    chain = SimulatedChain()
    for _ in range(200):
        chain.mine()
    large = replace(log_of(Story().forge.act(forge.enrolment(1), 1, 1)), data=bytes(200_000))
    for _ in range(200):
        chain.mine(logs=[large])
    with served(chain) as node:
        ahead = Ahead(Fetcher(Web3Chain(node.url), forge.REGISTER))
        fetched: list[Fetched] = []
        while not fetched or fetched[-1].last < chain.height:
            first = fetched[-1].last + 1 if fetched else 0
            fetched.append(ahead.fetch(first, chain.height, final=chain.height))
            for asked in ahead._line:
                sizes = [piece.size for piece in asked.answer.result().pieces]
                assert sum(sizes[:-1]) < MOST_WAITING
    assert blocks_of(fetched) == [*range(chain.height + 1)]
    assert max(each.size for each in fetched) < MOST_BYTES
    assert sum(len(each.logs) for each in fetched) == 200
