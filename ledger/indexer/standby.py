"""One follower at a time: the others stand by, and one of them goes on where it ended."""

from __future__ import annotations

import logging
from threading import Event
from typing import TYPE_CHECKING, Final

from ledger.indexer.errors import MirrorBusy
from ledger.store.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.store.lock import FollowerLock

LOG: Final = logging.getLogger(__name__)


class Turn:
    """While the lock is ours. `over` is set at its end, for what runs beside the follower."""

    def __init__(self, lock: FollowerLock, stop: Event) -> None:
        self.lock = lock
        self.stop = stop
        self.over = Event()

    def wait(self, timeout: float) -> bool:
        """Wait so many seconds, or less; whether the turn has ended."""
        return self.stop.wait(timeout) or not self.lock.held()


def follow_in_turn(
    follow: Callable[[Turn], None],
    lock: FollowerLock,
    stop: Event,
    *,
    poll: float,
    stood_by: Callable[[str], None],
) -> None:
    """Follow while nobody else does, until told to stop; `stood_by` hears who follows instead.

    A database that does not answer ends a turn, and is asked for the next.

    Raises:
        MirrorError, ChainError: what `follow` raises; the lock is free then.
    """
    while _taken(lock, stop, poll, stood_by):
        turn = Turn(lock, stop)
        try:
            follow(turn)
        except StoreUnavailable as fault:
            LOG.warning("turn ended code=%s fault=%s", fault.code, fault.fault)
        finally:
            turn.over.set()
            lock.release()
        stop.wait(poll)


def take_or_refuse(lock: FollowerLock) -> None:
    """Take the lock at once. Raises MirrorBusy."""
    if not lock.take():
        holder = lock.holder()
        lock.release()
        raise MirrorBusy(holder)


def _taken(lock: FollowerLock, stop: Event, poll: float, stood_by: Callable[[str], None]) -> bool:
    """Wait until the lock is ours; False when told to stop before."""
    known = ""
    while not stop.is_set():
        try:
            if lock.take():
                return True
            holder = lock.holder()
        except StoreUnavailable as fault:
            LOG.warning("waiting for the database fault=%s", fault.fault)
            holder = ""
        if holder and holder != known:
            LOG.info("standing by for holder=%s", holder)
            stood_by(holder)
        known = holder
        stop.wait(poll)
    lock.release()
    return False
