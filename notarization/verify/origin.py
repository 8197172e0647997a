"""`origin/origin.json`: what shows the time before the chain (Rules of Online Litigation Art. 18).

The register proves that data stand as they were when they were registered, and nothing before. This
file lists what the registrant hands over about that: logs of the collection, a notary's deed, a
witness, tools. A log kept by `datadeed capture` is read line by line; the rest is only listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.domain.canonical import encode
from notarization.verify import capture
from notarization.verify.errors import VerificationError
from notarization.verify.fields import Fields
from notarization.verify.report import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.domain.canonical import JsonValue
    from notarization.verify.capture import Capture

SCHEMA: Final = "datadeed/origin/1"
FOLDER: Final = "origin/"
ORIGIN_NAME: Final = "origin/origin.json"
MOST: Final = 500


class OriginKind(StrEnum):
    """What a file says about the time before the chain."""

    CAPTURE = "capture"
    LOG = "log"
    DEED = "deed"
    WITNESS = "witness"
    TOOL = "tool"
    CONTRACT = "contract"
    SAMPLE = "sample"
    OTHER = "other"


KINDS: Final[dict[OriginKind, Message]] = {
    OriginKind.CAPTURE: Message("链式采集记录", "hash-chained capture log"),
    OriginKind.LOG: Message("采集日志", "collection log"),
    OriginKind.DEED: Message("公证书", "notarial deed"),
    OriginKind.WITNESS: Message("第三方见证", "witness"),
    OriginKind.TOOL: Message("设备与工具版本", "device and tool versions"),
    OriginKind.CONTRACT: Message("合同", "contract"),
    OriginKind.SAMPLE: Message("样本", "sample"),
    OriginKind.OTHER: Message("其他", "other"),
}


@dataclass(eq=False)
class OriginDisagrees(VerificationError):
    """The origin file lists a file that is not here, or one is here that it does not list."""

    file: str
    fault: str
    code: ClassVar[str] = "ORIGIN_DISAGREES"


@dataclass(frozen=True, slots=True)
class OriginFile:
    """One file: its name below origin/, and who made it or what it is, in words."""

    kind: OriginKind
    name: str
    note: str
    data: bytes


def write_origin(listed: tuple[OriginFile, ...]) -> dict[str, bytes]:
    """The files, the list with them."""
    rows = [
        {"kind": each.kind.value, "file": each.name, "note": each.note}
        for each in sorted(listed, key=lambda each: each.name)
    ]
    files = {FOLDER + each.name: each.data for each in listed}
    return {**files, ORIGIN_NAME: encode({"schema": SCHEMA, "files": rows})}


def read_origin(value: JsonValue, files: Mapping[str, bytes]) -> tuple[OriginFile, ...]:
    """What a list names, with the bytes. Raises FieldError, OriginDisagrees."""
    fields = Fields(value, ORIGIN_NAME)
    fields.schema(SCHEMA)
    found = []
    for row in fields.each("files"):
        kind, name = row.member("kind", OriginKind), row.text("file")
        if FOLDER + name not in files or FOLDER + name == ORIGIN_NAME:
            raise OriginDisagrees(name, "is listed and not here")
        found.append(OriginFile(kind, name, row.text("note"), files[FOLDER + name]))
        row.end()
    fields.end()
    names = [each.name for each in found]
    if not names or len(names) > MOST or names != sorted(set(names)):
        fields.refuse("files", f"are none, above {MOST}, or not in the order of their names")
    for name in files:
        if name.startswith(FOLDER) and name != ORIGIN_NAME and name[len(FOLDER) :] not in names:
            raise OriginDisagrees(name, "is here and not listed")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Captured:
    """What a capture log says of an object: when it entered it last (or empty), and its own end."""

    entered: str
    last: str
    seconds: int
    head: bytes


def captures(listed: tuple[OriginFile, ...], fingerprint: bytes) -> dict[str, Captured]:
    """The capture logs among them, each whole, one in memory at a time. Raises CaptureBroken."""
    return {
        each.name: _captured(capture.read(each.data), fingerprint)
        for each in listed
        if each.kind is OriginKind.CAPTURE
    }


def _captured(log: Capture, fingerprint: bytes) -> Captured:
    return Captured(entered(log, fingerprint), log.last, log.seconds, log.head)


def entered(log: Capture, fingerprint: bytes) -> str:
    """When a log entered the object of this fingerprint last; empty where it never did."""
    asked = "0x" + fingerprint.hex()
    times = [
        str(entry["time"])
        for entry in log.entries
        for each in _files(entry)
        if each.get("fingerprint") == asked
    ]
    return times[-1] if times else ""


def _files(entry: Mapping[str, JsonValue]) -> list[dict[str, JsonValue]]:
    listed = entry.get("files", [])
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
