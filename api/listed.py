"""Certificate numbers out of a table: the first column, each row answered for or refused."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

from api.registrant.errors import TextUnreadable
from ledger.domain.numbers import NumberMalformed, parse_number, written

if TYPE_CHECKING:
    from collections.abc import Iterator

ENCODINGS: Final = ("utf-8-sig", "gb18030")
# Full-width forms of ASCII stand for the same signs; nothing else is taken for another sign.
NARROW: Final = {0xFF01 + at: 0x21 + at for at in range(0x5E)}


@dataclass(eq=False)
class RowMalformed(NumberMalformed):
    """The first cell of this line is no certificate number."""

    line: int


def listed(source: IO[bytes]) -> list[str]:
    """The numbers of a CSV file, in its order, repeated where they are repeated.

    Empty rows are skipped, and at most one header: the first row, where it names a column.
    Raises RowMalformed, TextUnreadable.
    """
    found: list[str] = []
    for at, (line, row) in enumerate(_rows(source)):
        cell = row[0].translate(NARROW).strip()
        if at == 0 and _heads(cell):
            continue
        try:
            found.append(written(parse_number(cell)))
        except NumberMalformed as fault:
            raise RowMalformed(fault.text, line) from fault
    return found


def _heads(cell: str) -> bool:
    """Whether a cell can be a column's name: no sign of a number is in it."""
    return bool(cell) and not cell.upper().startswith("SJ") and not any(map(str.isdigit, cell))


def _rows(source: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not empty, with the number of its line."""
    reader = csv.reader(io.StringIO(_text(source), newline=""))
    try:
        for row in reader:
            if any(map(str.strip, row)):
                yield reader.line_num, row
    except csv.Error as fault:
        raise RowMalformed("", reader.line_num) from fault


def _text(source: IO[bytes]) -> str:
    """UTF-8 with or without a mark, or else GB18030, as spreadsheets in China write it."""
    data = source.read()
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TextUnreadable(getattr(source, "name", "-"), ", ".join(ENCODINGS))
