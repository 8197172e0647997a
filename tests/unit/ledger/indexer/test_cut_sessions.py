"""A PostgreSQL server that is restarted under its followers: nothing lost, nothing doubled."""

import time
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event

from ledger.indexer.standby import Turn
from ledger.store.engine import open_engine, read_session, unit_of_work
from ledger.store.errors import CommitUnclear, StoreUnavailable
from ledger.store.repositories.rows import find, put
from ledger.store.tables.journal import BlockRow
from tests.databases import POSTGRESQL, cut_sessions, database_at
from tests.mirrors import Mirror, open_mirror
from tests.simulators.chain import profile_of
from tests.unit.ledger.indexer.test_follower import clean_dump, played
from tests.unit.ledger.indexer.test_standby import Standing, height, running, until

pytestmark = pytest.mark.parametrize("database", [POSTGRESQL], indirect=True, scope="module")


def test_followers_whose_sessions_are_cut_go_on(tmp_path: Path, database: str) -> None:
    assert database == POSTGRESQL
    chain, story = played([])
    path = tmp_path / "mirror.db"
    mirrors = [open_mirror(path, chain, profile_of(chain), most_span=span) for span in (2, 3)]
    every = [
        Standing(mirror, f"number {place}", partial(_follow, mirror))
        for place, mirror in enumerate(mirrors)
    ]
    cut = 0
    with running(*every):
        for _ in range(15):
            story.play(chain, [[6, 7]])
            time.sleep(0.04)
            cut += cut_sessions(database_at(path))
        until(lambda: height(mirrors[0]) == chain.height)
    assert cut > 15
    assert [each.faults for each in every] == [[], []]
    assert mirrors[0].dump() == clean_dump(chain)
    for mirror in mirrors:
        mirror.engine.dispose()


def test_a_reader_whose_session_was_cut_is_answered_at_once(tmp_path: Path, database: str) -> None:
    assert database == POSTGRESQL
    chain, _ = played([])
    mirror = open_mirror(tmp_path / "mirror.db", chain, profile_of(chain))
    mirror.catch_up()
    assert height(mirror) == chain.height
    assert cut_sessions(database_at(tmp_path / "mirror.db")) > 0
    assert height(mirror) == chain.height
    mirror.engine.dispose()


@pytest.mark.parametrize("before", [True, False])
def test_a_commit_of_which_the_end_was_not_heard_is_not_said_to_be_undone(
    tmp_path: Path, database: str, *, before: bool
) -> None:
    """Cut before the commit nothing stands; who is not told cannot know."""
    assert database == POSTGRESQL
    url = database_at(tmp_path / "mirror.db")
    engine, row = open_engine(url), BlockRow(1, bytes(32), bytes(32), 1)

    def cut(_: object) -> None:
        assert cut_sessions(url) > 0

    def write() -> None:
        with unit_of_work(engine, silent=True) as work:
            put(work, [row])
            if before:
                event.listen(work.connection, "commit", cut)
            else:
                cut(None)
                find(work, BlockRow)

    with pytest.raises(CommitUnclear if before else StoreUnavailable) as caught:
        write()
    assert isinstance(caught.value, CommitUnclear) is before
    with read_session(engine, now=0) as session:
        assert find(session, BlockRow) == []
    engine.dispose()


def _follow(mirror: Mirror, turn: Turn) -> None:
    mirror.follower.follow(turn, poll=0.001)
