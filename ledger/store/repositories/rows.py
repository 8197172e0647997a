"""What every repository does with rows: put, remove, find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import delete, select

from ledger.store.dialect import CHUNK, upsert
from ledger.store.tables import PROJECTED, TABLES
from ledger.store.tables.row import Row, names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Column, ColumnElement, Table

    from ledger.store.engine import Session, WriteSession

R = TypeVar("R", bound=Row)


def table(kind: type[Row]) -> Table:
    """The table of a kind of row."""
    return TABLES[kind]


def column(kind: type[Row], name: str) -> Column[Any]:
    """One of its columns."""
    return TABLES[kind].columns[name]


def put(work: WriteSession, rows: Iterable[Row]) -> None:
    """Write rows in bulk, each in the place of the one with its key."""
    by_kind: dict[type[Row], list[dict[str, Any]]] = {}
    for row in rows:
        by_kind.setdefault(type(row), []).append(row.values())
    for kind, values in by_kind.items():
        work.connection.execute(upsert(work.connection, TABLES[kind]), values)


def find(
    session: Session,
    kind: type[R],
    *conditions: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]] = (),
    limit: int | None = None,
) -> list[R]:
    """The rows that meet all conditions."""
    statement = select(TABLES[kind]).where(*conditions).order_by(*order).limit(limit)
    return [kind.read(found) for found in session.connection.execute(statement)]


def find_one(session: Session, kind: type[R], *key: Any) -> R | None:
    """The row of a key."""
    columns = TABLES[kind].primary_key.columns
    conditions = [each == value for each, value in zip(columns, key, strict=True)]
    rows = find(session, kind, *conditions)
    return rows[0] if rows else None


def find_among(session: Session, kind: type[R], name: str, values: Iterable[Any]) -> list[R]:
    """The rows with one of these values in a column."""
    each = column(kind, name)
    return [row for part in chunks(values) for row in find(session, kind, each.in_(part))]


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Values in parts that one statement can hold."""
    every = list(values)
    return (every[start : start + CHUNK] for start in range(0, len(every), CHUNK))


def remove(work: WriteSession, kind: type[Row], name: str, values: Iterable[Any]) -> None:
    """Delete the rows with one of these values in a column."""
    each = column(kind, name)
    for part in chunks(values):
        work.connection.execute(delete(TABLES[kind]).where(each.in_(part)))


def remove_projected(work: WriteSession, subjects: Iterable[bytes]) -> None:
    """Delete every projection's rows of these dossiers."""
    gone = list(subjects)
    for kind in PROJECTED:
        remove(work, kind, kind.OWNER or names(kind)[0], gone)


def clear(work: WriteSession, kinds: Iterable[type[Row]]) -> None:
    """Empty whole tables."""
    for kind in kinds:
        work.connection.execute(delete(TABLES[kind]))
