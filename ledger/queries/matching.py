"""Which records hold the words of a search, and where.

A word is found in a record where its name, its holders' names, its other public texts or its credit
codes hold all pieces of the word (ledger.store.pieces), or where a number of its certificates holds
the word's digits in a row. A record is found where all words are.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from ledger.store import bits
from ledger.store.bits import Bits
from ledger.store.pieces import (
    TEXTS,
    Place,
    exact_token,
    is_close,
    number_part,
    number_ways,
    party_token,
    pieces_of,
    token,
)
from ledger.store.repositories import search

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from ledger.store.engine import ReadSession

# pieces of a word that are read at once; what is left then narrows where the others are read
AT_ONCE: Final = 4
DIGITS_AT_ONCE: Final = 2
# the places of three digits with the year or the month among them, of 13
DATE_BEGINS: Final = 2
DATE_ENDS: Final = 9


@dataclass(frozen=True, slots=True)
class Matched:
    """Records with all words; those of them whose whole name, whose name, whose number it is.

    `own` are those of the parties that the words name, which need not have the words.
    """

    every: Bits
    exact: Bits
    named: Bits
    numbered: Bits
    own: Bits = field(default_factory=dict)


def matched(session: ReadSession, words: Sequence[str]) -> Matched:
    """The records that hold all words, of which there is at least one."""
    every: Bits | None = None
    named: Bits | None = None
    numbered: Bits = {}
    # what is left of the longest word narrows where the others are read
    for word in sorted(dict.fromkeys(words), key=len, reverse=True):
        within: Collection[int] | None = None if every is None else every.keys()
        places = _in_texts(session, word, within)
        numbered = _in_numbers(session, word, within)
        found = numbered
        for each in places.values():
            found = bits.either(found, each)
        of_name = places.get(Place.NAME, {})
        every = found if every is None else bits.both(every, found)
        named = of_name if named is None else bits.both(named, of_name)
        if not every:
            return Matched({}, {}, {}, {})
    every = every or {}
    whole = exact_token(" ".join(words))
    exact = search.sets_of(session, [whole], every.keys())[whole]
    return Matched(
        every,
        bits.both(exact, every),
        bits.both(named or {}, every),
        numbered if len(words) == 1 else {},
    )


def with_parties(session: ReadSession, found: Matched, parties: Iterable[bytes]) -> Matched:
    """What was found, and the records that these parties filed or hold shares of."""
    own: Bits = {}
    for each in search.sets_of(session, [party_token(party) for party in parties]).values():
        own = bits.either(own, each)
    return replace(found, every=bits.either(found.every, own), own=own)


def _in_texts(session: ReadSession, word: str, within: Collection[int] | None) -> dict[Place, Bits]:
    pieces = _spread(pieces_of(word))
    places: tuple[Place, ...] = TEXTS if is_close(word) else (*TEXTS, Place.CODE)
    found: dict[Place, Bits] = {}
    for start in range(0, len(pieces), AT_ONCE):
        some = pieces[start : start + AT_ONCE]
        tokens = [token(place, piece) for place in places for piece in some]
        sets = search.sets_of(session, tokens, within)
        for place in places:
            for piece in some:
                having = sets[token(place, piece)]
                found[place] = bits.both(found[place], having) if place in found else having
        places = tuple(place for place in places if found[place])
        within = {segment for place in places for segment in found[place]}
        if not places:
            break
    return {place: found[place] for place in places}


def _spread(pieces: list[str]) -> list[str]:
    """Pieces from all over a word first: neighbours tell little that is new."""
    step = -(-len(pieces) // AT_ONCE)
    return [each for start in range(step) for each in pieces[start::step]]


def _in_numbers(session: ReadSession, word: str, within: Collection[int] | None) -> Bits:
    part = number_part(word)
    if part is None:
        return {}
    ways = [sorted(way, key=_is_of_date) for way in number_ways(part[0], first=part[1])]
    whole: Bits = {}
    alive: list[tuple[Bits | None, list[list[bytes]]]] = [(None, way) for way in ways]
    while alive:
        tokens = {each for _, way in alive for need in way[:DIGITS_AT_ONCE] for each in need}
        sets = search.sets_of(session, sorted(tokens), within)
        left: list[tuple[Bits | None, list[list[bytes]]]] = []
        for having, way in alive:
            found = _narrowed(having, way[:DIGITS_AT_ONCE], sets)
            rest = way[DIGITS_AT_ONCE:]
            if found and rest:
                left.append((found, rest))
            else:
                whole = bits.either(whole, found)
        alive = left
        within = {segment for having, _ in alive for segment in having or ()}
    return whole


def _narrowed(having: Bits | None, needs: Iterable[list[bytes]], sets: dict[bytes, Bits]) -> Bits:
    for need in needs:
        one: Bits = {}
        for each in need:
            one = bits.either(one, sets[each])
        having = one if having is None else bits.both(having, one)
    return having or {}


def _is_of_date(need: list[bytes]) -> bool:
    """Whether the digits lie in a number's year and month, which nearly all have in common."""
    return DATE_BEGINS <= int(need[0][1:2], 16) < DATE_ENDS


def score(name: str, words: Sequence[str]) -> int:
    """How well a name fits the words: 1,000 for all in a row, and what they cover per mille."""
    whole = "".join(name.split())
    if not whole:
        return 0
    covered = sum(len(word) for word in words if word in whole)
    return 1_000 * ("".join(words) in whole) + 1_000 * min(covered, len(whole)) // len(whole)
