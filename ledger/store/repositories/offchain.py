"""OFF CHAIN tables: the mirror's heartbeat and audits, places of content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.store.repositories.rows import find_one, put
from ledger.store.tables.offchain import AuditRow, ContentRefRow, HeartbeatRow

if TYPE_CHECKING:
    from ledger.store.engine import Session, WriteSession

ONLY = 1


def heartbeat(session: Session) -> HeartbeatRow | None:
    """What the mirror last said of itself; None before its first breath."""
    return find_one(session, HeartbeatRow, ONLY)


def last_audit(session: Session) -> AuditRow | None:
    """The last comparison with the chain; None before the first."""
    return find_one(session, AuditRow, ONLY)


def store(work: WriteSession, row: HeartbeatRow | AuditRow | ContentRefRow) -> None:
    """Write one of them."""
    put(work, (row,))


def content(session: Session, digest: bytes) -> ContentRefRow | None:
    """Where the content behind a digest is kept."""
    return find_one(session, ContentRefRow, digest)
