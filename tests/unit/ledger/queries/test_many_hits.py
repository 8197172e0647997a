"""Counts of more than 10,000 hits: exact up to there, then `10,000+`; pages go on beyond them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest

from api.texts.facets import count_text
from ledger.domain.acts import Right
from ledger.queries.ranking import Sort
from ledger.queries.search import COUNTED, Asked, Count, find
from ledger.store.engine import ReadSession, open_engine, read_session
from ledger.store.shelf import Facet
from tests.databases import database_at
from tests.filings import NOW, Filed, enter, filed

pytestmark = pytest.mark.both_databases
FEW: Final = 3
MANY: Final = COUNTED + FEW


def record(each: Filed, place: int) -> Filed:
    """All are held, all but three used, three operated; one more than is counted lies in a city."""
    return replace(
        each,
        rights=1 << Right.HOLD | (place >= FEW) << Right.USE | (place < FEW) << Right.OPER,
        region="370200" if place <= COUNTED else "110000",
        data_name="水温" if place < COUNTED else "水",
        until=NOW - 1 if place < FEW else NOW + 1,
        holder=b"",
        company="",
    )


@pytest.fixture(scope="module")
def session(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadSession]:
    """More records than a page counts, in each kind of database."""
    path = tmp_path_factory.mktemp("many") / database
    engine = open_engine(database_at(path))
    records = [
        replace(record(each, place), application=b"\x02" + place.to_bytes(31))
        for place, each in enumerate(filed([("", "")] * MANY))
    ]
    enter(engine, [row for each in records for row in each.rows()])
    with read_session(engine, now=0) as session:
        yield session
    engine.dispose()


def told(session: ReadSession, asked: Asked) -> dict[Facet, dict[str, str]]:
    page = find(session, asked, limit=1)
    return {
        facet: {name: count_text(count) for name, count in counts}
        for facet, counts in page.facets.items()
    }


def test_up_to_ten_thousand_a_count_is_exact_and_beyond_it_says_so(session: ReadSession) -> None:
    assert find(session, Asked("水")).total == Count(COUNTED, more=True)
    assert find(session, Asked("温")).total == Count(COUNTED, more=False)
    assert find(session, Asked("")).total == Count(COUNTED, more=True)
    assert told(session, Asked("水")) == {
        Facet.RIGHT: {"HOLD": "10,000+", "USE": "10,000", "OPER": "3"},
        Facet.INDUSTRY: {"A": "10,000+"},
        Facet.REGION: {"37": "10,000+", "11": "2"},
        Facet.SOURCE: {"SELF_GENERATED": "10,000+"},
        Facet.STATUS: {"LIVE": "10,000", "EXPIRED": "3"},
        Facet.PROFILE: {"00" * 32: "10,000+"},
        Facet.REGISTRY: {"371": "10,000+"},
        Facet.LICENCE: {"NONE": "10,000+"},
    }


def test_a_choice_among_very_many_is_counted_exactly(session: ReadSession) -> None:
    used = Asked("水", ((Facet.RIGHT, ("USE",)),))
    assert find(session, used).total == Count(COUNTED, more=False)
    assert told(session, used)[Facet.RIGHT] == {"HOLD": "10,000+", "USE": "10,000", "OPER": "3"}
    assert told(session, used)[Facet.REGION] == {"37": "9,998", "11": "2"}
    assert find(session, Asked("水", ((Facet.STATUS, ("EXPIRED",)),))).total.number == FEW


def test_pages_begin_anywhere_among_very_many_hits_and_reach_the_last(
    session: ReadSession,
) -> None:
    newest = find(session, Asked("水", sort=Sort.NEWEST), limit=50)
    oldest = find(session, Asked("水", sort=Sort.OLDEST), limit=50)
    assert newest.next is not None
    # as if all but the last hundred had been shown
    near = replace(newest.next, place=100).text
    first = find(session, Asked("水", sort=Sort.NEWEST), limit=50, mark=near)
    assert first.next is not None
    last = find(session, Asked("水", sort=Sort.NEWEST), limit=50, mark=first.next.text)
    assert last.next is None
    ids = [hit.application for hit in last.hits]
    assert ids == [hit.application for hit in oldest.hits][::-1]
    assert not set(ids) & {hit.application for hit in (*first.hits, *newest.hits)}
