from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import requests

from ledger.chain.client import Web3Chain
from ledger.chain.errors import NodeUnreachable, RangeTooLarge
from ledger.chain.records import Header
from ledger.indexer.blooms import bloom_of, may_log
from ledger.indexer.errors import RangeMoved
from ledger.indexer.fetcher import AIM_BYTES, Fetcher
from tests import forge
from tests.simulators import headers
from tests.simulators.chain import SimulatedChain, log_of
from tests.simulators.served import served
from tests.stories import Story

pytestmark = pytest.mark.node


def question(method: str, *params: Any) -> Any:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}


def a_chain(blocks: int = 20) -> SimulatedChain:
    chain, story = SimulatedChain(), Story()
    story.play(chain, [[0]] * blocks)
    return chain


def test_a_refused_range_is_halved_until_it_is_taken() -> None:
    chain = a_chain()
    chain.most_blocks = 3
    fetcher = Fetcher(chain, forge.REGISTER)
    fetched = fetcher.fetch(0, chain.height)
    assert fetched.last - fetched.first + 1 <= 3
    assert len(fetched.logs) == fetched.last


class Slow(SimulatedChain):
    """It does not answer in time for more than four headers."""

    def headers(self, numbers: Sequence[int]) -> list[Header]:
        if len(numbers) > 4:
            raise NodeUnreachable("simulated", "ReadTimeout")
        return super().headers(numbers)


def test_a_node_that_is_too_slow_for_so_much_is_asked_for_less_the_next_time() -> None:
    chain = Slow()
    Story().play(chain, [[0]] * 20)
    fetcher = Fetcher(chain, forge.REGISTER)
    tries = 0
    while fetcher.span > 4:
        with pytest.raises(NodeUnreachable):
            fetcher.fetch(0, chain.height)
        tries += 1
    assert tries == 4
    assert fetcher.fetch(0, chain.height).last == 3


def test_a_single_block_that_is_refused_is_an_error() -> None:
    chain = a_chain()
    chain.most_blocks = 0
    with pytest.raises(RangeTooLarge) as caught:
        Fetcher(chain, forge.REGISTER).fetch(4, chain.height)
    assert (caught.value.first, caught.value.last) == (4, 4)


def test_small_answers_make_the_range_grow_and_large_ones_shrink_to_the_size_aimed_at() -> None:
    chain = a_chain()
    fetcher = Fetcher(chain, forge.REGISTER)
    before = fetcher.span
    fetched = fetcher.fetch(0, 5)
    assert fetcher.span == 2 * before
    assert fetcher.bytes_a_block == fetched.size // 6
    fetcher._steer(blocks=10, size=10 * AIM_BYTES // 4)
    assert fetcher.span == 4
    fetcher._steer(blocks=1, size=10 * AIM_BYTES)
    assert fetcher.span == 1


def test_the_size_of_a_range_is_about_that_of_its_json() -> None:
    with served(a_chain()) as node:
        fetched = Fetcher(Web3Chain(node.url), forge.REGISTER).fetch(0, 20)
        logs = requests.post(
            node.url,
            json=question("eth_getLogs", {"fromBlock": "0x0", "toBlock": "0x14"}),
            timeout=9,
        )
        headers = [
            requests.post(
                node.url, json=question("eth_getBlockByNumber", hex(number), False), timeout=9
            )
            for number in range(21)
        ]
    real = len(logs.content) + sum(len(each.content) for each in headers)
    assert 0.8 * real < fetched.size < 1.3 * real


def test_every_header_comes() -> None:
    chain = a_chain()
    chain.mine()
    fetched = Fetcher(chain, forge.REGISTER).fetch(1, chain.height)
    assert set(fetched.headers) == set(range(1, chain.height + 1))


def test_a_node_that_withholds_logs_of_a_block_is_caught_by_its_bloom() -> None:
    chain = a_chain()
    chain.hidden = {20}
    with pytest.raises(RangeMoved) as caught:
        Fetcher(chain, forge.REGISTER).fetch(1, chain.height)
    assert caught.value.block == 20


def test_logs_of_another_fork_are_refused() -> None:
    chain = a_chain()
    header, (log,) = chain.blocks[7]
    chain.blocks[7] = (header, (replace(log, block_hash=bytes(32)),))
    with pytest.raises(RangeMoved) as caught:
        Fetcher(chain, forge.REGISTER).fetch(1, chain.height)
    assert (caught.value.block, caught.value.expected) == (7, header.hash)


def test_headers_that_do_not_join_are_refused() -> None:
    chain = a_chain()
    header, logs = chain.blocks[9]
    chain.blocks[9] = (replace(header, parent_hash=bytes(32)), logs)
    with pytest.raises(RangeMoved) as caught:
        Fetcher(chain, forge.REGISTER).fetch(1, chain.height)
    assert caught.value.block == 9


def test_a_bloom_speaks_of_the_register_only() -> None:
    logs = [log_of(Story().forge.act(forge.enrolment(1), 1, 1))]
    bloom = bloom_of(logs)
    assert bloom == int(headers.bloom_of(logs), 16)
    assert may_log(bloom, forge.REGISTER)
    assert not may_log(bloom, forge.BOOK)
    assert not may_log(0, forge.REGISTER)
