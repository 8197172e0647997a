"""Who works beside a follower leaves it the tables: no command changes them under it."""

from pathlib import Path

import pytest

from ledger.store.engine import open_engine
from ledger.store.errors import SchemaDiffers
from ledger.store.lock import follower_lock
from ledger.store.migrations import require_schema
from tests.console import console
from tests.databases import new_database

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
    assert (said.code, said.err.split(":")[0]) == (3, "MIRROR_BUSY")
    with pytest.raises(SchemaDiffers):
        require_schema(engine)
    lock.release()
    engine.dispose()
