"""The log that is kept while data are collected: each line names the one before by its digest.

A line is the canonical JSON (RFC 8785) of one entry; its SHA-256 stands in the next line as
`previous`, the last one's is the log's head. Whoever holds the head (a time stamp, an application,
a notary) holds every line before it: none can be changed, left out or put in between. The log says
when something was entered, and by which machine and tools; that it is true says who kept it (Rules
of Online Litigation Art. 18).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Final

from ledger.domain import canonical
from ledger.domain.canonical import CanonicalJsonError, JsonValue
from notarization.verify.errors import VerificationError
from notarization.verify.limits import MAX_VALUES, values_in

SCHEMA: Final = "datadeed/capture/1"
NOTHING: Final = "0x" + "00" * 32
MOST_ENTRIES: Final = 20_000
MOST_BYTES: Final = 16 << 20
OPENED, FILES, RUN, NOTE, CLOSED = "opened", "files", "run", "note", "closed"
# what an entry of each kind has beside its number, time, kind and the digest of the one before
MEMBERS: Final[dict[str, frozenset[str]]] = {
    OPENED: frozenset({"schema", "source", "method", "device", "tools"}),
    FILES: frozenset({"files"}),
    RUN: frozenset({"command", "began", "exit", "files"}),
    NOTE: frozenset({"text"}),
    CLOSED: frozenset(),
}
COMMON: Final = frozenset({"entry", "kind", "previous", "time"})
TYPES: Final[dict[str, type]] = {
    "source": str,
    "method": str,
    "device": dict,
    "tools": list,
    "files": list,
    "command": list,
    "began": str,
    "exit": int,
    "text": str,
}
DIGESTS: Final = ("fingerprint", "sha256", "sm3", "merkle")
FILE_MEMBERS: Final = frozenset({"path", "size", *DIGESTS})
_DIGEST: Final = re.compile(r"0x[0-9a-f]{64}")


@dataclass(eq=False)
class CaptureBroken(VerificationError):
    """A line of a capture log is not what it must be; lines count from 1."""

    code: ClassVar[str] = "CAPTURE_BROKEN"

    line: int
    fault: str


@dataclass(frozen=True, slots=True)
class Capture:
    """A log that holds; `head` is the SHA-256 of its last line."""

    entries: tuple[Mapping[str, JsonValue], ...]
    head: bytes

    @property
    def closed(self) -> bool:
        """Whether nothing can come after."""
        return self.entries[-1]["kind"] == CLOSED

    @property
    def last(self) -> str:
        """When the last entry was made, in UTC."""
        return str(self.entries[-1]["time"])

    @property
    def seconds(self) -> int:
        """The same, since 1970."""
        return int(datetime.fromisoformat(self.last).timestamp())

    def files(self) -> dict[str, Mapping[str, JsonValue]]:
        """The files that were entered, as they were entered last, by their paths."""
        found: dict[str, Mapping[str, JsonValue]] = {}
        for entry in self.entries:
            listed = entry.get("files", [])
            if isinstance(listed, list):
                found |= {str(each["path"]): each for each in listed if isinstance(each, dict)}
        return found


def read(data: bytes) -> Capture:
    """Read a whole log. Raises CaptureBroken with the first line that does not hold."""
    if len(data) > MOST_BYTES:
        raise CaptureBroken(0, f"more than {MOST_BYTES} bytes")
    if values_in(data) > MAX_VALUES:
        raise CaptureBroken(0, f"more than {MAX_VALUES} values")
    if not data.endswith(b"\n"):
        raise CaptureBroken(data.count(b"\n") + 1, "the line has no end")
    lines = data[:-1].split(b"\n")
    if len(lines) > MOST_ENTRIES:
        raise CaptureBroken(0, f"more than {MOST_ENTRIES} lines")
    entries: list[Mapping[str, JsonValue]] = []
    previous, before = NOTHING, ""
    for number, line in enumerate(lines, 1):
        entry = _entry(number, line)
        fault = _fault(entry, number - 1, previous, before, closed=_closed(entries))
        if fault:
            raise CaptureBroken(number, fault)
        entries.append(entry)
        previous, before = "0x" + hashlib.sha256(line).hexdigest(), str(entry["time"])
    return Capture(tuple(entries), bytes.fromhex(previous[2:]))


def _entry(number: int, line: bytes) -> Mapping[str, JsonValue]:
    try:
        entry = canonical.parse_canonical(line)
    except CanonicalJsonError as fault:
        raise CaptureBroken(number, str(fault)) from fault
    if not isinstance(entry, dict):
        raise CaptureBroken(number, "the line is no JSON object")
    return entry


def _closed(entries: list[Mapping[str, JsonValue]]) -> bool:
    return bool(entries) and entries[-1]["kind"] == CLOSED


def _fault(  # noqa: PLR0911 (one question after the other)
    entry: Mapping[str, JsonValue], place: int, previous: str, before: str, *, closed: bool
) -> str:
    kind, time = entry.get("kind"), entry.get("time")
    if not isinstance(kind, str) or kind not in MEMBERS:
        return f"kind: {kind!r} is none"
    if set(entry) != COMMON | MEMBERS[kind]:
        return f"members: {', '.join(sorted(set(entry) ^ (COMMON | MEMBERS[kind])))}"
    if closed:
        return "the log was closed before"
    if (place == 0) != (kind == OPENED) or entry.get("schema", SCHEMA) != SCHEMA:
        return f"the first line, and no other, opens a log of {SCHEMA}"
    if entry["entry"] != place:
        return f"entry: {entry['entry']!r}, expected {place}"
    if entry["previous"] != previous:
        return "previous: not the digest of the line before"
    if not isinstance(time, str) or not is_time(time):
        return f"time: {time!r} is no time in UTC"
    if time < before:
        return f"time: {time} is before {before}"
    wrong = [name for name, known in TYPES.items() if type(entry.get(name, known())) is not known]
    return f"{wrong[0]}: not of its type" if wrong else _file_fault(entry.get("files", []))


def is_time(text: str) -> bool:
    """Whether a text is a time as this project writes it: sorted as text, times are in order.

    Years begin at 1000: systems write those before with three digits, or with four.
    """
    try:
        found = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return False
    return not text.startswith("0") and found.strftime("%Y-%m-%dT%H:%M:%SZ") == text


def _is_below(path: JsonValue) -> bool:
    parts = path.split("/") if isinstance(path, str) else [""]
    return not {"", ".", ".."} & set(parts)


def _file_fault(files: JsonValue) -> str:
    for each in files if isinstance(files, list) else ():
        if not isinstance(each, dict) or set(each) != FILE_MEMBERS:
            return "files: a file has " + ", ".join(sorted(FILE_MEMBERS))
        if not _is_below(each["path"]) or type(each["size"]) is not int:
            return "files: a path leads down from the log, a size is a number"
        if not all(_DIGEST.fullmatch(str(each[name])) for name in DIGESTS):
            return f"files: a digest of {each['path']!r} is none"
    return ""
