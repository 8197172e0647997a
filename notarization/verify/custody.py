"""`custody/log.jsonl`: through whose hands a package went, since it was made.

A line is the canonical JSON of one hand-over and names the line before by its SHA-256; the first
names the manifest's, so that a log belongs to one package. It lies beside the manifest: whoever
holds the package adds to it. It says what its keepers say, and shows that no line before the last
was changed, left out or put in between since a later one was written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.domain import canonical
from ledger.domain.canonical import CanonicalJsonError
from notarization.verify.capture import is_time
from notarization.verify.digests import sha256
from notarization.verify.errors import VerificationError
from notarization.verify.fields import FieldError, Fields, shown
from notarization.verify.report import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

CUSTODY_NAME: Final = "custody/log.jsonl"
MOST_LINES: Final = 10_000
MOST_TEXT: Final = 200


class Handling(StrEnum):
    """What was done with a package."""

    MADE = "made"
    HANDED_OVER = "handed_over"
    STORED = "stored"
    CHECKED = "checked"


HANDLINGS: Final[dict[Handling, Message]] = {
    Handling.MADE: Message("制作", "made"),
    Handling.HANDED_OVER: Message("移交", "handed over"),
    Handling.STORED: Message("封存", "stored"),
    Handling.CHECKED: Message("核验", "checked"),
}


@dataclass(eq=False)
class CustodyBroken(VerificationError):
    """A line of a custody log is not what it must be; lines count from 1."""

    line: int
    fault: str
    code: ClassVar[str] = "CUSTODY_BROKEN"


@dataclass(frozen=True, slots=True)
class HandOver:
    """One line: `giver` gave the package to `taker`, who may be the same where nothing moved."""

    kind: Handling
    time: str
    giver: str
    taker: str
    note: str = ""

    @property
    def seconds(self) -> int:
        """The time, since 1970."""
        return int(datetime.fromisoformat(self.time).timestamp())


def at(seconds: int) -> str:
    """A moment as a line has it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_custody(manifest: bytes, lines: Sequence[HandOver]) -> bytes:
    """The log of a package with this manifest."""
    previous, written = sha256(manifest), b""
    for number, each in enumerate(lines):
        line = canonical.encode(
            {
                "entry": number,
                "kind": each.kind.value,
                "time": each.time,
                "from": each.giver,
                "to": each.taker,
                "note": each.note,
                "previous": shown(previous),
            }
        )
        previous = sha256(line)
        written += line + b"\n"
    return written


def read_custody(data: bytes, manifest: bytes) -> tuple[HandOver, ...]:
    """The lines of a log that belongs to this manifest. Raises CustodyBroken."""
    if not data.endswith(b"\n"):
        raise CustodyBroken(data.count(b"\n") + 1, "the line has no end")
    lines = data[:-1].split(b"\n")
    if len(lines) > MOST_LINES:
        raise CustodyBroken(0, f"more than {MOST_LINES} lines")
    previous = sha256(manifest)
    found: list[HandOver] = []
    for number, line in enumerate(lines, 1):
        try:
            each = _line(line, number, previous)
        except (CanonicalJsonError, FieldError) as fault:
            raise CustodyBroken(number, str(fault)) from fault
        if fault_of := _fault(each, found):
            raise CustodyBroken(number, fault_of)
        found.append(each)
        previous = sha256(line)
    return tuple(found)


def _line(line: bytes, number: int, previous: bytes) -> HandOver:
    fields = Fields(canonical.parse_canonical(line), CUSTODY_NAME)
    if fields.natural("entry") != number - 1:
        fields.refuse("entry", f"is not {number - 1}")
    if fields.data("previous", len(previous)) != previous:
        before = "the line before" if number > 1 else "the package's manifest"
        fields.refuse("previous", f"is not the digest of {before}")
    found = HandOver(
        kind=fields.member("kind", Handling),
        time=fields.text("time"),
        giver=fields.text("from"),
        taker=fields.text("to"),
        note=fields.text("note"),
    )
    fields.end()
    return found


def _fault(each: HandOver, before: Sequence[HandOver]) -> str:
    """What is wrong with a line after those before; empty where nothing is."""
    if not is_time(each.time):
        return "the time is no UTC time to the second"
    if not all(0 < len(name) <= MOST_TEXT for name in (each.giver, each.taker)):
        return "it does not say who gave and who took"
    if (each.kind is Handling.MADE) is bool(before):
        return "the first line, and no other, says who made it"
    if before and each.time < before[-1].time:
        return "the time lies before the last line's"
    if before and each.giver not in {one.taker for one in before}:
        return "it was given by somebody who never held it"
    return ""
