"""OFF CHAIN tables: evidence packages that were asked for, and their custody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.store.repositories.rows import find, find_one, put, table
from ledger.store.tables.evidence import EvidenceRequestRow, HandOverRow

if TYPE_CHECKING:
    from ledger.store.engine import Session, WriteSession

_R = table(EvidenceRequestRow).columns
_H = table(HandOverRow).columns


def keep(work: WriteSession, row: EvidenceRequestRow) -> None:
    """Write a request as it is now."""
    put(work, (row,))


def request(session: Session, key: bytes) -> EvidenceRequestRow | None:
    """One of them."""
    return find_one(session, EvidenceRequestRow, key)


def in_state(session: Session, registry: int, state: str, limit: int) -> list[EvidenceRequestRow]:
    """A registry's requests in a state, the first first."""
    met = (_R.registry_code == registry, _R.state == state)
    return find(session, EvidenceRequestRow, *met, order=(_R.asked, _R.id), limit=limit)


def custody(session: Session, key: bytes) -> list[HandOverRow]:
    """Through whose hands the package of a request went, in order."""
    return find(session, HandOverRow, _H.request == key, order=(_H.entry,))


def enter(work: WriteSession, row: HandOverRow) -> None:
    """Enter a line; its number is the one after the last."""
    put(work, (row,))
