"""A PostgreSQL server that is restarted under its followers: nothing lost, nothing doubled."""

import time
from functools import partial
from pathlib import Path

import pytest

from ledger.indexer.standby import Turn
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


def _follow(mirror: Mirror, turn: Turn) -> None:
    mirror.follower.follow(turn, poll=0.001)
