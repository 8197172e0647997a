"""Replay spread over processes by dossier: no dossier depends on another.

The one who asks reads the node and is the only one who writes; the processes send back rows. They
are started when there is much to do, and end when the one who asks does, however that ends.
"""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.indexer import replaying
from ledger.indexer.applying import Entered
from ledger.indexer.dossiers import CAPACITY
from ledger.indexer.errors import MirrorError
from ledger.store.engine import url_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from ledger.domain.dossier import Anchor
    from ledger.store.engine import Engine
    from ledger.store.tables.journal import JournalRow

LOG: Final = logging.getLogger(__name__)
# questions that wait at each process, so that it never waits for one
WAITING: Final = 2
PATIENCE: Final = 5.0
# losses after which other processes are not tried again
MOST_LOSSES: Final = 3


@dataclass(eq=False)
class ReplayerLost(MirrorError):
    """A process that replays has ended: what it was asked is to be replayed here."""

    exit_code: int | None
    code: ClassVar[str] = "REPLAYER_LOST"


class Replayers:
    """So many processes, each for dossiers of its own; none is there before the first question."""

    def __init__(self, engine: Engine, anchor: Anchor, count: int) -> None:
        self.engine = engine
        self.anchor = anchor
        self.count = count
        self._processes: list[tuple[BaseProcess, Connection]] = []
        self._owed = 0
        self._losses = 0

    @property
    def usable(self) -> bool:
        """Whether the machine lets such processes live."""
        return self._losses < MOST_LOSSES

    def enter(self, logs: Iterable[JournalRow]) -> Callable[[], Entered]:
        """Ask what new logs leave; what is returned waits for the answer.

        Raises:
            ReplayerLost: at once or when waited for; no process is left.
        """
        self._start()
        parts: list[list[JournalRow]] = [[] for _ in self._processes]
        for log in logs:
            parts[log.subject[-1] % self.count].append(log)
        for place, part in enumerate(parts):
            self._ask(place, replaying.ask_logs(part))

        def wait() -> Entered:
            entered = Entered()
            for place in range(self.count):
                replaying.unpack(self._answer(place), entered)
            entered.heads.sort(key=lambda row: row.subject)
            entered.lost.sort(key=lambda row: (row.block, row.log_index))
            return entered

        return wait

    def replay(self, parts: Iterable[list[bytes]]) -> Iterator[Entered]:
        """What all acts of dossiers leave, part by part in their order. Raises ReplayerLost."""
        self._start()
        waiting: deque[int] = deque()
        for number, part in enumerate(parts):
            if len(waiting) == WAITING * self.count:
                yield self._next(waiting)
            place = number % self.count
            self._ask(place, replaying.ask_dossiers(part))
            waiting.append(place)
        while waiting:
            yield self._next(waiting)

    def close(self) -> None:
        """End the processes; the next question starts others."""
        for _, connection in self._processes:
            connection.close()
        for process, _ in self._processes:
            process.join(PATIENCE)
            if process.is_alive():
                process.kill()
                process.join()
        self._processes.clear()
        self._owed = 0

    def _next(self, waiting: deque[int]) -> Entered:
        entered = Entered()
        replaying.unpack(self._answer(waiting.popleft()), entered)
        return entered

    def _start(self) -> None:
        if self._owed:
            # nobody waited for these answers: a transaction failed meanwhile
            self.close()
        if self._processes:
            return
        # forked from a process of its own that has no threads, and shares what it has loaded
        context = get_context("forkserver")
        context.set_forkserver_preload([replaying.__name__])
        url, capacity = url_of(self.engine), CAPACITY // self.count
        for number in range(self.count):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=replaying.serve,
                args=(theirs, url, self.anchor, capacity),
                name=f"replayer-{number}",
                daemon=True,
            )
            process.start()
            theirs.close()
            self._processes.append((process, ours))

    def _ask(self, place: int, question: bytes) -> None:
        try:
            self._processes[place][1].send_bytes(question)
            self._owed += 1
        except OSError as fault:
            raise self._lost(place) from fault

    def _answer(self, place: int) -> bytes:
        try:
            answer = self._processes[place][1].recv_bytes()
        except (EOFError, OSError) as fault:
            raise self._lost(place) from fault
        self._owed -= 1
        return answer

    def _lost(self, place: int) -> ReplayerLost:
        process = self._processes[place][0]
        process.join(PATIENCE)
        lost = ReplayerLost(process.exitcode)
        LOG.warning("replayer lost number=%d exit=%s", place, lost.exit_code)
        self._losses += 1
        self.close()
        return lost
