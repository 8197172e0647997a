"""Texts of an address into what they name: parsed at the door, trusted behind it.

No database is loaded for it: a party's console has none.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from api.problems import IdMalformed, MomentUnknown
from ledger.queries.pages import Mark

if TYPE_CHECKING:
    from ledger.domain.acts import SubjectKind

SUBJECT_BYTES: Final = 32
ACCOUNT_BYTES: Final = 20


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


def digest(name: str, text: str) -> bytes:
    """32 bytes as hexadecimal digits. Raises IdMalformed."""
    try:
        found = bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        found = b""
    if len(found) != SUBJECT_BYTES:
        raise IdMalformed(name, f"{2 * SUBJECT_BYTES} hexadecimal digits")
    return found


def account(text: str) -> bytes:
    """An account: 20 bytes as hexadecimal digits, with 0x or without. Raises IdMalformed."""
    try:
        found = bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        found = b""
    if len(found) != ACCOUNT_BYTES:
        raise IdMalformed("account", f"{2 * ACCOUNT_BYTES} hexadecimal digits")
    return found


def mark(text: str | None) -> Mark | None:
    """Where the last page ended. Raises MarkMalformed."""
    return None if text is None else Mark.parse(text)


def seconds(text: str | None) -> int | None:
    """Seconds since 1970 of an ISO time; None for now. Raises MomentUnknown."""
    if text is None:
        return None
    found = iso(text)
    if found is None or found <= 0:
        raise MomentUnknown(text)
    return found


def iso(text: str) -> int | None:
    """Seconds since 1970 of an ISO time, in UTC where it names no zone; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            found = found.replace(tzinfo=UTC)
        return int(found.timestamp())
    except (OverflowError, OSError, ValueError):
        return None
