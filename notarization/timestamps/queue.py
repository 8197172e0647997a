"""What is to be stamped and the tokens that came, in a folder; any process may put something in.

    ab/<key>.data                what is stamped; the key is its SHA-256
    ab/<key>.json                what it is: its kind, its name, when it came
    ab/<key>.<series>.001.tsr    a token, as authorities give it; later numbers renew
    queue/<key>, renew/<key>     it lacks a token; a token of it ends soon

The bytes are on the disk before they are in the queue, and leave it after the token is on the disk.
"""

from __future__ import annotations

import fcntl
import hashlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ledger.domain import canonical
from ledger.whole_file import write_whole
from notarization.timestamps.errors import StampQueueFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

QUEUE: Final = "queue"
RENEW: Final = "renew"
CHECKED: Final = "checked.json"
CARD: Final = ".json"
DATA: Final = ".data"
TOKEN: Final = ".tsr"  # noqa: S105 (of a file)
STAMPING: Final = ".stamping"
_LOCK: Final = ".lock"


class Kind(StrEnum):
    """What is stamped: a manifest, the root of a batch, a checkpoint of a log."""

    PACKAGE = "package"
    BATCH = "batch"
    CHECKPOINT = "checkpoint"


@dataclass(frozen=True, slots=True)
class Stampable:
    """Something that is stamped; `since` is when it came (seconds since 1970)."""

    key: str
    kind: Kind
    name: str
    since: int
    data: bytes
    tokens: dict[str, list[bytes]]


def key_of(data: bytes) -> str:
    """The name of what is stamped."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class StampQueue:
    """The queue below a folder. Every method raises StampQueueFailed where the disk refuses."""

    root: Path

    def put(self, kind: Kind, name: str, data: bytes, now: int) -> str:
        """Let something be stamped; what was put in before is as it was."""
        key = key_of(data)
        with self.alone(_LOCK):
            if not self._path(key, CARD).exists():
                said: dict[str, Any] = {"kind": kind.value, "name": name, "since": now}
                self._write(self._path(key, DATA), data)
                self._write(self._path(key, CARD), canonical.encode(said))
            if not self.tokens(key):
                self._write(self.root / QUEUE / key, b"")
        return key

    def load(self, key: str) -> Stampable:
        """What was put in, with its tokens."""
        path = self._path(key, CARD)
        try:
            card: Any = canonical.parse_canonical(path.read_bytes())
            data = self._path(key, DATA).read_bytes()
            kind, name, since = Kind(card["kind"]), str(card["name"]), int(card["since"])
        except (OSError, canonical.CanonicalJsonError, LookupError, TypeError, ValueError) as fault:
            raise StampQueueFailed(str(path), type(fault).__name__) from fault
        return Stampable(key, kind, name, since, data, self.tokens(key))

    def tokens(self, key: str) -> dict[str, list[bytes]]:
        """The tokens of each series, in their order; none of what is not known."""
        found: dict[str, list[bytes]] = {}
        for path in sorted(self._path(key, "").parent.glob(f"{key}.*{TOKEN}")):
            series = path.name.split(".")[1]
            try:
                found.setdefault(series, []).append(path.read_bytes())
            except OSError as fault:
                raise StampQueueFailed(str(path), str(fault.strerror)) from fault
        return found

    def keep(self, key: str, series: str, number: int, token: bytes) -> None:
        """Keep the next token of a series."""
        self._write(self._path(key, f".{series}.{number:03}{TOKEN}"), token)

    def mark(self, key: str, *, lacking: bool, ending: bool) -> None:
        """Say what is still to be done."""
        for folder, wanted in ((QUEUE, lacking), (RENEW, ending)):
            path = self.root / folder / key
            if wanted and not path.exists():
                self._write(path, b"")
            elif not wanted:
                path.unlink(missing_ok=True)

    def names(self, folder: str) -> list[str]:
        """What is in the queue, or in that for renewal, the oldest first."""
        found = []
        with suppress(FileNotFoundError):
            for path in (self.root / folder).iterdir():
                with suppress(FileNotFoundError):
                    found.append((path.stat().st_mtime, path.name))
        return [name for _, name in sorted(found) if len(name) == len(key_of(b""))]

    def since(self) -> int:
        """Since when the oldest waits that lacks a token; 0 for none."""
        waiting = self.names(QUEUE)
        return self.load(waiting[0]).since if waiting else 0

    def known(self) -> list[str]:
        """All that was ever put in."""
        return sorted(path.name.removesuffix(CARD) for path in self.root.glob(f"??/*{CARD}"))

    def note(self, said: dict[str, Any]) -> None:
        """Keep what a check found."""
        self._write(self.root / CHECKED, canonical.encode(said))

    def noted(self) -> dict[str, Any]:
        """What the last check found; nothing before the first."""
        try:
            found: Any = canonical.parse_canonical((self.root / CHECKED).read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, canonical.CanonicalJsonError) as fault:
            raise StampQueueFailed(CHECKED, type(fault).__name__) from fault
        return dict(found)

    @contextmanager
    def alone(self, lock: str) -> Iterator[None]:
        """Nobody else is in here meanwhile who asks for the same lock."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            file = (self.root / lock).open("wb")
        except OSError as fault:
            raise StampQueueFailed(str(self.root), str(fault.strerror)) from fault
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _path(self, key: str, ending: str) -> Path:
        return self.root / key[:2] / f"{key}{ending}"

    def _write(self, path: Path, data: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        except OSError as fault:
            raise StampQueueFailed(str(path), str(fault.strerror)) from fault
