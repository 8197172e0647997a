"""A content store in a directory: one file a content, named by the digest of what it holds.

    ab/abcdef…          the stored bytes (64 hex digits; the first two are the folder)
    ab/abcdef….erased   the tombstone of an erased content
    incoming/           half-written files; nothing here is content

A file appears whole or not at all: it is written beside, flushed to the disk, and renamed.
"""

import contextlib
import errno
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ledger.domain import canonical
from notarization.content.errors import ContentErased, ContentMissing, StoreFailed, StoreFull
from notarization.content.sealing import Identity, Reader
from notarization.content.store import (
    ContentRef,
    Named,
    SealedRef,
    Tombstone,
    close,
    open_checked,
    open_sealed,
)

_INCOMING: Final = "incoming"
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class DirectoryStore:
    """Keeps contents below `root`; `staff` can open every content that is not public."""

    root: Path
    staff: tuple[Reader, ...] = ()

    def put(self, data: bytes, *, public: bool, readers: Sequence[Reader] = ()) -> ContentRef:
        """Keep the bytes; public bytes kept twice are one file.

        Raises StoreFull with nothing kept, StoreFailed, NoReader, and ContentErased when the same
        public bytes were erased before.
        """
        everyone = tuple(dict.fromkeys((*self.staff, *readers)))
        stored, ref = close(data, public=public, readers=everyone)
        self._require_not_erased(ref)
        self._write(self._path(ref), stored)
        return ref

    def get(self, ref: ContentRef, identity: Identity | None = None) -> bytes:
        """Return the bytes in the clear, every digest compared.

        Raises ContentMissing, ContentErased, ContentLocked, ContentDigestMismatch, StoreFailed.
        """
        return open_checked(self._stored(ref), ref, identity)

    def get_sealed(self, ref: SealedRef, identity: Identity) -> bytes:
        """The same of a private content, by SHA-256 alone; raises as `get`."""
        return open_sealed(self._stored(ref), ref, identity)

    def has(self, ref: Named) -> bool:
        """Tell whether the content is kept and not erased, without opening it."""
        return self._path(ref).is_file() and not self._grave(ref).exists()

    def erase(self, ref: Named, *, at: datetime) -> Tombstone:
        """Leave a tombstone, then destroy the stored bytes; erasing twice keeps the first time.

        The tombstone holds no digest of the clear bytes: that of a short text could be guessed.
        Backups of the directory MUST follow. Raises ContentMissing, StoreFull, StoreFailed.
        """
        path, grave = self._path(ref), self._grave(ref)
        if not grave.exists():
            if not path.exists():
                raise ContentMissing(ref.name)
            moment = at.astimezone(UTC).isoformat(timespec="seconds")
            self._write(grave, canonical.encode({"erasedAt": moment, "name": ref.name}))
        try:
            path.unlink(missing_ok=True)
            _flush_folder(path.parent)
        except OSError as error:
            raise _failure(path, error) from error
        return Tombstone(name=ref.name, erased_at=datetime.fromisoformat(self._erased_at(grave)))

    def _stored(self, ref: Named) -> bytes:
        # First, for a crash may have come between the tombstone and the unlinking.
        self._require_not_erased(ref)
        path = self._path(ref)
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            raise ContentMissing(ref.name) from error
        except OSError as error:
            raise _failure(path, error) from error

    def _path(self, ref: Named) -> Path:
        return self.root / ref.name[:2] / ref.name

    def _grave(self, ref: Named) -> Path:
        return self._path(ref).with_suffix(".erased")

    def _require_not_erased(self, ref: Named) -> None:
        grave = self._grave(ref)
        if grave.exists():
            raise ContentErased(name=ref.name, erased_at=self._erased_at(grave))

    def _erased_at(self, grave: Path) -> str:
        try:
            tombstone = canonical.parse_canonical(grave.read_bytes())
        except (OSError, canonical.CanonicalJsonError) as error:
            raise StoreFailed(path=str(grave), reason=str(error)) from error
        if not isinstance(tombstone, dict) or not isinstance(tombstone.get("erasedAt"), str):
            raise StoreFailed(path=str(grave), reason="not a tombstone")
        return str(tombstone["erasedAt"])

    def _write(self, path: Path, data: bytes) -> None:
        incoming = self.root / _INCOMING
        try:
            incoming.mkdir(parents=True, exist_ok=True)
            path.parent.mkdir(exist_ok=True)
            _write_whole(incoming, path, data)
            _flush_folder(path.parent)
            _flush_folder(self.root)
        except OSError as error:
            raise _failure(path, error, size=len(data)) from error


def _write_whole(incoming: Path, path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=incoming)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _failure(path: Path, error: OSError, *, size: int = 0) -> StoreFull | StoreFailed:
    if error.errno in _FULL:
        return StoreFull(size)
    return StoreFailed(path=str(path), reason=error.strerror or str(error))
