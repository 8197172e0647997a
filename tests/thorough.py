"""How much is tried: enough for `make test`, all of it in the whole check (DATADEED_THOROUGH)."""

import os
from typing import Final, TypeVar

import pytest

THOROUGH: Final = "DATADEED_THOROUGH"
T = TypeVar("T")


def usually(usual: T, *, whole: T) -> T:
    """How much of something is tried: as usual, or in the whole check."""
    return whole if os.environ.get(THOROUGH) else usual


# For what starts the whole program over and over, or takes a minute beside cheaper tests.
WHOLE_CHECK: Final = pytest.mark.skipif(
    usually(True, whole=False), reason="minutes: in the whole check"
)
