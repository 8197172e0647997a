"""Keeps the log of a collection: who hashed what, with which tools, when, line by line.

`notarization.verify.capture` says what a log is and reads it; here it is written. A line is added
to a log that holds, by one process at a time, and the file is there whole or as it was.
"""

from __future__ import annotations

import fcntl
import os
import platform
import subprocess
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ledger.domain import canonical
from ledger.domain.fingerprint import public_id
from ledger.domain.personal import require_impersonal_json
from ledger.whole_file import write_whole
from notarization.errors import NotarizationError
from notarization.fingerprint import fingerprint
from notarization.verify.capture import (
    CLOSED,
    FILES,
    MOST_BYTES,
    MOST_ENTRIES,
    NOTE,
    NOTHING,
    OPENED,
    RUN,
    SCHEMA,
    Capture,
    read,
)
from notarization.verify.limits import MAX_VALUES, values_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ledger.domain.canonical import JsonInput
    from notarization.fingerprint import Progress


class CaptureError(NotarizationError):
    """The log stands as it stood: nothing was entered."""

    code: ClassVar[str] = "CAPTURE"


@dataclass(eq=False)
class CaptureExists(CaptureError):
    """There is a file at this path: a log is opened once."""

    path: str
    code: ClassVar[str] = "CAPTURE_EXISTS"


@dataclass(eq=False)
class CaptureClosed(CaptureError):
    """The log was closed: nothing comes after."""

    path: str
    code: ClassVar[str] = "CAPTURE_CLOSED"


@dataclass(eq=False)
class CaptureFull(CaptureError):
    """The log holds as much as one may: close it and open another."""

    entries: int
    size: int
    code: ClassVar[str] = "CAPTURE_FULL"


@dataclass(eq=False)
class CaptureClockBack(CaptureError):
    """The clock of this machine is behind the log's last entry: set it right, then go on."""

    last: str
    found: str
    code: ClassVar[str] = "CAPTURE_CLOCK_BACK"


@dataclass(eq=False)
class CaptureFileElsewhere(CaptureError):
    """A file lies outside the folder of the log: its path would say nothing elsewhere."""

    path: str
    folder: str
    code: ClassVar[str] = "CAPTURE_FILE_ELSEWHERE"


@dataclass(eq=False)
class CaptureOutputExists(CaptureError):
    """What the command is to write is there before it ran."""

    path: str
    code: ClassVar[str] = "CAPTURE_OUTPUT_EXISTS"


@dataclass(eq=False)
class CommandMissing(CaptureError):
    """The command could not be started."""

    command: str
    fault: str
    code: ClassVar[str] = "COMMAND_MISSING"


def now() -> datetime:
    """The time by this machine."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Keeper:
    """A log's path, and the clock it is kept by."""

    path: Path
    clock: Callable[[], datetime] = now

    def open(self, *, source: str, method: str, tools: Sequence[tuple[str, str]]) -> Capture:
        """Begin a log. Raises CaptureExists, PersonalDataFound."""
        own = ("datadeed", metadata.version("datadeed"))
        with self._alone():
            if self.path.exists():
                raise CaptureExists(str(self.path))
            opened: JsonInput = {
                "schema": SCHEMA,
                "source": source,
                "method": method,
                "device": _device(),
                "tools": [{"name": name, "version": version} for name, version in (own, *tools)],
            }
            return self._enter(b"", OPENED, opened)

    def note(self, text: str) -> Capture:
        """Enter what is worth saying. Raises as `add`."""
        return self._add(NOTE, {"text": text})

    def add(self, paths: Sequence[Path], progress: Progress | None = None) -> Capture:
        """Enter the fingerprints of files or folders beside or below the log.

        Raises:
            CaptureBroken: the log does not hold as it is.
            CaptureClosed, CaptureFull, CaptureClockBack: nothing can be entered now.
            CaptureFileElsewhere, FingerprintFailed, PersonalDataFound: nothing was.
        """
        return self._add(FILES, {"files": [self._file(each, progress) for each in paths]})

    def run(self, command: Sequence[str], output: Path, progress: Progress | None = None) -> int:
        """Run a command that writes data, and enter what it wrote; its exit code.

        The words of the command stand in the log as they are: no secret belongs there. It is run by
        no shell. Raises CommandMissing, CaptureOutputExists, and as `add`.
        """
        self._relative(output)
        self._before()
        # what may not stand in the log is not run either
        require_impersonal_json("capture", canonical.encode(list(command)), self.clock().date())
        began = _written(self.clock())
        code = _run(command, output)
        files = [self._file(output, progress)]
        self._add(RUN, {"command": list(command), "began": began, "exit": code, "files": files})
        return code

    def close(self) -> Capture:
        """Say that nothing comes after. Raises as `add`."""
        return self._add(CLOSED, {})

    def _add(self, kind: str, members: dict[str, JsonInput]) -> Capture:
        with self._alone():
            return self._enter(self._before(), kind, members)

    def _before(self) -> bytes:
        data = self.path.read_bytes()
        if read(data).closed:
            raise CaptureClosed(str(self.path))
        return data

    def _enter(self, before: bytes, kind: str, members: Any) -> Capture:
        log, at = read(before) if before else None, self.clock()
        time, entries = _written(at), len(log.entries) if log else 0
        if log and time < log.last:
            raise CaptureClockBack(log.last, time)
        previous = "0x" + log.head.hex() if log else NOTHING
        told = {"entry": entries, "kind": kind, "previous": previous, "time": time, **members}
        line = canonical.encode(told) + b"\n"
        require_impersonal_json("capture", line[:-1], at.date())
        whole = before + line
        if entries >= MOST_ENTRIES or len(whole) > MOST_BYTES or values_in(whole) > MAX_VALUES:
            raise CaptureFull(entries, len(before))
        made = read(whole)
        write_whole(self.path, whole)
        return made

    def _file(self, path: Path, progress: Progress | None) -> JsonInput:
        name = self._relative(path)
        found = fingerprint(path, progress=progress).fingerprint
        return {
            "path": name,
            "fingerprint": "0x" + public_id(found).value.hex(),
            "sha256": "0x" + found.sha256.hex(),
            "sm3": "0x" + found.sm3.hex(),
            "merkle": "0x" + found.merkle.hex(),
            "size": found.size,
        }

    def _relative(self, path: Path) -> str:
        folder = self.path.parent.resolve()
        resolved = path.resolve()
        if folder not in resolved.parents:
            raise CaptureFileElsewhere(str(path), str(folder))
        return resolved.relative_to(folder).as_posix()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One writer at a time; another waits. The folder is locked: the file is put in place."""
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)


@dataclass(frozen=True, slots=True)
class Compared:
    """A file of a log beside what lies there now: the same, another, or not there."""

    path: str
    state: str


def compare(log: Capture, folder: Path, progress: Progress | None = None) -> tuple[Compared, ...]:
    """Every file of a log beside those below a folder. Raises FingerprintFailed."""
    found = []
    for name, entry in sorted(log.files().items()):
        path = folder / name
        if not path.exists():
            found.append(Compared(name, "missing"))
            continue
        own = "0x" + public_id(fingerprint(path, progress=progress).fingerprint).value.hex()
        found.append(Compared(name, "same" if own == entry["fingerprint"] else "differs"))
    return tuple(found)


def _run(command: Sequence[str], output: Path) -> int:
    try:
        with output.open("xb") as file:
            return subprocess.run(command, stdout=file, check=False).returncode
    except FileExistsError:
        raise CaptureOutputExists(str(output)) from None
    except OSError as fault:
        output.unlink(missing_ok=True)
        raise CommandMissing(command[0], str(fault)) from fault


def _device() -> JsonInput:
    """What machine this is, without its name: that is its owner's to tell."""
    return {
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "python": platform.python_version(),
    }


def _written(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
