"""How much of a package is read as JSON: less than would fill a reader's memory.

A value takes up to forty times its bytes once it is read, a letter four times where another letter
of its file lies past the ones that are used every day. What a package holds beside (attachments,
papers, logs of the collection) is hashed and never read as a whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from notarization.verify.errors import VerificationError

MAX_JSON: Final = 8 * 2**20
MAX_VALUES: Final = 200_000
# of one file with other letters than those of ASCII; a log is read line by line
MAX_LETTERS: Final = 2**20
OWN: Final = ("attachments/", "origin/", "registry/")
LISTS: Final = frozenset({"origin/origin.json", "registry/file.json"})


@dataclass(eq=False)
class PartTooLarge(VerificationError):
    """With this file there is more to read as JSON than a package may hold."""

    file: str
    fault: str
    code: ClassVar[str] = "PART_TOO_LARGE"


def values_in(data: bytes) -> int:
    """How many values and escaped letters bytes of JSON hold at most: each has one of these."""
    return sum(map(data.count, (b",", b"[", b"{", b"\\")))


def require_modest(files: Mapping[str, bytes]) -> None:
    """What will be read as JSON is not too much. Raises PartTooLarge."""
    size = values = 0
    for name, data in files.items():
        if not name.endswith((".json", ".jsonl")) or (name.startswith(OWN) and name not in LISTS):
            continue
        size += len(data)
        values += values_in(data)
        if size > MAX_JSON:
            raise PartTooLarge(name, f"{size} bytes")
        if values > MAX_VALUES:
            raise PartTooLarge(name, f"{values} values")
        if name.endswith(".json") and len(data) > MAX_LETTERS and not data.isascii():
            raise PartTooLarge(name, f"{len(data)} bytes, other letters than ASCII among them")
