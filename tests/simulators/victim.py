"""A follower in a process of its own, to be killed in the midst of its work."""

import threading
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path

from ledger.chain.client import Web3Chain
from ledger.chain.profile import load
from ledger.indexer.follower import Follower
from ledger.store.engine import open_engine
from tests.mirrors import now


def victim(url: str, profile: Path, database: str) -> BaseProcess:
    """A process that has begun to follow; it is forked from one without threads."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, "pytest"])
    ready = context.Event()
    process = context.Process(target=follow_alone, args=(ready, url, profile, database))
    process.start()
    assert ready.wait(60)
    return process


def follow_alone(ready: Event, url: str, profile: Path, database: str) -> None:
    """Two blocks a batch at most, so that it is nearly always in the midst of one."""
    engine = open_engine(database)
    chain = Web3Chain(url, timeout=1.0)
    follower = Follower(engine, chain, load(profile), clock=now, most_span=2)
    ready.set()
    follower.follow(threading.Event(), poll=0.005)
