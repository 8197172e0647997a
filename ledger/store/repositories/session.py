"""OFF CHAIN tables: sign-in messages that were given out, and sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, or_

from ledger.store.repositories.rows import find_one, put, table
from ledger.store.tables.session import ChallengeRow, SessionRow

if TYPE_CHECKING:
    from ledger.store.engine import Session, WriteSession

# what was given out under a clock that was further ahead (seconds) does not count
SKEW: Final = 300
_C = table(ChallengeRow).columns
_S = table(SessionRow).columns


def add(work: WriteSession, row: ChallengeRow | SessionRow) -> None:
    """Write one of them."""
    put(work, (row,))


def take_challenge(work: WriteSession, digest: bytes, now: int) -> bool:
    """Whether a message was given out and not used; it cannot be taken again."""
    gone = delete(table(ChallengeRow)).where(_C.digest == digest, _C.until > now)
    return work.connection.execute(gone).rowcount == 1


def take_code(work: WriteSession, digest: bytes, now: int) -> SessionRow | None:
    """A code that may still be used; it cannot be taken again."""
    found = find_one(work, SessionRow, digest)
    running = (_S.until > now, _S.since <= now + SKEW)
    gone = delete(table(SessionRow)).where(_S.digest == digest, _S.code == 1, *running)
    return found if work.connection.execute(gone).rowcount == 1 else None


def session(read: Session, digest: bytes, now: int) -> SessionRow | None:
    """A session that is not over."""
    found = find_one(read, SessionRow, digest)
    if found is None or found.code or not found.until > now >= found.since - SKEW:
        return None
    return found


def end(work: WriteSession, digest: bytes) -> None:
    """End a session."""
    work.connection.execute(delete(table(SessionRow)).where(_S.digest == digest))


def forget(work: WriteSession, now: int) -> None:
    """Delete what is over, and sessions that begin later: a clock was ahead."""
    work.connection.execute(delete(table(ChallengeRow)).where(_C.until <= now))
    over = or_(_S.until <= now, _S.since > now + SKEW)
    work.connection.execute(delete(table(SessionRow)).where(over))
