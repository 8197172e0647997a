"""Text as the search index sees it: normalised, in pairs of neighbouring characters.

Pairs find Chinese words of two characters, which word and trigram indexes miss; the last character
of a text stands alone, so that one character is found as the beginning of some pair.
"""

import unicodedata
from collections.abc import Iterable

SEPARATOR = "\n"


def normalise(text: str) -> str:
    """One form of letters that look or mean the same; no space but single ones."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def text_of(fields: Iterable[str]) -> str:
    """The searchable text of some fields."""
    return SEPARATOR.join(filter(None, map(normalise, fields)))


def grams_of(text: str) -> list[bytes]:
    """The pairs of a searchable text in UTF-8, none across two fields."""
    pairs = {
        field[place : place + 2] for field in text.split(SEPARATOR) for place in range(len(field))
    }
    return sorted(pair.encode() for pair in pairs)


def pairs_of(word: str) -> list[bytes]:
    """The pairs that a text must have to contain a word of two or more characters."""
    pairs = {word[place : place + 2] for place in range(len(word) - 1)}
    return sorted(pair.encode() for pair in pairs)


def beginning_with(character: str) -> tuple[bytes, bytes]:
    """The first pair that begins with a character, and the first after all of them."""
    first = character.encode()
    return first, first + b"\xff"
