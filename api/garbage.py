"""The garbage collector beside a server that keeps dossiers and answers at hand.

A full collection looks through every object that is kept, which for thousands of dossiers takes
some tenths of a second, and nobody is answered meanwhile. What survived one that took long is set
aside (`gc.freeze`), so that the next looks only through what came since. What was set aside and is
dropped goes by its count of references; only a cycle that was alive then, as a connection is,
stays: so now and then everything is looked through again.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger.indexer.garbage import SELDOM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OLDEST: Final = 2
# seconds of processor that a full collection may take, and how many long ones make a round
LONG: Final = 0.005
ROUND: Final = 64


@dataclass(slots=True)
class Settling:
    """Called by the collector before and after each collection."""

    clock: Callable[[], float] = time.thread_time
    long: float = LONG
    round: int = ROUND
    _begun: float = 0.0
    _count: int = 0

    def __call__(self, phase: str, info: Mapping[str, int]) -> None:
        """Set aside what survived a long full collection; once a round, take everything back."""
        if phase == "start":
            self._begun = self.clock()
        elif info["generation"] == OLDEST and self.clock() - self._begun > self.long:
            self._count += 1
            if self._count % self.round:
                gc.freeze()
            else:
                gc.unfreeze()


@contextmanager
def settled() -> Iterator[None]:
    """Collect so while a server runs."""
    settling, before = Settling(), gc.get_threshold()
    gc.callbacks.append(settling)
    # what answers are made of holds no cycles: the youngest are looked through seldom
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(settling)
        gc.unfreeze()
