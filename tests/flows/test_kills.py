"""A follower killed again and again while its chain grows, forks and misbehaves: nothing is lost.

Eight kills here; `make bench` does 200 on each database.
"""

import time
from pathlib import Path

import pytest

from ledger.chain import profile as profiles
from ledger.chain.client import Web3Chain
from ledger.indexer.audit import audit
from ledger.indexer.rebuild import rebuild
from ledger.queries.status import status
from ledger.store.repositories.mirror import cursor
from tests.databases import database_at
from tests.mirrors import Mirror, now, open_mirror
from tests.simulators.faults import Faults
from tests.simulators.served import SimulatedNode, served
from tests.simulators.victim import victim
from tests.simulators.world import World
from tests.thorough import WHOLE_CHECK

pytestmark = [pytest.mark.node, pytest.mark.both_databases]
KILLS, MANY = 8, 200
NEAR = 5
MORE_LIFE = 0.1
PATIENCE = 60.0
SEED = 20_261_122


def live_on(world: World, node: SimulatedNode, read: int) -> None:
    """Something happens: the chain grows or forks, the node misbehaves or is honest again.

    A mirror that is far behind is left in peace: no fork would touch what it has read.
    """
    chance = world.random.random()
    with node.lock:
        far = world.chain.height - read > NEAR
        if chance < 0.3:
            world.fork(1 + world.random.randrange(4))
        elif not far:
            world.grow(1 + world.random.randrange(4))
        node.faults = world.mischief() if chance > 0.7 and not far else Faults()


def await_move(mirror: Mirror, before: int) -> None:
    """Wait until something more was read, or a fork taken back."""
    patience = time.monotonic() + PATIENCE
    while read_so_far(mirror) == before:
        assert time.monotonic() < patience, "nothing more was read"
        time.sleep(0.005)


def read_so_far(mirror: Mirror) -> int:
    with mirror.reading() as session:
        found = cursor(session)
    return found.block if found else -1


def killed_often(path: Path, kills: int, seed: int) -> None:
    world = World.of(seed)
    profile, database = world.profile, database_at(path / "mirror.db")
    profiles.save(profile, path / "profile.json")
    with served(world.chain) as node:
        mirror = open_mirror(path / "mirror.db", Web3Chain(node.url), profile)
        for _ in range(kills):
            before = read_so_far(mirror)
            process = victim(node.url, path / "profile.json", database)
            # an honest node is read for a while, so that there is something to lose
            if node.faults == Faults() and before < world.chain.height:
                await_move(mirror, before)
            for _ in range(2):
                time.sleep(MORE_LIFE * world.random.random())
                live_on(world, node, read_so_far(mirror))
            process.kill()
            process.join()
            assert process.exitcode == -9, "it ended by itself"
        node.faults = Faults()
        world.grow(1)
        mirror.catch_up()
        clean = open_mirror(path / "clean.db", Web3Chain(node.url), profile)
        clean.catch_up()
        assert mirror.dump() == clean.dump()
        assert audit(mirror.engine, mirror.chain, clock=now).mismatches == ()
        rebuild(mirror.engine)
        assert mirror.dump() == clean.dump()
        with mirror.reading() as session:
            found = status(session)
        assert (found.unreadable, found.as_of.block) == ((), world.chain.height)
        assert found.orphaned or kills < MANY
        for each in (mirror, clean):
            each.engine.dispose()


@WHOLE_CHECK
def test_eight_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    killed_often(tmp_path, KILLS, SEED)


@pytest.mark.bench
@pytest.mark.timeout(900)
def test_two_hundred_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    killed_often(tmp_path, MANY, SEED + 1)
