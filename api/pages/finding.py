"""What the search page shows: hits with what was looked for marked, facets as links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from api.pages.views import names_joined
from api.texts.facets import FACETS, SORTS, count_text, status_name, value_name
from api.texts.words import word
from ledger.domain.numbers import written
from ledger.queries.highlight import Parts
from ledger.queries.ranking import Sort
from ledger.store.shelf import LIVE
from notarization.verify.report import Language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.schemas.certificates import SearchIn
    from ledger.queries.search import Hit, SearchPage

HOME: Final = "/"
# a longer list of values is folded up behind these
SHOWN: Final = 8

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ValueView:
    """A value of a facet: the address that chooses it, or no longer does."""

    name: str
    count: str
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet with its values."""

    name: str
    first: tuple[ValueView, ...]
    more: tuple[ValueView, ...]


@dataclass(frozen=True, slots=True)
class FoundView:
    """A hit: its name and holders in parts, and the other fields that hold what was looked for."""

    name: Parts
    holders: tuple[Parts, ...]
    numbers: tuple[tuple[str, Parts], ...]
    others: tuple[Parts, ...]
    rights: str
    tone: str
    status: str


@dataclass(frozen=True, slots=True)
class SearchView:
    """The page of a search."""

    q: str
    asked: bool
    total: str
    hits: tuple[FoundView, ...]
    facets: tuple[FacetView, ...]
    chosen: tuple[tuple[str, str], ...]
    sorts: tuple[tuple[str, str, bool], ...]
    clear: str
    following: str


def search_view(page: SearchPage, wanted: SearchIn, language: Language) -> SearchView:
    """The page of a search."""
    chosen = tuple(
        (facet.value, value) for facet in page.facets for value in getattr(wanted, facet.value)
    )
    base: tuple[Pair, ...] = (("q", wanted.q),) if wanted.q else ()
    base += (("sort", wanted.sort.value),) if wanted.sort is not Sort.RELEVANCE else ()
    return SearchView(
        q=wanted.q,
        asked=bool(wanted.q or chosen),
        total=count_text(page.total),
        hits=tuple(_found(each, language) for each in page.hits),
        facets=tuple(_facets(page, _Links(base, chosen), language)),
        chosen=chosen,
        sorts=tuple((each.value, text.text(language), each is wanted.sort)
                    for each, text in SORTS.items()),
        clear=_address(base) if chosen else "",
        following=_address([*base, *chosen, ("cursor", page.next.text)]) if page.next else "",
    )  # fmt: skip


def _facets(page: SearchPage, links: _Links, language: Language) -> list[FacetView]:
    views = []
    for facet, counts in page.facets.items():
        told = {value: count_text(count) for value, count in counts}
        absent = {value: "0" for name, value in links.chosen if name == facet.value} | told
        values = [
            ValueView(
                name=value_name(facet, value, language),
                count=count,
                chosen=(facet.value, value) in links.chosen,
                address=links.turned(facet.value, value),
            )
            for value, count in absent.items()
        ]
        values.sort(key=lambda each: not each.chosen)
        if values:
            name = FACETS[facet].text(language)
            views.append(FacetView(name, tuple(values[:SHOWN]), tuple(values[SHOWN:])))
    return views


@dataclass(frozen=True, slots=True)
class _Links:
    """Addresses of this search with other choices."""

    base: tuple[Pair, ...]
    chosen: tuple[Pair, ...]

    def turned(self, facet: str, value: str) -> str:
        """With a value that was not chosen, without one that was."""
        this = (facet, value)
        others = [each for each in self.chosen if each != this]
        return _address([*self.base, *others, *([] if this in self.chosen else [this])])


def _found(hit: Hit, language: Language) -> FoundView:
    lit = {(each.field, "".join(text for text, _ in each.parts)): each.parts
           for each in hit.highlights}  # fmt: skip
    notice = hit.notice
    named = hit.holders or (notice.applicants if notice else ())
    listed = [names_joined([each], language) for each in named]
    fields = ("holder", "applicant")
    numbers = map(written, hit.numbers)
    return FoundView(
        name=_parts(lit, ("data_name",), notice.data_name if notice else ""),
        holders=tuple(_parts(lit, fields, name) for name in listed),
        numbers=tuple((number, _parts(lit, ("number",), number)) for number in numbers),
        others=tuple(
            each.parts for each in hit.highlights if each.field in {"summary", "scenario", "uscc"}
        ),
        rights=("、" if language is Language.ZH else ", ").join(
            word(right, language) for right in hit.rights
        ),
        tone="good" if hit.status == LIVE else "unsure",
        status=status_name(hit.status, language),
    )


def _parts(lit: dict[tuple[str, str], Parts], fields: tuple[str, ...], text: str) -> Parts:
    for field in fields:
        if (field, text) in lit:
            return lit[field, text]
    return ((text, False),) if text else ()


def _address(pairs: Iterable[Pair]) -> str:
    query = urlencode(list(pairs))
    return f"{HOME}?{query}" if query else HOME
