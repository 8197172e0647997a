"""Reading ahead: while one range is replayed and written, the node is asked for the next.

Only final blocks are read ahead. What waits is one range, as large as the fetcher steers it: a few
megabytes. A range that is not final is asked for when it is needed, so that nothing of a fork is
ever held for long.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.indexer.fetcher import Fetched

if TYPE_CHECKING:
    from ledger.indexer.fetcher import Fetcher


@dataclass(frozen=True, slots=True)
class _Asked:
    first: int
    source: int
    answer: Future[Fetched]


class Ahead:
    """A fetcher and the range that it is reading meanwhile, if any."""

    def __init__(self, fetcher: Fetcher) -> None:
        self.fetcher = fetcher
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead")
        self._asked: _Asked | None = None

    def fetch(self, first: int, head: int, *, final: int, source: int = 1) -> Fetched:
        """The blocks from `first` on; then the next are asked for. Raises as `Fetcher.fetch`.

        `source` numbers the node that is asked: what another one told is dropped.
        """
        asked, self._asked = self._asked, None
        # waited for even where it is not wanted: the fetcher takes one question at a time
        sound = asked is not None and asked.answer.exception() is None
        if asked is not None and sound and (asked.first, asked.source) == (first, source):
            fetched = asked.answer.result()
        else:
            fetched = self.fetcher.fetch(first, head)
        after = fetched.last + 1
        if after <= final:
            answer = self._reader.submit(self.fetcher.fetch, after, min(head, final))
            self._asked = _Asked(after, source, answer)
        return fetched
