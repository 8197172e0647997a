"""The one place that knows that databases differ: SQLite (embedded) and PostgreSQL."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine, Table
    from sqlalchemy.sql.dml import Insert

_DIALECTS: Final = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}
WRITE: Final = "datadeed_write"
BUSY_MS: Final = 10_000
PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={BUSY_MS}",
    "temp_store=MEMORY",
    "cache_size=-65536",
)
# variables in one statement: SQLite's own default bound is 32,766
CHUNK: Final = 500


def prepare(engine: Engine) -> None:
    """Make every connection of the engine behave as the store expects."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, _: Any) -> None:
    # the driver must not open transactions by itself: a read has to be one snapshot too
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def read_options(engine: Engine) -> dict[str, Any]:
    """Execution options under which all reads of a session see one state."""
    return {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}


def upsert(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, each in the place of the one with its key; values in the columns' order.

    The statement goes to the driver as it is: the values need no conversion, and looking at each
    costs more than writing it.
    """
    text, positional = _text(connection.dialect.name, table)
    if positional:
        connection.exec_driver_sql(text, list(rows))
        return
    names = table.columns.keys()
    statement = _upsert(connection.dialect.name, table)
    connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])


@cache
def _text(dialect: str, table: Table) -> tuple[str, bool]:
    compiled = _upsert(dialect, table).compile(dialect=_DIALECTS[dialect]())
    return str(compiled), bool(compiled.positional)


@cache
def _upsert(dialect: str, table: Table) -> Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    keys = [column.name for column in table.primary_key.columns]
    statement = insert(table)
    others = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if column.name not in keys
    }
    if not others:
        return statement.on_conflict_do_nothing(index_elements=keys)
    return statement.on_conflict_do_update(index_elements=keys, set_=others)
