"""Search: by certificate number, by party, by what the public fields say; told apart by facets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ledger.domain.acts import ApplicationState, Origin, Right, SubjectKind
from ledger.domain.clock import Standing
from ledger.domain.codes import tables
from ledger.domain.numbers import written
from ledger.domain.verdict import Result
from ledger.queries.as_of import AsOf, as_of
from ledger.queries.errors import FacetUnknown, SearchEmpty, SearchTooLong
from ledger.queries.highlight import Parts, marked, may_hold
from ledger.queries.matching import Matched, matched, with_parties
from ledger.queries.names import NamedParty, NoticeFacts, named, notice_facts
from ledger.queries.pages import bounded
from ledger.queries.ranking import HitMark, Ranking, Sort, question_of
from ledger.queries.shelves import Shelves, chosen, counted
from ledger.store import bits
from ledger.store.pieces import normalise, number_part, runs
from ledger.store.repositories import application, mirror, search, title
from ledger.store.shelf import EXPIRED, LIVE, UNLICENSED, WIDE, Facet, Licensed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ledger.store.bits import Bits
    from ledger.store.engine import ReadSession
    from ledger.store.shelf import Values
    from ledger.store.tables.search import SearchRecordRow
    from ledger.store.tables.title import HoldingRow

# a whole name of Chinese, letters and digits in turn has more than ten
MOST_WORDS: Final = 32
MOST_TEXT: Final = 200
COUNTED: Final = 10_000
_PARTY: Final = re.compile(r"(?:0x)?(?:03(?:00){11})?([0-9a-f]{40})")
_PATTERNS: Final[Mapping[Facet, re.Pattern[str]]] = {
    Facet.PROFILE: re.compile(r"[0-9a-f]{64}"),
    Facet.REGISTRY: re.compile(r"[1-9][0-9]{2}"),
}
_KNOWN: Final[Mapping[Facet, frozenset[str]]] = {
    Facet.RIGHT: frozenset(each.name for each in Right),
    Facet.INDUSTRY: frozenset(tables.sections()),
    Facet.REGION: frozenset([*tables.provinces(), *WIDE]),
    Facet.SOURCE: frozenset(each.name for each in Origin if each),
    Facet.STATUS: frozenset(
        [
            *(each.name for each in ApplicationState if each >= ApplicationState.NOTICE),
            *(each.value for each in (Standing.EXPIRED, Standing.CANCELLED, Standing.REVOKED)),
            LIVE,
        ]
    ),
    Facet.LICENCE: frozenset([*Licensed.__members__, UNLICENSED]),
}


class FoundBy(StrEnum):
    """What a search text was taken for."""

    NUMBER = "number"
    PARTY = "party"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: words, and for each facet the values of which a record must have one.

    Without a text every public record is meant; a text without a letter or digit is refused.
    """

    text: str = ""
    facets: tuple[tuple[Facet, tuple[str, ...]], ...] = ()
    sort: Sort = Sort.RELEVANCE

    @property
    def question(self) -> bytes:
        """What a mark's search is known by."""
        named = [f"{facet}={','.join(sorted(values))}" for facet, values in sorted(self.facets)]
        return question_of(normalise(self.text), self.sort, *named)


@dataclass(frozen=True, slots=True)
class Count:
    """How many: exactly, or (`more`) at least so many."""

    number: int
    more: bool

    @classmethod
    def of(cls, number: int) -> Count:
        """A count as it is told."""
        return cls(min(number, COUNTED), number > COUNTED)


@dataclass(frozen=True, slots=True)
class Highlight:
    """A field that holds words of the search, in parts."""

    field: str
    parts: Parts


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found: an application, and its title once there is one.

    `numbers` are those of the certificates that are open, `holders` who holds the title now;
    `status` is the title's, else the application's; UNKNOWN where that rests on a dossier that
    cannot be read, or differs from the chain.
    """

    application: bytes
    registry: int
    state: ApplicationState
    status: str
    rights: tuple[Right, ...]
    notice: NoticeFacts | None
    title: bytes | None
    numbers: tuple[int, ...]
    holders: tuple[NamedParty, ...]
    highlights: tuple[Highlight, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of hits; `parties` are those that the text names exactly.

    The values of a facet are counted as if none of that facet had been chosen, the most first; an
    UNKNOWN record counts as what it last was.
    """

    as_of: AsOf
    found_by: FoundBy
    hits: tuple[Hit, ...]
    parties: tuple[NamedParty, ...]
    total: Count
    facets: Mapping[Facet, tuple[tuple[str, Count], ...]]
    next: HitMark | None


def find(
    session: ReadSession,
    asked: Asked,
    *,
    mark: str | None = None,
    limit: int = 20,
    shelves: Shelves | None = None,
) -> SearchPage:
    """Records by number (`SJ…`, whole or a part), by party (id, name, credit code), by words.

    All words must be found; one Chinese character is enough. `shelves` spares a process reading
    again what has not changed.

    Raises:
        SearchEmpty: a text with nothing to look for.
        SearchTooLong: a text with too many words.
        FacetUnknown: a facet has no such value.
        MarkMalformed: the mark is none that a page of this search gave.
    """
    words = _words(asked)
    for facet, names in asked.facets:
        for name in names:
            _require_known(facet, name)
    came = HitMark.parse(mark, asked.question) if mark is not None else None
    stamp, limit = as_of(session), bounded(limit)
    values = (shelves or Shelves()).at(session, stamp.time)
    parties = _parties(session, asked.text, words)
    matches = _matched(session, words, sorted(parties), values)
    last = came.last if came else max(0, search.next_place(session) - 1)
    hits, facets = _narrowed(asked, matches.every, values, last)
    # whoever asks for a party wants its newest records, before those that are called like it
    ranking = Ranking(session, _tiers(matches, hits), () if parties else words, asked.sort)
    ranked = ranking.after(came, limit + 1)
    shown = ranked[:limit]
    following = HitMark(asked.question, last, *shown[-1]) if len(ranked) > limit else None
    return SearchPage(
        as_of=stamp,
        found_by=_found_by(words, parties, matches),
        hits=_hits(session, [place for _, _, place in shown], words, values),
        parties=tuple(named(session, parties).values()),
        total=Count.of(bits.count(hits)),
        facets=facets,
        next=following,
    )


def _words(asked: Asked) -> tuple[str, ...]:
    words = runs(normalise(asked.text))
    if asked.text and not words:
        raise SearchEmpty(asked.text[:MOST_TEXT])
    if len(words) > MOST_WORDS or len(asked.text) > MOST_TEXT:
        raise SearchTooLong(len(words), MOST_WORDS, MOST_TEXT)
    return tuple(words)


def _require_known(facet: Facet, value: str) -> None:
    pattern = _PATTERNS.get(facet)
    if pattern is not None:
        if not pattern.fullmatch(value):
            raise FacetUnknown(facet, value[:100])
    elif value not in _KNOWN[facet]:
        raise FacetUnknown(facet, value[:100])


def _parties(session: ReadSession, text: str, words: Sequence[str]) -> set[bytes]:
    """The parties that the text names by id, by whole name or by whole credit code."""
    if len(words) == 1 and (match := _PARTY.fullmatch(words[0])):
        return {bytes([SubjectKind.PARTY]) + bytes(11) + bytes.fromhex(match[1])}
    whole = text.replace("\0", " ").strip()  # which no text in the mirror holds
    return search.parties_named(session, whole, whole.upper()) if whole else set()


def _matched(
    session: ReadSession, words: Sequence[str], parties: Sequence[bytes], values: dict[int, Values]
) -> Matched:
    if words:
        return with_parties(session, matched(session, words), parties)
    everything: Bits = {}
    for segment, each in values.items():
        everything[segment] = 0
        for having in each[Facet.STATUS].values():
            everything[segment] |= having
    return Matched(everything, {}, {}, {})


def _narrowed(
    asked: Asked, found: Bits, values: dict[int, Values], last: int
) -> tuple[Bits, Mapping[Facet, tuple[tuple[str, Count], ...]]]:
    """The hits that have the chosen values, and how many have each value."""
    found = bits.below(found, last + 1)
    wanted = {facet: chosen(values, facet, names) for facet, names in asked.facets}
    counts: dict[Facet, tuple[tuple[str, Count], ...]] = {}
    for facet in Facet:
        others = found
        for other, having in wanted.items():
            others = others if other is facet else bits.both(others, having)
        numbers = counted(values, facet, others, COUNTED)
        listed = sorted(numbers.items(), key=lambda each: (-min(each[1], COUNTED + 1), each[0]))
        counts[facet] = tuple((name, Count.of(number)) for name, number in listed)
    for having in wanted.values():
        found = bits.both(found, having)
    return found, counts


def _tiers(matches: Matched, hits: Bits) -> list[Bits]:
    tiers, left = [], hits
    for better in (matches.own, matches.exact, matches.named, matches.numbered):
        tiers.append(bits.both(left, better))
        left = bits.without(left, better)
    return [*tiers, left]


def _found_by(words: Sequence[str], parties: set[bytes], matches: Matched) -> FoundBy:
    if parties:
        return FoundBy.PARTY
    if matches.numbered and len(words) == 1 and number_part(words[0]):
        return FoundBy.NUMBER
    return FoundBy.TEXT


def _hits(
    session: ReadSession, places: Sequence[int], words: Sequence[str], values: dict[int, Values]
) -> tuple[Hit, ...]:
    records = search.records_at(session, places)
    wanted = [records[place].application for place in places]
    states = application.states(session, wanted)
    notices = notice_facts(session, wanted)
    held: dict[bytes, list[HoldingRow]] = {}
    for row in title.holdings(session, [row.title for row in records.values() if row.title]):
        if row.hold or row.use or row.oper:
            held.setdefault(row.title, []).append(row)
    holding = {row.party for rows in held.values() for row in rows}
    names = named(session, holding)
    titles = (row.title for row in records.values() if row.title)
    lost = mirror.lost(session, {*wanted, *titles, *holding})
    hits = []
    for place in places:
        record = records[place]
        rows = sorted(held.get(record.title, ()), key=lambda row: row.number)
        state = states[record.application]
        notice, holders = notices.get(record.application), tuple(names[row.party] for row in rows)
        numbers = tuple(row.number for row in rows)
        rests_on = (record.application, record.title, *(row.party for row in rows))
        hit = Hit(
            application=record.application,
            registry=state.registry_code,
            state=ApplicationState(state.state),
            status=_status(record, values) if lost.isdisjoint(rests_on) else Result.UNKNOWN,
            rights=tuple(right for right in Right if record.rights >> right & 1),
            notice=notice,
            title=record.title or None,
            numbers=numbers,
            holders=holders,
            highlights=_highlights(record, notice, holders, numbers, words),
        )
        hits.append(hit)
    return tuple(hits)


def _status(record: SearchRecordRow, values: dict[int, Values]) -> str:
    segment, slot = divmod(record.place, bits.SEGMENT)
    over = values[segment][Facet.STATUS].get(EXPIRED, 0) >> slot & 1
    return EXPIRED if record.status == LIVE and over else record.status


def _highlights(
    record: SearchRecordRow,
    notice: NoticeFacts | None,
    holders: Sequence[NamedParty],
    numbers: Iterable[int],
    words: Sequence[str],
) -> tuple[Highlight, ...]:
    """Only fields whose searchable form may hold a word are looked at."""
    named = may_hold(record.holders, words)
    fields = [("number", written(number)) for number in numbers]
    if notice is not None:
        if may_hold(record.name, words):
            fields.append(("data_name", notice.data_name))
        if may_hold(record.other, words):
            fields.append(("summary", notice.summary))
            fields += [("scenario", each) for each in notice.scenarios]
        if named:
            fields += [("applicant", each.name) for each in notice.applicants]
        if may_hold(record.other, words):
            fields += [("industry", notice.industry), ("region", notice.region)]
    if named:
        fields += [("holder", each.name) for each in holders]
    if may_hold(record.codes, words):
        listed = (*(notice.applicants if notice else ()), *holders)
        fields += [("uscc", each.uscc) for each in listed]
    shown = (Highlight(field, marked(text, words)) for field, text in dict.fromkeys(fields))
    return tuple(each for each in shown if any(hit for _, hit in each.parts))
