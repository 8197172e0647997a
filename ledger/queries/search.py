"""Search: by certificate number, by party, by what the public fields say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ledger.domain.acts import ApplicationState, SubjectKind
from ledger.queries.as_of import AsOf, as_of
from ledger.queries.errors import SearchEmpty
from ledger.queries.names import NamedParty, NoticeFacts, named, notice_facts
from ledger.queries.pages import Mark, bounded
from ledger.store.grams import normalise
from ledger.store.repositories import application, party, search, title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import ReadSession
    from ledger.store.tables.title import HoldingRow

    Page = tuple[search.Below, int]

MOST_WORDS: Final = 8
MOST_TEXT: Final = 200
_NUMBER: Final = re.compile(r"sj([0-9]{1,13})")
_DIGITS: Final = re.compile(r"[0-9]{4,13}")
_PARTY: Final = re.compile(r"(?:0x)?(?:03(?:00){11})?([0-9a-f]{40})")


class FoundBy(StrEnum):
    """What a search text was taken for."""

    NUMBER = "number"
    PARTY = "party"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found: an application, and its title once there is one.

    `numbers` are those of the certificates that are open, `holders` who holds the title now.
    """

    application: bytes
    registry: int
    state: ApplicationState
    notice: NoticeFacts | None
    title: bytes | None
    numbers: tuple[int, ...]
    holders: tuple[NamedParty, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of hits, newest first; `parties` are those that the text names exactly."""

    as_of: AsOf
    found_by: FoundBy
    hits: tuple[Hit, ...]
    parties: tuple[NamedParty, ...]
    next: Mark | None


def find(
    session: ReadSession, text: str, *, below: Mark | None = None, limit: int = 20
) -> SearchPage:
    """Records by number (`SJ…`, whole or a part), by party (id, name, credit code), by words.

    All words must be found; one or two Chinese characters are enough.

    Raises:
        SearchEmpty: nothing to look for.
    """
    text = text.replace("\0", " ")  # which no text in the mirror holds
    words = normalise(text[:MOST_TEXT]).split()[:MOST_WORDS]
    if not words:
        raise SearchEmpty(text[:MOST_TEXT])
    limit = bounded(limit)
    parties = _parties(session, text, words)
    page = (below.pair if below else None, limit + 1)
    found_by, found = _found(session, words, sorted(parties), page)
    shown = found[:limit]
    mark = Mark(*shown[-1]) if len(found) > limit else None
    names = tuple(named(session, parties).values())
    hits = _hits(session, [subject for _, subject in shown])
    return SearchPage(as_of(session), found_by, hits, names, mark)


def latest(session: ReadSession, *, below: Mark | None = None, limit: int = 20) -> SearchPage:
    """The records whose certificates were issued last."""
    limit = bounded(limit)
    which = application.Filter(state=ApplicationState.CERTIFIED)
    rows = application.page(session, which, below.pair if below else None, limit + 1)
    found = [(row.block, row.application) for row in rows]
    mark = Mark(*found[limit - 1]) if len(found) > limit else None
    hits = _hits(session, [subject for _, subject in found[:limit]])
    return SearchPage(as_of(session), FoundBy.TEXT, hits, (), mark)


def _found(
    session: ReadSession, words: list[str], parties: list[bytes], page: Page
) -> tuple[FoundBy, search.Found]:
    if parties:
        return FoundBy.PARTY, search.by_parties(session, parties, *page)
    if len(words) == 1 and (number := _NUMBER.fullmatch(words[0])):
        return FoundBy.NUMBER, search.by_number_prefix(session, number[1], *page)
    if len(words) == 1 and _DIGITS.fullmatch(words[0]):
        found = search.by_number_part(session, words[0], *page)
        if found:
            return FoundBy.NUMBER, found
    return FoundBy.TEXT, search.by_words(session, words, *page)


def _parties(session: ReadSession, text: str, words: list[str]) -> set[bytes]:
    """The parties that the text names by id, by whole name or by whole credit code."""
    whole = text.strip()
    if len(words) == 1 and (match := _PARTY.fullmatch(words[0])):
        return {bytes([SubjectKind.PARTY]) + bytes(11) + bytes.fromhex(match[1])}
    return party.named(session, whole, whole.upper())


def _hits(session: ReadSession, applications: Iterable[bytes]) -> tuple[Hit, ...]:
    wanted = list(applications)
    states = application.states(session, wanted)
    notices = notice_facts(session, wanted)
    titles = {row.application: row.title for row in title.titles_of_applications(session, wanted)}
    held: dict[bytes, list[HoldingRow]] = {}
    for row in title.holdings(session, titles.values()):
        if row.hold or row.use or row.oper:
            held.setdefault(row.title, []).append(row)
    names = named(session, (row.party for rows in held.values() for row in rows))
    hits = []
    for each in wanted:
        found = titles.get(each)
        rows = sorted(held.get(found or b"", ()), key=lambda row: row.number)
        hit = Hit(
            application=each,
            registry=states[each].registry_code,
            state=ApplicationState(states[each].state),
            notice=notices.get(each),
            title=found,
            numbers=tuple(row.number for row in rows),
            holders=tuple(names[row.party] for row in rows),
        )
        hits.append(hit)
    return tuple(hits)
