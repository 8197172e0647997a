"""What must not come in at the door: files that hold numbers of persons (PIPL Arts. 28, 29, 73).

A file of any size is read once, in parts, in bounded memory. Text in UTF-8, GB 18030 or UTF-16 is
looked through, numbers in full-width digits or in groups too; other bytes cannot be, and are said
to be unread. What is found is told by its kind and place, never by itself.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, Final

from ledger.domain import canonical
from ledger.domain.canonical import JsonValue
from ledger.domain.codes.person import id_number_valid, luhn_valid
from ledger.domain.errors import DomainError

KIB: Final = 1_024
# longer than any number with its gaps
OVERLAP: Final = 64
_FULL_WIDTH: Final = {ord("０") + digit: ord("0") + digit for digit in range(10)} | {
    ord("Ｘ"): ord("X"),
    ord("ｘ"): ord("X"),
    ord("－"): ord("-"),
    ord("\u3000"): ord(" "),
}
_GAP: Final = r"[ -]?"
_NUMBERS: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    rf"(?P<id>[1-8][0-9]{{5}}{_GAP}(?:19|20)[0-9]{{6}}{_GAP}[0-9]{{3}}[0-9Xx])"
    rf"|(?P<mobile>(?:\+?86{_GAP})?1[3-9][0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}})"
    rf"|(?P<card>(?:62[0-9]{{2}}|4[0-9]{{3}}|5[1-5][0-9]{{2}})(?:{_GAP}[0-9]{{4}}){{3}}"
    rf"(?:{_GAP}[0-9]{{1,3}})?)"
    r")(?![0-9A-Za-z]|\.[0-9])"
)
_UTF16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Personal(StrEnum):
    """A kind of number that names a person."""

    ID_NUMBER = "id_number"
    MOBILE = "mobile"
    BANK_CARD = "bank_card"


@dataclass(frozen=True, slots=True)
class Finding:
    """A number of a person: its kind, its line from 1, the KiB of text in which it begins."""

    data: Personal
    line: int
    kib: int


@dataclass(eq=False)
class PersonalDataFound(DomainError):
    """The file holds a number of a person and is not taken: mask it, then try again (PIPL 28)."""

    code: ClassVar[str] = "PERSONAL_DATA_FOUND"

    file_kind: str
    data: str
    line: int
    kib: int


def require_impersonal(file_kind: str, parts: Iterable[bytes], day: date) -> bool:
    """Refuse a file with the number of a person; whether it could be read as text at all.

    Raises:
        PersonalDataFound: with the first number's kind and place.
    """
    text = _texts(parts)
    if text is None:
        return False
    for found in findings(text, day):
        raise PersonalDataFound(file_kind, found.data.value, found.line, found.kib)
    return True


def require_impersonal_json(file_kind: str, data: bytes, day: date) -> None:
    """The same of the texts and names in JSON, whose numbers are counts; of other bytes as a whole.

    Raises:
        PersonalDataFound: with the first number's kind and place among the texts.
    """
    try:
        texts = "\n".join(_strings(canonical.parse(data)))
    except canonical.CanonicalJsonError:
        require_impersonal(file_kind, [data], day)
    else:
        require_impersonal(file_kind, [texts.encode()], day)


def _strings(value: JsonValue) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for name, each in value.items():
                yield name
                yield from _strings(each)
        case list():
            for each in value:
                yield from _strings(each)


def findings(texts: Iterable[str], day: date) -> Iterator[Finding]:
    """The numbers of persons in a text that comes in parts, in their order."""
    held, line, before = "", 1, 0
    for part in _and_end(texts):
        text = held + (part or "").translate(_FULL_WIDTH)
        upto = len(text) if part is None else max(0, len(text) - OVERLAP)
        counted = 0
        for match in _NUMBERS.finditer(text):
            # the character before what was not looked through yet only tells where a number begins
            if match.start() >= upto or (before and not match.start()):
                continue
            line += text.count("\n", counted, match.start())
            counted = match.start()
            data = _kind(match, day)
            if data is not None:
                yield Finding(data, line, (before + match.start()) // KIB)
        cut = max(0, upto - 1)
        line += text.count("\n", counted, cut)
        held, before = text[cut:], before + cut


def _and_end(texts: Iterable[str]) -> Iterator[str | None]:
    yield from texts
    yield None


def _kind(match: re.Match[str], day: date) -> Personal | None:
    digits = re.sub(r"[ +-]", "", match.group())
    if match["id"] is not None:
        return Personal.ID_NUMBER if id_number_valid(digits, day) else None
    if match["card"] is not None:
        return Personal.BANK_CARD if luhn_valid(digits) else None
    return Personal.MOBILE


def _texts(parts: Iterable[bytes]) -> Iterator[str] | None:
    """The text of bytes; None where they are no text."""
    whole = iter(parts)
    first = next(whole, b"")
    encoding = _UTF16.get(first[:2], "utf-8")
    if encoding == "utf-8" and b"\0" in first:
        return None
    return _decoded(first, whole, encoding)


def _decoded(first: bytes, rest: Iterator[bytes], encoding: str) -> Iterator[str]:
    """ASCII digits are the same in GB 18030: what is no UTF-8 there stands for no number."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(first)
    for part in rest:
        yield decoder.decode(part)
    yield decoder.decode(b"", final=True)
