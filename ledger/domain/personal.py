"""What must not come in at the door: files that hold numbers of persons (PIPL Arts. 28, 29, 73).

A file of any size is read once, in parts, in bounded memory. Text in UTF-8, GB 18030 or UTF-16 is
looked through, numbers in full-width digits or in groups too, and so is what lies in a ZIP, as
workbooks and documents are; other bytes cannot be, and are said to be unread. What is found is told
by its kind and place, never by itself; of a ZIP the place is that among all that lies in it.

A decimal fraction of measurements may have the digits of a phone or a card: of eleven digits some
seven in a hundred begin as phones do. In a file a fraction is therefore no number by itself; where
most fractions of that length would be numbers, and not two by chance, they are numbers that hide.
What people write (texts, notices, objections) has no such fractions, and there each is refused. An
identity number has a birth date and a check digit, and is one wherever it stands.
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
from ledger.domain.zipped import MAGIC, Zipped

KIB: Final = 1_024
IDENTITY: Final = "identity"
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
    # a number as a table of floats writes it ends with .0
    r")(?![0-9A-Za-z]|\.0{0,9}[1-9])"
)
_FRACTION: Final = re.compile(r"[0-9]\.([0-9]{11}|[0-9]{16,19})(?![0-9])")
_BEFORE: Final = re.compile(r"[0-9]\.")
# what is kept of the text that was looked through: what may stand before a number's first digit
CONTEXT: Final = 2
BY_CHANCE: Final = 2
PHONE_DIGITS: Final = 11
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


@dataclass(slots=True)
class _Fractions:
    """Fractions of one length: how many, how many would be numbers, the first of these."""

    many: int = 0
    alike: int = 0
    first: Finding | None = None

    @property
    def hiding(self) -> Finding | None:
        """The first, where they are numbers that hide behind a point."""
        return self.first if self.alike > max(BY_CHANCE, self.many // 2) else None


def require_impersonal(
    file_kind: str, parts: Iterable[bytes], day: date, *, decimals: bool = False
) -> bool:
    """Refuse a file with the number of a person; whether all of it could be read as text.

    With `decimals` fractions are measurements, unless most of them would be numbers.

    Raises:
        PersonalDataFound: with the first number's kind and place.
    """
    whole = iter(parts)
    first = b""
    while len(first) < len(MAGIC) and (more := next(whole, b"")):
        first += more
    zipped = Zipped(first, whole) if first.startswith(MAGIC) else None
    text = _texts(first, whole) if zipped is None else _decoded(b"", zipped.parts(), "utf-8")
    if text is None:
        return False
    for found in findings(text, day, decimals=decimals):
        raise PersonalDataFound(file_kind, found.data.value, found.line, found.kib)
    return zipped is None or zipped.whole


def require_fit(file_kind: str, parts: Iterable[bytes], day: date) -> bool:
    """The check of every door at which a file comes in; whether it could be read as text.

    A proof of identity names its person by the law's own wish (NAT-2026 Art. 33) and is taken as it
    is, sealed for the registry; of every other kind, samples above all, numbers are refused.

    Raises:
        PersonalDataFound: with the first number's kind and place.
    """
    return file_kind == IDENTITY or require_impersonal(file_kind, parts, day, decimals=True)


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


def findings(texts: Iterable[str], day: date, *, decimals: bool = False) -> Iterator[Finding]:
    """The numbers of persons in a text that comes in parts, in their order.

    With `decimals` those that are fractions come last, and only where they hide (see above).
    """
    held, first, before, seen = "", 1, 0, 0
    fractions = {each: _Fractions() for each in (Personal.MOBILE, Personal.BANK_CARD)}
    for part in _and_end(texts):
        text = held + (part or "").translate(_FULL_WIDTH)
        upto = len(text) if part is None else max(0, len(text) - OVERLAP)
        line, counted = first, 0
        for match in _NUMBERS.finditer(text):
            # what was looked through already only tells what stands before a number
            if not seen <= match.start() < upto:
                continue
            line += text.count("\n", counted, match.start())
            counted = match.start()
            data = _kind(match, day)
            if data is None:
                continue
            found = Finding(data, line, (before + match.start()) // KIB)
            if decimals and data in fractions and _is_fraction(text, match):
                alike = fractions[data]
                alike.alike, alike.first = alike.alike + 1, alike.first or found
            else:
                yield found
        if decimals:
            _count(fractions, text, range(seen, upto))
        cut = max(0, upto - CONTEXT)
        first += text.count("\n", 0, cut)
        held, before, seen = text[cut:], before + cut, upto - cut
    yield from (each.hiding for each in fractions.values() if each.hiding)


def _is_fraction(text: str, match: re.Match[str]) -> bool:
    """Digits without a gap behind a digit and a point."""
    start = match.start()
    return match.group().isdigit() and bool(_BEFORE.fullmatch(text, max(0, start - 2), start))


def _count(fractions: dict[Personal, _Fractions], text: str, within: range) -> None:
    for match in _FRACTION.finditer(text):
        if match.start(1) in within:
            phone = len(match[1]) == PHONE_DIGITS
            fractions[Personal.MOBILE if phone else Personal.BANK_CARD].many += 1


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


def _texts(first: bytes, whole: Iterator[bytes]) -> Iterator[str] | None:
    """The text of bytes; None where they are no text."""
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
