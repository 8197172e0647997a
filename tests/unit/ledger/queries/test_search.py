"""Search finds, counts and orders as a plain reading of every record does, on both databases."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ledger.domain.acts import LicenceState, Origin, Right
from ledger.domain.ids import ZERO
from ledger.queries.errors import FacetUnknown, MarkMalformed, SearchEmpty, SearchTooLong
from ledger.queries.ranking import Sort
from ledger.queries.search import MOST_TEXT, MOST_WORDS, Asked, FoundBy, SearchPage, find
from ledger.queries.shelves import Shelves
from ledger.store.engine import Engine, ReadSession, open_engine, read_session
from ledger.store.pieces import is_close, normalise, pieces_in, pieces_of, runs, text_of
from ledger.store.shelf import EXPIRED, Facet, Licensed
from ledger.store.tables.application import ApplicantRow, NoticeApplicantRow
from ledger.store.tables.title import HoldingRow
from tests.databases import KINDS, database_at, using
from tests.filings import FIRST_NUMBER, HOLDER, NOW, Filed, enter, filed

pytestmark = pytest.mark.both_databases
LETTERS: Final = "数據水温海Ａa１1b%_\\ \t￥😀"
TEXT: Final = st.text(alphabet=LETTERS, max_size=9)
FEW: Final = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
OTHER: Final = b"\x03" + bytes(11) + b"\x08" * 20


@contextmanager
def indexed(records: Sequence[Filed]) -> Iterator[Engine]:
    with TemporaryDirectory() as folder:
        engine: Engine = open_engine(database_at(Path(folder) / "search.db"))
        enter(engine, [row for record in records for row in record.rows()])
        yield engine
        engine.dispose()


@contextmanager
def searched(records: Sequence[Filed]) -> Iterator[ReadSession]:
    with indexed(records) as engine, read_session(engine, now=0) as session:
        yield session


def newest_first(records: Iterable[Filed]) -> list[bytes]:
    ordered = sorted(records, key=lambda each: (each.block, each.application), reverse=True)
    return [each.application for each in ordered]


def all_pages(session: ReadSession, asked: Asked, limit: int) -> tuple[list[bytes], SearchPage]:
    """The hits of all pages one after the other, and the first page."""
    first = page = find(session, asked, limit=limit)
    found = [hit.application for hit in page.hits]
    while page.next is not None:
        page = find(session, asked, limit=limit, mark=page.next.text)
        assert page.hits, "a mark leads to something"
        found += [hit.application for hit in page.hits]
    return found, first


def holds(text: str, word: str) -> bool:
    """Whether a text has all pieces of a word, cut out of it in the plainest way."""
    text = text_of([text])
    if is_close(word):
        cut = {word} if len(word) == 1 else {word[at : at + 2] for at in range(len(word) - 1)}
        return all(any(part in run for run in runs(text) if is_close(run)) for part in cut)
    words = [run for run in runs(text) if not is_close(run)]
    if len(word) < 3:
        return any(run.startswith(word) or run.endswith(word) for run in words)
    return all(any(word[at : at + 3] in run for run in words) for at in range(len(word) - 2))


def matches(record: Filed, word: str) -> bool:
    digits = word.removeprefix("sj")
    if digits.isdigit() and digits.isascii():
        number = f"{record.number:013}"
        if number.startswith(digits) if word != digits else len(digits) > 2 and digits in number:
            return True
    others = f"{record.scenarios}\n{record.summary}\n{record.industry}\n{record.region}"
    texts = (record.data_name, record.company, others)
    return any(holds(text, word) for text in texts) or (
        not is_close(word) and holds(record.uscc, word)
    )


LONG: Final = "水1水1水1水1水温"


@FEW
@given(
    texts=st.lists(st.tuples(TEXT, TEXT), max_size=12),
    words=st.lists(TEXT, min_size=1, max_size=5),
    limit=st.integers(1, 5),
    sort=st.sampled_from(Sort),
)
@example([(LONG, ""), (LONG[:-1], "")], [LONG], 1, Sort.NEWEST)
def test_words_find_what_a_plain_reading_finds(
    texts: list[tuple[str, str]], words: list[str], limit: int, sort: Sort
) -> None:
    records, text = filed(texts), " ".join(words)
    parts = runs(normalise(text))
    asked = Asked(text, sort=sort)
    with searched(records) as session:
        if text and not parts:
            with pytest.raises(SearchEmpty):
                find(session, asked)
            return
        if len(parts) > MOST_WORDS:
            with pytest.raises(SearchTooLong):
                find(session, asked)
            return
        found, first = all_pages(session, asked, limit)
    # all are of one holder, who goes by the newest name
    newest = max(records, key=lambda each: (each.block, each.application), default=None)
    read = [
        replace(each, company=f"{each.company}\n{newest.company}") for each in records if newest
    ]
    expected = [each for each in read if all(matches(each, part) for part in parts)]
    if first.found_by is FoundBy.PARTY:
        assert any(each.company == text.strip() for each in records)
        expected = records
    order = newest_first(expected)
    assert first.total.number == len(expected)
    if sort is Sort.RELEVANCE:
        assert sorted(found) == sorted(order)
    else:
        assert found == (order if sort is Sort.NEWEST else order[::-1])


@given(st.text(alphabet=LETTERS, max_size=9), st.text(alphabet=LETTERS, max_size=4))
def test_the_plain_reading_of_the_test_is_that_of_the_index(text: str, word: str) -> None:
    for run in runs(normalise(word)):
        assert holds(text, run) == (set(pieces_of(run)) <= pieces_in(normalise(text)))


FOUND: Final = {
    "水": 2, "水温": 1, "水溫": 1, "數據": 3, "ＡＩ": 1, "ai模型": 1, "模型 水温": 0,
    "养殖 海蓝": 1, "MA3C": 3, "3c0x": 3, "91370212MA3C0XYZ1U": 3, "ｓｊ３７１２": 3,
    "SJ3712026100038": 1, "100038": 1, "6100": 3, "反洗钱": 1, "金融": 1, "A04": 3, "370200": 3,
    "摘要里": 1, "鲸": 0, "5g": 1, "g网": 1,
}  # fmt: skip


@pytest.mark.parametrize("text", FOUND)
def test_a_text_is_found_whatever_form_it_has(text: str) -> None:
    names = ("近海养殖水温监测数据集", "ＡＩ模型训练數據（5G网络）", "数据：摘要里的水")
    records = [
        replace(each, uscc="91370212MA3C0XYZ1U")
        for each in filed([(name, "海蓝渔业") for name in names])
    ]
    records[2] = replace(
        records[2], data_name="数据", summary="摘要里的水", scenarios="金融服务\n反洗钱"
    )
    with searched(records) as session:
        found, first = all_pages(session, Asked(text), 2)
    assert len(found) == FOUND[text]
    assert first.total.number == FOUND[text]
    assert bool(found) == any(hit.highlights for hit in first.hits)


def test_the_best_come_first_and_the_order_is_the_same_in_both() -> None:
    names = ["海水温度", "水温", "青岛海水水温监测数据", "水温数据", "渔业", "温度与水温的关系"]
    records = filed([(name, "水温公司" if name == "渔业" else "海蓝") for name in names])
    orders = []
    for kind in KINDS:
        with using(kind), searched(records) as session:
            found, _ = all_pages(session, Asked("水温"), 2)
            orders.append([names[int(records.index(each))] for one in found
                           for each in records if each.application == one])  # fmt: skip
    assert orders[0] == orders[1]
    # the whole name, then by how much of the name was asked for, then what only the holder has
    assert orders[0] == [
        "水温", "水温数据", "海水温度", "温度与水温的关系", "青岛海水水温监测数据", "渔业"
    ]  # fmt: skip


def test_every_word_of_a_long_name_is_looked_for_and_the_whole_name_is_the_best() -> None:
    names = [f"2025年A股5G基站B2B数据v{each}集{more}" for each in (2, 3) for more in ("", "（续）")]
    records = filed([(name, "") for name in names])
    with searched(records) as session:
        found, first = all_pages(session, Asked(names[0]), 1)
        assert [records[0].application, records[1].application] == found
        assert first.next is not None
        assert (first.next.tier, first.hits[0].application) == (1, records[0].application)


def test_more_words_than_are_looked_for_are_refused() -> None:
    with searched(filed([("水", "")])) as session:
        assert find(session, Asked("水 " * MOST_WORDS)).total.number == 1
        with pytest.raises(SearchTooLong) as caught:
            find(session, Asked("水 " * (MOST_WORDS + 1)))
        assert (caught.value.words, caught.value.most_words) == (MOST_WORDS + 1, MOST_WORDS)
        with pytest.raises(SearchTooLong):
            find(session, Asked("水" * (MOST_TEXT + 1)))


GRANTED: Final = LicenceState.GRANTED
LICENSED: Final = (
    (),
    ((Licensed.PLAIN, GRANTED), (Licensed.PLAIN, GRANTED)),
    ((Licensed.EXCLUSIVE, GRANTED), (Licensed.PLAIN, LicenceState.ENDED)),
    ((Licensed.EXCLUSIVE, GRANTED), (Licensed.PLAIN, GRANTED)),
)


def varied(count: int) -> list[Filed]:
    return [
        replace(
            each,
            industry=("A04", "J66", "I65", "")[place % 4],
            region=("370200", "110000", "national")[place % 3],
            origin=Origin(1 + place % 4),
            rights=1 + place % 7,
            until=NOW + place % 3 - 1,
            licences=LICENSED[place % 4],
        )
        for place, each in enumerate(
            filed([("数据" * (place % 2) + "水", "") for place in range(count)])
        )
    ]


def values(each: Filed) -> dict[Facet, set[str]]:
    """What a record counts as, read plainly."""
    return {
        Facet.RIGHT: {right.name for right in Right if each.rights >> right & 1},
        Facet.INDUSTRY: {each.industry[0]} if each.industry else set(),
        Facet.REGION: {each.region if each.region == "national" else each.region[:2]},
        Facet.SOURCE: {each.origin.name},
        Facet.STATUS: {"LIVE" if each.until > NOW else EXPIRED},
        Facet.PROFILE: {ZERO.hex()},
        Facet.REGISTRY: {"371"},
        Facet.LICENCE: {
            str(kind.name) for kind, state in each.licences if state is LicenceState.GRANTED
        }
        or {"NONE"},
    }


CHOICES: Final = st.dictionaries(st.sampled_from(Facet), st.integers(0, 5), max_size=3)


@FEW
@given(count=st.integers(0, 20), choices=CHOICES, text=st.sampled_from(["", "水", "数据"]))
def test_facets_narrow_and_count_as_a_plain_reading_does(
    count: int, choices: dict[Facet, int], text: str
) -> None:
    records = varied(count)
    known = {
        facet: sorted({v for each in varied(20) for v in values(each)[facet]}) for facet in Facet
    }
    picked = {facet: {known[facet][at % len(known[facet])]} for facet, at in choices.items()}
    asked = Asked(text, tuple((facet, tuple(some)) for facet, some in picked.items()), Sort.NEWEST)
    with searched(records) as session:
        found, page = all_pages(session, asked, 3)
    texted = [each for each in records if text in each.data_name]

    def met(each: Filed, but: Facet | None) -> bool:
        return all(facet is but or values(each)[facet] & some for facet, some in picked.items())

    assert found == newest_first(each for each in texted if met(each, None))
    for facet, counts in page.facets.items():
        others = [each for each in texted if met(each, facet)]
        told = {name: number.number for name, number in counts}
        plain = {name: sum(name in values(each)[facet] for each in others) for name in known[facet]}
        assert told == {name: number for name, number in plain.items() if number}


@pytest.mark.parametrize("sort", Sort)
def test_pages_stay_those_of_the_first_while_records_come(sort: Sort) -> None:
    records = filed([("水温数据", "海蓝")] * 7)
    asked, found, mark, block = Asked("水温", sort=sort), [], None, 50
    with indexed(records) as engine:
        while block == 50 or mark:
            with read_session(engine, now=0) as session:
                page = find(session, asked, limit=2, mark=mark)
            found += [hit.application for hit in page.hits]
            mark = page.next.text if page.next else None
            later = replace(records[0], application=bytes([2, 7, block]) + bytes(29), block=block)
            enter(engine, replace(later, number=FIRST_NUMBER - block).rows())
            block += 1
    order = newest_first(records)
    assert found == (order[::-1] if sort is Sort.OLDEST else order)


def test_a_transfer_is_found_under_the_new_holder_and_a_new_name_finds_all() -> None:
    records = filed([("水温", "海蓝渔业"), ("风电", "海蓝渔业")])
    named = replace(records[1], company="北方银行")
    rows = [
        row if not isinstance(row, NoticeApplicantRow) else replace(row, party=OTHER)
        for row in named.rows()
    ]
    with indexed(records[:1]) as engine:
        moved = [HoldingRow(records[0].title, HOLDER, 0, 0, 0, 0, 0, 0, 1, 2, 7, 2),
                 HoldingRow(records[0].title, OTHER, 1, 1, 1, 0, 0, 0, 2, 1, 7, 2)]  # fmt: skip
        enter(engine, moved)
        with read_session(engine, now=0) as session:
            assert find(session, Asked("北方")).hits == ()
            assert len(find(session, Asked("海蓝")).hits) == 1
        # the bank is named for the first time, in a notice of its own
        enter(engine, rows)
        with read_session(engine, now=0) as session:
            names = {
                hit.notice.data_name for hit in find(session, Asked("银行")).hits if hit.notice
            }
            assert names == {"水温", "风电"}


@pytest.mark.parametrize("sort", [Sort.RELEVANCE, Sort.OLDEST])
def test_a_party_hides_no_record_that_is_called_like_it(sort: Sort) -> None:
    called, *own = filed([("海蓝渔业数据", "北方银行"), ("风电", "海蓝渔业"), ("水温", "海蓝渔业")])
    of_another = [
        replace(row, party=OTHER) if isinstance(row, (NoticeApplicantRow, ApplicantRow)) else row
        for row in replace(called, holder=OTHER).rows()
    ]
    with indexed(own) as engine:
        enter(engine, of_another)
        with read_session(engine, now=0) as session:
            found, first = all_pages(session, Asked("海蓝渔业", sort=sort), 1)
            newest, _ = all_pages(session, Asked("北方银行"), 1)
    assert first.found_by is FoundBy.PARTY
    assert first.total.number == 3
    places = [*newest_first(own), called.application]
    oldest = [own[0].application, own[1].application, called.application]
    assert found == (places if sort is Sort.RELEVANCE else oldest)
    assert newest == [called.application]


def test_shelves_at_hand_answer_as_those_just_read() -> None:
    records = varied(9)
    kept = Shelves()
    with indexed(records[:4]) as engine:
        for some in (records[4:6], records[6:9], ()):
            with read_session(engine, now=0) as session:
                asked = Asked("水", ((Facet.RIGHT, ("HOLD",)),))
                assert find(session, asked, shelves=kept) == find(session, asked)
            enter(engine, [row for each in some for row in each.rows()])


@pytest.mark.parametrize(
    ("facet", "value"),
    [(Facet.RIGHT, "OWN"), (Facet.INDUSTRY, "A04"), (Facet.REGION, "99"), (Facet.STATUS, "NONE"),
     (Facet.SOURCE, "NONE"), (Facet.PROFILE, "ab")],
)  # fmt: skip
def test_a_value_that_a_facet_has_not_is_refused(facet: Facet, value: str) -> None:
    with searched([]) as session, pytest.raises(FacetUnknown) as caught:
        find(session, Asked("", ((facet, (value,)),)))
    assert (caught.value.facet, caught.value.value) == (facet, value)


@pytest.mark.parametrize("text", ["", "zz", "é", "a" * 100, "k4hAAAAAAAAAAAAA"])
def test_a_mark_that_no_page_gave_is_refused(text: str) -> None:
    with searched(filed([("水", "")])) as session, pytest.raises(MarkMalformed):
        find(session, Asked("水"), mark=text)


def test_a_mark_of_another_search_is_refused() -> None:
    with searched(filed([("水温", "")] * 3)) as session:
        mark = find(session, Asked("水"), limit=1).next
        assert mark is not None
        for other in (
            Asked("温"),
            Asked("水", sort=Sort.OLDEST),
            Asked("水", ((Facet.RIGHT, ("USE",)),)),
        ):
            with pytest.raises(MarkMalformed):
                find(session, other, mark=mark.text)
        assert find(session, Asked("水 "), mark=mark.text).hits
