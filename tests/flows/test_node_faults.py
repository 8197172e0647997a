"""A node that misbehaves in every way known: the mirror recovers or says why; no row is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ledger.chain.client import Web3Chain
from ledger.chain.endpoints import Endpoints
from ledger.chain.errors import (
    BlockUnknown,
    NodeLies,
    NodeUnreachable,
    RangeTooLarge,
    WrongChain,
)
from ledger.chain.profile import Confirmations, Instant
from ledger.errors import LedgerError
from ledger.indexer.audit import audit
from ledger.indexer.errors import EndpointsDiffer, LogForeign, RangeMoved
from ledger.queries.as_of import as_of
from ledger.queries.status import status
from ledger.store.repositories.mirror import all_unreadable, cursor
from tests.mirrors import Mirror, now, open_mirror
from tests.simulators.chain import SimulatedChain, profile_of
from tests.simulators.faults import NO_BLOOM, Faults
from tests.simulators.served import SimulatedNode, served
from tests.stories import Story
from tests.unit.ledger.indexer.test_follower import OPENING

pytestmark = pytest.mark.node
IMPATIENT = 3.0
HASTY = 0.5
MID = 6
# of several logs, and of several whose topics are the same
SEVERAL, ALIKE = 8, 9


@dataclass(frozen=True)
class Scene:
    """A node over HTTP, and a mirror that follows it."""

    node: SimulatedNode
    chain: SimulatedChain
    mirror: Mirror

    def misbehave(self, **switches: Any) -> None:
        """The node is honest but for these."""
        self.node.faults = Faults(**switches)

    def height(self) -> int:
        """How far the mirror has read."""
        with self.mirror.reading() as session:
            found = cursor(session)
        return found.block if found else -1

    def require_true(self, folder: Path) -> None:
        """What the mirror holds is what the chain was up to there, byte for byte."""
        part = SimulatedChain(self.chain.blocks[: self.height() + 1] or self.chain.blocks[:1])
        clean = open_mirror(folder / f"clean-{self.height()}.db", part, self.mirror.profile)
        if self.height() >= 0:
            clean.catch_up()
        assert self.mirror.dump() == clean.dump()
        clean.engine.dispose()


@pytest.fixture(params=[(Instant(), 0), (Confirmations(4), 5)], ids=["new", "begun"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    """A new mirror of final blocks, or one that has read a part of such as are not final yet."""
    finality, begun = request.param
    chain, story = SimulatedChain(), Story()
    story.play(chain, [*OPENING, [], [6], []])
    whole = list(chain.blocks)
    with served(chain) as node:
        client = Web3Chain(node.url, timeout=IMPATIENT)
        mirror = open_mirror(tmp_path / "mirror.db", client, profile_of(chain, finality))
        if begun:
            chain.cut(begun)
            mirror.catch_up()
            chain.blocks[:] = whole
        yield Scene(node, chain, mirror)
        mirror.engine.dispose()


REFUSED: dict[str, tuple[dict[str, Any], type[LedgerError]]] = {
    "withholds the logs of a block": ({"unlogged": {MID}}, RangeMoved),
    "has no logs of its last blocks": ({"unlogged": {11, 12, 13}}, RangeMoved),
    "has no logs at all": ({"unlogged": set(range(20))}, RangeMoved),
    "withholds a log of several": ({"partly": {SEVERAL}}, RangeMoved),
    "names no topics": ({"strange": {"topics": None}}, NodeLies),
    "names one topic": ({"strange": {"topics": "0x"}}, NodeLies),
    "has a time beyond all times": ({"strange": {"timestamp": hex(2**70)}}, NodeLies),
    "has a place beyond all places": ({"strange": {"logIndex": hex(2**70)}}, NodeLies),
    "has a filter that is none": ({"strange": {"logsBloom": "0x" + "zz" * 256}}, NodeLies),
    "names no transactions": ({"strange": {"transactions": None}}, NodeLies),
    "repeats logs": ({"repeated": MID}, NodeLies),
    "gives logs out of order": ({"reordered": 9}, NodeLies),
    "sends removed logs": ({"removed": MID}, RangeMoved),
    "gives logs of another fork": ({"moved": MID}, RangeMoved),
    "has a gap in its headers": ({"missing": MID}, BlockUnknown),
    "has no last header": ({"missing": 13}, BlockUnknown),
    "is on another chain": ({"renamed": 5}, WrongChain),
    "breaks off": ({"cut": 70}, NodeUnreachable),
    "breaks off and hides it": ({"cut": 70, "short": True}, NodeUnreachable),
    "says nothing": ({"cut": 0, "short": True}, NodeUnreachable),
    "is down": ({"status": 503}, NodeUnreachable),
    "asks for patience": ({"status": 429}, NodeUnreachable),
    "hangs": ({"silent": 2 * IMPATIENT}, NodeUnreachable),
    "pours out every answer": ({"pour": 0}, NodeLies),
    "answers a batch in part": ({"partial": True}, NodeLies),
    "gives one log at most": ({"most_logs": 1}, RangeTooLarge),
}
TAKEN: dict[str, tuple[dict[str, Any], int]] = {
    "says that results are too many": ({"most_logs": 4}, 13),
    "pours out long answers": ({"pour": 20_000}, 13),
    "lags": ({"lag": 3}, 10),
    "lags and refuses what it lacks": ({"lag": 3, "refuses_beyond": True}, 10),
    "lags and says nothing of what it lacks": ({"lag": 3, "empty_beyond": True}, 10),
    "shuffles its batches": ({"shuffled": True}, 13),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_node_that_cannot_be_believed_is_not(scene: Scene, tmp_path: Path, what: str) -> None:
    switches, error = REFUSED[what]
    scene.misbehave(**switches)
    with pytest.raises(error):
        scene.mirror.catch_up()
    scene.require_true(tmp_path)
    scene.misbehave()
    scene.mirror.catch_up()
    assert scene.height() == scene.chain.height
    scene.require_true(tmp_path)


def test_a_node_that_answers_byte_by_byte_is_given_up_in_the_time_of_one_answer(
    scene: Scene, tmp_path: Path
) -> None:
    scene.misbehave(drip=HASTY / 10)
    client = Web3Chain(scene.node.url, timeout=HASTY)
    mirror = open_mirror(tmp_path / "hasty.db", client, scene.mirror.profile)
    with pytest.raises(NodeUnreachable):
        mirror.catch_up()
    mirror.engine.dispose()


@pytest.mark.parametrize("what", TAKEN)
def test_a_node_that_only_falls_short_is_read_as_far_as_it_goes(
    scene: Scene, tmp_path: Path, what: str
) -> None:
    switches, height = TAKEN[what]
    scene.misbehave(**switches)
    scene.mirror.catch_up()
    assert scene.height() == height
    scene.require_true(tmp_path)
    scene.misbehave()
    scene.mirror.catch_up()
    assert scene.height() == scene.chain.height
    scene.require_true(tmp_path)


@contextmanager
def two(scene: Scene, path: Path, *, order: int = 1) -> Iterator[tuple[Mirror, Faults]]:
    """A mirror of this node and an honest one, and what the first does wrong."""
    with served(scene.chain) as honest:
        nodes = [Web3Chain(node.url) for node in (scene.node, honest)][::order]
        mirror = open_mirror(path / "two.db", Endpoints(nodes), scene.mirror.profile)
        yield mirror, scene.node.faults
        mirror.engine.dispose()


@pytest.mark.parametrize(
    "switches", [{"altered": {MID, 9}}, {"partly": {ALIKE}}, {"unlogged": {MID}, "unbloomed": True}]
)
@pytest.mark.parametrize("order", [1, -1])
def test_what_one_of_two_nodes_garbles_or_hides_is_read_when_they_agree(
    scene: Scene, tmp_path: Path, switches: dict[str, Any], order: int
) -> None:
    scene.misbehave(**switches)
    with two(scene, tmp_path, order=order) as (mirror, faults):
        with pytest.raises(EndpointsDiffer) as caught:
            mirror.catch_up()
        (block,) = {MID, ALIKE} & {caught.value.block}
        with mirror.reading() as session:
            assert all_unreadable(session) == []
            kept = cursor(session)
        assert (kept.block if kept else -1) < block
        faults.clear()
        mirror.catch_up()
        scene.misbehave()
        scene.mirror.catch_up()
        assert mirror.dump() == scene.mirror.dump()


def test_a_node_that_leaves_a_log_out_is_left_for_the_other(scene: Scene, tmp_path: Path) -> None:
    scene.misbehave(partly={SEVERAL})
    with two(scene, tmp_path) as (mirror, _):
        mirror.catch_up()
        with mirror.reading() as session:
            assert as_of(session).endpoint == 2
        scene.misbehave()
        scene.mirror.catch_up()
        assert mirror.dump() == scene.mirror.dump()


def test_a_second_node_that_leaves_a_log_out_is_not_believed(scene: Scene, tmp_path: Path) -> None:
    scene.misbehave(partly={SEVERAL})
    with two(scene, tmp_path, order=-1) as (mirror, _):
        mirror.catch_up()
        with mirror.reading() as session:
            found = status(session).endpoints
        assert (found.asked, found.agreed, found.code) == (1, -1, NodeLies.code)
        scene.misbehave()
        scene.mirror.catch_up()
        assert mirror.dump() == scene.mirror.dump()


def test_a_topic_that_one_node_garbles_stops_nothing_for_good(scene: Scene, tmp_path: Path) -> None:
    foreign = {"topics": ["0x" + "11" * 32] * 4}
    scene.misbehave(strange={**foreign, "logsBloom": NO_BLOOM})
    with pytest.raises(LogForeign):
        scene.mirror.catch_up()
    scene.require_true(tmp_path)
    with two(scene, tmp_path) as (mirror, faults):
        with pytest.raises(EndpointsDiffer):
            mirror.catch_up()
        faults.strange = foreign
        mirror.catch_up()
        with mirror.reading() as session:
            assert as_of(session).endpoint == 2
        scene.misbehave()
        scene.mirror.catch_up()
        assert mirror.dump() == scene.mirror.dump()


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_nodes_the_one_that_is_not_the_profiles_is_left_out(
    scene: Scene, tmp_path: Path, order: int
) -> None:
    scene.misbehave(renamed=5)
    with two(scene, tmp_path, order=order) as (mirror, _):
        mirror.follower.hold_to_profile()
        mirror.catch_up()
        with mirror.reading() as session:
            found = status(session)
        assert found.as_of.block == scene.chain.height
        assert found.endpoints.asked == (2 if order == 1 else 1)
        assert found.endpoints.code == WrongChain.code
        scene.misbehave()
        mirror.catch_up()
        with mirror.reading() as session:
            assert status(session).endpoints.code == ""


def test_a_log_that_every_node_garbles_makes_its_dossier_unknown(scene: Scene) -> None:
    scene.misbehave(altered={MID})
    scene.mirror.catch_up()
    with scene.mirror.reading() as session:
        lost = status(session).unreadable
    assert {each.block for each in lost} == {MID}
    found = audit(scene.mirror.engine, scene.mirror.chain, clock=now)
    assert found.passed
    assert {each.subject for each in found.mismatches if each.unknown} <= {
        each.subject for each in lost
    }
    assert scene.height() == scene.chain.height
