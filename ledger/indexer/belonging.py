"""Whose register a database mirrors: looked at before anything in it is altered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.indexer.errors import RegisterDiffers
from ledger.store.engine import read_session
from ledger.store.errors import TablesMissing
from ledger.store.repositories import mirror

if TYPE_CHECKING:
    from ledger.chain.profile import ChainProfile
    from ledger.store.engine import Engine
    from ledger.store.tables.journal import CursorRow


def require_own(engine: Engine, profile: ChainProfile) -> None:
    """A database, of whatever version, mirrors this register or nothing yet.

    Raises RegisterDiffers, StoreUnavailable.
    """
    try:
        with read_session(engine, now=0) as session:
            cursor = mirror.cursor(session)
    except TablesMissing:
        return
    if cursor is not None:
        require_same(cursor, profile)


def require_same(cursor: CursorRow, profile: ChainProfile) -> None:
    """A mirror is of this register. Raises RegisterDiffers."""
    pairs = (
        ("chain_id", cursor.chain_id, profile.chain_id),
        ("register", cursor.register_address.hex(), profile.register.address.hex()),
    )
    for field, expected, found in pairs:
        if expected != found:
            raise RegisterDiffers(field, str(expected), str(found))
