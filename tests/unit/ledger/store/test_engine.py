from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from ledger.store.engine import Engine, open_engine, read_session, sqlite_url, unit_of_work
from ledger.store.errors import CursorMissing, StoreUnavailable, ValueRefused
from ledger.store.repositories import mirror
from ledger.store.repositories.rows import find_one, put, remove
from ledger.store.tables.desk import DeskEntryRow
from ledger.store.tables.journal import BlockRow
from tests.databases import database_at

pytestmark = pytest.mark.both_databases


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(database_at(tmp_path / "store.db"))
    yield opened
    opened.dispose()


def block(number: int, tag: int = 0) -> BlockRow:
    return BlockRow(number, bytes([tag]) * 32, bytes(32), 1_700_000_000 + number)


def test_what_is_written_is_read(engine: Engine) -> None:
    with unit_of_work(engine) as work:
        put(work, [block(1), block(2)])
    with read_session(engine, now=0) as session:
        assert mirror.block(session, 2) == block(2)
        assert mirror.block_at_or_below(session, 9) == block(2)
        assert [row.number for row in mirror.blocks_down(session, 2, 10)] == [2, 1]


def test_a_text_that_a_database_has_no_place_for_is_no_outage(engine: Engine) -> None:
    row = DeskEntryRow(b"1", 371, b"", b"", b"", 0, -1, b"", "a\0", 0)
    asked = text("SELECT CAST(:told AS TEXT)").bindparams(told="a\0")
    if engine.dialect.name == "sqlite":
        with unit_of_work(engine) as work:
            put(work, [row])
        with read_session(engine, now=0) as session:
            assert find_one(session, DeskEntryRow, b"1") == row
        return
    with pytest.raises(ValueRefused), unit_of_work(engine) as work:
        put(work, [row])
    with pytest.raises(ValueRefused), read_session(engine, now=0) as session:
        session.connection.execute(asked)


def test_a_row_takes_the_place_of_the_one_with_its_key(engine: Engine) -> None:
    with unit_of_work(engine) as work:
        put(work, [block(1)])
        put(work, [block(1, tag=9)])
    with read_session(engine, now=0) as session:
        assert find_one(session, BlockRow, 1) == block(1, tag=9)


def test_an_error_inside_leaves_nothing(engine: Engine) -> None:
    def fail() -> None:
        with unit_of_work(engine) as work:
            put(work, [block(1)])
            raise TimeoutError

    with pytest.raises(TimeoutError):
        fail()
    with read_session(engine, now=0) as session:
        assert mirror.block(session, 1) is None


def test_what_an_error_leaves_nothing_of_is_undone_elsewhere_too_the_last_first(
    engine: Engine,
) -> None:
    undone: list[int] = []

    def fail() -> None:
        with unit_of_work(engine) as work:
            for number in (1, 2):
                work.undone.append(partial(undone.append, number))
            raise TimeoutError

    with pytest.raises(TimeoutError):
        fail()
    assert undone == [2, 1]
    with unit_of_work(engine) as work:
        work.undone.append(partial(undone.append, 3))
    assert undone == [2, 1]


def test_a_reader_sees_one_state_however_long_it_takes(engine: Engine) -> None:
    with read_session(engine, now=0) as session:
        assert mirror.block(session, 1) is None
        with unit_of_work(engine) as work:
            put(work, [block(1)])
        assert mirror.block(session, 1) is None
    with read_session(engine, now=0) as session:
        assert mirror.block(session, 1) == block(1)


def test_many_keys_are_found_and_removed_in_parts(engine: Engine) -> None:
    with unit_of_work(engine) as work:
        put(work, [block(number) for number in range(1_200)])
        remove(work, BlockRow, "number", range(1_100))
        assert len(mirror.blocks_down(work, 2_000, 2_000)) == 100


def test_a_mirror_that_never_read_has_no_cursor(engine: Engine) -> None:
    with read_session(engine, now=0) as session, pytest.raises(CursorMissing):
        mirror.require_cursor(session)


def test_a_database_that_is_none_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_text("this is no database, but it is long enough to look like one" * 20)
    engine = open_engine(sqlite_url(path))
    with pytest.raises(StoreUnavailable), read_session(engine, now=0) as session:
        mirror.cursor(session)
    engine.dispose()


def test_a_new_embedded_database_is_its_owners_alone_and_one_that_is_there_stays(
    tmp_path: Path,
) -> None:
    path = tmp_path / "new.db"
    for mode in (0o600, 0o640):
        opened = open_engine(sqlite_url(path))
        with unit_of_work(opened, silent=True) as work:
            work.connection.execute(text(f"CREATE TABLE a_{mode} (b INTEGER)"))
            files = sorted(tmp_path.glob("new.db*"))
            assert len(files) == 3
            assert {each.stat().st_mode & 0o777 for each in files} == {mode}
        opened.dispose()
        path.chmod(0o640)
