"""Where the words of a search stand in a text as it was written, whatever its letters' form."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ledger.store.pieces import BEGINS, ENDS, WIDTH, is_close, normalise, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# marks of half-width kana, which normal forms join to the letter before
_VOICED: Final = "\uff9e\uff9f"
# how many letters' forms are remembered
LETTERS: Final = 20_000
# searches at a time
SEARCHES: Final = 256

Parts = tuple[tuple[str, bool], ...]


def marked(text: str, words: Sequence[str]) -> Parts:
    """A text in parts, and whether each part is what was looked for; joined they are the text."""
    if not may_hold(normalise(text), words):
        return ((text, False),) if text else ()
    clusters = list(_clusters(text))
    forms = [_form(each) for each in clusters]
    owners = [number for number, form in enumerate(forms) for _ in form]
    form, lit = "".join(forms), [False] * len(clusters)
    for word in words:
        for start, end in _found(form, word):
            for place in range(start, end):
                lit[owners[place]] = True
    parts: list[tuple[str, bool]] = []
    for cluster, hit in zip(clusters, lit, strict=True):
        if parts and parts[-1][1] is hit:
            parts[-1] = (parts[-1][0] + cluster, hit)
        else:
            parts.append((cluster, hit))
    return tuple(parts)


def may_hold(normalised: str, words: Sequence[str]) -> bool:
    """Whether a text, or one of several, can have a mark: cheaper to ask than to make it."""
    return any(first in normalised for first in _firsts(tuple(words)))


@lru_cache(SEARCHES)
def _firsts(words: tuple[str, ...]) -> tuple[str, ...]:
    """What a text must have to have a mark for a word: one of these."""
    return tuple(word[:2] if is_close(word) else word[:WIDTH] for word in words)


@lru_cache(LETTERS)
def _form(cluster: str) -> str:
    return " " if cluster.isspace() else normalise(cluster)


def _found(form: str, word: str) -> list[tuple[int, int]]:
    exact, short = re.escape(word), not is_close(word) and len(word) < WIDTH
    pattern = f"{BEGINS}{exact}|{exact}{ENDS}" if short else exact
    spans = [match.span() for match in re.finditer(pattern, form)]
    if spans or short:
        return spans
    pieces = pieces_of(word)
    if not all(piece in form for piece in pieces):
        return []
    return [match.span() for piece in pieces for match in re.finditer(re.escape(piece), form)]


def _clusters(text: str) -> Iterator[str]:
    """Letters with the marks that belong to them."""
    held = ""
    for letter in text:
        if held and not (unicodedata.combining(letter) or letter in _VOICED):
            yield held
            held = ""
        held += letter
    if held:
        yield held
