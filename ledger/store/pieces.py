"""Text as the search index sees it: one form of each letter, cut into pieces that are looked up.

Chinese, Japanese and Korean characters give single characters and pairs of neighbours; other words
give three neighbouring letters, and one and two at either end. A certificate's thirteen
digits give three neighbours each with the place where they stand. The same pieces go into both
databases, so both find the same records.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import cache
from hashlib import sha256
from itertools import pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SIMPLIFIED: Final = Path(__file__).with_name("simplified.txt")
SEPARATOR: Final = "\n"
DIGITS: Final = 13
WIDTH: Final = 3
EXACT_BYTES: Final = 12
# scripts that are written without spaces: kana, hangul, bopomofo, and all Han characters
_CLOSE: Final = (
    "\u3005-\u3007\u3040-\u30ff\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUNS: Final = re.compile(rf"[{_CLOSE}]+|[^\W_{_CLOSE}]+")
# where a word of letters begins, and where it ends, as patterns
BEGINS: Final = rf"(?<![^\W_{_CLOSE}])"
ENDS: Final = rf"(?![^\W_{_CLOSE}])"
_CLOSE_RUN: Final = re.compile(rf"[{_CLOSE}]+")
_NUMBER: Final = re.compile(rf"(sj)?([0-9]{{1,{DIGITS}}})")


class Place(StrEnum):
    """Where a piece stands: the first letter of its token."""

    NAME = "n"
    HOLDER = "h"
    OTHER = "o"
    CODE = "c"
    NUMBER = "d"
    PARTY = "p"
    EXACT = "x"


TEXTS: Final = (Place.NAME, Place.HOLDER, Place.OTHER)


@cache
def _simplified() -> dict[int, str]:
    lines = SIMPLIFIED.read_text(encoding="utf-8").splitlines()
    return {ord(line[0]): line[1] for line in lines if line and not line.startswith("#")}


def normalise(text: str) -> str:
    """One form of letters that look or mean the same; no space but single ones."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    # folding can bring forth what is written another way again
    settled = unicodedata.normalize("NFKC", folded).translate(_simplified())
    return " ".join(settled.split())


def text_of(fields: Iterable[str]) -> str:
    """The searchable text of some fields."""
    return SEPARATOR.join(filter(None, map(normalise, fields)))


def runs(text: str) -> list[str]:
    """The words of a normalised text: a script without spaces ends where another begins."""
    return _RUNS.findall(text)


def is_close(run: str) -> bool:
    """Whether a word is of a script that is written without spaces."""
    return _CLOSE_RUN.match(run) is not None


def pieces_in(text: str) -> set[str]:
    """The pieces of a text in which words are to be found."""
    found: set[str] = set()
    for run in runs(text):
        if is_close(run):
            found.update(run)
            found.update(map("".join, pairwise(run)))
        else:
            found.update((f"^{run[0]}", f"^{run[:2]}", f"^{run[-1]}", f"^{run[-2:]}"))
            found.update(_neighbours(run))
    return found


def pieces_of(run: str) -> list[str]:
    """The pieces that a text must have to hold a word."""
    if is_close(run):
        return [run] if len(run) == 1 else _once(run[at : at + 2] for at in range(len(run) - 1))
    return [f"^{run}"] if len(run) < WIDTH else _once(_neighbours(run))


def token(place: Place, piece: str) -> bytes:
    """A piece as the index keeps it."""
    return f"{place.value}{piece}".encode()


def tokens_in(place: Place, text: str) -> set[bytes]:
    """The tokens of a text."""
    first = place.value
    return {(first + piece).encode() for piece in pieces_in(text)}


def number_tokens(number: int) -> set[bytes]:
    """The tokens of a certificate's number."""
    written = b"%0*d" % (DIGITS, number)
    return {b"d%x" % at + written[at : at + WIDTH] for at in range(DIGITS - WIDTH + 1)}


def party_token(party: bytes) -> bytes:
    """The token of a party."""
    return Place.PARTY.value.encode() + party


def exact_token(text: str) -> bytes:
    """The token of a whole name or credit code, whatever stands between its words."""
    joined = "".join(runs(text)).encode()
    return Place.EXACT.value.encode() + sha256(joined).digest()[:EXACT_BYTES]


def number_part(run: str) -> tuple[str, bool] | None:
    """The digits of a number that a word may be a part of, and whether they are its first."""
    match = _NUMBER.fullmatch(run)
    if match is None or not (match[1] or len(match[2]) >= WIDTH):
        return None
    return match[2], match[1] is not None


def number_ways(digits: str, *, first: bool) -> Iterator[list[list[bytes]]]:
    """The ways in which digits can stand in a number.

    A way is a list of needs; each need is met by one of its tokens.
    """
    if len(digits) < WIDTH:
        rest = product("0123456789", repeat=WIDTH - len(digits))
        yield [[_at(0, digits + "".join(each)) for each in rest]]
        return
    for start in range(1 if first else DIGITS - len(digits) + 1):
        yield [
            [_at(start + place, digits[place : place + WIDTH])]
            for place in range(len(digits) - WIDTH + 1)
        ]


def _at(place: int, digits: str) -> bytes:
    return f"{Place.NUMBER.value}{place:x}{digits}".encode()


def _neighbours(run: str) -> Iterator[str]:
    return (run[at : at + WIDTH] for at in range(len(run) - WIDTH + 1))


def _once(pieces: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(pieces))
