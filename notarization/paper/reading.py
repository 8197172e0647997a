"""A PDF that somebody brings: its attached record and the lines of its face. Nothing in it is run.

What it may cost is bounded: its bytes by the door, its pages and its record here, what a stream
unpacks to by pypdf's own limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from notarization.paper.errors import DocumentUnreadable
from notarization.paper.typesetting import RECORD_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_PAGES: Final = 50
MOST_RECORD: Final = 2**18
# what a library raises on bytes that are not what they say they are
FAULTS: Final = (
    PyPdfError,
    AttributeError,
    AssertionError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Brought:
    """The attached record's bytes, and the lines of the face without blank ones."""

    record: bytes
    lines: tuple[str, ...]


def face_of(data: bytes) -> tuple[str, ...]:
    """The lines of a face that was made here."""
    return lines_of(PdfReader(BytesIO(data)))


def read_pdf(data: bytes) -> Brought:
    """What a document says in both ways. Raises DocumentUnreadable."""
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        pages = len(reader.pages)
        attached = {name: list(files) for name, files in reader.attachments.items()}
    except FAULTS as fault:
        raise DocumentUnreadable("no PDF") from fault
    if not 0 < pages <= MOST_PAGES:
        raise DocumentUnreadable(f"{pages} pages, not 1 to {MOST_PAGES}")
    record = _record(attached.get(RECORD_NAME, []))
    try:
        return Brought(record, lines_of(reader))
    except FAULTS as fault:
        raise DocumentUnreadable("a page cannot be read") from fault


def lines_of(reader: PdfReader) -> tuple[str, ...]:
    """The lines of all pages, without blank ones."""
    text = "\n".join(page.extract_text() for page in reader.pages)
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _record(found: Sequence[bytes]) -> bytes:
    if len(found) != 1:
        raise DocumentUnreadable(f"{len(found)} attached files {RECORD_NAME}, not one")
    if len(found[0]) > MOST_RECORD:
        raise DocumentUnreadable(f"{RECORD_NAME} is longer than {MOST_RECORD} bytes")
    return found[0]
