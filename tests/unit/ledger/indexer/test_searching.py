"""The search index is the same however it came about: batch by batch, over a fork, or made anew."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ledger.indexer import searching
from ledger.indexer.rebuild import complete
from ledger.store.engine import Engine, WriteSession, open_engine, read_session, unit_of_work
from ledger.store.repositories.rows import put, remove
from ledger.store.tables import INDEXED, TABLES
from ledger.store.tables.application import NoticeApplicantRow
from ledger.store.tables.row import Row, names
from ledger.store.tables.title import HoldingRow
from tests.databases import KINDS, database_at, using
from tests.filings import Filed, by_kind, enter, filed

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
@given(events=EVENTS, cut=st.integers(0, 8), kind=st.sampled_from(KINDS))
def test_going_back_leaves_what_never_came(events: list[Event], cut: int, kind: str) -> None:
    blocks = told(events)
    with TemporaryDirectory() as folder, using(kind):
        live, anew = new_engine(folder, "live"), new_engine(folder, "anew")
        for rows in blocks:
            enter(live, rows)
        whole = index(live)
        before = [row for rows in blocks[:cut] for row in rows]
        after = [row for rows in blocks[cut:] for row in rows]
        with unit_of_work(live) as work:
            never(work, after, before)
            searching.go_back(work, cut - 1)
        with unit_of_work(anew) as work:
            put(work, before)
            searching.fill(work)
        assert index(live) == index(anew)
        for rows in blocks[cut:]:
            enter(live, rows)
        assert index(live) == whole
        with unit_of_work(anew) as work:
            put(work, after)
            searching.enter(work, by_kind(after))
        assert index(anew) == whole
        for engine in (live, anew):
            engine.dispose()


def test_a_segment_that_is_left_empty_is_gone(tmp_path: Path) -> None:
    engine = open_engine(database_at(tmp_path / "one.db"))
    rows = told([(0, 0, 5)])[0]
    enter(engine, rows)
    assert all(index(engine).values())
    with unit_of_work(engine) as work:
        never(work, rows, [])
        searching.go_back(work, -1)
    assert not any(index(engine).values())
    complete(engine)
    engine.dispose()
