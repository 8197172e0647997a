"""The garbage collector beside bulk work: acts and states hold no cycles that it could find."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# allocations before a look at the youngest, and looks before one at the older and the oldest
SELDOM: Final = (50_000, 20, 50)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """What is there already is not looked through meanwhile, what is made seldom."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
