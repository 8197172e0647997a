"""The moment that a reader asks about, by block or by time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api import parse
from api.problems import MomentUnknown
from ledger.queries.as_of import Moment

if TYPE_CHECKING:
    from api.wiring import Reading

MOST_DIGITS: Final = 20


def block_of(text: str | None) -> int | None:
    """The block that is asked about by its number: who reads needs it first (`reading`)."""
    by_number = text is not None and text.isascii() and text.isdigit()
    return int(text[:MOST_DIGITS]) if text and by_number else None


def moment(now: Reading, text: str | None) -> Moment | None:
    """A block's number, or an ISO time; None for the mirror's own.

    Raises:
        MomentUnknown: not yet reached, before the register, or of no known form.
        BlockUnknown: the mirror forgot the block, and it was not asked for before.
    """
    if text is None:
        return None
    number = block_of(text)
    found = _at(text) if number is None else _block(now, number)
    if found is None or not 0 < found.time <= now.as_of.time:
        raise MomentUnknown(text)
    return found


def _block(now: Reading, number: int) -> Moment | None:
    return None if number > now.as_of.block else Moment(now.block(number).time, number)


def _at(text: str) -> Moment | None:
    time = parse.iso(text)
    return None if time is None else Moment(time)
