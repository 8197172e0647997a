"""A disk that is full stops the mirror by name; with room again it goes on as if nothing was."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.chain.profile import Instant
from ledger.indexer.standby import Turn, follow_in_turn
from ledger.queries.as_of import as_of
from ledger.store.errors import StoreUnavailable
from ledger.store.lock import follower_lock
from tests import databases
from tests.disks import filled, small_disk
from tests.mirrors import open_mirror
from tests.simulators.chain import SimulatedChain, profile_of
from tests.stories import Story

BLOCKS = 40
PATIENCE = 20.0


@pytest.fixture
def chain() -> SimulatedChain:
    made = SimulatedChain()
    Story().play(made, [[0, 0, 0]] * BLOCKS)
    return made


@pytest.fixture(autouse=True)
def files() -> Iterator[None]:
    with databases.using(databases.SQLITE):
        yield


def test_a_full_disk_stops_the_mirror_by_name_and_loses_nothing(
    chain: SimulatedChain, tmp_path: Path
) -> None:
    profile = profile_of(chain, Instant())
    clean = open_mirror(tmp_path / "clean.db", chain, profile)
    clean.catch_up()
    with small_disk(tmp_path, 4 * 2**20) as disk:
        mirror = open_mirror(disk / "mirror.db", chain, profile, most_span=3)
        mirror.follower.run_once()
        before = mirror.dump()
        with filled(disk):
            with pytest.raises(StoreUnavailable) as caught:
                mirror.catch_up()
            assert "full" in caught.value.fault
            with pytest.raises(StoreUnavailable):
                mirror.follower.follow(threading.Event(), poll=0.01)
            with mirror.reading() as session:
                assert as_of(session).block < BLOCKS
            assert mirror.dump() == before
        mirror.catch_up()
        assert mirror.dump() == clean.dump() != before
        mirror.engine.dispose()
    clean.engine.dispose()


def test_a_turn_that_cannot_be_taken_on_a_full_disk_is_taken_once_there_is_room(
    chain: SimulatedChain, tmp_path: Path
) -> None:
    turns: list[Turn] = []
    waited = threading.Event()

    class Waiting(threading.Event):
        """Tells that a follower waits."""

        def wait(self, timeout: float | None = None) -> bool:
            waited.set()
            return super().wait(timeout)

    stop = Waiting()

    def follow(turn: Turn) -> None:
        turns.append(turn)
        stop.set()

    with small_disk(tmp_path, 4 * 2**20) as disk:
        mirror = open_mirror(disk / "mirror.db", chain, profile_of(chain, Instant()))
        lock = follower_lock(mirror.engine, name="host pid 1")
        follower = threading.Thread(
            target=follow_in_turn,
            args=(follow, lock, stop),
            kwargs={"poll": 0.01, "stood_by": lambda _: None},
        )
        with filled(disk):
            follower.start()
            assert waited.wait(PATIENCE)
            assert (turns, follower.is_alive()) == ([], True)
        follower.join(PATIENCE)
        assert len(turns) == 1
        mirror.engine.dispose()
