"""The word of a dispute over an issued title, in the title's dossier."""

from typing import Any, ClassVar

from ledger.domain.acts import DisputeBlock, DisputeClaim, DisputeState, Tag
from ledger.domain.values import value
from ledger.domain.words import NOBODY, Word, hash_key


def dispute_key(dispute: bytes) -> bytes:
    """Key of a dispute."""
    return hash_key(Tag.DISPUTE, dispute)


@value(frozen=True, slots=True)
class DisputeWord(Word):
    """A dispute: where it stands, and whether it keeps the holders from disposing.

    `founded`: the last conclusion was that the disputant is right.
    """

    LAYOUT = (
        ("disputant", 0, 160),
        ("state", 160, 8),
        ("claim", 168, 8),
        ("blocks", 176, 8),
        ("founded", 184, 8),
        ("version", 192, 16),
    )
    TYPES: ClassVar[dict[str, Any]] = {
        "disputant": bytes,
        "state": DisputeState,
        "claim": DisputeClaim,
        "blocks": DisputeBlock,
        "founded": bool,
    }
    disputant: bytes = NOBODY
    state: DisputeState = DisputeState.NONE
    claim: DisputeClaim = DisputeClaim.NONE
    blocks: DisputeBlock = DisputeBlock.NONE
    founded: bool = False
    version: int = 0

    @property
    def open(self) -> bool:
        """Whether it runs still."""
        return DisputeState.NONE < self.state < DisputeState.RETURNED
