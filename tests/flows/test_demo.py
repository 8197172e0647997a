"""`make demo` as a user runs it: from nothing, once more, after a kill; what it leaves behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from ledger.chain import profile as profiles
from ledger.chain.devnode import DevNode, DevNodeOptions, find_binary, free_port
from tests.mirrors import require_agreement
from tests.thorough import WHOLE_CHECK

ROOT = Path(__file__).resolve().parents[2]
HELD = "every step held"
OUTSIDE = ("national system", "movables register")
SERVICES = ("chain", "mirror", "API", *OUTSIDE, "watch", "desk")
# where a second round is killed: with all its children or without
POINTS: Final = (("后续质押", False), ("被冻结方的转让被拒绝", True))
# Said in the demo's records and enrolments; never to be found in clear outside the notebook.
MARKERS = ("经办人", "0532-00000000", "受理员 甲", "协助执行员 戊")

pytestmark = [pytest.mark.node, pytest.mark.timeout(600)]


@dataclass
class Demo:
    """A demo with a folder and ports of its own; `said` is what its first whole run printed."""

    home: Path
    port: int
    chain_port: int
    said: str = ""

    def command(self) -> list[str]:
        script = str(ROOT / "scripts/demo.py")
        ports = ["--port", str(self.port), "--chain-port", str(self.chain_port)]
        return [sys.executable, script, "--once", "--home", str(self.home), *ports]

    def run(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(), capture_output=True, text=True, check=False, timeout=500
        )

    def datadeed(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        program = str(Path(sys.executable).with_name("datadeed"))
        environment = {**os.environ, "DATADEED_HOME": str(self.home)}
        return subprocess.run(
            [program, *arguments], env=environment, capture_output=True, text=True, check=False
        )

    def killed(self, point: str, *, everything: bool, children_then: int = len(SERVICES)) -> None:
        """A run that is killed as soon as it says something: with its children, or without."""
        said = self.home.with_name(f"{self.home.name}.said")
        with said.open("w") as log:
            process = subprocess.Popen(self.command(), stdout=log, stderr=log)
        patience = time.monotonic() + 200
        while point not in said.read_text(encoding="utf-8"):
            assert process.poll() is None, said.read_text(encoding="utf-8")[-3_000:]
            assert time.monotonic() < patience
            time.sleep(0.02)
        children = children_of(process.pid)
        for pid in [process.pid, *(children if everything else ())]:
            os.kill(pid, signal.SIGKILL)
        process.wait()
        assert len(children) == children_then
        if everything:
            self.wait_for_the_dead()
        else:
            assert self.left()

    def wait_for_the_dead(self) -> None:
        """Until nobody is left: a node gives much memory back, a server's helper hears its end."""
        patience = time.monotonic() + 30
        while left := self.left():
            assert time.monotonic() < patience, left
            time.sleep(0.02)

    def left(self) -> list[int]:
        """The processes that work in the demo's folder or for it."""
        told = f"DATADEED_HOME={self.home}".encode()
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                working = (process / "cwd").readlink() == self.home
                found += [int(process.name)] if working or told in environment(process) else []
            except OSError:
                continue
        return found


def environment(process: Path) -> list[bytes]:
    return (process / "environ").read_bytes().split(b"\0")


def children_of(pid: int) -> list[int]:
    """The processes that a process started, by the parents that they name."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        found += [int(process.name)] if int(parent) == pid else []
    return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A demo that went through, after it was killed with all its children as parties came in."""
    home = tmp_path_factory.mktemp("demo")
    made = Demo(home, free_port(), free_port())
    # the desk starts when the clerk who signs for it is in office
    made.killed("受理员 甲", everything=True, children_then=len(SERVICES) - 1)
    first = made.run()
    assert first.returncode == 0, first.stdout[-3_000:] + first.stderr[-3_000:]
    assert HELD in first.stdout
    made.said = first.stdout
    assert "国家系统（模拟）回执 GJ-00000001" in first.stdout
    return made


@WHOLE_CHECK
def test_every_step_says_where_to_look(demo: Demo) -> None:
    steps = re.split(r"^\d+\. ", demo.said, flags=re.MULTILINE)[1:]
    assert len(steps) >= 10
    assert [step.splitlines()[0] for step in steps if "→ " not in step] == []


@WHOLE_CHECK
def test_a_demo_goes_on_wherever_it_was_killed(demo: Demo) -> None:
    """Each run gets as far as the next point, so it went on from where the last was killed."""
    for point, everything in POINTS:
        demo.killed(point, everything=everything)
    again = demo.run()
    assert again.returncode == 0, again.stdout[-3_000:] + again.stderr[-3_000:]
    assert "done before: villages issue" in again.stdout
    assert "done before: round 2/pledge" in again.stdout
    assert HELD in again.stdout
    demo.wait_for_the_dead()


@WHOLE_CHECK
def test_rebuilding_the_mirror_gives_the_same_bytes(demo: Demo) -> None:
    before = demo.datadeed("mirror", "dump", "--json")
    assert before.returncode == 0, before.stderr
    assert demo.datadeed("mirror", "rebuild").returncode == 0
    assert demo.datadeed("mirror", "dump", "--json").stdout == before.stdout


@WHOLE_CHECK
def test_every_word_and_head_is_the_kept_chains_own(demo: Demo, tmp_path: Path) -> None:
    kept = json.loads((demo.home / "demo.json").read_text(encoding="utf-8"))
    genesis = int(kept["facts"]["genesis"])
    options = DevNodeOptions(find_binary(ROOT), demo.home, demo.chain_port, genesis)
    with DevNode(options) as node:
        profile = profiles.load(demo.home / "profile.json")
        require_agreement(node.chain, profile, tmp_path / "mirror.db")


@WHOLE_CHECK
def test_no_personal_data_is_found_in_clear(demo: Demo) -> None:
    """Chain state, database, logs, packages, content and file names; the notebook is the user's."""
    private = {demo.home / "demo.json"}
    needles = [marker.encode() for marker in MARKERS]
    needles += [marker.encode().hex().encode() for marker in MARKERS]
    looked = 0
    for path in demo.home.rglob("*"):
        assert not any(marker in path.name for marker in MARKERS)
        if not path.is_file() or path in private or path.parent.name == "keys":
            continue
        data = path.read_bytes()
        looked += 1
        found = [needle for needle in needles if needle in data]
        assert not found, f"{path}: {found}"
    assert looked > 10


@WHOLE_CHECK
def test_a_port_in_use_is_named(demo: Demo) -> None:
    with socket.socket() as taken:
        # the demo before this one left connections behind that only wait to be forgotten
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", demo.port))
        taken.listen()
        refused = demo.run()
    assert refused.returncode != 0
    assert f"port {demo.port} (pages) is in use" in refused.stderr
