"""The search index is the same however it came about: batch by batch, over a fork, or made anew."""

import signal
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ledger.domain.acts import Registration
from ledger.indexer import searching
from ledger.indexer.rebuild import complete
from ledger.queries.search import Asked, find
from ledger.store.engine import Engine, WriteSession, open_engine, read_session, unit_of_work
from ledger.store.repositories import search
from ledger.store.repositories.rows import clear, put, remove
from ledger.store.tables import INDEXED, TABLES
from ledger.store.tables.application import NoticeApplicantRow
from ledger.store.tables.row import Row, names
from ledger.store.tables.title import CertificateRow, HoldingRow, TitleRow, TitleStateRow
from tests.databases import KINDS, database_at, using
from tests.filings import Filed, by_kind, enter, filed
from tests.simulators.upgrading import killed, renaming

HOLDERS: Final = [b"\x03" + bytes(11) + bytes([7 + each]) * 20 for each in range(3)]
NAMES: Final = ("海蓝渔业", "北方银行", "海藍漁業（青島）")
SOME: Final = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# a notice names a holder in some way, or some title goes to another holder
Event = tuple[int, int, int]
EVENTS: Final = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 5)), min_size=1, max_size=8
)


def told(events: Sequence[Event]) -> list[list[Row]]:
    """The rows of each event, an event a block."""
    records = filed([("水温数据", "")] * len(events))
    rows: list[list[Row]] = []
    for block, (holder, name, target) in enumerate(events):
        if target < min(block, 3):
            moved = records[target]
            left = (0, 0, 0, 0, 0, 0, 1, 1 + block, block, 1 + block)
            held = (1, 1, 0, 0, 0, 0, 2, 1, block, 1 + block)
            rows.append([
                HoldingRow(moved.title, HOLDERS[0], *left),
                HoldingRow(moved.title, HOLDERS[holder], *held),
            ])  # fmt: skip
            continue
        record = replace(records[block], block=block, company=NAMES[name], holder=HOLDERS[0])
        rows.append(list(_named(record, HOLDERS[holder])))
    return rows


def _named(record: Filed, holder: bytes) -> Iterable[Row]:
    for row in record.rows():
        yield replace(row, party=holder) if isinstance(row, NoticeApplicantRow) else row


def index(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """All that stands in the index."""
    with read_session(engine, now=0) as session:
        return {
            TABLES[kind].name: [
                tuple(each)
                for each in session.connection.execute(
                    select(TABLES[kind]).order_by(*TABLES[kind].primary_key.columns)
                )
            ]
            for kind in INDEXED
        }


def new_engine(folder: str, name: str) -> Engine:
    return open_engine(database_at(Path(folder) / name))


def never(work: WriteSession, rows: Sequence[Row], kept: Sequence[Row]) -> None:
    """Leave the projections as if these rows had never been, only those that are kept."""
    for row in rows:
        kind = type(row)
        remove(work, kind, kind.OWNER or names(kind)[0], [row.key()[0]])
    put(work, kept)


@SOME
@given(
    events=EVENTS,
    cut=st.integers(0, 8),
    kind=st.sampled_from(KINDS),
    most=st.sampled_from((1, 2, searching.AT_ONCE)),
)
def test_going_back_leaves_what_never_came(
    events: list[Event], cut: int, kind: str, most: int
) -> None:
    blocks = told(events)
    with TemporaryDirectory() as folder, using(kind):
        live, anew = new_engine(folder, "live"), new_engine(folder, "anew")
        for rows in blocks:
            enter(live, rows, most=most)
            step(live, most)
        before = [row for rows in blocks[:cut] for row in rows]
        after = [row for rows in blocks[cut:] for row in rows]
        with unit_of_work(live) as work:
            never(work, after, before)
            searching.go_back(work, cut - 1, most)
        while step(live, most):
            pass
        with unit_of_work(anew) as work:
            put(work, before)
            searching.fill(work, most=most)
        assert index(live) == index(anew)
        for rows in blocks[cut:]:
            enter(live, rows, most=most)
            step(live, most)
        while step(live, most):
            pass
        with unit_of_work(anew) as work:
            put(work, after)
            searching.enter(work, by_kind(after))
        assert index(anew) == index(live)
        for engine in (live, anew):
            engine.dispose()


def step(engine: Engine, most: int) -> bool:
    """A step of what renames left; whether any is left."""
    with unit_of_work(engine) as work:
        return searching.go_on(work, most)


@pytest.mark.both_databases
def test_what_is_filed_over_a_title_is_found_with_it_and_not_beside_it(tmp_path: Path) -> None:
    engine = open_engine(database_at(tmp_path / "search.db"))
    first, request = filed([("水温数据", ""), ("水温数据", "")])
    request = replace(request, registration=Registration.CHANGE)
    of_titles = (TitleRow, TitleStateRow, CertificateRow, HoldingRow)
    asked = [row for row in request.rows() if not isinstance(row, of_titles)]
    enter(engine, [*first.rows(), *asked])
    with read_session(engine, now=0) as session:
        assert [hit.application for hit in find(session, Asked("水温")).hits] == [first.application]
    engine.dispose()


def test_a_segment_that_is_left_empty_is_gone(tmp_path: Path) -> None:
    engine = open_engine(database_at(tmp_path / "one.db"))
    rows = told([(0, 0, 5)])[0]
    enter(engine, rows)
    assert [name for name, rows in index(engine).items() if not rows] == ["search_renaming"]
    with unit_of_work(engine) as work:
        never(work, rows, [])
        searching.go_back(work, -1)
    assert not any(index(engine).values())
    complete(engine)
    engine.dispose()


MANY: Final = 7
OLD_NAME, NEW_NAME = "海蓝渔业", "北方银行"


def renamed(folder: str, most: int) -> Engine:
    """A holder of seven titles whose newest notice calls it otherwise, as one batch leaves it."""
    engine = new_engine(folder, "renamed")
    records = [
        replace(each, company=OLD_NAME, application=bytes([2, place]) + bytes(30))
        for place, each in enumerate(filed([("水温数据", "")] * MANY))
    ]
    enter(engine, [row for each in records for row in each.rows()])
    last = replace(records[0], company=NEW_NAME, application=bytes([2, 99]) + bytes(30), block=50)
    enter(engine, replace(last, number=last.number + 99).rows(), most=most)
    return engine


def found(engine: Engine, text: str) -> int:
    with read_session(engine, now=0) as session:
        return find(session, Asked(text)).total.number


@pytest.mark.both_databases
def test_a_name_of_very_many_records_is_brought_in_step_by_step() -> None:
    with TemporaryDirectory() as folder:
        engine = renamed(folder, most=2)
        seen = []
        while True:
            # by the whole name all are found at once: that goes by the party
            assert found(engine, NEW_NAME) == MANY + 1
            seen.append(found(engine, NEW_NAME[2:]))
            if not step(engine, 2):
                break
        # two at a time, and the record whose notice gave the name
        assert seen == [1, 3, 5, 7, 8]
        assert index(engine)["search_renaming"] == []
        whole = index(engine)
        with unit_of_work(engine) as work:
            clear(work, INDEXED)
            searching.fill(work)
        assert index(engine) == whole
        engine.dispose()


@pytest.mark.both_databases
@pytest.mark.parametrize("statements", [2, 7, 12])
def test_a_step_that_is_killed_is_done_again_from_the_place_that_was_kept(statements: int) -> None:
    with TemporaryDirectory() as folder:
        engine = renamed(folder, most=2)
        url = database_at(Path(folder) / "renamed")
        engine.dispose()
        assert killed(renaming, url, statements) == -signal.SIGKILL
        with read_session(engine, now=0) as session:
            assert search.renaming(session) is not None
        while step(engine, 2):
            pass
        whole = index(engine)
        with unit_of_work(engine) as work:
            clear(work, INDEXED)
            searching.fill(work)
        assert index(engine) == whole
        assert found(engine, NEW_NAME[2:]) == MANY + 1
        engine.dispose()
