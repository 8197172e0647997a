"""OFF CHAIN tables: the mirror's heartbeat and audits, places of content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from ledger.store.repositories.rows import find, find_one, put, table
from ledger.store.tables.offchain import AuditRow, ContentRefRow, HeartbeatRow

if TYPE_CHECKING:
    from ledger.store.engine import Session, WriteSession

ONLY = 1
_C = table(ContentRefRow).columns


def heartbeat(session: Session) -> HeartbeatRow | None:
    """What the mirror last said of itself; None before its first breath."""
    return find_one(session, HeartbeatRow, ONLY)


def last_audit(session: Session) -> AuditRow | None:
    """The last comparison with the chain; None before the first."""
    return find_one(session, AuditRow, ONLY)


def store(work: WriteSession, row: HeartbeatRow | AuditRow | ContentRefRow) -> None:
    """Write one of them."""
    put(work, (row,))


def content(session: Session, digest: bytes, subject: bytes) -> ContentRefRow | None:
    """Where a content of an application is kept."""
    return find_one(session, ContentRefRow, digest, subject)


def forget(work: WriteSession, digest: bytes, subject: bytes) -> None:
    """Forget where a content was kept, and its digest with it."""
    gone = delete(table(ContentRefRow)).where(_C.digest == digest, _C.subject == subject)
    work.connection.execute(gone)


def contents(session: Session, subject: bytes) -> list[ContentRefRow]:
    """What is kept for an application, the first first."""
    return find(session, ContentRefRow, _C.subject == subject, order=(_C.stored, _C.digest))


def addresses(session: Session) -> set[str]:
    """Where all contents of all applications are kept."""
    return set(session.connection.execute(select(_C.address)).scalars())
