"""Certificate numbers (NAT-2026 Annex 6): SJ, region 2, registry 1, YYYYMM, serial 4."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar, Final

from ledger.domain.errors import DomainError

SHANGHAI: Final = timedelta(hours=8)
LAST: Final = 253_370_764_800  # 9999-01-01T00:00Z: eight hours must not carry it past year 9999
_WRITTEN: Final = re.compile(r"SJ([0-9]{13})")


@dataclass(eq=False)
class NumberMalformed(DomainError):
    """A text is no certificate number: SJ and thirteen digits with a month and a serial."""

    code: ClassVar[str] = "NUMBER_MALFORMED"

    text: str


@dataclass(frozen=True, slots=True)
class NumberParts:
    """Registry code (region and digit), YYYYMM, serial."""

    registry: int
    month: int
    serial: int


def number_parts(number: int) -> NumberParts:
    """The parts of a number."""
    return NumberParts(number // 10**10, number // 10**4 % 10**6, number % 10**4)


def number_of(parts: NumberParts) -> int:
    """The number of these parts."""
    return parts.registry * 10**10 + parts.month * 10**4 + parts.serial


def written(number: int) -> str:
    """`SJ` and thirteen digits."""
    return f"SJ{number:013d}"


def parse_number(text: str) -> int:
    """The number of a written one. Raises NumberMalformed."""
    match = _WRITTEN.fullmatch(text.strip().upper())
    if match is None:
        raise NumberMalformed(text[:32])
    number = int(match[1])
    parts = number_parts(number)
    if not 1 <= parts.month % 100 <= 12 or parts.serial == 0:  # noqa: PLR2004 (months of a year)
        raise NumberMalformed(text[:32])
    return number


def read_number(text: str) -> int:
    """The number of exactly the text that `written` gives. Raises NumberMalformed."""
    number = parse_number(text)
    if written(number) != text:
        raise NumberMalformed(text[:32])
    return number


def shanghai_month(time: int) -> int:
    """YYYYMM of a time (seconds since 1970) in Asia/Shanghai, which keeps UTC+8 all year."""
    day = shanghai_day(time)
    return day.year * 100 + day.month


def shanghai_day(time: int) -> date:
    """The day of a time (seconds since 1970) in Asia/Shanghai; the last day of all past that."""
    return (datetime.fromtimestamp(min(time, LAST), UTC) + SHANGHAI).date()
