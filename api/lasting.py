"""Threads beside a server or a follower: a fault that nobody foresaw ends none of them for good."""

from __future__ import annotations

import logging
from threading import Thread
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

LOG: Final = logging.getLogger("datadeed.threads")
# seconds until what ended by a fault of ours begins anew
AGAIN: Final = 30.0


def lasting(
    name: str,
    work: Callable[[], object],
    stop: Event,
    *,
    again: float = AGAIN,
    daemon: bool = False,
) -> Thread:
    """A thread, not started yet, that works until `work` returns or it is told to stop.

    `work` handles its typed errors itself: what else it raises is a fault of ours, told with its
    place, and the work begins anew.
    """

    def run() -> None:
        while not stop.is_set():
            try:
                work()
            except Exception:
                LOG.exception("thread ended by a fault of ours, begun anew name=%s", name)
                stop.wait(again)
            else:
                return

    return Thread(target=run, name=name, daemon=daemon)
