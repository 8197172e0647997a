"""Work on a database in a process that is killed at a statement of its own."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from sqlalchemy import event

from ledger.indexer import searching
from ledger.indexer.rebuild import complete
from ledger.store.engine import Engine, open_engine, unit_of_work
from ledger.store.migrations import upgrade


def brought_up(engine: Engine) -> None:
    """As `mirror follow` begins."""
    upgrade(engine)
    complete(engine)


def renaming(engine: Engine) -> None:
    """What new names left to do, two records at a time."""
    more = True
    while more:
        with unit_of_work(engine) as work:
            more = searching.go_on(work, 2)


def counted(what: Callable[[Engine], object], database: str, last: int = -1) -> int:
    """How many statements it took; after so many, kill -9."""
    engine = open_engine(database)
    with _counting(engine, last) as told:
        what(engine)
    engine.dispose()
    return told[0]


def killed(what: Callable[[Engine], object], database: str, last: int) -> int | None:
    """Do it in a process of its own; the process's exit code."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, "pytest"])
    process = context.Process(target=counted, args=(what, database, last))
    process.start()
    process.join()
    return process.exitcode


@contextmanager
def _counting(engine: Engine, last: int) -> Iterator[list[int]]:
    told = [0]

    def count(*_: Any) -> None:
        told[0] += 1
        if told[0] == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", count)
    yield told
    event.remove(engine, "before_cursor_execute", count)
