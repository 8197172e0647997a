"""`datadeed mirror follow` from its first look on: what it waits for, what stops it, whose turn."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.cli import run
from ledger.chain import profile as profiles
from ledger.chain.client import Web3Chain
from ledger.chain.profile import Confirmations
from ledger.queries.as_of import MirrorState
from ledger.queries.status import MirrorStatus, status
from ledger.store.errors import CursorMissing, SchemaDiffers
from ledger.store.lock import follower_lock
from ledger.store.migrations import downgrade, require_schema
from tests.databases import database_at
from tests.mirrors import Mirror, open_mirror
from tests.simulators.chain import SimulatedChain, profile_of
from tests.simulators.faults import Faults
from tests.simulators.served import SimulatedNode, served
from tests.stories import Story
from tests.unit.ledger.indexer.test_follower import OPENING, clean_dump, played

pytestmark = pytest.mark.node
PATIENCE = 30.0
NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"
FINAL = 3
FOLLOW = ("--lang", "en", "mirror", "follow", "--poll", "0.05")


@dataclass
class Installation:
    """A chain behind two nodes, and a database that the console follows into."""

    chain: SimulatedChain
    story: Story
    node: SimulatedNode
    other: SimulatedNode
    mirror: Mirror
    settings: dict[str, str]

    def follow(self, meanwhile: Callable[[], None]) -> int:
        """`mirror follow`, told to stop (SIGTERM) when what happens meanwhile is over; its code."""

        def happen() -> None:
            try:
                meanwhile()
            finally:
                if not ended.is_set():
                    os.kill(os.getpid(), signal.SIGTERM)

        ended = threading.Event()
        before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        try:
            with ThreadPoolExecutor(1) as pool:
                happening = pool.submit(happen)
                code = run(FOLLOW, self.settings)
                ended.set()
                happening.result(PATIENCE)
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)
        return code

    def status(self) -> MirrorStatus | None:
        """What the mirror says of itself, once it has read something."""
        with self.mirror.reading() as session:
            try:
                return status(session)
            except CursorMissing:
                return None

    def until(self, holds: Callable[[MirrorStatus], bool]) -> None:
        """Wait for what it is to say of itself."""
        patience = time.monotonic() + PATIENCE
        while (found := self.status()) is None or not holds(found):
            assert time.monotonic() < patience, found
            time.sleep(0.02)

    def until_read(self) -> None:
        """Wait until it is at the chain's head."""
        self.until(lambda found: found.as_of.block == self.chain.height and _live(found))


def _live(found: MirrorStatus) -> bool:
    return found.as_of.state is MirrorState.LIVE


@contextmanager
def installed(folder: Path, *, two: bool = False) -> Iterator[Installation]:
    with ExitStack() as stack:
        chain, story = played([])
        node, other = (stack.enter_context(served(chain)) for _ in range(2))
        profile = profile_of(chain, Confirmations(FINAL))
        profiles.save(profile, folder / "profile.json")
        mirror = open_mirror(folder / "mirror.db", Web3Chain(node.url), profile)
        stack.callback(mirror.engine.dispose)
        settings = {
            "DATADEED_HOME": str(folder),
            "DATADEED_RPC_URL": node.url,
            "DATADEED_DATABASE_URL": database_at(folder / "mirror.db"),
        }
        if two:
            settings["DATADEED_SECOND_RPC_URL"] = other.url
        yield Installation(chain, story, node, other, mirror, settings)


@pytest.mark.parametrize("switches", [{"removed": 12}, {"unlogged": {12}}], ids=["removed", "lost"])
def test_a_fault_that_passes_is_waited_for_at_the_first_look_too(
    tmp_path: Path, switches: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with installed(tmp_path) as made:
        assert run(["mirror", "follow", "--once"], made.settings) == 0
        made.story.play(made.chain, [[1], [1], [1]])
        made.node.faults = Faults(**switches)

        def meanwhile() -> None:
            made.until(lambda found: found.code == "RANGE_MOVED")
            found = made.status()
            assert found is not None
            assert found.as_of.state is MirrorState.UNREACHABLE
            made.node.faults = Faults()
            made.until_read()

        capsys.readouterr()
        assert made.follow(meanwhile) == 0
        assert capsys.readouterr().out == f"Read up to block {made.chain.height}\n"
        assert made.mirror.dump() == clean_dump(made.chain)


def test_two_nodes_that_differ_at_the_first_look_are_waited_for(tmp_path: Path) -> None:
    with installed(tmp_path, two=True) as made:
        assert run(["mirror", "follow", "--once"], made.settings) == 0
        whole, fork = made.chain, SimulatedChain(list(made.chain.blocks), salt=9)
        whole.mine()
        fork.mine()
        made.other.chain = fork

        def meanwhile() -> None:
            made.until(lambda found: found.code == "ENDPOINTS_DIFFER")
            made.other.chain = whole
            made.until_read()

        assert made.follow(meanwhile) == 0


@pytest.mark.parametrize("once", [("--once",), ()], ids=["once", "on and on"])
def test_a_fork_below_finality_while_nobody_followed_is_said(
    tmp_path: Path, once: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with installed(tmp_path) as made:
        assert run(["mirror", "follow", "--once"], made.settings) == 0
        made.chain.cut(made.chain.height - 2 * FINAL)
        for _ in range(3 * FINAL):
            made.chain.mine()
        capsys.readouterr()
        assert run([*FOLLOW, *once], made.settings) == 1
        assert "FORK_BELOW_FINALITY" in capsys.readouterr().err
        found = made.status()
        assert found is not None
        assert (found.as_of.state, found.code) == (MirrorState.STOPPED, "FORK_BELOW_FINALITY")


def test_a_follower_that_catches_up_ends_when_it_is_told_to(tmp_path: Path) -> None:
    with installed(tmp_path) as made:
        made.story.play(made.chain, 2 * OPENING)
        made.node.faults = Faults(silent=0.05, most_logs=4)
        assert made.follow(lambda: made.until(lambda found: found.as_of.block > 0)) == 0
        found = made.status()
        assert found is not None
        assert found.as_of.block < made.chain.height


def test_a_newer_standby_brings_the_tables_up_in_its_turn(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="ledger.indexer.standby")
    with installed(tmp_path) as made:
        engine = made.mirror.engine
        downgrade(engine, "-1")
        lock = follower_lock(engine, name="older")
        assert lock.take()

        def meanwhile() -> None:
            patience = time.monotonic() + PATIENCE
            while "standing by for holder=older" not in caplog.text:
                assert time.monotonic() < patience
                time.sleep(0.02)
            with pytest.raises(SchemaDiffers):
                require_schema(engine)
            lock.release()
            made.until_read()

        assert made.follow(meanwhile) == 0
        require_schema(engine)


def test_a_newer_rebuild_leaves_the_tables_of_an_older_follower_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with installed(tmp_path) as made:
        assert run(["mirror", "follow", "--once"], made.settings) == 0
        engine, rebuild = made.mirror.engine, ["mirror", "rebuild"]
        downgrade(engine, "-1")
        lock = follower_lock(engine, name="older")
        assert lock.take()
        assert run(rebuild, made.settings) == 3
        assert "MIRROR_BUSY" in capsys.readouterr().err
        with pytest.raises(SchemaDiffers):
            require_schema(engine)
        lock.release()
        assert run(rebuild, made.settings) == 0
        require_schema(engine)
        assert run(rebuild, {**made.settings, "DATADEED_DATABASE_URL": NOWHERE}) == 3
        assert "STORE_UNAVAILABLE" in capsys.readouterr().err
