"""Texts of an address into what they name: parsed at the door, trusted behind it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from api.problems import IdMalformed, MomentUnknown
from ledger.queries.pages import Mark
from ledger.store.repositories import mirror

if TYPE_CHECKING:
    from ledger.domain.acts import SubjectKind
    from ledger.store.engine import ReadSession

SUBJECT_BYTES: Final = 32
LATEST_YEAR: Final = 9_999
MOST_BLOCK: Final = 2**62


def subject(text: str, kind: SubjectKind) -> bytes:
    """The id of a subject: 64 hexadecimal digits that begin with its kind. Raises IdMalformed."""
    needs = f"0x{kind:02x} and 62 hexadecimal digits"
    try:
        found = bytes.fromhex(text.removeprefix("0x"))
    except ValueError as fault:
        raise IdMalformed(kind.name.lower(), needs) from fault
    if len(found) != SUBJECT_BYTES or found[0] != kind:
        raise IdMalformed(kind.name.lower(), needs)
    return found


def mark(text: str | None) -> Mark | None:
    """Where the last page ended. Raises MarkMalformed."""
    return None if text is None else Mark.parse(text)


def moment(session: ReadSession, text: str | None, latest: int) -> int | None:
    """The time of a block's number or of an ISO time; None for the mirror's own.

    Raises:
        MomentUnknown: not yet reached, before the register, or of no known form.
    """
    if text is None:
        return None
    time = _block_time(session, text) if text.isascii() and text.isdigit() else _iso(text)
    if time is None or not 0 < time <= latest:
        raise MomentUnknown(text)
    return time


def _block_time(session: ReadSession, text: str) -> int | None:
    number = int(text[:20])
    cursor = mirror.require_cursor(session)
    if number > min(cursor.block, MOST_BLOCK):
        return None
    found = mirror.block_at_or_below(session, number)
    return None if found is None else found.time


def _iso(text: str) -> int | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    try:
        return int(found.timestamp())
    except (OverflowError, OSError, ValueError):
        return None
