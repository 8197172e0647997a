"""A follower killed again and again while its chain grows, forks and misbehaves: nothing is lost.

Eight kills here; `make bench-kills` does 200 on each database. A rebuild and a fork are killed at
statements of theirs, inside their transactions.
"""

import signal
import time
from functools import partial
from pathlib import Path

import pytest

from ledger.chain import profile as profiles
from ledger.chain.client import Web3Chain
from ledger.chain.endpoints import Endpoints
from ledger.indexer.audit import audit
from ledger.indexer.follower import Follower
from ledger.indexer.rebuild import rebuild
from ledger.queries.status import status
from ledger.store.engine import Engine
from ledger.store.repositories.mirror import cursor
from tests.databases import database_at
from tests.mirrors import Mirror, now, open_mirror
from tests.simulators.faults import Faults
from tests.simulators.served import SimulatedNode, served
from tests.simulators.upgrading import counted, killed
from tests.simulators.victim import victim
from tests.simulators.world import World
from tests.thorough import WHOLE_CHECK

pytestmark = [pytest.mark.node, pytest.mark.both_databases]
KILLS, MANY = 8, 200
NEAR = 5
MORE_LIFE = 0.1
PATIENCE = 60.0
SEED = 20_261_122
PARTS = 3


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


def caught_up(urls: tuple[str, ...], profile: Path, engine: Engine) -> None:
    """As a follower of these nodes does it that has just been started."""
    nodes = Endpoints([Web3Chain(url) for url in urls])
    Follower(engine, nodes, profiles.load(profile), clock=now).catch_up()


@WHOLE_CHECK
def test_a_rebuild_that_is_killed_leaves_all_as_it_was(tmp_path: Path) -> None:
    world, path = World.of(SEED), tmp_path / "mirror.db"
    with served(world.chain) as node:
        mirror = open_mirror(path, Web3Chain(node.url), world.profile)
        mirror.catch_up()
    before = mirror.dump()
    mirror.engine.dispose()
    whole = counted(rebuild, database_at(path))
    for part in range(1, PARTS + 1):
        # the last time at the very last statement, with all of it made anew
        assert killed(rebuild, database_at(path), whole * part // PARTS) == -signal.SIGKILL
        assert mirror.dump() == before
    rebuild(mirror.engine)
    assert mirror.dump() == before
    mirror.engine.dispose()


@WHOLE_CHECK
def test_a_fork_that_is_killed_on_the_way_is_followed_by_the_next_start(tmp_path: Path) -> None:
    world, path = World.of(SEED), tmp_path / "mirror.db"
    profiles.save(world.profile, tmp_path / "profile.json")
    with served(world.chain) as first, served(world.chain) as second:
        follow = partial(caught_up, (first.url, second.url), tmp_path / "profile.json")
        counted(follow, database_at(path))
        world.fork(4)
        whole = counted(follow, database_at(path))
        for part in range(1, PARTS + 1):
            world.fork(4)
            # in the midst of going back, twice, then of reading the other branch
            assert killed(follow, database_at(path), whole * part // (PARTS + 1)) == -signal.SIGKILL
            counted(follow, database_at(path))
            mirror = open_mirror(path, Web3Chain(first.url), world.profile)
            clean = open_mirror(tmp_path / f"{part}.db", mirror.chain, world.profile)
            clean.catch_up()
            assert mirror.dump() == clean.dump()
            for each in (mirror, clean):
                each.engine.dispose()


@WHOLE_CHECK
def test_eight_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    killed_often(tmp_path, KILLS, SEED)


@pytest.mark.bench
@pytest.mark.timeout(900)
def test_two_hundred_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    killed_often(tmp_path, MANY, SEED + 1)
