"""Search finds what a plain reading of every text finds, in one order, on both databases."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.acts import ApplicationState
from ledger.domain.ids import ZERO
from ledger.queries.pages import Mark
from ledger.queries.search import MOST_WORDS, FoundBy, SearchPage, find
from ledger.store.engine import Engine, ReadSession, open_engine, read_session, unit_of_work
from ledger.store.grams import grams_of, normalise, text_of
from ledger.store.repositories import mirror
from ledger.store.repositories.rows import put
from ledger.store.tables.application import (
    ApplicationStateRow,
    NoticeApplicantRow,
    NoticeRow,
)
from ledger.store.tables.journal import CursorRow
from ledger.store.tables.row import Row
from ledger.store.tables.search import SearchGramRow, SearchTextRow
from ledger.store.tables.title import CertificateRow, HoldingRow, TitleRow
from tests.databases import database_at

pytestmark = pytest.mark.both_databases
LETTERS: Final = "数据水温海Ａa１1ß%_\\ \t￥😀"
TEXT: Final = st.text(alphabet=LETTERS, max_size=9)
FEW: Final = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FIRST_NUMBER: Final = 3_712_026_100_001
HOLDER: Final = b"\x03" + bytes(11) + b"\x07" * 20


@dataclass(frozen=True, slots=True)
class Filed:
    """A record: where its notice stands, and what that says."""

    application: bytes
    block: int
    number: int
    data_name: str
    company: str

    @property
    def text(self) -> str:
        return text_of([self.data_name, self.company])

    def rows(self) -> Iterator[Row]:
        """What the projections leave of it."""
        subject, block = self.application, self.block
        yield ApplicationStateRow(
            subject, 371, ApplicationState.CERTIFIED, 0, 0, 0, 0, 0, 0, block, 9
        )
        yield NoticeRow(subject, self.data_name, "", "", 0, 0, b"", "", block, 5)
        yield NoticeApplicantRow(subject, 0, self.company, "", HOLDER, block, 5)
        yield SearchTextRow(subject, self.text, block, 5)
        for gram in grams_of(self.text):
            yield SearchGramRow(gram, block, subject, 5)
        title = b"\x01" + subject[1:]
        yield TitleRow(title, subject, 371, ZERO, ZERO, ZERO, 0, 0, self.number, 0, block, 1)
        yield CertificateRow(title, self.number, HOLDER, 0, block, 1)
        yield HoldingRow(title, HOLDER, 1, 1, 1, 0, 0, 0, self.number, 1, block, 1)


def filed(texts: Sequence[tuple[str, str]]) -> list[Filed]:
    """Records in blocks of two, with ids that do not follow the blocks."""
    ids = [bytes([2, 251 * place % 256]) + bytes(30) for place in range(len(texts))]
    return [
        Filed(ids[place], place // 2, FIRST_NUMBER + 37 * place, *text)
        for place, text in enumerate(texts)
    ]


@contextmanager
def searched(records: Sequence[Filed]) -> Iterator[ReadSession]:
    with TemporaryDirectory() as folder:
        engine: Engine = open_engine(database_at(Path(folder) / "search.db"))
        with unit_of_work(engine) as work:
            put(work, [CursorRow(mirror.ONLY, 1, b"", b"", 0, b"", 99, b"", 0, 99)])
            put(work, [row for record in records for row in record.rows()])
        with read_session(engine, now=0) as session:
            yield session
        engine.dispose()


def newest_first(records: Sequence[Filed]) -> list[bytes]:
    ordered = sorted(records, key=lambda each: (each.block, each.application), reverse=True)
    return [each.application for each in ordered]


def all_pages(session: ReadSession, text: str, limit: int) -> tuple[list[bytes], SearchPage]:
    """The hits of all pages one after the other, and the first page."""
    first = page = find(session, text, limit=limit)
    found = [hit.application for hit in page.hits]
    while page.next is not None:
        page = find(session, text, limit=limit, below=Mark.parse(page.next.text))
        assert page.hits, "a mark leads to something"
        found += [hit.application for hit in page.hits]
    return found, first


@FEW
@given(
    texts=st.lists(st.tuples(TEXT, TEXT), max_size=12),
    words=st.lists(TEXT.map(str.strip).filter(bool), min_size=1, max_size=2),
    limit=st.integers(1, 5),
)
def test_words_find_what_a_plain_reading_finds(
    texts: list[tuple[str, str]], words: list[str], limit: int
) -> None:
    records = filed(texts)
    text = " ".join(words)
    parts = normalise(text).split()[:MOST_WORDS]
    expected = [each for each in records if all(part in each.text for part in parts)]
    named = [each for each in records if each.company == text.strip()]
    with searched(records) as session:
        found, first = all_pages(session, text, limit)
    if named and first.found_by is FoundBy.PARTY:
        expected = records  # all of them are of one holder
    assert found == newest_first(expected)


@FEW
@given(
    texts=st.lists(st.just(("数据", "公司")), min_size=1, max_size=12),
    which=st.integers(0, 11),
    start=st.integers(0, 9),
    limit=st.integers(1, 5),
)
def test_parts_of_numbers_find_what_a_plain_reading_finds(
    texts: list[tuple[str, str]], which: int, start: int, limit: int
) -> None:
    records = filed(texts)
    digits = f"{records[which % len(records)].number:013}"[start:]
    expected = [each for each in records if digits in f"{each.number:013}"]
    with searched(records) as session:
        found, first = all_pages(session, digits, limit)
        begun, _ = all_pages(session, f"ＳＪ{digits}", limit)
    assert first.found_by is FoundBy.NUMBER
    assert found == newest_first(expected)
    assert begun == newest_first(
        [each for each in records if f"{each.number:013}".startswith(digits)]
    )


FORMS: Final = ("水温", "水", "1026", "100%", "a_b", "温\\度", "水\0温")
WIDE: Final = ("ｓｊ３７１２", "１０００", "ＡＢ１")


@pytest.mark.parametrize("text", [*FORMS, *WIDE])
def test_a_text_is_found_whatever_form_it_has(text: str) -> None:
    records = filed([("海水温度", "ab1 公司"), ("温水 100% a_b 温\\度 sj3712", "ＳＪ 1026")] * 3)
    parts = normalise(text.replace("\0", " ")).split()
    with searched(records) as session:
        found, _ = all_pages(session, text, 2)
    by_number = [each for each in records if normalise(text).removeprefix("sj") in f"{each.number}"]
    by_text = [each for each in records if all(part in each.text for part in parts)]
    digits = normalise(text).removeprefix("sj").isdigit()
    assert found == newest_first(by_number if digits and by_number else by_text)
    assert found, "each of these texts is there"
