"""Two nodes: compared by the hashes of their blocks, the one in the place of the other."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.chain.endpoints import Endpoints
from ledger.chain.errors import NodeUnreachable
from ledger.chain.profile import Confirmations
from ledger.indexer.errors import EndpointsDiffer, ForkBelowFinality
from ledger.queries.as_of import AsOf, MirrorState, as_of
from ledger.queries.status import EndpointStatus, status
from tests.mirrors import Mirror, open_mirror
from tests.simulators.chain import SimulatedChain, profile_of
from tests.unit.ledger.indexer.test_follower import clean_dump, played

pytestmark = pytest.mark.both_databases


@dataclass(frozen=True)
class Pair:
    """A mirror of two nodes that have the same chain."""

    mirror: Mirror
    first: SimulatedChain
    second: SimulatedChain

    def stamp(self) -> AsOf:
        """What every answer says."""
        with self.mirror.reading() as session:
            return as_of(session)

    def endpoints(self) -> EndpointStatus:
        """What the status says of the nodes."""
        with self.mirror.reading() as session:
            return status(session).endpoints

    def mine(self, *chains: SimulatedChain) -> None:
        """One more block, the same for these."""
        for chain in chains:
            chain.mine()

    def until(self, state: MirrorState) -> None:
        """Follow until the answers say this."""
        stop = threading.Event()
        follow = self.mirror.follower.follow
        thread = threading.Thread(target=follow, args=(stop,), kwargs={"poll": 0.01})
        thread.start()
        try:
            for _ in range(2_000):
                if self.stamp().state is state:
                    return
                stop.wait(0.01)
            pytest.fail(f"never {state}")
        finally:
            stop.set()
            thread.join()


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    first, _ = played([])
    second = SimulatedChain(list(first.blocks))
    profile = profile_of(first, Confirmations(4))
    mirror = open_mirror(tmp_path / "mirror.db", Endpoints((first, second)), profile)
    mirror.catch_up()
    yield Pair(mirror, first, second)
    mirror.engine.dispose()


def test_two_nodes_agree_and_the_answer_says_which_is_asked(pair: Pair) -> None:
    stamp = pair.stamp()
    assert (stamp.state, stamp.endpoint, stamp.code) == (MirrorState.LIVE, 1, "")
    assert pair.endpoints() == EndpointStatus(1, 2, pair.first.height, "")


def test_when_one_fails_the_other_is_asked_and_the_answer_says_so(pair: Pair) -> None:
    pair.first.down = True
    pair.mine(pair.first, pair.second)
    pair.mirror.catch_up()
    stamp = pair.stamp()
    assert (stamp.state, stamp.endpoint) == (MirrorState.LIVE, 2)
    assert stamp.block == pair.second.height
    assert pair.endpoints() == EndpointStatus(2, 2, -1, "NODE_UNREACHABLE")
    pair.first.down, pair.second.down = False, True
    pair.mine(pair.first, pair.second)
    pair.mirror.catch_up()
    assert (pair.stamp().endpoint, pair.stamp().block) == (1, pair.first.height)


def test_when_both_fail_the_mirror_waits_and_says_so(pair: Pair) -> None:
    pair.first.down = pair.second.down = True
    with pytest.raises(NodeUnreachable):
        pair.mirror.follower.run_once()
    pair.until(MirrorState.UNREACHABLE)
    assert pair.stamp().code == "NODE_UNREACHABLE"


def test_of_blocks_that_two_nodes_see_differently_none_is_read(pair: Pair) -> None:
    before, height = pair.mirror.dump(), pair.first.height
    pair.first.mine()
    pair.second.salt = 9
    pair.second.mine()
    with pytest.raises(EndpointsDiffer) as caught:
        pair.mirror.follower.run_once()
    fault = caught.value
    assert (fault.block, fault.endpoint, fault.other) == (height + 1, 1, 2)
    assert (fault.found, fault.other_found) == (
        pair.first.blocks[-1][0].hash,
        pair.second.blocks[-1][0].hash,
    )
    pair.until(MirrorState.DOUBTFUL)
    assert pair.stamp().code == "ENDPOINTS_DIFFER"
    assert (pair.stamp().block, pair.mirror.dump()) == (height, before)
    pair.second.blocks[:] = pair.first.blocks
    pair.mirror.catch_up()
    assert pair.stamp().state is MirrorState.LIVE
    assert pair.mirror.dump() == clean_dump(pair.first)


def test_a_fork_is_followed_once_both_have_it(pair: Pair) -> None:
    pair.first.cut(pair.first.height - 2)
    pair.mine(*[pair.first] * 3)
    before = pair.mirror.dump()
    with pytest.raises(EndpointsDiffer):
        pair.mirror.follower.run_once()
    assert pair.mirror.dump() == before
    pair.second.blocks[:] = pair.first.blocks
    pair.mirror.catch_up()
    assert pair.mirror.dump() == clean_dump(pair.first)


def test_a_node_that_changed_what_is_final_is_outvoted_but_not_overlooked(pair: Pair) -> None:
    pair.first.cut(2)
    pair.mine(*[pair.first] * 12)
    with pytest.raises(EndpointsDiffer):
        pair.mirror.follower.run_once()
    pair.second.down = True
    with pytest.raises(ForkBelowFinality):
        pair.mirror.follower.run_once()


def test_the_node_that_has_more_is_asked(pair: Pair) -> None:
    pair.mine(*[pair.second] * 8)
    for _ in range(3):
        pair.mirror.catch_up()
    assert (pair.stamp().endpoint, pair.stamp().block) == (2, pair.second.height)
    assert pair.endpoints().agreed == pair.first.height
    pair.first.blocks[:] = pair.second.blocks
    pair.second.cut(pair.second.height - 1)
    for _ in range(2):
        pair.mirror.catch_up()
    assert (pair.stamp().endpoint, pair.stamp().state) == (1, MirrorState.LIVE)


def test_a_node_that_lost_its_end_leaves_the_answers_in_doubt(pair: Pair) -> None:
    for chain in (pair.first, pair.second):
        chain.cut(chain.height - 2)
    height = pair.stamp().block
    pair.mirror.catch_up()
    stamp = pair.stamp()
    assert (stamp.state, stamp.code, stamp.block) == (MirrorState.DOUBTFUL, "NODE_BEHIND", height)
    pair.mine(*[pair.first, pair.second] * 3)
    pair.mirror.catch_up()
    assert pair.stamp().state is MirrorState.LIVE
    assert pair.mirror.dump() == clean_dump(pair.first)
