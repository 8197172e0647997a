"""A log of digests on disk: it only grows, one process writes at a time, no digest stands twice.

A folder holds `log.json` (which registry's it is), `leaves` (33 bytes a digest: the algorithm's
number, the digest), `journal` (one canonical JSON a line) and `anchors/`. Digests are entered in
this order: leaves written and synced, then the line that says how many there are, synced; then the
caller is told. Whoever is killed between the two leaves digests that nobody was told of: the next
writer writes over them. So what was told is there once, and what was not may be given in again.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import count, filterfalse, islice
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from ledger.domain import canonical
from ledger.domain.canonical import CanonicalJsonError
from ledger.domain.merkle import tree_levels, tree_root
from ledger.whole_file import write_whole
from notarization.batches.errors import (
    BatchLogBroken,
    BatchLogExists,
    BatchLogMissing,
    BatchLogUnwritable,
)
from notarization.verify.batch import DOMAIN, RECORD
from notarization.verify.tlog import node_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from ledger.domain.canonical import JsonInput
    from notarization.verify.batch import Digest

SCHEMA: Final = "datadeed/digest-log/1"
HEAD: Final = "log.json"
LEAVES: Final = "leaves"
JOURNAL: Final = "journal"
ANCHORS: Final = "anchors"
LOCK: Final = ".lock"
LEAF: Final = b"\x00" + DOMAIN
PART: Final = 8_192


@dataclass(frozen=True, slots=True)
class Closed:
    """A batch that was closed: how many digests the log held, and its root."""

    size: int
    root: bytes


def create(folder: Path, registry: int) -> None:
    """Begin a registry's log. Raises BatchLogExists."""
    if (folder / HEAD).exists():
        raise BatchLogExists(str(folder))
    (folder / ANCHORS).mkdir(parents=True, exist_ok=True)
    for name in (LEAVES, JOURNAL):
        (folder / name).touch()
    write_whole(folder / HEAD, canonical.encode({"schema": SCHEMA, "registry": registry}))


class DigestLog:
    """A log as it stands on disk; every call looks what others have entered meanwhile.

    One process at a time enters; others wait. Threads may share a log.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.registry = _registry(folder)
        self.closed: list[Closed] = []
        self._places: dict[bytes, int] = {}
        self._read = 0
        self._turn = RLock()
        self._tree: tuple[int, list[list[bytes]]] = (0, [])
        self.refresh()

    @property
    def size(self) -> int:
        """How many digests there are."""
        return len(self._places)

    def place(self, digest: Digest) -> int | None:
        """Where a digest stands, None where it does not."""
        return self._places.get(digest.record)

    def leaves(self, size: int) -> list[bytes]:
        """The leaves of the first digests, hashed."""
        with self._turn:
            # `leaf_hash` without a call a digest: a batch may hold millions
            return [sha256(LEAF + record).digest() for record in islice(self._places, size)]

    def levels(self, size: int) -> list[list[bytes]]:
        """The tree over the first digests; the one asked for last is kept."""
        with self._turn:
            if self._tree[0] != size:
                self._tree = (size, tree_levels(self.leaves(size), node_hash))
            return self._tree[1]

    def root(self, size: int) -> bytes:
        """The root over the first digests. Raises MerkleTreeEmpty for none."""
        return tree_root(self.leaves(size), node_hash)

    def add(self, digests: Sequence[Digest]) -> list[int]:
        """The places of digests, in their order: new ones are on disk, known ones have theirs.

        Raises BatchLogBroken, BatchLogUnwritable.
        """
        records = [each.record for each in digests]
        with self._alone():
            self.refresh()
            before = self.size
            new = self._new(records)
            if new:
                self._enter(new, before, before + len(new))
                self._places.update(new)
        if len(new) == len(records):
            return [*range(before, before + len(new))]
        return [self._places[record] for record in records]

    def _new(self, records: list[bytes]) -> dict[bytes, int]:
        """Those that are not there yet with their places, each once, in order."""
        new = dict(zip(records, range(self.size, self.size + len(records)), strict=True))
        if len(new) < len(records) or not self._places.keys().isdisjoint(new):
            once = dict.fromkeys(filterfalse(self._places.__contains__, records))
            new = dict(zip(once, count(self.size)))
        return new

    def close(self) -> Closed | None:
        """Close a batch over all that is there; the last one where nothing is new, None of none."""
        with self._alone():
            self.refresh()
            last = self.closed[-1] if self.closed else None
            if not self.size or (last and last.size == self.size):
                return last
            batch = Closed(self.size, self.root(self.size))
            if last and self.root(last.size) != last.root:
                raise BatchLogBroken(str(self.folder), f"not the {last.size} digests once closed")
            self._note({"closed": batch.size, "root": "0x" + batch.root.hex()})
            self.closed.append(batch)
            return batch

    def refresh(self) -> None:
        """Read what was entered since. Raises BatchLogBroken."""
        with self._turn:
            self._refresh()

    def _refresh(self) -> None:
        try:
            with (self.folder / JOURNAL).open("rb") as journal:
                journal.seek(self._read)
                data = journal.read()
            whole = data[: data.rfind(b"\n") + 1]
            size = self.size
            for line in whole.splitlines():
                size = max(size, self._told(canonical.parse_canonical(line)))
            self._take(size)
        except (OSError, CanonicalJsonError, KeyError, TypeError, ValueError) as fault:
            raise BatchLogBroken(str(self.folder), str(fault)) from fault
        self._read += len(whole)

    def _told(self, line: Any) -> int:
        if "added" in line:
            return int(line["added"])
        self.closed.append(Closed(int(line["closed"]), bytes.fromhex(line["root"][2:])))
        return 0

    def _take(self, size: int) -> None:
        """Read the digests up to a size that the journal tells."""
        before = self.size
        with (self.folder / LEAVES).open("rb") as leaves:
            leaves.seek(before * RECORD)
            data = leaves.read((size - before) * RECORD)
        records = [data[at : at + RECORD] for at in range(0, len(data), RECORD)]
        self._places.update(zip(records, count(before)))
        if self.size != size or len(data) != (size - before) * RECORD:
            raise BatchLogBroken(str(self.folder), f"{size} digests were entered, {self.size} are")

    def _enter(self, records: Iterable[bytes], place: int, size: int) -> None:
        """Leaves first, then the line that tells of them; both are on disk when this ends."""
        try:
            self._write(records, place)
            self._note({"added": size})
        except OSError as fault:
            raise BatchLogUnwritable(str(self.folder), str(fault)) from fault

    def _write(self, records: Iterable[bytes], place: int) -> None:
        left = iter(records)
        with (self.folder / LEAVES).open("r+b") as leaves:
            leaves.seek(place * RECORD)
            # in parts that stay in the processor's cache
            while part := b"".join(islice(left, PART)):
                leaves.write(part)
            leaves.truncate()
            leaves.flush()
            os.fsync(leaves.fileno())

    def _note(self, told: JsonInput) -> None:
        line = canonical.encode(told) + b"\n"
        with (self.folder / JOURNAL).open("r+b") as journal:
            journal.seek(self._read)
            journal.write(line)
            journal.truncate()
            journal.flush()
            os.fsync(journal.fileno())
        self._read += len(line)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One writer at a time; another waits."""
        with self._turn, (self.folder / LOCK).open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _registry(folder: Path) -> int:
    try:
        head: Any = canonical.parse_canonical((folder / HEAD).read_bytes())
    except FileNotFoundError:
        raise BatchLogMissing(str(folder)) from None
    except (OSError, CanonicalJsonError) as fault:
        raise BatchLogBroken(str(folder), str(fault)) from fault
    if not isinstance(head, dict) or head.get("schema") != SCHEMA or "registry" not in head:
        raise BatchLogBroken(str(folder), f"{HEAD} is no {SCHEMA}")
    return int(head["registry"])
