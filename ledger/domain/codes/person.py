"""Numbers that name a person: ID numbers (GB 11643), mobile numbers, bank cards (Luhn)."""

from datetime import date
from typing import Final

ID_LENGTH: Final = 18
ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS: Final = "10X98765432"
FIRST_YEAR: Final = 1900
# provinces by the first two digits (GB/T 2260), with those of the special regions and of Taiwan
PROVINCES: Final = frozenset(
    {
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
    }
)
TEN: Final = 10


def id_number_valid(text: str, day: date) -> bool:
    """Whether this is a citizen's ID number: region, a birth date up to `day`, check digit."""
    if len(text) != ID_LENGTH or not (text[:-1].isascii() and text[:-1].isdigit()):
        return False
    if int(text[:2]) not in PROVINCES or text[-1].upper() != id_check_digit(text[:-1]):
        return False
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return born.year >= FIRST_YEAR and born <= day


def id_check_digit(first: str) -> str:
    """The 18th character of the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first, ID_WEIGHTS, strict=True))
    return ID_CHECKS[total % len(ID_CHECKS)]


def luhn_valid(digits: str) -> bool:
    """Whether a card number's last digit is that of Luhn's formula (ISO/IEC 7812-1)."""
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    total = sum(map(int, digits[-1::-2])) + sum(each // TEN + each % TEN for each in doubled)
    return total % TEN == 0
