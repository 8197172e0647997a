"""Batches of a registry's log: the command of Anchors."""

from collections.abc import Sequence
from typing import Final

from ledger.chain.profile import BookName
from ledger.domain.acts import ActKind, Anchoring, LogRoot, RegistryCode, SubjectId
from ledger.domain.anchor_words import LogRecord, batch_key, log_subject
from ledger.registrar.acting import Door, Entered, Hand, enter
from ledger.registrar.register import Register

BOOK: Final = BookName.ANCHORS
ANCHOR: Final = Door(BOOK, "anchor", ActKind.BatchAnchored, Anchoring)


def anchored_size(register: Register, registry: RegistryCode) -> int:
    """How many digests of a registry's log are anchored."""
    return register.record(SubjectId(log_subject(registry)), LogRecord).size


def anchored_root(register: Register, registry: RegistryCode, size: int) -> LogRoot:
    """The root anchored for this size; zero where none is."""
    return LogRoot(register.word(SubjectId(log_subject(registry)), batch_key(size)))


def anchoring(register: Register, registry: RegistryCode, size: int, root: LogRoot) -> Anchoring:
    """The terms of a batch that follows the last one."""
    last = anchored_size(register, registry)
    previous = anchored_root(register, registry, last)
    return Anchoring(registry, root, size, previous, last, register.deadline())


def anchor(register: Register, terms: Anchoring, hands: Sequence[Hand]) -> Entered:
    """Anchor a batch. Hand: a seal keeper of the registry."""
    return enter(register, ANCHOR, terms, hands)
