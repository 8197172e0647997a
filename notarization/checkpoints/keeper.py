"""Keeps a log: entries are appended, never changed; each checkpoint is over all that went before.

A folder holds the key, `entries.jsonl` (one canonical JSON a line) and `checkpoint`, the last one
that was signed. Whoever is killed between two writes leaves a line that was never signed: it is cut
off, or signed with the next.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from ledger.domain.merkle import consistency_path, inclusion_path, tree_root
from ledger.whole_file import write_whole
from notarization.checkpoints import keys
from notarization.checkpoints.errors import LogBroken, LogBusy
from notarization.verify.errors import VerificationError
from notarization.verify.note import KeyType, parse_note, verified_time
from notarization.verify.tlog import (
    Checkpoint,
    leaf_hash,
    node_hash,
    parse_checkpoint,
    write_proof,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from notarization.verify.note import NoteKey

ENTRIES: Final = "entries.jsonl"
CHECKPOINT: Final = "checkpoint"
LOCK: Final = ".lock"


def create(folder: Path, origin: str) -> NoteKey:
    """Begin a log. Raises LogExists, LogNameMalformed."""
    return keys.create(folder, origin, KeyType.TEXT)


class Log:
    """A log that is open for writing by this process alone: see `opened`."""

    def __init__(self, folder: Path, signer: keys.Signer, entries: list[bytes]) -> None:
        self.folder = folder
        self.signer = signer
        self._places = {entry: place for place, entry in enumerate(entries)}
        self._leaves = list(map(leaf_hash, entries))

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self._leaves)

    def append(self, entry: bytes) -> int:
        """The place of an entry; the same entry has one place."""
        if entry in self._places:
            return self._places[entry]
        with (self.folder / ENTRIES).open("ab") as file:
            file.write(entry + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self._places[entry] = self.size
        self._leaves.append(leaf_hash(entry))
        return self.size - 1

    def sign(self) -> bytes:
        """A checkpoint over all entries, kept before it is given out."""
        checkpoint = Checkpoint(self.signer.key.name, self.size, self.root(self.size))
        text = checkpoint.text
        signed = f"{text}\n{self.signer.sign(text)}".encode()
        write_whole(self.folder / CHECKPOINT, signed)
        return signed

    def root(self, size: int) -> bytes:
        """The root over the first entries. Raises MerkleTreeEmpty for none."""
        return tree_root(self._leaves[:size], node_hash)

    def consistency(self, first: int) -> tuple[bytes, ...]:
        """What shows that the log of now begins with that of then; nothing for none before."""
        return consistency_path(self._leaves, first, node_hash) if first else ()

    def proof(self, index: int, checkpoint: bytes) -> bytes:
        """The tlog-proof of an entry under a checkpoint over all entries."""
        return write_proof(index, inclusion_path(self._leaves, index, node_hash), checkpoint)


@contextmanager
def opened(folder: Path) -> Iterator[Log]:
    """Open a log for writing. Raises LogMissing, LogBusy, LogBroken."""
    signer = keys.load(folder)
    with alone(folder):
        log = Log(folder, signer, _entries(folder))
        _require_signed(log)
        yield log


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """No other process writes in this folder meanwhile. Raises LogBusy."""
    with (folder / LOCK).open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise LogBusy(str(folder)) from None
        yield


def _entries(folder: Path) -> list[bytes]:
    """Every whole line; what a killed process left behind them is cut off."""
    path = folder / ENTRIES
    data = path.read_bytes() if path.exists() else b""
    whole = data[: data.rfind(b"\n") + 1]
    if whole != data:
        os.truncate(path, len(whole))
    return whole.split(b"\n")[:-1]


def _require_signed(log: Log) -> None:
    """The entries begin with those that were signed last. Raises LogBroken."""
    path = log.folder / CHECKPOINT
    if not path.exists():
        return
    try:
        note = parse_note(path.read_bytes())
        signed = parse_checkpoint(note.text)
        own = verified_time(note, log.signer.key) is not None
    except VerificationError as fault:
        raise LogBroken(str(log.folder), str(fault)) from fault
    if not own or signed.size > log.size or log.root(signed.size) != signed.root:
        raise LogBroken(str(log.folder), f"not the {signed.size} entries that were signed")
