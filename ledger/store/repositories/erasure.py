"""Tombstones of erased fields, and the bytes that must not outlast them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.store.dialect import SQLITE
from ledger.store.repositories import mirror, proof
from ledger.store.repositories.rows import find, put, table
from ledger.store.repositories.title import titles_of_applications
from ledger.store.tables.erasure import TombstoneRow
from ledger.store.tables.offchain import ProofDueRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import Engine, Session, WriteSession

_T = table(TombstoneRow).columns


def tombstones(session: Session, subject: bytes) -> list[TombstoneRow]:
    """What was erased of an application's record, the first first."""
    return find(session, TombstoneRow, _T.application == subject, order=(_T.time, _T.name))


def bury(work: WriteSession, rows: Iterable[TombstoneRow]) -> None:
    """Write tombstones; from here on the transaction overwrites what it replaces (SQLite)."""
    if work.connection.dialect.name == SQLITE:
        work.connection.exec_driver_sql("PRAGMA secure_delete=ON")
    stones = tuple(rows)
    put(work, stones)
    _prove_anew(work, {row.application for row in stones})


def _prove_anew(work: WriteSession, applications: set[bytes]) -> None:
    """Their titles need proofs that hold the dossiers of who signed."""
    cursor = mirror.cursor(work)
    if cursor is not None:
        found = titles_of_applications(work, applications)
        proof.add_due(work, [ProofDueRow(row.title, cursor.final_block, "") for row in found])


def wipe(engine: Engine) -> bool:
    """Let go of the log that still holds what was replaced; whether nobody kept it (SQLite).

    PostgreSQL lets go of it by VACUUM and by its own archiving: see docs/databases.md.
    """
    if engine.dialect.name != SQLITE:
        return True
    with engine.connect() as connection:
        busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not busy
