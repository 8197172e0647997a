"""The files of a store: each appears whole or not at all, and what was erased leaves a tombstone.

    ab/abcdef….erased   the tombstone of an erased content
    incoming/           half-written files; nothing here is content

A file is written beside, flushed to the disk, and renamed. Its writer holds it locked meanwhile, so
that what a killed one left can be told from what is being written.
"""

import contextlib
import errno
import fcntl
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ledger.domain import canonical
from notarization.content.errors import (
    ContentDigestMismatch,
    ContentErased,
    ContentMissing,
    StoreFailed,
    StoreFull,
)
from notarization.content.store import Tombstone
from notarization.verify.digests import sha256

_INCOMING: Final = "incoming"
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files below `root`, in folders by the first two digits of their names."""

    root: Path

    def path(self, name: str) -> Path:
        """Where the file of a content is."""
        return self.root / name[:2] / name

    def grave(self, name: str) -> Path:
        """Where its tombstone is, once it is erased."""
        return self.path(name).with_suffix(".erased")

    def read(self, path: Path, name: str) -> bytes:
        """The bytes of a file. Raises ContentMissing, StoreFailed."""
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            raise ContentMissing(name) from error
        except OSError as error:
            raise failure(path, error) from error

    def read_whole(self, path: Path, name: str) -> bytes:
        """The bytes of a file that holds what its content's name says.

        Raises ContentMissing, ContentDigestMismatch, StoreFailed.
        """
        data = self.read(path, name)
        if (found := sha256(data).hex()) != name:
            raise ContentDigestMismatch(name, "cipher_sha256", name, found)
        return data

    def write(self, path: Path, data: bytes) -> None:
        """Let a file appear whole. Raises StoreFull, StoreFailed."""
        incoming = self.root / _INCOMING
        try:
            incoming.mkdir(parents=True, exist_ok=True)
            path.parent.mkdir(exist_ok=True)
            _write_whole(incoming, path, data)
            _flush_folder(path.parent)
            _flush_folder(self.root)
        except OSError as error:
            raise failure(path, error, size=len(data)) from error

    def tidy(self) -> int:
        """Destroy the half-written files whose writers are gone; how many. Raises StoreFailed."""
        incoming = self.root / _INCOMING
        try:
            found = list(incoming.iterdir()) if incoming.is_dir() else []
            return sum(map(_abandoned, found))
        except OSError as error:
            raise failure(incoming, error) from error

    def remove(self, path: Path) -> None:
        """Destroy a file that may be there. Raises StoreFailed."""
        try:
            path.unlink(missing_ok=True)
            if path.parent.exists():
                _flush_folder(path.parent)
        except OSError as error:
            raise failure(path, error) from error

    def bury(self, name: str, at: datetime) -> None:
        """Leave a tombstone. Raises StoreFull, StoreFailed."""
        moment = at.astimezone(UTC).isoformat(timespec="seconds")
        self.write(self.grave(name), canonical.encode({"erasedAt": moment, "name": name}))

    def tombstone(self, name: str) -> Tombstone:
        """What is left of an erased content. Raises StoreFailed."""
        return Tombstone(name=name, erased_at=datetime.fromisoformat(self._erased_at(name)))

    def require_not_erased(self, name: str) -> None:
        """Raise ContentErased where there is a tombstone, StoreFailed where it is damaged."""
        if self.grave(name).exists():
            raise ContentErased(name=name, erased_at=self._erased_at(name))

    @contextlib.contextmanager
    def alone(self, lock: str = ".lock") -> Iterator[None]:
        """Let no other thread or process in that asks for the same lock. Raises StoreFailed."""
        path = self.root / lock
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            file = path.open("w", encoding="ascii")
        except OSError as error:
            raise failure(path, error) from error
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _erased_at(self, name: str) -> str:
        grave = self.grave(name)
        try:
            tombstone = canonical.parse_canonical(grave.read_bytes())
        except (OSError, canonical.CanonicalJsonError) as error:
            raise StoreFailed(path=str(grave), reason=str(error)) from error
        if not isinstance(tombstone, dict) or not isinstance(tombstone.get("erasedAt"), str):
            raise StoreFailed(path=str(grave), reason="not a tombstone")
        return str(tombstone["erasedAt"])


def failure(path: Path, error: OSError, *, size: int = 0) -> StoreFull | StoreFailed:
    """What a store says of the system's refusal."""
    if error.errno in _FULL:
        return StoreFull(size)
    return StoreFailed(path=str(path), reason=error.strerror or str(error))


def _write_whole(incoming: Path, path: Path, data: bytes) -> None:
    handle, name = _half_written(incoming)
    with os.fdopen(handle, "wb") as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(name).unlink()
            raise


def _half_written(incoming: Path) -> tuple[int, str]:
    """A new file, locked by this writer."""
    while True:
        handle, name = tempfile.mkstemp(dir=incoming)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return handle, name
        os.close(handle)  # taken for abandoned before it was locked


def _abandoned(path: Path) -> bool:
    """Destroy a half-written file unless its writer lives; whether that was done."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
    except (BlockingIOError, FileNotFoundError):
        return False
    return True


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
