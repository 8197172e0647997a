"""A chain that grows by a hundred acts a block, and its mirror beside it, which keeps step."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger.chain.client import Web3Chain
from ledger.chain.profile import Confirmations
from ledger.queries.search import Asked, find
from ledger.queries.status import status
from tests.mirrors import Mirror, open_mirror
from tests.simulators.chain import profile_of
from tests.simulators.live import LiveChain
from tests.simulators.long import LongChain
from tests.simulators.served import served

pytestmark = [pytest.mark.node, pytest.mark.both_databases]
BLOCKS = 5
PATIENCE = 60.0


@contextmanager
def following(mirror: Mirror) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=mirror.follower.follow, args=(stop,), kwargs={"poll": 0.01})
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def await_block(mirror: Mirror, height: int) -> None:
    """Until the mirror has a block; it may never lack more than that one."""
    patience = time.monotonic() + PATIENCE
    block = -1
    while block < height:
        assert time.monotonic() < patience, block
        with mirror.reading() as session:
            block = status(session).as_of.block
        assert block in (height - 1, height)


def test_a_mirror_keeps_step_with_a_growing_chain(tmp_path: Path) -> None:
    chain = LiveChain(LongChain(2_500))
    chain.at(chain.chain.height)
    profile = profile_of(chain, Confirmations(4))
    chain.height = chain.full
    with served(chain) as node:
        mirror = open_mirror(tmp_path / "mirror.db", Web3Chain(node.url), profile)
        mirror.catch_up()
        with following(mirror):
            for height in range(chain.full + 1, chain.full + BLOCKS + 1):
                with node.lock:
                    chain.height = height
                    assert len(chain.at(height)[1]) == 102
                await_block(mirror, height)
        clean = open_mirror(tmp_path / "clean.db", Web3Chain(node.url), profile)
        clean.catch_up()
        assert mirror.dump() == clean.dump()
        with mirror.reading() as session:
            assert find(session, Asked()).total.number > 0
            assert status(session).unreadable == ()
        for each in (mirror, clean):
            each.engine.dispose()
