"""What a mirror says of itself, and what a fault makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.chain.errors import (
    ChainError,
    CodeDiffers,
    NotCancun,
    NotOwnHeight,
    NotSeconds,
    ProofsMissing,
)
from ledger.indexer.errors import EndpointsDiffer, RangeMoved

if TYPE_CHECKING:
    from ledger.errors import LedgerError

LIVE: Final = "live"
DOUBTFUL: Final = "doubtful"
UNREACHABLE: Final = "unreachable"
STOPPED: Final = "stopped"
# what no waiting cures; a node of another past may be one that is still catching up
UNFIT: Final = (CodeDiffers, NotCancun, NotSeconds, NotOwnHeight, ProofsMissing)


def state_after(fault: LedgerError) -> str:
    """What a fault makes of the mirror; all but a stopped one tries again."""
    if isinstance(fault, EndpointsDiffer):
        return DOUBTFUL
    passing = isinstance(fault, (ChainError, RangeMoved)) and not isinstance(fault, UNFIT)
    return UNREACHABLE if passing else STOPPED
