"""Many rows at once: few or many, once or twice, they come out as they went in."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.domain.values import replace
from ledger.store.bulk import FEW, upsert
from ledger.store.engine import Engine, open_engine, read_session, unit_of_work
from ledger.store.errors import StoreUnavailable
from ledger.store.repositories import mirror
from ledger.store.repositories.rows import find, put, put_values, table
from ledger.store.tables.application import ApplicantRow, NoticeRow
from ledger.store.tables.journal import BlockRow, HeadRow
from tests.databases import database_at

pytestmark = pytest.mark.both_databases
SIZES = [1, FEW - 1, FEW, 7 * FEW]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(database_at(tmp_path / "store.db"))
    yield opened
    opened.dispose()


def notice(number: int) -> NoticeRow:
    """A row with every kind of column, and texts that a careless writer would spoil."""
    return NoticeRow(
        application=number.to_bytes(32),
        data_name="海水\t温度\\N\n“A‑1” 𠮷" * (number % 3),
        industry="",
        region="\\.",
        level="",
        summary="",
        scenarios="",
        due=2**63 - 1 - number,
        published_time=-(2**63) + number,
        clear=bytes(range(256)) * (number % 5),
        fault="%s %(x)s {} '",
        block=number,
        seq=0,
    )


@pytest.mark.parametrize("size", SIZES)
def test_rows_come_out_as_they_went_in(engine: Engine, size: int) -> None:
    rows = [notice(number) for number in range(size)]
    with unit_of_work(engine) as work:
        put(work, reversed(rows))
    with read_session(engine, now=0) as session:
        assert find(session, NoticeRow) == rows


@pytest.mark.parametrize("size", SIZES)
def test_a_row_takes_the_place_of_the_one_with_its_key(engine: Engine, size: int) -> None:
    def blocks(tag: int) -> list[BlockRow]:
        return [BlockRow(number, bytes([tag]) * 32, b"", tag) for number in range(size)]

    with unit_of_work(engine) as work:
        put(work, blocks(1))
    with unit_of_work(engine) as work:
        put(work, blocks(2))
        put(work, blocks(3))
    with read_session(engine, now=0) as session:
        assert mirror.blocks_down(session, size, size) == blocks(3)[::-1]


@pytest.mark.parametrize("size", SIZES)
def test_of_two_rows_with_one_key_the_later_stands(engine: Engine, size: int) -> None:
    rows = [HeadRow(number.to_bytes(32), bytes(32), 1, 1) for number in range(size)]
    last = HeadRow(rows[0].subject, b"\x01" * 32, 2, 2)
    with unit_of_work(engine) as work:
        put(work, [*rows, last])
    with read_session(engine, now=0) as session:
        assert find(session, HeadRow) == [last, *rows[1:]]


@pytest.mark.parametrize("size", SIZES)
def test_rows_that_are_not_fresh_after_all_take_their_places(engine: Engine, size: int) -> None:
    assert NoticeRow.FRESH
    old, new = notice(0), replace(notice(0), data_name="改")
    others = [notice(number) for number in range(1, size)]
    with unit_of_work(engine) as work:
        put(work, [old])
        put(work, [new, *others])
        assert find(work, NoticeRow) == [new, *others]
        put(work, [old, *others, new])
        # what was written before stands too, though PostgreSQL refused what came first
        put(work, [BlockRow(1, bytes(32), b"", 1)])
    with read_session(engine, now=0) as session:
        assert find(session, NoticeRow) == [new, *others]
        assert len(find(session, BlockRow)) == 1


@pytest.mark.parametrize("size", [1, 2, 700])
def test_rows_are_found_by_ids_of_any_length(engine: Engine, size: int) -> None:
    ids = [secrets.token_bytes(1 + number % 40) + number.to_bytes(2) for number in range(size)]
    with unit_of_work(engine) as work:
        put(work, [HeadRow(each, bytes(32), 1, 1) for each in ids])
    wanted = [*ids[::2], b"", secrets.token_bytes(32)]
    with read_session(engine, now=0) as session:
        assert mirror.heads(session, wanted).keys() == set(ids[::2])
        assert mirror.heads(session, []) == {}


@pytest.mark.parametrize("size", SIZES)
def test_yes_and_no_are_numbers(engine: Engine, size: int) -> None:
    parties = [secrets.token_bytes(32) for _ in range(size)]
    with unit_of_work(engine) as work:
        put(
            work,
            (ApplicantRow(b"a", each, 1, 2, 3, current=True, block=0, seq=0) for each in parties),
        )
    current = table(ApplicantRow).columns.current
    with read_session(engine, now=0) as session:
        found = find(session, ApplicantRow, current == 1)
    assert [(row.party, type(row.current)) for row in found] == [
        (each, int) for each in sorted(parties)
    ]


@pytest.mark.parametrize("size", SIZES)
def test_rows_that_the_database_refuses_leave_nothing(engine: Engine, size: int) -> None:
    rows = [BlockRow(number, bytes(32), bytes(32), 0) for number in range(size)]

    def spoil() -> None:
        with unit_of_work(engine) as work:
            put(work, rows)
            put(work, [BlockRow(-number, None, b"", 0) for number in range(size)])  # type: ignore[arg-type]

    with pytest.raises(StoreUnavailable):
        spoil()
    with read_session(engine, now=0) as session:
        assert find(session, BlockRow) == []
    with unit_of_work(engine) as work:
        put(work, rows)
    with read_session(engine, now=0) as session:
        assert find(session, BlockRow) == rows


def test_no_row_is_nothing_to_do(engine: Engine) -> None:
    with unit_of_work(engine) as work:
        upsert(work.connection, table(BlockRow), [])
        put_values(work, NoticeRow, iter(()))
    with read_session(engine, now=0) as session:
        assert find(session, BlockRow) == []
        assert find(session, NoticeRow) == []


def test_what_was_staged_is_gone_after_the_commit(engine: Engine) -> None:
    rows = [HeadRow(number.to_bytes(32), bytes(32), 1, 1) for number in range(2 * FEW)]
    for part in (rows[:FEW], rows[FEW:]):
        with unit_of_work(engine) as work:
            put(work, part)
    with read_session(engine, now=0) as session:
        assert find(session, HeadRow) == rows
