"""Opening the database, reading from it, and the one place that commits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from ledger.store import dialect
from ledger.store.bulk import upsert
from ledger.store.dialect import Pages
from ledger.store.errors import CommitUnclear, StoreUnavailable, refusal
from ledger.store.tables import TABLES
from ledger.store.tables.journal import CommitRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "Engine",
    "Pages",
    "ReadSession",
    "Session",
    "WriteSession",
    "mark_commit",
    "open_engine",
    "read_session",
    "sqlite_url",
    "unit_of_work",
    "url_of",
]

ONLY: Final = 1
MARK_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Session:
    """One transaction: what repositories read from."""

    connection: Connection


@dataclass(frozen=True, slots=True)
class WriteSession(Session):
    """A transaction that unit_of_work commits, whole or not at all.

    `undone` are called in reverse where an error inside leaves nothing of it, for what was written
    elsewhere meanwhile. Not where the commit itself fails: then it may stand after all.
    """

    undone: list[Callable[[], object]] = field(default_factory=list, compare=False)


@dataclass(frozen=True, slots=True)
class ReadSession(Session):
    """One snapshot of the mirror; `now` (seconds since 1970) tells a live mirror from a dead."""

    now: int


def sqlite_url(path: Path) -> str:
    """The address of an embedded database."""
    return f"sqlite:///{path}"


def open_engine(url: str, *, pages: Pages = Pages.MANY) -> Engine:
    """The database at this address: `sqlite:///file` or `postgresql://user@host/name`.

    Raises:
        AddressWrong: it is neither.
    """
    return dialect.open_database(url, pages)


def is_there(url: str) -> bool:
    """Whether there may be a database here: an embedded one is a file. Raises as open_engine."""
    return dialect.is_there(url)


def url_of(engine: Engine) -> str:
    """The address under which another process opens this database; it may hold a password."""
    return engine.url.render_as_string(hide_password=False)


@contextmanager
def unit_of_work(engine: Engine, *, silent: bool = False) -> Iterator[WriteSession]:
    """Everything inside is committed together at the end, or nothing is. One at a time.

    The commit gets a mark of its own. A silent one gets none unless it is marked inside: it may
    change nothing that a kept answer says (see ledger.queries.snapshot).

    Raises:
        StoreUnavailable: the database refused; nothing was written.
        CommitUnclear: it was gone before it said so of the commit.
    """
    whole = False
    try:
        with _connect(engine, {dialect.WRITE: True}) as connection, connection.begin():
            work = WriteSession(connection)
            try:
                yield work
                if not silent:
                    mark_commit(work)
            except BaseException:
                for undo in reversed(work.undone):
                    undo()
                raise
            whole = True
    except (DBAPIError, PoolExhausted) as fault:
        if whole and isinstance(fault, DBAPIError) and fault.connection_invalidated:
            raise CommitUnclear(str(fault.orig)) from fault
        raise _refusal(fault) from fault


def mark_commit(work: WriteSession) -> None:
    """Give the commit a mark that no other has."""
    upsert(work.connection, TABLES[CommitRow], [(ONLY, token_bytes(MARK_BYTES))])


@contextmanager
def read_session(engine: Engine, *, now: int) -> Iterator[ReadSession]:
    """One snapshot to answer from: what is committed meanwhile is not seen.

    Raises:
        StoreUnavailable: the database refused.
    """
    try:
        with _connect(engine, dialect.read_options(engine)) as connection, connection.begin():
            yield ReadSession(connection, now)
    except (DBAPIError, PoolExhausted) as fault:
        raise _refusal(fault) from fault


def _refusal(fault: DBAPIError | PoolExhausted) -> StoreUnavailable:
    cause = (fault.orig if isinstance(fault, DBAPIError) else None) or fault
    return refusal(cause, str(cause))


def _connect(engine: Engine, options: dict[str, Any]) -> Connection:
    return engine.connect().execution_options(**options)
