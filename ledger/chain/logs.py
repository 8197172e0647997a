"""Logs as a node writes them, read by their shape: what is not of it is left to ledger.chain.parse.

A register's history is millions of logs, nearly all of their JSON is hex, and nothing of it is
needed but the fields below. Whatever looks odd here is read again, strictly, and refused there.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import msgspec

from ledger.chain import hexes, parse
from ledger.chain.errors import NodeLies
from ledger.chain.records import RawLog
from ledger.chain.rpc import Shaped

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_KNOWN: Final = 1_000


class LogJson(msgspec.Struct, gc=False, rename="camel"):
    """The members of a log that are read."""

    address: str
    topics: list[str]
    data: str
    block_number: str
    block_hash: str
    transaction_hash: str
    log_index: str
    removed: bool = False


DECODER: Final = msgspec.json.Decoder(Shaped[list[LogJson]])


def logs_of(found: Sequence[LogJson], address: bytes, first: int, last: int) -> list[RawLog]:
    """The logs of a range, checked to be what was asked for, each once and ascending.

    Raises:
        NodeLies: they are not.
    """
    try:
        logs = _logs(found)
    except NodeLies:
        logs = []
    places = [(log.block_number, log.log_index) for log in logs]
    sound = len(logs) == len(found) and all(before < place for before, place in pairwise(places))
    if sound and all(log.address == address and first <= log.block_number <= last for log in logs):
        return logs
    # what is wrong, and where, is said there
    return parse.logs_of([msgspec.to_builtins(each) for each in found], address, first, last)


def _logs(found: Sequence[LogJson]) -> list[RawLog]:
    words, addresses = _Known(hexes.WORD), _Known(hexes.ADDRESS)
    return [
        RawLog(
            addresses[each.address],
            tuple([words[topic] for topic in each.topics]),
            hexes.parse_bytes(each.data, "data"),
            hexes.parse_quantity(each.block_number, "blockNumber"),
            words[each.block_hash],
            words[each.transaction_hash],
            hexes.whole(hexes.parse_quantity(each.log_index, "logIndex"), "logIndex"),
            each.removed,
        )
        for each in found
    ]


class _Known(dict[str, bytes]):
    """Bytes by their text: the logs of a block share its hash, those of a book its topics."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def __missing__(self, text: str) -> bytes:
        found = hexes.parse_bytes(text, "log", self.size)
        if len(self) < MOST_KNOWN:
            self[text] = found
        return found
