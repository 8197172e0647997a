"""How much is tried: enough for `make test`, more in the whole check (DATADEED_THOROUGH)."""

import os
from typing import Final, TypeVar

THOROUGH: Final = "DATADEED_THOROUGH"
T = TypeVar("T")


def usually(usual: T, *, whole: T) -> T:
    """How much of something is tried: as usual, or in the whole check."""
    return whole if os.environ.get(THOROUGH) else usual
