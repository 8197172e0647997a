"""Fingerprints a file or folder in one streaming pass, reading each byte once.

SM3 is the slowest digest by far, so it has a thread of its own, SHA-256 and the chunk tree share a
second, and the caller's thread reads: hashlib works on 1 MiB at a time without Python's lock.
"""

import hashlib
import os
import stat
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeAlias

from ledger.domain.fingerprint import (
    CHUNK_BYTES,
    EMPTY_ROOT,
    ChunkProof,
    Fingerprint,
    FolderEntry,
    chunk_leaf,
    chunk_node,
    folder_manifest,
)
from ledger.domain.merkle import MerkleAccumulator, inclusion_path
from notarization.fingerprint_errors import (
    FileChangedWhileRead,
    FileUnreadable,
    FolderHasNoFile,
    NonUtf8FileName,
    SpecialFileRefused,
)
from notarization.verify.digests import StreamDigest, new_sm3

Progress: TypeAlias = Callable[[int], None]

_CHUNKS_IN_FLIGHT: Final = 8
_SPECIAL_KINDS: Final = (
    (stat.S_ISLNK, "symbolic link"),
    (stat.S_ISCHR, "character device"),
    (stat.S_ISBLK, "block device"),
    (stat.S_ISFIFO, "pipe"),
    (stat.S_ISSOCK, "socket"),
)


@dataclass(frozen=True, slots=True)
class FileFingerprint:
    """The fingerprint of one file."""

    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class FolderFingerprint:
    """The fingerprint of a folder: that of `manifest`, which lists every file below it."""

    fingerprint: Fingerprint
    manifest: bytes
    entries: tuple[FolderEntry, ...]


def fingerprint(
    path: Path, *, progress: Progress | None = None
) -> FileFingerprint | FolderFingerprint:
    """Fingerprint a file or folder; `progress` is told the bytes of each chunk just read.

    Raises a FingerprintFailed that names the path: special or unreadable files, names that are not
    UTF-8, a folder without files, and anything that changes during the pass.
    """
    report = progress or _silent
    with _Lanes() as lanes:
        if stat.S_ISDIR(_status(path).st_mode):
            return _fingerprint_folder(path, lanes, report)
        return FileFingerprint(_fingerprint_file(path, lanes, report))


def fingerprint_bytes(data: bytes) -> Fingerprint:
    """Return the fingerprint of bytes in memory, equal to that of a file that holds them."""
    digests = _Digests()
    for start in range(0, len(data), CHUNK_BYTES):
        digests.feed(data[start : start + CHUNK_BYTES])
    return digests.result()


def prove_chunk(path: Path, index: int) -> tuple[bytes, ChunkProof]:
    """Return the chunk at this index of a file and the proof that it belongs there.

    Raises a FingerprintFailed as `fingerprint` does, and MerkleIndexOutOfRange.
    """
    leaves: list[bytes] = []
    wanted = b""
    for chunk in _stable_chunks(path):
        if len(leaves) == index:
            wanted = chunk
        leaves.append(chunk_leaf(chunk))
    return wanted, ChunkProof(index=index, path=inclusion_path(leaves, index, chunk_node))


@dataclass(slots=True)
class _Digests:
    """The three digests of one stream of chunks, and the number of bytes fed."""

    sha256: StreamDigest = field(default_factory=hashlib.sha256)
    sm3: StreamDigest = field(default_factory=new_sm3)
    tree: MerkleAccumulator = field(default_factory=lambda: MerkleAccumulator(chunk_node))
    size: int = 0

    def feed(self, chunk: bytes) -> None:
        self.sm3.update(chunk)
        self.feed_sha256(chunk)

    def feed_sha256(self, chunk: bytes) -> None:
        self.sha256.update(chunk)
        self.tree.append(chunk_leaf(chunk))
        self.size += len(chunk)

    def result(self) -> Fingerprint:
        merkle = self.tree.root() if self.tree.size else EMPTY_ROOT
        return Fingerprint(self.sha256.digest(), self.sm3.digest(), merkle, self.size)


class _Lanes:
    """Two threads, each of which takes the chunks in order; they start with the first chunk."""

    __slots__ = ("_pending", "_sha256", "_sm3")

    def __init__(self) -> None:
        self._sm3 = ThreadPoolExecutor(1, "fingerprint-sm3")
        self._sha256 = ThreadPoolExecutor(1, "fingerprint-sha256")
        self._pending: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._sm3.shutdown(cancel_futures=True)
        self._sha256.shutdown(cancel_futures=True)

    def feed(self, digests: _Digests, chunk: bytes) -> None:
        while len(self._pending) >= 2 * _CHUNKS_IN_FLIGHT:
            self._pending.popleft().result()
        self._pending.append(self._sm3.submit(digests.sm3.update, chunk))
        self._pending.append(self._sha256.submit(digests.feed_sha256, chunk))

    def drain(self) -> None:
        while self._pending:
            self._pending.popleft().result()


def _fingerprint_file(path: Path, lanes: _Lanes, progress: Progress) -> Fingerprint:
    digests = _Digests()
    for chunk in _stable_chunks(path):
        if len(chunk) == CHUNK_BYTES:
            lanes.feed(digests, chunk)
        else:
            # The last chunk of a large file, or all of a small one: not worth a thread.
            lanes.drain()
            digests.feed(chunk)
        progress(len(chunk))
    lanes.drain()
    return digests.result()


def _fingerprint_folder(root: Path, lanes: _Lanes, progress: Progress) -> FolderFingerprint:
    before = _listing(root)
    if not before:
        raise FolderHasNoFile(str(root))
    entries = tuple(
        FolderEntry(path=name, fingerprint=_fingerprint_file(root / name, lanes, progress))
        for name in sorted(before, key=str.encode)
    )
    _require_same_listing(root, before, _listing(root))
    manifest = folder_manifest(entries)
    return FolderFingerprint(fingerprint_bytes(manifest), manifest, entries)


def _listing(root: Path) -> dict[str, os.stat_result]:
    """List every file below the folder by its relative path; folders themselves are not listed."""
    found: dict[str, os.stat_result] = {}
    folders = [root]
    while folders:
        for path in _children(folders.pop()):
            name = _relative_name(root, path)
            status = _status(path)
            if stat.S_ISDIR(status.st_mode):
                folders.append(path)
            else:
                found[name] = status
    return found


def _children(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise FileUnreadable(path=str(folder), reason=error.strerror or str(error)) from error


def _relative_name(root: Path, path: Path) -> str:
    name = os.fsencode(path.relative_to(root).as_posix())
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NonUtf8FileName(name) from error


def _status(path: Path) -> os.stat_result:
    """Return the status of a plain file or folder; anything else is refused by name."""
    try:
        status = path.lstat()
    except OSError as error:
        raise FileUnreadable(path=str(path), reason=error.strerror or str(error)) from error
    for is_kind, kind in _SPECIAL_KINDS:
        if is_kind(status.st_mode):
            raise SpecialFileRefused(path=str(path), kind=kind)
    return status


def _stable_chunks(path: Path) -> Iterator[bytes]:
    """Yield a file in chunks of 1 MiB, the last shorter, and prove that it stood still."""
    _status(path)
    try:
        # NOFOLLOW and NONBLOCK: what was swapped in since the look above must not be followed,
        # nor may a pipe hang us.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            before = os.fstat(handle)
            length = 0
            while chunk := _read_chunk(handle):
                length += len(chunk)
                yield chunk
            _require_unchanged(path, before, os.fstat(handle))
        finally:
            os.close(handle)
    except OSError as error:
        raise FileUnreadable(path=str(path), reason=error.strerror or str(error)) from error
    if length != before.st_size:
        raise FileChangedWhileRead(path=str(path), aspect="length")
    _require_unchanged(path, before, _status_after(path))


def _read_chunk(handle: int) -> bytes:
    chunk = os.read(handle, CHUNK_BYTES)
    while 0 < len(chunk) < CHUNK_BYTES:
        more = os.read(handle, CHUNK_BYTES - len(chunk))
        if not more:
            break
        chunk += more
    return chunk


def _status_after(path: Path) -> os.stat_result:
    try:
        return path.lstat()
    except OSError as error:
        raise FileChangedWhileRead(path=str(path), aspect="identity") from error


def _require_unchanged(path: Path, before: os.stat_result, after: os.stat_result) -> None:
    if (before.st_dev, before.st_ino) != (after.st_dev, after.st_ino):
        raise FileChangedWhileRead(path=str(path), aspect="identity")
    if before.st_size != after.st_size:
        raise FileChangedWhileRead(path=str(path), aspect="size")
    if before.st_mtime_ns != after.st_mtime_ns:
        raise FileChangedWhileRead(path=str(path), aspect="time")


def _require_same_listing(
    root: Path, before: dict[str, os.stat_result], after: dict[str, os.stat_result]
) -> None:
    for name in sorted(before.keys() ^ after.keys()):
        raise FileChangedWhileRead(path=str(root / name), aspect="listing")
    for name, status in before.items():
        _require_unchanged(root / name, status, after[name])


def _silent(_: int) -> None:
    """Take a progress report and do nothing with it."""
