"""Digests of files: of those that are named, and of those that come into a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from notarization.batches.errors import BatchDigestMalformed, BatchFileUnreadable
from notarization.batches.log import DigestLog
from notarization.verify.batch import DIGEST, Algorithm, Digest
from notarization.verify.digests import new_sm3

if TYPE_CHECKING:
    from collections.abc import Iterator


PART: Final = 2**20
SETTLED: Final = 2.0
"""Seconds for which a file must have been left alone: until then somebody may still write it."""
AT_ONCE: Final = 1_000


def digest_of(path: Path, algorithm: Algorithm, read: Callable[[int], None]) -> Digest:
    """The digest of a file's bytes; `read` hears how many. Raises BatchFileUnreadable."""
    found = hashlib.sha256() if algorithm is Algorithm.SHA256 else new_sm3()
    try:
        with path.open("rb") as file:
            while part := file.read(PART):
                found.update(part)
                read(len(part))
    except OSError as fault:
        raise BatchFileUnreadable(str(path), str(fault.strerror)) from fault
    return Digest.of(algorithm, found.digest())


def parse_digest(text: str, place: int = 0) -> Digest:
    """A digest as `sha256:HEX` or `sm3:HEX`. Raises BatchDigestMalformed."""
    name, _, digits = text.strip().partition(":")
    try:
        value = bytes.fromhex(digits)
        if len(value) != DIGEST or len(digits) != 2 * DIGEST:
            raise BatchDigestMalformed(place, text[:80])
        return Digest.of(Algorithm(name), value)
    except ValueError:
        raise BatchDigestMalformed(place, text[:80]) from None


@dataclass(slots=True)
class Watched:
    """A folder whose files go into a log as they come. What was seen is known while this lives.

    After a start all files are read again: those that the log has are not entered twice.
    """

    folder: Path
    log: DigestLog
    algorithm: Algorithm
    clock: Callable[[], float]
    _seen: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def look(self) -> Iterator[tuple[Path, Digest, int]]:
        """Enter what is new and left alone; each file with its digest and place once entered."""
        waiting: list[tuple[Path, Digest]] = []
        for path in sorted(self.folder.rglob("*")):
            digest = self._digest(path)
            if digest is not None:
                waiting.append((path, digest))
            if len(waiting) == AT_ONCE:
                yield from self._entered(waiting)
                waiting = []
        yield from self._entered(waiting)

    def _entered(self, files: list[tuple[Path, Digest]]) -> Iterator[tuple[Path, Digest, int]]:
        places = self.log.add([digest for _, digest in files]) if files else []
        for (path, digest), place in zip(files, places, strict=True):
            yield path, digest, place

    def _digest(self, path: Path) -> Digest | None:
        """None where there is nothing to enter now: a folder, a link, known, or still written."""
        try:
            if path.is_symlink() or not path.is_file():
                return None
            before = path.stat()
            state = (before.st_size, before.st_mtime_ns)
            if self._seen.get(path) == state or self.clock() - before.st_mtime < SETTLED:
                return None
            found = digest_of(path, self.algorithm, lambda _: None)
            after = path.stat()
        except (FileNotFoundError, BatchFileUnreadable):
            if path.exists():
                raise
            # gone meanwhile
            return None
        if (after.st_size, after.st_mtime_ns) != state:
            return None
        self._seen[path] = state
        return found
