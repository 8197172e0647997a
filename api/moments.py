"""The moment that a reader asks about, by block or by time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api import parse
from api.problems import MomentUnknown
from ledger.queries.as_of import Moment
from ledger.store.repositories import mirror

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.wiring import Reading
    from ledger.chain.client import Chain

MOST_DIGITS: Final = 20


def moment(now: Reading, text: str | None, chain: Callable[[], Chain]) -> Moment | None:
    """A block's number, or an ISO time; None for the mirror's own.

    Raises:
        MomentUnknown: not yet reached, before the register, or of no known form.
        NodeUnreachable: the block is older than those that the mirror remembers.
    """
    if text is None:
        return None
    by_number = text.isascii() and text.isdigit()
    found = _block(now, int(text[:MOST_DIGITS]), chain) if by_number else _at(text)
    if found is None or not 0 < found.time <= now.as_of.time:
        raise MomentUnknown(text)
    return found


def _block(now: Reading, number: int, chain: Callable[[], Chain]) -> Moment | None:
    if number > now.as_of.block:
        return None
    found = mirror.block(now.session, number)
    time = chain().block(number).timestamp if found is None else found.time
    return Moment(time, number)


def _at(text: str) -> Moment | None:
    time = parse.iso(text)
    return None if time is None else Moment(time)
