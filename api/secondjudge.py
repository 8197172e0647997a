"""A second process that judges parts of a long list, on a core that would stand idle.

It opens a snapshot of its own and says which commit it sees; only one that sees the commit of the
list is asked. It holds nothing that is not in the database: when it is lost, its parts are judged
by whoever asked.
"""

from __future__ import annotations

import logging
import signal
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.forkserver import ensure_running
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from api import judging
from api.schemas.verdicts import VerdictIn
from ledger.domain.verdict import Purpose
from ledger.indexer.garbage import seldom_collected
from ledger.queries.recent import Recent
from ledger.queries.snapshot import Snapshot, snapshot
from ledger.queries.verdict import Terms
from ledger.settings import usable_cores
from ledger.store.engine import Pages, open_engine, read_session, url_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext
    from multiprocessing.process import BaseProcess

    from ledger.store.engine import Engine, ReadSession

LOG: Final = logging.getLogger(__name__)
PATIENCE: Final = 5.0
# one at a time: who comes second judges alone
_FREE: Final = Lock()

# a number, the result, and the ListedVerdict as JSON
Line: TypeAlias = tuple[str, str, str]


class Begin(msgspec.Struct, tag=True, frozen=True):
    """A list: when it was asked for, how far the mirror may be behind, for which purpose."""

    now: int
    lag_blocks: int
    purpose: str


class Judge(msgspec.Struct, tag=True, frozen=True):
    """Numbers to judge for the list that was begun."""

    numbers: list[str]


_ASKED: Final = msgspec.msgpack.Decoder(Begin | Judge)
_SEEN: Final = msgspec.msgpack.Decoder(Snapshot | None)
_LINES: Final = msgspec.msgpack.Decoder(list[Line])


# dossiers that a list keeps at hand
RECENT: Final = 1_600


class JudgeLost(Exception):
    """The second judge has ended: what it was asked is to be judged here."""


def terms_of_list(lag_blocks: int) -> Terms:
    """The terms of a long list; it would push out what is asked for again and again."""
    return Terms(lag_blocks, recent=Recent(RECENT), brief=True)


def judged(
    session: ReadSession, numbers: Iterable[str], purpose: Purpose, terms: Terms
) -> Iterator[Line]:
    """The lines of a part."""
    items = [VerdictIn(number=each, purpose=purpose) for each in numbers]
    for line in judging.listed(*judging.answer(session, items, terms)):
        yield line.number, line.result.value, line.model_dump_json()


def _context() -> ForkServerContext:
    """A judge is forked from a process of its own without threads, and shares what that loaded."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def load() -> None:
    """Have loaded what a second judge shares, where one is called at all; does not wait for it."""
    if usable_cores() >= 2:  # noqa: PLR2004
        _context()
        try:
            ensure_running()
        except OSError as fault:
            LOG.warning("no second judge: %s", fault)


@contextmanager
def called(engine: Engine, *, wanted: bool) -> Iterator[SecondJudge | None]:
    """The second judge; None where nobody wants it, another list has it, or none can be had."""
    if not wanted or usable_cores() < 2 or not _FREE.acquire(blocking=False):  # noqa: PLR2004
        yield None
        return
    try:
        with _started(engine) as second:
            yield second
    finally:
        _FREE.release()


@contextmanager
def _started(engine: Engine) -> Iterator[SecondJudge]:
    context = _context()
    ours, theirs = context.Pipe()
    arguments = (theirs, url_of(engine))
    process = context.Process(target=serve, args=arguments, name="second-judge", daemon=True)
    # the first start waits until all is loaded: the list does not
    starting = Thread(target=_start, args=(process, theirs), daemon=True)
    starting.start()
    try:
        yield SecondJudge(process, ours)
    finally:
        ours.close()
        starting.join()
        if process.pid is not None:
            process.join(PATIENCE)
            if process.is_alive():
                process.kill()
                process.join()


def _start(process: BaseProcess, theirs: Connection) -> None:
    """Start it; where that fails, nobody answers at the other end."""
    try:
        process.start()
    except OSError as fault:
        LOG.warning("no second judge: %s", fault)
    finally:
        theirs.close()


class SecondJudge:
    """The process, as the one who asks sees it; `agreed` once it sees the commit of the list."""

    def __init__(self, process: BaseProcess, connection: Connection) -> None:
        self.process = process
        self.connection = connection
        self.lost = False
        self.agreed = False
        self._seen: Snapshot | None = None

    def begin(self, begin: Begin, seen: Snapshot | None) -> None:
        """Tell it of a list, over the commit that was seen here. Raises JudgeLost."""
        self._seen, self.agreed = seen, False
        self._send(begin)

    def agrees(self, seconds: float) -> bool | None:
        """Whether it sees that commit and can be asked; None where it did not say so in time."""
        try:
            if not self.connection.poll(seconds):
                return None
            seen = _SEEN.decode(self._received())
        except JudgeLost:
            return False
        self.agreed = seen is not None and seen == self._seen
        return self.agreed

    def ask(self, numbers: Sequence[str]) -> None:
        """Give it a part. Raises JudgeLost."""
        self._send(Judge(list(numbers)))

    def answered(self) -> bool:
        """Whether an answer is there, or it is lost."""
        return self.connection.poll()

    def answer(self) -> list[Line]:
        """Its lines on the part that it was given first; waits. Raises JudgeLost."""
        return _LINES.decode(self._received())

    def _send(self, question: Begin | Judge) -> None:
        try:
            self.connection.send_bytes(msgspec.msgpack.encode(question))
        except OSError as fault:
            raise self._lost() from fault

    def _received(self) -> bytes:
        try:
            return self.connection.recv_bytes()
        except (EOFError, OSError) as fault:
            raise self._lost() from fault

    def _lost(self) -> JudgeLost:
        self.lost = True
        if self.process.pid is not None:
            self.process.join(PATIENCE)
            LOG.warning("second judge lost exit=%s", self.process.exitcode)
        return JudgeLost()


def serve(connection: Connection, url: str) -> None:
    """Answer until the one who asks is gone."""
    # a terminal's Ctrl-C goes to all processes
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    engine = open_engine(url, pages=Pages.FEW)
    with seldom_collected():
        try:
            asked = _asked(connection)
            while isinstance(asked, Begin):
                asked = _serve_list(connection, engine, asked)
        except (EOFError, OSError):
            return


def _serve_list(connection: Connection, engine: Engine, begin: Begin) -> Begin | Judge:
    """Judge over one snapshot, until another list begins."""
    terms, purpose = terms_of_list(begin.lag_blocks), Purpose(begin.purpose)
    with read_session(engine, now=begin.now) as session:
        connection.send_bytes(msgspec.msgpack.encode(snapshot(session)))
        asked = _asked(connection)
        while isinstance(asked, Judge):
            lines = list(judged(session, asked.numbers, purpose, terms))
            connection.send_bytes(msgspec.msgpack.encode(lines))
            asked = _asked(connection)
        return asked


def _asked(connection: Connection) -> Begin | Judge:
    asked: Begin | Judge = _ASKED.decode(connection.recv_bytes())
    return asked
