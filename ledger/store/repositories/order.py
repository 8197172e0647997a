"""Orders of courts and other organs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.store.repositories.rows import find_among
from ledger.store.tables.order import OrderRow, OrderStateRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import Session


def of_subjects(session: Session, subjects: Iterable[bytes]) -> list[OrderRow]:
    """All orders in dossiers of titles or parties, in the order of their entry."""
    rows = find_among(session, OrderRow, "subject", subjects)
    return sorted(rows, key=lambda row: (row.block, row.seq))


def states(session: Session, subjects: Iterable[bytes]) -> dict[bytes, OrderStateRow]:
    """Where they stand, by order."""
    rows = find_among(session, OrderStateRow, "subject", subjects)
    return {row.order: row for row in rows}
