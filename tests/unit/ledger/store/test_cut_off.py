"""Migrations and backups that are killed on the way: nothing is half done, the next one ends."""

import signal
from functools import partial
from pathlib import Path

import pytest

from ledger.store.engine import Engine, open_engine, read_session, unit_of_work
from ledger.store.migrations import downgrade, require_schema, upgrade
from ledger.store.repositories.rows import find, put
from ledger.store.tables.offchain import ContentRefRow
from tests.databases import new_database
from tests.simulators.upgrading import counted, killed
from tests.thorough import WHOLE_CHECK
from tests.unit.ledger.store.test_tables import schema

pytestmark = [pytest.mark.both_databases, WHOLE_CHECK]
PARTS = 5
ROW = ContentRefRow(bytes(32), b"\x02" * 32, "aa", 5)


def opened(path: Path, revision: str = "") -> tuple[str, Engine]:
    """A database with a row of what stands nowhere else, taken back to a revision."""
    url = new_database(path)
    engine = open_engine(url)
    upgrade(engine)
    with unit_of_work(engine, silent=True) as work:
        put(work, [ROW])
    if revision:
        downgrade(engine, revision)
    engine.dispose()
    return url, engine


def rows(engine: Engine) -> list[ContentRefRow]:
    with read_session(engine, now=0) as session:
        return find(session, ContentRefRow)


@pytest.mark.parametrize("revision", ["base", "0015"])
def test_a_way_down_that_is_killed_leaves_all_as_it_was(tmp_path: Path, revision: str) -> None:
    down = partial(downgrade, revision=revision)
    whole = counted(down, opened(tmp_path / "tried.db")[0])
    url, engine = opened(tmp_path / "killed.db")
    made = schema(engine)
    for part in range(1, PARTS + 1):
        engine.dispose()
        assert killed(down, url, whole * part // PARTS) == -signal.SIGKILL
        require_schema(engine)
        assert (schema(engine), rows(engine)) == (made, [ROW])
    downgrade(engine, revision)
    upgrade(engine)
    assert schema(engine) == made
    engine.dispose()


@pytest.mark.parametrize("revision", ["base", "0015"])
def test_a_way_up_that_is_killed_leaves_all_as_it_was(tmp_path: Path, revision: str) -> None:
    whole = counted(upgrade, opened(tmp_path / "tried.db", revision)[0])
    url, engine = opened(tmp_path / "killed.db", revision)
    before = schema(engine)
    for part in range(1, PARTS + 1):
        engine.dispose()
        assert killed(upgrade, url, whole * part // PARTS) == -signal.SIGKILL
        assert schema(engine) == before
    upgrade(engine)
    require_schema(engine)
    assert rows(engine) == ([] if revision == "base" else [ROW])
    engine.dispose()
