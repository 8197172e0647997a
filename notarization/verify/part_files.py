"""Files of a package as values: missing, unknown and badly spelled ones are refused by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ledger.domain import canonical
from ledger.domain.canonical import CanonicalJsonError, JsonValue
from notarization.verify.errors import VerificationError
from notarization.verify.manifest import FileMissing


@dataclass(eq=False)
class PartNotCanonical(VerificationError):
    """A file is not the one canonical JSON form of its value."""

    file: str
    fault: str
    code: ClassVar[str] = "PART_NOT_CANONICAL"


@dataclass(eq=False)
class FileUnknown(VerificationError):
    """A file has no place in the format; what a reader adds belongs under attachments/."""

    file: str
    code: ClassVar[str] = "FILE_UNKNOWN"


def bytes_of(files: Mapping[str, bytes], name: str) -> bytes:
    """A file's bytes. Raises FileMissing."""
    if name not in files:
        raise FileMissing(name)
    return files[name]


def json_of(files: Mapping[str, bytes], name: str) -> JsonValue:
    """A file's value. Raises FileMissing, PartNotCanonical."""
    try:
        return canonical.parse_canonical(bytes_of(files, name))
    except CanonicalJsonError as fault:
        raise PartNotCanonical(name, str(fault)) from fault
