"""Who works beside a follower leaves it the tables: no command changes them under it."""

import json
from pathlib import Path

import pytest

from ledger.store.engine import open_engine, unit_of_work
from ledger.store.errors import SchemaDiffers
from ledger.store.lock import follower_lock
from ledger.store.migrations import require_schema, upgrade
from ledger.store.repositories.rows import put
from ledger.store.tables.deposit import NationalRow
from tests.console import console
from tests.databases import new_database

BUSY = 3
pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("words", ["movables watch", "desk deposit", "mirror rebuild"])
def test_a_database_that_somebody_follows_is_not_brought_up(tmp_path: Path, words: str) -> None:
    url = new_database(tmp_path / "mirror.db")
    environment = {
        "DATADEED_HOME": str(tmp_path),
        "DATADEED_DATABASE_URL": url,
        "DATADEED_DEPOSIT_URL": "http://127.0.0.1:1",
        "DATADEED_MOVABLES_URL": "http://127.0.0.1:1",
        "LANG": "C",
    }
    engine = open_engine(url)
    lock = follower_lock(engine, name="somebody")
    assert lock.take()
    said = console(environment, *words.split())
    assert (said.code, said.err.split(":")[0]) == (BUSY, "MIRROR_BUSY")
    with pytest.raises(SchemaDiffers):
        require_schema(engine)
    lock.release()
    engine.dispose()


def test_the_console_takes_the_tables_back_but_not_what_is_only_there(tmp_path: Path) -> None:
    url = new_database(tmp_path / "mirror.db")
    environment = {"DATADEED_HOME": str(tmp_path), "DATADEED_DATABASE_URL": url, "LANG": "C"}
    engine = open_engine(url)
    upgrade(engine)
    with unit_of_work(engine, silent=True) as work:
        put(work, [NationalRow(371, b"", 1, 1, "")])
    said = console(environment, "mirror", "downgrade", "0028")
    assert (said.code, said.err.split(":")[0]) == (1, "DOWNGRADE_LOSES")
    assert "offchain_national" in said.err
    said = console(environment, "mirror", "downgrade", "0099", "--json")
    assert (said.code, json.loads(said.err)["code"]) == (1, "REVISION_UNKNOWN")
    require_schema(engine)
    said = console(environment, *["mirror", "downgrade", "0028", "--lose", "offchain_national"])
    assert (said.code, said.out) == (0, "The tables are those of 0028\n")
    with pytest.raises(SchemaDiffers) as caught:
        require_schema(engine)
    assert caught.value.found == "0028"
    engine.dispose()
