"""Texts of an address into what they name: parsed at the door, trusted behind it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from api.problems import IdMalformed, MomentUnknown
from ledger.queries.as_of import Moment
from ledger.queries.pages import Mark
from ledger.store.repositories import mirror

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.wiring import Reading
    from ledger.chain.client import Chain
    from ledger.domain.acts import SubjectKind

SUBJECT_BYTES: Final = 32
ACCOUNT_BYTES: Final = 20
MOST_DIGITS: Final = 20


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


def moment(now: Reading, text: str | None, chain: Callable[[], Chain]) -> Moment | None:
    """A block's number, or an ISO time; None for the mirror's own.

    Raises:
        MomentUnknown: not yet reached, before the register, or of no known form.
        NodeUnreachable: the block is older than those that the mirror remembers.
    """
    if text is None:
        return None
    by_number = text.isascii() and text.isdigit()
    found = _block(now, int(text[:MOST_DIGITS]), chain) if by_number else _iso(text)
    if found is None or not 0 < found.time <= now.as_of.time:
        raise MomentUnknown(text)
    return found


def seconds(text: str | None) -> int | None:
    """Seconds since 1970 of an ISO time; None for now. Raises MomentUnknown."""
    if text is None:
        return None
    found = _iso(text)
    if found is None or found.time <= 0:
        raise MomentUnknown(text)
    return found.time


def _block(now: Reading, number: int, chain: Callable[[], Chain]) -> Moment | None:
    if number > now.as_of.block:
        return None
    found = mirror.block(now.session, number)
    time = chain().block(number).timestamp if found is None else found.time
    return Moment(time, number)


def _iso(text: str) -> Moment | None:
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            found = found.replace(tzinfo=UTC)
        return Moment(int(found.timestamp()))
    except (OverflowError, OSError, ValueError):
        return None
