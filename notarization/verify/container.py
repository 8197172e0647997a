"""The evidence package as a file: a ZIP that stores, never compresses, and has one form only.

Reading takes the entries one after another from the first byte, writes them again and compares: any
comment, gap, extra field, date, attribute or byte that the writer would not have written is
refused, so that no two readers can see different files in one package.
"""

import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final
from zlib import crc32

from notarization.verify.errors import VerificationError

MAX_FILES: Final = 10_000
MAX_BYTES: Final = 64 * 2**20
MAX_NAME_BYTES: Final = 200

# APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16.
_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_LOCAL_MARK: Final = b"PK\x03\x04"
_CENTRAL_MARK: Final = b"PK\x01\x02"
_END_MARK: Final = b"PK\x05\x06"
_VERSION: Final = 20
_MADE_BY_UNIX: Final = 3 << 8 | _VERSION
_MIDNIGHT: Final = 0
_FIRST_OF_1980: Final = 1 << 5 | 1
_PLAIN_FILE: Final = 0o100644 << 16

# No dot at either end of a part, so neither "." nor ".."; no empty part; ASCII, so that no name has
# a twin in another normal form.
_SEGMENT: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?"
_NAME: Final = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")


class ContainerFault(StrEnum):
    """Which rule of the container is broken."""

    NOT_A_CONTAINER = "not_a_container"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_FILES = "too_many_files"
    TRUNCATED = "truncated"
    BAD_NAME = "bad_name"
    DUPLICATE_ENTRY = "duplicate_entry"
    FILE_AND_FOLDER = "file_and_folder"
    NOT_SORTED = "not_sorted"
    COMPRESSED = "compressed"
    FLAGGED = "flagged"
    EXTRA_FIELD = "extra_field"
    CHECKSUM = "checksum"
    TRAILING_BYTES = "trailing_bytes"
    NOT_CANONICAL = "not_canonical"


@dataclass(eq=False)
class ContainerInvalid(VerificationError):
    """The bytes are no evidence container; `entry` names the file at fault, where one is."""

    fault: ContainerFault
    entry: str = ""
    code: ClassVar[str] = "CONTAINER_INVALID"


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    data: memoryview
    checksum: int


def write_container(files: Mapping[str, bytes]) -> bytes:
    """Return the one container of these files by name; raises ContainerInvalid."""
    names = sorted(files)
    _require_names(names)
    if sum(map(len, files.values())) > MAX_BYTES:
        raise ContainerInvalid(ContainerFault.TOO_LARGE)
    entries = [_Entry(name, memoryview(files[name]), crc32(files[name])) for name in names]
    container = b"".join(_pieces(entries))
    if len(container) > MAX_BYTES:
        raise ContainerInvalid(ContainerFault.TOO_LARGE)
    return container


def read_container(data: bytes) -> dict[str, bytes]:
    """Return the files of a container by name, in order; raises ContainerInvalid.

    The caller MUST refuse a file longer than MAX_BYTES before reading it into memory.
    """
    if len(data) > MAX_BYTES:
        raise ContainerInvalid(ContainerFault.TOO_LARGE)
    if not data.startswith((_LOCAL_MARK, _END_MARK)):
        raise ContainerInvalid(ContainerFault.NOT_A_CONTAINER)
    view = memoryview(data)
    entries = list(_entries(view))
    _require_names([entry.name for entry in entries])
    _require_same(view, _pieces(entries))
    return {entry.name: bytes(entry.data) for entry in entries}


def _entries(view: memoryview) -> Iterator[_Entry]:
    count, offset = 0, 0
    while bytes(view[offset : offset + 4]) == _LOCAL_MARK:
        count += 1
        if count > MAX_FILES:
            raise ContainerInvalid(ContainerFault.TOO_MANY_FILES)
        entry, offset = _entry(view, offset)
        yield entry


def _entry(view: memoryview, offset: int) -> tuple[_Entry, int]:
    head = view[offset : offset + _LOCAL.size]
    if len(head) < _LOCAL.size:
        raise ContainerInvalid(ContainerFault.TRUNCATED)
    _, _, flags, method, _, _, checksum, packed, size, name_size, extra_size = _LOCAL.unpack(head)
    begin = offset + _LOCAL.size
    name = bytes(view[begin : begin + name_size]).decode("ascii", "backslashreplace")
    begin += name_size
    faults = {
        ContainerFault.FLAGGED: flags,
        ContainerFault.COMPRESSED: method or packed != size,
        ContainerFault.EXTRA_FIELD: extra_size,
        ContainerFault.TRUNCATED: begin + size > len(view),
    }
    for fault, found in faults.items():
        if found:
            raise ContainerInvalid(fault, name)
    data = view[begin : begin + size]
    if crc32(data) != checksum:
        raise ContainerInvalid(ContainerFault.CHECKSUM, name)
    return _Entry(name, data, checksum), begin + size


def _require_names(names: list[str]) -> None:
    if not names:
        raise ContainerInvalid(ContainerFault.EMPTY)
    if len(names) > MAX_FILES:
        raise ContainerInvalid(ContainerFault.TOO_MANY_FILES)
    seen: set[str] = set()
    previous = ""
    for name in names:
        # Some file systems do not tell capitals apart: two such files would be one there.
        folded = name.casefold()
        if len(name) > MAX_NAME_BYTES or not _NAME.fullmatch(name):
            raise ContainerInvalid(ContainerFault.BAD_NAME, name)
        if folded in seen:
            raise ContainerInvalid(ContainerFault.DUPLICATE_ENTRY, name)
        if name < previous:
            raise ContainerInvalid(ContainerFault.NOT_SORTED, name)
        seen.add(folded)
        previous = name
    for name in names:
        if any(folder in seen for folder in _folders(name.casefold())):
            raise ContainerInvalid(ContainerFault.FILE_AND_FOLDER, name)


def _folders(name: str) -> Iterator[str]:
    parts = name.split("/")
    return ("/".join(parts[:depth]) for depth in range(1, len(parts)))


def _require_same(view: memoryview, pieces: Iterable[bytes | memoryview]) -> None:
    offset = 0
    for piece in pieces:
        found = view[offset : offset + len(piece)]
        if found != piece:
            cut = piece[: len(found)] == found
            fault = ContainerFault.TRUNCATED if cut else ContainerFault.NOT_CANONICAL
            raise ContainerInvalid(fault)
        offset += len(piece)
    if offset != len(view):
        raise ContainerInvalid(ContainerFault.TRAILING_BYTES)


def _pieces(entries: list[_Entry]) -> Iterator[bytes | memoryview]:
    offset, offsets = 0, []
    for entry in entries:
        head = _LOCAL.pack(_LOCAL_MARK, _VERSION, *_common(entry)) + entry.name.encode()
        yield head
        yield entry.data
        offsets.append(offset)
        offset += len(head) + len(entry.data)
    directory = b"".join(map(_central, entries, offsets))
    yield directory
    count = len(entries)
    yield _END.pack(_END_MARK, 0, 0, count, count, len(directory), offset, 0)


def _common(entry: _Entry) -> tuple[int, ...]:
    """Return the fields that both heads of an entry share, from the flags to the extra length."""
    size = len(entry.data)
    name_size = len(entry.name.encode())
    return (0, 0, _MIDNIGHT, _FIRST_OF_1980, entry.checksum, size, size, name_size, 0)


def _central(entry: _Entry, offset: int) -> bytes:
    head = (_CENTRAL_MARK, _MADE_BY_UNIX, _VERSION, *_common(entry))
    return _CENTRAL.pack(*head, 0, 0, 0, _PLAIN_FILE, offset) + entry.name.encode()
