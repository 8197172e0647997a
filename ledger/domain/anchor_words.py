"""The words of a registry's log: how many digests are anchored, and one root for each size."""

from __future__ import annotations

from typing import Final

from ledger.domain.acts import SubjectKind, Tag
from ledger.domain.values import value
from ledger.domain.words import WORD_BYTES, Word, low_key

NO_ROOT: Final = bytes(WORD_BYTES)


def log_subject(registry: int) -> bytes:
    """The dossier of a registry's log."""
    return bytes([SubjectKind.LOG]) + registry.to_bytes(WORD_BYTES - 1)


def batch_key(size: int) -> bytes:
    """Key of the root over a log's first digests."""
    return low_key(Tag.BATCH, size.to_bytes(8))


@value(frozen=True, slots=True)
class LogRecord(Word):
    """Record of a log: its size when it was anchored last."""

    LAYOUT = (("seq", 0, 40), ("size", 40, 64))
    seq: int = 0
    size: int = 0
