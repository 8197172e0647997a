"""Reading a range of blocks: few requests, sized by the answers, and consistent in itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger.chain.errors import NodeRefused, NodeUnreachable, RangeTooLarge
from ledger.chain.parse import transactions_of
from ledger.chain.records import Header, RawLog
from ledger.indexer.blooms import bloom_of, may_log
from ledger.indexer.errors import RangeMoved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.chain.client import Chain

FIRST_SPAN: Final = 64
MOST_SPAN: Final = 10_000
# what a range's answers are steered to; several of them wait at once
AIM_BYTES: Final = 6_000_000
# what a log's JSON costs beside its data: topics, hashes, names
LOG_BYTES: Final = 900
# a header's, and each transaction's that it names
HEADER_BYTES: Final = 1_600
NAME_BYTES: Final = 69


@dataclass(frozen=True, slots=True)
class Fetched:
    """All logs of the register in blocks first to last, and every header, that vouch for them.

    `size`: about so many bytes of JSON it was.
    """

    first: int
    last: int
    headers: Mapping[int, Header]
    logs: tuple[RawLog, ...]
    size: int

    @property
    def end(self) -> Header:
        """The header of the last block."""
        return self.headers[self.last]


class Fetcher:
    """Reads ranges of one register's logs and remembers how large a range the node takes.

    Threads may share it: what it remembers is a guess, and any thread's last one is as good.
    """

    def __init__(self, chain: Chain, register: bytes, *, most_span: int = MOST_SPAN) -> None:
        self.chain = chain
        self.register = register
        self.most_span = most_span
        self.span = min(FIRST_SPAN, most_span)
        self.bytes_a_block = AIM_BYTES // self.span

    def fetch(self, first: int, head: int) -> Fetched:
        """The blocks from `first` on, up to `head` at most.

        Every header comes too: a node whose index of logs lags behind says "no logs" of blocks
        that have some, and only their headers know better.

        Raises:
            RangeMoved: headers and logs do not fit together; nothing of it may be used.
            ChainError: the node does not answer, or refuses a single block.
        """
        span = self.span
        try:
            last, logs = self._logs(first, head)
            numbers = range(first, last + 1)
            headers = dict(zip(numbers, self.chain.headers(numbers), strict=True))
        except NodeUnreachable:
            # it may only have been too slow for so much: whoever asks again asks for less
            self.span = max(1, span // 2)
            raise
        _require_consistent(headers, logs)
        self._require_complete(headers, logs)
        size = _size(headers, logs)
        self._steer(len(numbers), size)
        return Fetched(first, last, headers, tuple(logs), size)

    def _logs(self, first: int, head: int) -> tuple[int, list[RawLog]]:
        while True:
            last = min(head, first + self.span - 1)
            try:
                logs = self.chain.logs(self.register, first, last)
            except (RangeTooLarge, NodeRefused):
                if last == first:
                    raise
                self.span = max(1, (last - first + 1) // 2)
                continue
            return last, logs

    def _steer(self, blocks: int, size: int) -> None:
        """As many blocks as fill an answer, but no more than twice as many as before."""
        self.bytes_a_block = max(1, size // blocks)
        fitting = max(1, AIM_BYTES // self.bytes_a_block)
        self.span = min(self.most_span, fitting, 2 * max(blocks, self.span))

    def _require_complete(self, headers: Mapping[int, Header], logs: Iterable[RawLog]) -> None:
        told: dict[int, list[RawLog]] = {}
        for log in logs:
            told.setdefault(log.block_number, []).append(log)
        for number, header in headers.items():
            own = told.get(number, [])
            # the filter speaks of other contracts too: the block's own transactions settle it
            if _says_more(header, self.register, own) and not self._is_whole(header, own):
                raise RangeMoved(number, header.hash, own[0].block_hash if own else b"")

    def _is_whole(self, header: Header, own: list[RawLog]) -> bool:
        """Whether the register logged nothing else in a block, by all that the node says of it."""
        if self.chain.logs(self.register, header.number, header.number) != own:
            return False
        named = transactions_of(header)
        found: list[RawLog] = []
        for receipt in self.chain.receipts(named) if named else ():
            if receipt is None or receipt.block_hash != header.hash:
                return False
            found += (log for log in receipt.logs if log.address == self.register)
        return found == own or not named


def _size(headers: Mapping[int, Header], logs: Iterable[RawLog]) -> int:
    names = sum(len(header.raw.get("transactions", ())) for header in headers.values())
    told = sum(2 * len(log.data) + LOG_BYTES for log in logs)
    return told + HEADER_BYTES * len(headers) + NAME_BYTES * names


def _require_consistent(headers: Mapping[int, Header], logs: Iterable[RawLog]) -> None:
    for log in logs:
        header = headers[log.block_number]
        if log.removed or log.block_hash != header.hash:
            raise RangeMoved(log.block_number, header.hash, log.block_hash)
    for number, header in headers.items():
        before = headers.get(number - 1)
        if before is not None and header.parent_hash != before.hash:
            raise RangeMoved(number, header.parent_hash, before.hash)


def _says_more(header: Header, register: bytes, told: Sequence[RawLog]) -> bool:
    """Whether a block's filter leaves room for more logs of the register than were told of it.

    Raises:
        RangeMoved: it does not speak of a log that was told.
    """
    if not header.bloom:
        # so is that of a block without logs, and of every block where a chain makes none
        return False
    spoken = bloom_of(told)
    if spoken & ~header.bloom:
        raise RangeMoved(header.number, header.hash, b"")
    gapless = not told or told[-1].log_index < len(told)
    return may_log(header.bloom, register) and (spoken != header.bloom or not gapless)
