"""A process that brings a database up to this version, and is killed at a statement of its own."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from sqlalchemy import event

from ledger.indexer.rebuild import complete
from ledger.store.engine import Engine, open_engine
from ledger.store.migrations import upgrade


@contextmanager
def counted(engine: Engine, last: int = -1) -> Iterator[list[int]]:
    """How many statements the database was given; after so many, kill -9."""
    told = [0]

    def count(*_: Any) -> None:
        told[0] += 1
        if told[0] == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", count)
    yield told
    event.remove(engine, "before_cursor_execute", count)


def brought_up(database: str, last: int = -1) -> int:
    """As `mirror follow` begins; how many statements it took."""
    engine = open_engine(database)
    with counted(engine, last) as told:
        upgrade(engine)
        complete(engine)
    engine.dispose()
    return told[0]


def killed_at(database: str, last: int) -> int | None:
    """Bring the database up in a process of its own; the process's exit code."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, "pytest"])
    process = context.Process(target=brought_up, args=(database, last))
    process.start()
    process.join()
    return process.exitcode
