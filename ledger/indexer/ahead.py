"""Reading ahead: while one range is replayed and written, the node is asked for the next ones.

Only final blocks are read ahead. Several ranges are in flight at once, and they are taken in the
order of their blocks, whatever order they are answered in. How many wait is bounded by their bytes,
not by their number: those that are here count as they are, those that are not as large as the last
answers were. A range that turns out larger, as a busy stretch after a quiet one, is read only as
far as the bytes allow. A range that is not read to its end stops the line at its place: what came
before is delivered, it is asked for again, and what came after it is asked for again too. A range
that is not final is asked for when it is needed, so that nothing of a fork is ever held for long.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger.errors import LedgerError
from ledger.indexer.fetcher import Fetched

if TYPE_CHECKING:
    from ledger.indexer.fetcher import Fetcher

IN_FLIGHT: Final = 4
MOST_WAITING: Final = 12_000_000


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a range, piece after piece; not all of it where a fault came between."""

    pieces: deque[Fetched]
    failed: bool


@dataclass(slots=True)
class _Asked:
    """A range that is in line; `first` moves on as its pieces are taken."""

    first: int
    last: int
    answer: Future[_Read]


class Ahead:
    """A fetcher and the ranges that it is reading meanwhile, in the order of their blocks."""

    def __init__(self, fetcher: Fetcher, *, most_waiting: int = MOST_WAITING) -> None:
        self.fetcher = fetcher
        self.most_waiting = most_waiting
        self._readers = ThreadPoolExecutor(IN_FLIGHT, thread_name_prefix="ahead")
        self._line: deque[_Asked] = deque()
        self._source = 1

    def fetch(self, first: int, head: int, *, final: int, source: int = 1) -> Fetched:
        """The blocks from `first` on; then the next are asked for. Raises as `Fetcher.fetch`.

        `source` numbers the node that is asked: what another one told is dropped.
        """
        if source != self._source:
            self._drop()
            self._source = source
        fetched = self._taken(first)
        if fetched is None:
            self._drop()
            fetched = self.fetcher.fetch(first, head)
        self._ask(fetched.last + 1, min(head, final))
        return fetched

    def holds(self, first: int, source: int) -> bool:
        """Whether the range from a block on was asked of this node already."""
        line = self._line
        return bool(line) and line[0].first == first and self._source == source

    @property
    def waiting(self) -> int:
        """The bytes of the ranges in line."""
        return sum(map(self._size, self._line))

    def _taken(self, first: int) -> Fetched | None:
        """The next piece if it is the one that is wanted, and sound."""
        if not self._line or self._line[0].first != first:
            return None
        asked = self._line[0]
        read = asked.answer.result()
        if not read.pieces:
            return None
        piece = read.pieces.popleft()
        asked.first = piece.last + 1
        if not read.pieces and not read.failed:
            self._line.popleft()
        return piece

    def _ask(self, first: int, upto: int) -> None:
        first = self._line[-1].last + 1 if self._line else first
        while first <= upto and len(self._line) < IN_FLIGHT and self.waiting < self.most_waiting:
            last = min(upto, first + self.fetcher.span - 1)
            self._line.append(_Asked(first, last, self._readers.submit(self._read, first, last)))
            first = last + 1

    def _read(self, first: int, last: int) -> _Read:
        """A whole range, in as many pieces as the node makes of it, or as much as may wait."""
        pieces: deque[Fetched] = deque()
        while first <= last:
            if sum(piece.size for piece in pieces) >= self.most_waiting:
                # it was guessed from quieter blocks: the rest is asked for again by what is known
                return _Read(pieces, failed=True)
            try:
                piece = self.fetcher.fetch(first, last)
            except LedgerError:
                # it is asked for again in its turn, and raised there
                return _Read(pieces, failed=True)
            pieces.append(piece)
            first = piece.last + 1
        return _Read(pieces, failed=False)

    def _size(self, asked: _Asked) -> int:
        if asked.answer.done() and not asked.answer.cancelled():
            return sum(piece.size for piece in asked.answer.result().pieces)
        return (asked.last - asked.first + 1) * self.fetcher.bytes_a_block

    def _drop(self) -> None:
        for asked in self._line:
            asked.answer.cancel()
        self._line.clear()
