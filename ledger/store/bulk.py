"""Many rows at once: executemany for SQLite, COPY for PostgreSQL. Each is its database's fastest.

The statements go to the driver as they are: the values need no conversion, and looking at each
costs more than writing it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BigInteger, LargeBinary, Text
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.postgresql import psycopg

from ledger.store.dialect import SQLITE, Octets
from ledger.store.errors import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Table
    from sqlalchemy.sql.dml import Insert

    Values = list[tuple[Any, ...]]

# below this, a prepared statement a row is quicker than a COPY through a staging table
FEW: Final = 40
SAVEPOINT: Final = "fresh"
_SQLITE: Final = sqlite.dialect()
_PSYCOPG: Final[Any] = psycopg.dialect  # which says nothing of its arguments' types
_POSTGRESQL: Final = _PSYCOPG(paramstyle="format")
_COPIED_AS: Final = {BigInteger: "int8", LargeBinary: "bytea", Text: "text"}


def upsert(connection: Connection, table: Table, rows: Values, *, fresh: bool = False) -> None:
    """Insert rows, each in the place of the one with its key; values in the columns' order.

    Nothing to insert is nothing to do: without values SQLite's driver takes the statement for one
    whose values were forgotten. Where their keys are expected to be `fresh`, many rows go to
    PostgreSQL without a detour first.

    Raises:
        StoreUnavailable: the database refused them.
    """
    name = connection.dialect.name
    if not rows:
        return
    if name == SQLITE:
        connection.exec_driver_sql(_upsert_text(name, table), rows)
    elif len(rows) < FEW:
        plain = [tuple(map(_whole, row)) for row in rows]
        connection.exec_driver_sql(_upsert_text(name, table), plain)
    elif not (fresh and _copied(connection, table, rows)):
        _settle(connection, table, rows)


def fetched(connection: Connection, text: str, *lists: list[Any]) -> list[tuple[Any, ...]]:
    """The rows of a SELECT, quickly: each `:in` of the text is IN one of the lists.

    Raises:
        StoreUnavailable: the database refused.
    """
    driver: Any = connection.connection.driver_connection
    found: list[tuple[Any, ...]]
    try:
        if connection.dialect.name == SQLITE:
            values = [value for each in lists for value in each]
            found = driver.execute(_with_marks(text, lists), values).fetchall()
        else:
            # one text for any number of values, so that the server keeps its plan
            with driver.cursor(binary=True) as cursor:
                arrays = [_array(each) for each in lists]
                found = cursor.execute(text.replace(":in", "= ANY(%s)"), arrays).fetchall()
    except driver_errors(connection) as fault:
        raise refusal(fault, str(fault)) from fault
    return found


def _array(values: list[Any]) -> list[Any]:
    """A column's values are of one type."""
    return Octets(values) if values and isinstance(values[0], bytes) else values


def _with_marks(text: str, lists: Iterable[list[Any]]) -> str:
    first, *rest = text.split(":in")
    marks = [f"IN ({','.join('?' * len(each))})" for each in lists]
    return first + "".join(map("".join, zip(marks, rest, strict=True)))


def _whole(value: Any) -> Any:
    """Yes and no as the numbers that the columns hold: PostgreSQL takes neither for one."""
    return int(value) if isinstance(value, bool) else value


def _copied(connection: Connection, table: Table, rows: Values) -> bool:
    """Copy rows into their table, where none has the key of another; else nothing is written."""
    driver: Any = connection.connection.driver_connection
    taken: type[Exception] = connection.dialect.loaded_dbapi.errors.UniqueViolation
    try:
        with driver.cursor() as cursor:
            cursor.execute(f"SAVEPOINT {SAVEPOINT}")
            try:
                _copy(cursor, _name(table.name), table, rows)
            except taken:
                cursor.execute(f"ROLLBACK TO SAVEPOINT {SAVEPOINT}")
                return False
            cursor.execute(f"RELEASE SAVEPOINT {SAVEPOINT}")
    except driver_errors(connection) as fault:
        raise refusal(fault, str(fault)) from fault
    return True


def _settle(connection: Connection, table: Table, rows: Values) -> None:
    """Through a staging table of this connection: COPY itself cannot replace a row."""
    keys = len(table.primary_key.columns)
    # one INSERT may not meet a key twice: the later row stands, as it would row by row
    last = {row[:keys]: row for row in rows}
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor:
            cursor.execute(_stage_text(table))
            _copy(cursor, _staging(table), table, last.values())
            cursor.execute(_settle_text(table))
    except driver_errors(connection) as fault:
        raise refusal(fault, str(fault)) from fault


def _copy(cursor: Any, into: str, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(_copy_text(table, into)) as copy:
        copy.set_types(_types(table))
        for row in rows:
            copy.write_row(row)


def driver_errors(connection: Connection) -> type[Exception]:
    """What the driver raises where it is spoken to directly."""
    found: type[Exception] = connection.dialect.loaded_dbapi.Error
    return found


@cache
def _upsert_text(name: str, table: Table) -> str:
    statement = _upsert(sqlite.insert(table) if name == SQLITE else postgresql_insert(table), table)
    return str(statement.compile(dialect=_SQLITE if name == SQLITE else _POSTGRESQL))


@cache
def _settle_text(table: Table) -> str:
    # the compiler writes what follows a conflict; only where the rows come from differs
    _, conflict, action = _upsert_text("postgresql", table).partition(" ON CONFLICT ")
    names = _names(column.name for column in table.columns)
    source = f"SELECT {names} FROM {_staging(table)}"  # noqa: S608 (names of our own tables)
    return f"INSERT INTO {_name(table.name)} ({names}) {source}{conflict}{action}"


@cache
def _stage_text(table: Table) -> str:
    staging = _staging(table)
    made = f"CREATE TEMPORARY TABLE IF NOT EXISTS {staging} (LIKE {_name(table.name)})"
    # emptied here for a second batch of the same transaction
    return f"{made} ON COMMIT DELETE ROWS; DELETE FROM {staging}"  # noqa: S608 (…)


@cache
def _copy_text(table: Table, into: str) -> str:
    # by name: a column that a migration adds stands last in the database, wherever it is here
    names = _names(column.name for column in table.columns)
    return f"COPY {into} ({names}) FROM STDIN (FORMAT BINARY)"


@cache
def _types(table: Table) -> list[str]:
    return [_COPIED_AS[type(column.type)] for column in table.columns]


def _staging(table: Table) -> str:
    return _name(f"staged_{table.name}")


def _names(every: Iterable[str]) -> str:
    return ", ".join(map(_name, every))


def _name(name: str) -> str:
    return f'"{name}"'


def _upsert(statement: Any, table: Table) -> Insert:
    keys = [column.name for column in table.primary_key.columns]
    others = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if column.name not in keys
    }
    made: Insert = (
        statement.on_conflict_do_update(index_elements=keys, set_=others)
        if others
        else statement.on_conflict_do_nothing(index_elements=keys)
    )
    return made
