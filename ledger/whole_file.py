"""Files that are there with all their bytes or as they were, whenever a process is killed."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

COMMON: Final = 0o666
"""What a file gets whose writer names no mode, less the umask."""


def write_whole(path: Path, data: bytes, *, mode: int = COMMON, synced: bool = True) -> None:
    """Write a file beside its place and put it there; synced, it survives a power cut too.

    One writer a path at a time. Raises OSError; what was there before still is.
    """
    draft = path.with_name(path.name + ".part")
    try:
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if synced:
                os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    if synced:
        _sync_folder(path.parent)


def require_place(path: Path) -> None:
    """A file can be begun there: asked before what must be kept first, and be true, is kept.

    Raises OSError.
    """
    draft = path.with_name(path.name + ".part")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT, COMMON))
    draft.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
