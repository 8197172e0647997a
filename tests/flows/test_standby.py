"""Real processes of `datadeed mirror follow` over one database: killed, replaced, asked aside."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from api.cli import run
from ledger.chain import profile as profiles
from ledger.chain.client import Web3Chain
from tests.cast import Stage
from tests.databases import database_at
from tests.mirrors import Mirror, differences, open_mirror
from tests.thorough import WHOLE_CHECK

pytestmark = [pytest.mark.node, pytest.mark.both_databases]
PATIENCE = 120.0
FOLLOWING = "Read up to block"


@dataclass
class Console:
    """The console script with the settings of one installation."""

    home: Path
    environment: dict[str, str]
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def follower(self) -> subprocess.Popen[bytes]:
        """A process that follows, or stands by; what it says is in its log."""
        program = str(Path(sys.executable).with_name("datadeed"))
        command = [program, "--lang", "en", "mirror", "follow", "--poll", "0.05"]
        with (self.home / f"{len(self.started)}.log").open("wb") as log:
            process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        self.started.append(process)
        return process

    def await_word(self, process: subprocess.Popen[bytes], word: str) -> str:
        """Wait until a process says this; all that it said."""
        patience = time.monotonic() + PATIENCE
        while word not in (said := self.said(process)):
            assert time.monotonic() < patience, said
            assert process.poll() is None, said
            time.sleep(0.05)
        return said

    def said(self, process: subprocess.Popen[bytes]) -> str:
        return (self.home / f"{self.started.index(process)}.log").read_text(encoding="utf-8")


@pytest.fixture
def console(stage: Stage, tmp_path: Path) -> Iterator[Console]:
    profiles.save(stage.register.profile, tmp_path / "profile.json")
    settings = {
        "DATADEED_HOME": str(tmp_path),
        "DATADEED_RPC_URL": stage.node.url,
        "DATADEED_DATABASE_URL": database_at(tmp_path / "mirror.db"),
    }
    made = Console(tmp_path, {**os.environ, **settings})
    yield made
    for process in made.started:
        process.kill()
        process.wait()


@contextmanager
def seen(stage: Stage, path: Path) -> Iterator[Mirror]:
    """The database as a reader sees it."""
    mirror = open_mirror(path, Web3Chain(stage.node.url), stage.register.profile)
    yield mirror
    mirror.engine.dispose()


@WHOLE_CHECK
def test_a_standby_says_for_whom_and_goes_on_after_a_kill(
    console: Console, stage: Stage, tmp_path: Path
) -> None:
    active, standby = console.follower(), console.follower()
    if "Standing by" in console.await_word(active, " "):
        active, standby = standby, active
    told = re.search(r"pid (\d+) follows", console.await_word(standby, "follows this database"))
    assert told is not None
    assert int(told[1]) == active.pid
    console.await_word(active, FOLLOWING)
    stage.issued_title()
    active.kill()
    active.wait()
    stage.enrolled()
    console.await_word(standby, FOLLOWING)
    with seen(stage, tmp_path / "mirror.db") as mirror, seen(stage, tmp_path / "clean.db") as clean:
        clean.catch_up()
        patience = time.monotonic() + PATIENCE
        while mirror.dump() != clean.dump():
            assert time.monotonic() < patience
            time.sleep(0.05)
        assert differences(mirror) == []
    standby.terminate()
    assert standby.wait(PATIENCE) == 0


@WHOLE_CHECK
def test_what_must_be_alone_is_refused_beside_a_follower(
    console: Console, stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    active = console.follower()
    console.await_word(active, FOLLOWING)
    for command in (["follow", "--once"], ["rebuild", "--from-chain"]):
        assert run(["mirror", *command], console.environment) == 3
        refused = capsys.readouterr().err
        assert "MIRROR_BUSY" in refused
        assert f"pid {active.pid}" in refused
    assert run(["mirror", "rebuild"], console.environment) == 0
    assert run(["mirror", "audit"], console.environment) == 0
    active.terminate()
    assert active.wait(PATIENCE) == 0
    with seen(stage, tmp_path / "mirror.db") as mirror:
        before = mirror.dump()
        assert run(["mirror", "rebuild", "--from-chain"], console.environment) == 0
        assert mirror.dump() == before
