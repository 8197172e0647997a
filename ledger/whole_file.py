"""Files that are there with all their bytes or as they were, whenever a process is killed."""

import errno
import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

COMMON: Final = 0o666
"""What a new file gets whose writer names no mode, less the umask."""
OWNER_ONLY: Final = 0o600


def write_whole(
    path: Path, data: bytes, *, mode: int | None = None, synced: bool = True, new: bool = False
) -> None:
    """Write a file beside its place and put it there; synced, it survives a power cut too.

    Of several writers of a path, threads or processes, each puts its own there whole, one after the
    other. Where no mode is named, what stood there hands its own on; a new file takes nobody's
    place. Raises OSError, FileExistsError; what was there before still is.
    """
    with _drawn_up(path, mode) as file:
        if new and path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        _put(file, data, path, synced=synced)
    if synced:
        _sync_folder(path.parent)


def rewrite_whole(path: Path, change: Callable[[bytes], bytes]) -> bytes:
    """Write a file anew as `change` makes it of what it holds; what it holds then.

    Of several, each changes what the one before it left. Raises OSError, and as `change`: what was
    there before still is.
    """
    with _drawn_up(path, None) as file:
        made = change(path.read_bytes())
        _put(file, made, path, synced=True)
    _sync_folder(path.parent)
    return made


@contextmanager
def _drawn_up(path: Path, mode: int | None) -> Iterator[BinaryIO]:
    """The draft of a file, this writer's alone; none is left of it unless it was put in place."""
    draft = _draft_of(path)
    with os.fdopen(_drafted(draft, COMMON if mode is None else mode), "wb") as file:
        try:
            if mode is None:
                _take_mode(file.fileno(), path)
            yield file
        except BaseException:
            with suppress(OSError):
                if _is_at(file.fileno(), draft):
                    draft.unlink()
            raise


def _put(file: BinaryIO, data: bytes, path: Path, *, synced: bool) -> None:
    file.write(data)
    file.flush()
    if synced:
        os.fsync(file.fileno())
    _draft_of(path).replace(path)


def _draft_of(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def _take_mode(handle: int, path: Path) -> None:
    with suppress(FileNotFoundError):
        os.fchmod(handle, stat.S_IMODE(path.stat().st_mode))


def _drafted(draft: Path, mode: int) -> int:
    """A new draft, locked until it is closed; that of a writer who is gone is removed."""
    while True:
        handle, new = _opened(draft, mode)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            ours = _is_at(handle, draft)
            if ours and not new:
                draft.unlink()
        except BaseException:
            os.close(handle)
            raise
        if ours and new:
            return handle
        os.close(handle)


def _opened(draft: Path, mode: int) -> tuple[int, bool]:
    """A draft, and whether it was made just now."""
    while True:
        with suppress(FileExistsError):
            return os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), True
        with suppress(FileNotFoundError):
            return os.open(draft, os.O_WRONLY | os.O_NOFOLLOW), False


def _is_at(handle: int, path: Path) -> bool:
    """Whether an open file is still the one of a path: its last writer may have moved it."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), path.lstat())
    return False


def require_place(path: Path) -> None:
    """A file can be begun there: asked before what must be kept first, and be true, is kept.

    Raises OSError.
    """
    draft = _draft_of(path)
    handle = _drafted(draft, COMMON)
    draft.unlink(missing_ok=True)
    os.close(handle)


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
