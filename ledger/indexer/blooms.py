"""What the filter of a block's header says of its logs (yellow paper, 4.3.1 and 4.4.1)."""

from __future__ import annotations

from functools import lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Final

from ledger.domain.keccak import keccak256

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.chain.records import RawLog

BITS: Final = 2_048
# topics come again: kinds and books always, a dossier while it is busy
MOST_KNOWN: Final = 4_096


def bloom_of(logs: Iterable[RawLog]) -> int:
    """The filter of a block that has these logs and no others."""
    return reduce(or_, (_bits(part) for log in logs for part in (log.address, *log.topics)), 0)


def may_log(bloom: int, address: bytes) -> bool:
    """Whether a filter speaks of logs of this contract."""
    return not _bits(address) & ~bloom


@lru_cache(MOST_KNOWN)
def _bits(part: bytes) -> int:
    digest = keccak256(part)
    places = (int.from_bytes(digest[place : place + 2]) % BITS for place in (0, 2, 4))
    return reduce(or_, (1 << place for place in places))
