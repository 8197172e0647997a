"""What the benchmarks measure with: the counting door before a node, and a program's taking."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests

from bench.bench_beside import ASKED, asked, door, medians, ratios
from bench.processes import Program, RunFailed, _tree, taken_by
from ledger.chain.client import Web3Chain
from tests import forge
from tests.parts import require_program
from tests.simulators.chain import SimulatedChain
from tests.simulators.served import served
from tests.stories import Story

pytestmark = pytest.mark.node
MIB = 1 << 20
QUESTION: Any = {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []}
# a child that works, a parent that holds memory
BUSY = f"""
import subprocess, sys, time
held = bytearray({64 * MIB})
subprocess.run([sys.executable, "-c", "import time\\nwhile time.process_time() < 0.5: pass"])
time.sleep(0.3)
"""


def a_chain() -> SimulatedChain:
    chain, story = SimulatedChain(), Story()
    story.play(chain, [[0]] * 20)
    return chain


def test_the_door_passes_everything_on_and_counts_it() -> None:
    with served(a_chain()) as node, door(node.url) as (address, _):
        straight, through = Web3Chain(node.url), Web3Chain(address)
        assert through.headers(range(5)) == straight.headers(range(5))
        register = forge.REGISTER
        assert through.logs(register, 0, 20) == straight.logs(register, 0, 20)
        counts = asked(address)
        answer = requests.post(node.url, json=QUESTION, timeout=9)
        assert counts["methods"] == {"eth_getBlockByNumber": 5, "eth_getLogs": 1}
        assert (counts["requests"], counts["calls"], counts["refused"]) == (2, 6, 0)
        assert counts["bytes_answered"] > 5 * len(answer.content)
        assert asked(address)["requests"] == 0


def test_the_door_refuses_what_goes_beyond_its_rate() -> None:
    with served(a_chain()) as node, door(node.url, 0.001) as (address, _):
        refused = requests.post(address, json=QUESTION, timeout=9)
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
        counts = asked(address)
        assert (counts["requests"], counts["refused"]) == (0, 1)
        assert node.asked == {}


def test_a_client_waits_as_long_as_the_node_asks_it_to() -> None:
    with served(a_chain()) as node, door(node.url, 2) as (address, _):
        chain = Web3Chain(address)
        assert [chain.block(number).number for number in range(4)] == [*range(4)]
        counts = asked(address)
        assert counts["requests"] == 4
        assert counts["refused"] > 0


def test_a_program_takes_what_its_children_take(tmp_path: Path) -> None:
    program = Program([sys.executable, "-c", BUSY], tmp_path / "log", {})
    taken = taken_by(program, None, patience=60)
    assert taken.cpu >= 0.5
    assert taken.peak_mib >= 64
    assert taken.seconds >= 0.3


def test_a_program_is_ended_when_its_work_can_be_seen(tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    whole = f"import os, time; open({str(sign)!r} + '.part', 'w').write(str(os.getpid()))"
    script = f"{whole}; os.rename({str(sign)!r} + '.part', {str(sign)!r}); time.sleep(600)"
    program = Program([sys.executable, "-c", script], tmp_path / "log", {})
    assert taken_by(program, sign.exists, patience=60).seconds < 60
    with pytest.raises(ProcessLookupError):
        os.kill(int(sign.read_text(encoding="utf-8")), 0)


def test_a_program_that_fails_is_no_figure(tmp_path: Path) -> None:
    program = Program([sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "log", {})
    with pytest.raises(RunFailed, match="ended with 3"):
        taken_by(program, None, patience=60)
    with pytest.raises(RunFailed, match="before its work"):
        taken_by(program, lambda: False, patience=60)


def test_the_floors_are_of_medians() -> None:
    def line(name: str, seconds: float) -> dict[str, object]:
        other = {
            "cpu": seconds,
            "database_cpu": 0.0,
            "peak_mib": 1,
            "acts_per_second": 1,
            **dict.fromkeys(ASKED, 0),
        }
        return {"contender": name, "seconds": seconds, **other}

    runs = [line("ours, PostgreSQL", each) for each in (1.0, 9.0, 2.0)]
    runs += [line("Subsquid", each) for each in (4.0, 3.0, 50.0)]
    (found,) = ratios(medians(runs))
    assert (found["times_as_fast"], found["floor"], found["reached"]) == (2.0, 2.0, True)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_benchmark_that_is_ended_leaves_no_simulator_behind(ending: signal.Signals) -> None:
    require_program("wrk")
    command = [sys.executable, "bench/bench_verdict.py", "--acts", "40"]
    with subprocess.Popen(command, start_new_session=True) as running:
        try:
            begun = time.monotonic()
            while len(started := [each.number for each in _tree(running.pid)]) < 2:
                assert time.monotonic() < begun + 60
                time.sleep(0.05)
            running.send_signal(ending)
            assert running.wait(30) == 1
            assert [each for each in started if Path(f"/proc/{each}").exists()] == []
        finally:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
