"""What every repository does with rows: put, remove, find."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import delete, select

from ledger.store.bulk import fetched, upsert
from ledger.store.dialect import CHUNK
from ledger.store.tables import PROJECTED, TABLES
from ledger.store.tables.row import Row, names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Column, ColumnElement, Table

    from ledger.store.engine import Session, WriteSession

R = TypeVar("R", bound=Row)


def table(kind: type[Row]) -> Table:
    """The table of a kind of row."""
    return TABLES[kind]


def column(kind: type[Row], name: str) -> Column[Any]:
    """One of its columns."""
    return TABLES[kind].columns[name]


def put(work: WriteSession, rows: Iterable[Row], *, fresh: bool = False) -> None:
    """Write rows in bulk, each in the place of the one with its key.

    `fresh` where none is expected to have one: that is quicker, and no less right where one has.
    """
    by_kind: dict[type[Row], list[tuple[Any, ...]]] = {}
    for row in rows:
        by_kind.setdefault(type(row), []).append(row.values())
    for kind, values in by_kind.items():
        put_values(work, kind, values, fresh=fresh)


def put_values(
    work: WriteSession, kind: type[Row], values: Iterable[tuple[Any, ...]], *, fresh: bool = False
) -> None:
    """Write rows of one kind in bulk, given as their columns; see `put`."""
    upsert(work.connection, TABLES[kind], list(values), fresh=fresh or kind.FRESH)


def find(
    session: Session,
    kind: type[R],
    *conditions: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]] = (),
    limit: int | None = None,
) -> list[R]:
    """The rows that meet all conditions; what the order leaves open, the key decides."""
    ties = _ties(kind, order)
    statement = select(TABLES[kind]).where(*conditions).order_by(*order, *ties).limit(limit)
    return [kind.read(found) for found in session.connection.execute(statement)]


def _ties(kind: type[Row], order: Sequence[ColumnElement[Any]]) -> list[Column[Any]]:
    # each database has an order of its own for rows that are equal
    named = {getattr(getattr(each, "element", each), "name", "") for each in order}
    return [each for each in TABLES[kind].primary_key.columns if each.name not in named]


def find_one(session: Session, kind: type[R], *key: Any) -> R | None:
    """The row of a key."""
    hashable: Any = kind
    found = fetched(session.connection, _by_key(hashable), *([value] for value in key))
    return kind.read(found[0]) if found else None


def has_any(session: Session, kind: type[Row]) -> bool:
    """Whether there is a row of a kind."""
    return bool(fetched(session.connection, f'SELECT 1 FROM "{TABLES[kind].name}" LIMIT 1'))  # noqa: S608 (ours)


def find_among(
    session: Session,
    kind: type[R],
    name: str,
    values: Iterable[Any],
    also: Mapping[str, list[Any]] = MappingProxyType({}),
) -> list[R]:
    """The rows with one of these values in a column, by their keys.

    `also` are other columns, and a few values of which each must have one.
    """
    hashable: Any = kind
    text = _among(hashable, name, *also)
    found = [
        kind.read(each)
        for part in chunks(values)
        for each in fetched(session.connection, text, part, *also.values())
    ]
    return sorted(found, key=kind.key)


# building a statement costs more than running it: the two that every page needs are kept
@cache
def _by_key(kind: Any) -> str:
    return _among(kind, *(each.name for each in TABLES[kind].primary_key.columns))


@cache
def _among(kind: Any, *names: str) -> str:
    columns = ", ".join(f'"{each.name}"' for each in TABLES[kind].columns)
    where = " AND ".join(f'"{name}" :in' for name in names)
    return f'SELECT {columns} FROM "{TABLES[kind].name}" WHERE {where}'  # noqa: S608 (ours)


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
