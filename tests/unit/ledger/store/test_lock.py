"""One process follows: the lock is seen by the others, and ends with what held it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from ledger.store.engine import Engine, open_engine, unit_of_work
from ledger.store.errors import AddressWrong
from ledger.store.lock import FollowerLock, follower_lock
from tests.databases import POSTGRESQL, cut_sessions, database_at

pytestmark = pytest.mark.both_databases


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(database_at(tmp_path / "store.db"))
    yield opened
    opened.dispose()


@pytest.fixture
def locks(engine: Engine) -> Iterator[tuple[FollowerLock, FollowerLock]]:
    """The lock as two processes see it."""
    pair = follower_lock(engine, name="host pid 1"), follower_lock(engine, name="host pid 2")
    yield pair
    for each in pair:
        each.release()


def test_one_has_it_and_the_other_is_told_who(locks: tuple[FollowerLock, FollowerLock]) -> None:
    first, second = locks
    assert (first.holder(), first.held(), second.held()) == ("", False, False)
    assert first.take()
    assert not second.take()
    assert not second.take()
    assert (first.held(), second.held()) == (True, False)
    assert (first.holder(), second.holder()) == ("host pid 1", "host pid 1")


def test_taking_it_twice_is_taking_it_once(locks: tuple[FollowerLock, FollowerLock]) -> None:
    first, second = locks
    assert first.take()
    assert first.take()
    first.release()
    assert not first.held()
    assert second.holder() == ""
    assert second.take()
    assert not first.take()
    assert first.holder() == "host pid 2"


def test_who_never_had_it_gives_nothing_back(locks: tuple[FollowerLock, FollowerLock]) -> None:
    first, second = locks
    assert first.take()
    second.release()
    assert first.held()
    assert not second.take()


def test_writing_goes_on_beside_it(
    locks: tuple[FollowerLock, FollowerLock], engine: Engine
) -> None:
    assert locks[0].take()
    with unit_of_work(engine) as work:
        assert not locks[1].take()
        assert work.connection.execute(text("SELECT 1")).scalar() == 1
    assert locks[0].held()


def test_a_session_that_was_ended_has_lost_it(
    locks: tuple[FollowerLock, FollowerLock], tmp_path: Path, database: str
) -> None:
    first, second = locks
    assert first.take()
    if database != POSTGRESQL:
        first.release()  # a file's lock ends with its process only
    else:
        cut_sessions(database_at(tmp_path / "store.db"))
    assert not first.held()
    assert not first.held()
    assert second.take()
    assert not first.take()
    assert first.holder() == second.holder() != ""


def test_databases_have_locks_of_their_own(
    locks: tuple[FollowerLock, FollowerLock], tmp_path: Path
) -> None:
    assert locks[0].take()
    other = open_engine(database_at(tmp_path / "other.db"))
    elsewhere = follower_lock(other, name="elsewhere")
    assert elsewhere.take()
    assert locks[1].holder() == "host pid 1"
    elsewhere.release()
    other.dispose()


def test_a_database_that_nobody_else_sees_has_none() -> None:
    engine = open_engine("sqlite://")
    with pytest.raises(AddressWrong):
        follower_lock(engine, name="me")
    engine.dispose()
