"""A database of an earlier version gets its search index from the journal, whatever kills it."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Final

import pytest

from api.commands.mirror import take_turn
from api.commands.speech import Speech
from api.commands.tools import Tools
from ledger.indexer import rebuild as rebuilding
from ledger.indexer.rebuild import complete
from ledger.indexer.standby import Turn
from ledger.queries.search import Asked, find
from ledger.store.engine import open_engine, read_session
from ledger.store.lock import follower_lock
from ledger.store.migrations import downgrade, require_schema, upgrade
from ledger.store.repositories import search
from notarization.verify.report import Language
from tests.databases import database_at
from tests.mirrors import Mirror, open_mirror
from tests.simulators.chain import profile_of
from tests.simulators.upgrading import brought_up, counted, killed
from tests.unit.ledger.indexer.test_follower import played

pytestmark = pytest.mark.both_databases
# the last version without the index that is kept now
BEFORE: Final = "0003"
PARTS: Final = 3
# eight filed, each gone on with until it is issued, some passed on
LIFE: Final = [*[[2, 12]] * 4, *[[3 + 10 * which for which in range(10)]] * 6, [8, 18, 28], [9]]


@dataclass
class Old:
    """A database as an earlier version left it, and what it must come to."""

    mirror: Mirror
    url: str
    dump: bytes


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Old]:
    chain, _ = played(LIFE)
    path = tmp_path / "mirror.db"
    mirror = open_mirror(path, chain, profile_of(chain))
    mirror.catch_up()
    dump = mirror.dump()
    assert dump.count(b'["search_record"') > 3
    downgrade(mirror.engine, BEFORE)
    mirror.engine.dispose()
    yield Old(mirror, database_at(path), dump)
    mirror.engine.dispose()


def test_an_upgraded_database_is_filled_from_its_journal(old: Old) -> None:
    upgrade(old.mirror.engine)
    require_schema(old.mirror.engine)
    with old.mirror.reading() as session:
        assert search.is_due(session)
        assert find(session, Asked("")).total.number == 0
    complete(old.mirror.engine)
    assert old.mirror.dump() == old.dump
    with old.mirror.reading() as session:
        assert find(session, Asked("")).total.number == old.dump.count(b'["search_record"')
        assert find(session, Asked("371")).hits
    before = old.mirror.dump()
    complete(old.mirror.engine)
    assert old.mirror.dump() == before
    # what is read from here on goes into the same index
    assert not old.mirror.catch_up().acts


@pytest.mark.parametrize("part", range(3))
def test_a_follower_that_is_told_to_stop_while_it_fills_stops_and_leaves_nothing(
    old: Old, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(rebuilding, "PART", 10)

    class Told(Event):
        """Set at a look of its own."""

        looks = 0

        def wait(self, timeout: float | None = None) -> bool:
            self.looks += 1
            if self.looks > part:
                self.set()
            return super().wait(timeout)

    tools = Tools(Speech(Language.EN), {"DATADEED_HOME": str(tmp_path), "DATADEED_PROCESSES": "1"})
    engine = old.mirror.engine
    turn = Turn(follower_lock(engine, name="told"), stop := Told())
    assert turn.lock.take()
    take_turn(tools, old.mirror.follower, turn, poll=0.05)
    turn.lock.release()
    assert stop.looks == part + 1
    with old.mirror.reading() as session:
        assert search.is_due(session)
        assert search.next_place(session) == 0
    complete(engine)
    assert old.mirror.dump() == old.dump


def test_a_database_without_anything_public_is_not_filled_again(tmp_path: Path) -> None:
    engine = open_engine(database_at(tmp_path / "new.db"))
    with read_session(engine, now=0) as session:
        assert not search.is_due(session)
    complete(engine)
    engine.dispose()


def test_a_fill_that_is_killed_leaves_nothing_and_the_next_start_fills(old: Old) -> None:
    whole = counted(brought_up, old.url)
    assert old.mirror.dump() == old.dump
    for part in range(1, PARTS + 1):
        downgrade(old.mirror.engine, BEFORE)
        old.mirror.engine.dispose()
        # the last time at the very last statement, with all of the index written
        assert killed(brought_up, old.url, whole * part // PARTS) == -signal.SIGKILL
        upgrade(old.mirror.engine)
        with old.mirror.reading() as session:
            assert search.is_due(session)
            assert search.next_place(session) == 0
        complete(old.mirror.engine)
        assert old.mirror.dump() == old.dump
