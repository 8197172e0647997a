"""Unified social credit codes (GB 32100-2015): 18 characters, the last one a check digit."""

from typing import Final

# without I, O, S, V, Z; the check digit is modulo 31
USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_LENGTH: Final = 18
USCC_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def uscc_valid(text: str) -> bool:
    """Whether this is a unified social credit code with the right check digit (GB 32100-2015)."""
    if len(text) != USCC_LENGTH or any(letter not in USCC_ALPHABET for letter in text):
        return False
    return text[-1] == uscc_check_digit(text[:-1])


def uscc_check_digit(first: str) -> str:
    """The 18th character of the first 17."""
    values = (USCC_ALPHABET.index(letter) for letter in first)
    total = sum(value * weight for value, weight in zip(values, USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % len(USCC_ALPHABET)]
