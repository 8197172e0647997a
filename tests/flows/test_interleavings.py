"""Any order of growth, forks, misdeeds of the node, restarts and rebuilds ends in the same bytes.

Or it ends in a stop that says why: where the chain changed what it had called final.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.chain.client import Web3Chain
from ledger.chain.errors import ChainError, NodeUnreachable
from ledger.indexer.audit import audit
from ledger.indexer.errors import ForkBelowFinality, MirrorAheadOfChain, RangeMoved
from ledger.indexer.rebuild import rebuild
from ledger.queries.status import status
from ledger.store.repositories.mirror import cursor
from tests.mirrors import Mirror, now, open_mirror
from tests.simulators.faults import Faults
from tests.simulators.served import SimulatedNode, served
from tests.simulators.world import DEPTH, World

pytestmark = pytest.mark.node
IMPATIENT = 1.0
PATIENCE = 30
FEW = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Move(Enum):
    """What may happen next."""

    READ = "read"
    GROW = "grow"
    FORK = "fork"
    MISCHIEF = "mischief"
    HONEST = "honest"
    RESTART = "restart"
    REBUILD = "rebuild"
    SHRINK = "shrink"


class Game:
    """A world, its node and a mirror that is opened anew again and again."""

    def __init__(self, folder: Path, node: SimulatedNode, world: World) -> None:
        self.folder = folder
        self.node = node
        self.world = world
        self.profile = world.profile
        self.mirror = self.opened("mirror.db")

    def opened(self, name: str) -> Mirror:
        """A mirror with nothing in its memory."""
        chain = Web3Chain(self.node.url, timeout=IMPATIENT)
        return open_mirror(self.folder / name, chain, self.profile, most_span=3)

    def play(self, move: Move) -> None:
        """One move."""
        world, few = self.world, 1 + self.world.random.randrange(3)
        moves: dict[Move, Callable[[], object]] = {
            Move.READ: self.read,
            Move.GROW: lambda: world.grow(few),
            Move.FORK: lambda: world.fork(few),
            Move.SHRINK: lambda: world.shrink(few),
            Move.MISCHIEF: lambda: self.node.misbehave(world.mischief()),
            Move.HONEST: lambda: self.node.misbehave(Faults()),
            Move.RESTART: self.restart,
            Move.REBUILD: self.rebuild,
        }
        moves[move]()

    def restart(self) -> None:
        """The process ends and another begins."""
        self.mirror.engine.dispose()
        self.mirror = self.opened("mirror.db")

    def rebuild(self) -> None:
        """All but the journal is made anew."""
        with self.mirror.reading() as session:
            begun = cursor(session) is not None
        if begun:
            rebuild(self.mirror.engine)

    def read(self) -> None:
        """A step of the follower; a node that cannot be believed is not.

        On a busy machine an honest one may answer too late.
        """
        try:
            self.mirror.follower.run_once()
        except NodeUnreachable:
            return
        except (ChainError, RangeMoved):
            assert self.node.faults != Faults(), "an honest node was not believed"

    def catch_up(self) -> None:
        """Read all that an honest node has, however late a busy machine answers."""
        for _ in range(PATIENCE):
            with suppress(NodeUnreachable):
                self.mirror.catch_up()
                return
        raise AssertionError("an honest node was not reached")

    def require_true(self) -> None:
        """With an honest node the mirror comes to hold what a new one holds, and no more."""
        self.node.faults = Faults()
        self.world.grow(3)
        patient = Web3Chain(self.node.url)
        self.catch_up()
        clean = open_mirror(self.folder / "clean.db", patient, self.profile, most_span=3)
        clean.catch_up()
        assert self.mirror.dump() == clean.dump()
        assert audit(self.mirror.engine, patient, clock=now).mismatches == ()
        with self.mirror.reading() as session:
            assert status(session).unreadable == ()
        clean.engine.dispose()


def played(seed: int, moves: Sequence[Move], folder: Path) -> None:
    world = World.of(seed)
    with served(world.chain) as node:
        game = Game(folder, node, world)
        for move in moves:
            game.play(move)
        game.require_true()
        game.mirror.engine.dispose()


@FEW
@given(seed=st.integers(0, 10**6), moves=st.lists(st.sampled_from(Move), max_size=25))
def test_any_interleaving_ends_in_the_same_bytes(seed: int, moves: list[Move]) -> None:
    with TemporaryDirectory() as folder:
        played(seed, [Move.READ, *moves], Path(folder))


@pytest.mark.both_databases
def test_every_move_after_every_other_ends_in_the_same_bytes(tmp_path: Path) -> None:
    every = [each for one in Move for other in Move for each in (one, other, Move.READ)]
    played(7, every, tmp_path)


@FEW
@given(seed=st.integers(0, 10**6), deep=st.integers(DEPTH + 2, DEPTH + 6))
def test_a_change_of_what_was_final_ends_in_a_stop_that_says_why(seed: int, deep: int) -> None:
    world = World.of(seed)
    world.grow(DEPTH)
    with TemporaryDirectory() as folder, served(world.chain) as node:
        game = Game(Path(folder), node, world)
        game.mirror.catch_up()
        final, before = world.chain.height - DEPTH, game.mirror.dump()
        world.chain.cut(world.chain.height - deep)
        for _ in range(deep + 1):
            world.chain.mine()
        with pytest.raises((ForkBelowFinality, MirrorAheadOfChain)) as caught:
            game.mirror.catch_up()
        assert isinstance(caught.value, ForkBelowFinality)
        assert caught.value.final_block == final
        assert game.mirror.dump() == before
        game.mirror.engine.dispose()
