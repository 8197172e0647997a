"""The canonical dump: what two mirrors of one chain must have in common, byte for byte.

Heads, UNKNOWN dossiers, all projections, the search index, and the journalled acts that the chain
still has. Times of arrival, the cursor, remembered blocks and everything off chain are outside.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from ledger.store.tables import INDEXED, PROJECTED, TABLES
from ledger.store.tables.journal import HeadRow, JournalRow, UnreadableRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.store.engine import Session
    from ledger.store.tables.row import Row

DUMPED: Final[tuple[type[Row], ...]] = (
    JournalRow,
    HeadRow,
    UnreadableRow,
    *PROJECTED,
    *INDEXED,
)


def lines(session: Session) -> Iterator[bytes]:
    """The dump, line by line: a line a row, tables by name, rows by key."""
    for kind in sorted(DUMPED, key=lambda each: TABLES[each].name):
        table = TABLES[kind]
        statement = select(table).order_by(*table.primary_key.columns)
        if kind is JournalRow:
            statement = statement.where(table.columns.orphaned == 0)
        for found in session.connection.execute(statement):
            yield _line([table.name, *map(_shown, found)])


def dump(session: Session) -> bytes:
    """The dump, whole."""
    return b"".join(lines(session))


def digest(session: Session) -> bytes:
    """SHA-256 of the dump."""
    total = hashlib.sha256()
    for line in lines(session):
        total.update(line)
    return total.digest()


def _shown(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
