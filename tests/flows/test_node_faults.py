"""A node that misbehaves in every way known: the mirror recovers or says why; no row is wrong."""

from collections.abc import Iterator
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
from ledger.indexer.errors import RangeMoved
from ledger.queries.status import status
from ledger.store.repositories.mirror import cursor
from tests.mirrors import Mirror, now, open_mirror
from tests.simulators.chain import SimulatedChain, profile_of
from tests.simulators.faults import Faults
from tests.simulators.served import SimulatedNode, served
from tests.stories import Story
from tests.unit.ledger.indexer.test_follower import OPENING

pytestmark = pytest.mark.node
IMPATIENT = 3.0
MID = 6


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
    "answers a batch in part": ({"partial": True}, NodeLies),
    "gives one log at most": ({"most_logs": 1}, RangeTooLarge),
}
TAKEN: dict[str, tuple[dict[str, Any], int]] = {
    "says that results are too many": ({"most_logs": 4}, 13),
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


def test_a_log_that_one_node_garbles_makes_no_dossier_unknown(scene: Scene, tmp_path: Path) -> None:
    scene.misbehave(altered={MID, 9})
    with served(scene.chain) as honest:
        nodes = Endpoints([Web3Chain(node.url) for node in (scene.node, honest)])
        mirror = open_mirror(tmp_path / "two.db", nodes, scene.mirror.profile)
        mirror.catch_up()
        with mirror.reading() as session:
            found = status(session)
        assert (found.unreadable, found.as_of.endpoint) == ((), 2)
        scene.misbehave()
        scene.mirror.catch_up()
        assert mirror.dump() == scene.mirror.dump()
        mirror.engine.dispose()


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
