"""The one place that knows that databases differ: SQLite (embedded) and PostgreSQL."""

from __future__ import annotations

import os
from contextlib import suppress
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from ledger.store.errors import AddressWrong, EncodingWrong

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

SQLITE: Final = "sqlite"
POSTGRESQL: Final = "postgresql"
WRITE: Final = "datadeed_write"
MEMORY: Final = ":memory:"
OWNER_ONLY: Final = 0o600
BUSY_MS: Final = 10_000
PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={BUSY_MS}",
    "temp_store=MEMORY",
)
# of one process: to a file, each with pages of its own
FILE_CONNECTIONS: Final = 8
# … and to PostgreSQL, which takes 100 in all unless told otherwise
SERVER_CONNECTIONS: Final = 20
# variables in one statement: SQLite's own default bound is 32,766
CHUNK: Final = 500
# keys of advisory locks: "datadeed" for a transaction that writes, the next for who may follow
WRITING: Final = int.from_bytes(b"datadeed")
FOLLOWING: Final = WRITING + 1
# people and servers write the address as libpq has it; the driver is our choice
_DRIVERS: Final = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


class Pages(IntEnum):
    """KiB of pages that a connection to SQLite keeps.

    Many for answers, some where a batch is written at a time, few where it reads a little by the
    way.
    """

    MANY = 65_536
    SOME = 32_768
    FEW = 2_048


class Octets(list[bytes]):
    """Ids and digests that PostgreSQL's driver gets as one array (ledger.store.octets)."""


def open_database(url: str, pages: Pages) -> Engine:
    """An engine whose every connection behaves as the store expects. Raises AddressWrong."""
    address = _address(url)
    embedded = address.get_backend_name() == SQLITE
    # kept, not made anew: one costs PostgreSQL a process, and SQLite its schema and statements
    engine = create_engine(
        address,
        poolclass=QueuePool,
        pool_size=FILE_CONNECTIONS if embedded else SERVER_CONNECTIONS,
        max_overflow=0,
        pool_timeout=BUSY_MS // 1_000,
        pool_pre_ping=not embedded,  # the server may have been restarted since
    )
    if embedded:
        event.listen(engine, "do_connect", _on_sqlite_do_connect)
        event.listen(engine, "connect", partial(_on_sqlite_connect, pages))
        event.listen(engine, "begin", _on_sqlite_begin)
        return engine
    event.listen(engine, "connect", _on_postgresql_connect)
    event.listen(engine, "begin", _on_postgresql_begin)
    return engine


def is_there(url: str) -> bool:
    """Whether there may be one: of SQLite, whether there is its file. Raises AddressWrong."""
    address = _address(url)
    embedded = address.get_backend_name() == SQLITE
    return not embedded or Path(address.database or "").is_file()


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        return address.set(drivername=_DRIVERS[address.drivername])
    except (ArgumentError, KeyError, ValueError):
        # the address may hold a password: neither it nor the fault that quotes it is passed on
        raise AddressWrong(url.partition(":")[0][:20]) from None


def _on_sqlite_do_connect(_dialect: Any, _record: Any, given: list[Any], _named: Any) -> None:
    # webhooks' secrets and what parties propose stand in it: a new one is its owner's alone, as are
    # the files that SQLite makes beside it; where it cannot be made SQLite says why
    with suppress(OSError):
        if given[0] != MEMORY:
            os.close(os.open(given[0], os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY))


def _on_sqlite_connect(pages: Pages, connection: Any, _: Any) -> None:
    # the driver must not open transactions by itself: a read has to be one snapshot too
    connection.isolation_level = None
    for pragma in (*PRAGMAS, f"cache_size=-{pages:d}"):
        connection.execute(f"PRAGMA {pragma}")


def _on_sqlite_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")


def _on_postgresql_connect(connection: Any, _: Any) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise EncodingWrong(str(encoding))
    from psycopg.types.string import BytesBinaryDumper  # noqa: PLC0415 (where it is installed)

    from ledger.store import octets  # noqa: PLC0415 (…)

    # the driver's own for bytes, in place of one in Python that also takes DB-API's Binary
    connection.adapters.register_dumper(None, BytesBinaryDumper)
    octets.register(connection)
    connection.execute(f"SET lock_timeout = {BUSY_MS}")
    connection.commit()


def _on_postgresql_begin(connection: Connection) -> None:
    # one writer at a time, as in SQLite: what a unit of work has read stays true until its commit
    if _writes(connection):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITING})")


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(WRITE, False))


def read_options(engine: Engine) -> dict[str, Any]:
    """Execution options under which all reads of a session see one state."""
    if engine.dialect.name == SQLITE:
        return {}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
