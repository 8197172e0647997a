"""Which letters the documents' font has. PDF/A takes no letter that cannot be shown.

Unicode has more ideographs than any one font: one that is lacking is written by its number, so that
whoever reads sees that there is a letter, and which. The attached record has it as it is.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import manimgx_fonts_cjk

if TYPE_CHECKING:
    from collections.abc import Iterator

FONT: Final = "NotoSansCJK-VF.otf.ttc"
# what stands in a font's table of letters (OpenType, cmap): the one of all Unicode, in groups
WINDOWS, ALL_OF_UNICODE, GROUPED = 3, 10, 12
# what is never drawn: breaks of lines, and what only says how other letters are to look
UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
SELECTORS: Final = frozenset({*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)})


def legible(text: str) -> str:
    """The text with every letter that the font lacks as its number: `[U+30EDE]`."""
    if text.isascii():
        return text
    held = _held()
    return "".join(c if ord(c) in held else _numbered(c) for c in text)


def _numbered(letter: str) -> str:
    if ord(letter) in SELECTORS or unicodedata.category(letter) in UNSEEN:
        return letter
    return f"[U+{ord(letter):04X}]"


@cache
def _held() -> frozenset[int]:
    return frozenset(_letters((Path(manimgx_fonts_cjk.__file__).parent / FONT).read_bytes()))


def _letters(font: bytes) -> Iterator[int]:
    """The letters of the first font of a collection: all of them have the same."""
    (first,) = struct.unpack_from(">I", font, 12)
    (tables,) = struct.unpack_from(">H", font, first + 4)
    records = (struct.unpack_from(">4sIII", font, first + 12 + 16 * n) for n in range(tables))
    start = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (kinds,) = struct.unpack_from(">H", font, start + 2)
    for n in range(kinds):
        platform, encoding, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * n)
        form, _, _, _, groups = struct.unpack_from(">HHIII", font, start + offset)
        if (platform, encoding, form) == (WINDOWS, ALL_OF_UNICODE, GROUPED):
            for group in struct.iter_unpack(">III", font[start + offset + 16 :][: 12 * groups]):
                yield from range(group[0], group[1] + 1)
