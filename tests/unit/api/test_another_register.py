"""A wrong DATADEED_DATABASE_URL is seen before the other register's database is altered."""

from pathlib import Path

import pytest

from ledger.chain import profile as profiles
from ledger.store.errors import SchemaDiffers
from ledger.store.migrations import downgrade, require_schema
from tests.console import console
from tests.databases import database_at
from tests.mirrors import open_mirror
from tests.simulators.chain import profile_of
from tests.unit.ledger.indexer.test_follower import elsewhere, played

pytestmark = pytest.mark.both_databases
BEFORE = "0033"
COMMANDS = (
    "mirror follow",
    "mirror follow --once",
    "mirror rebuild",
    "mirror rebuild --from-chain",
    "movables watch",
    "desk deposit",
    "serve",
)


@pytest.mark.parametrize("words", COMMANDS)
@pytest.mark.parametrize("revision", [BEFORE, "head"])
def test_another_registers_database_is_refused_and_left_as_it_was(
    tmp_path: Path, words: str, revision: str
) -> None:
    chain, _ = played([[], []])
    path, profile = tmp_path / "mirror.db", profile_of(chain)
    mirror = open_mirror(path, chain, profile)
    mirror.catch_up()
    before = mirror.dump()
    if revision == BEFORE:
        downgrade(mirror.engine, BEFORE)
    profiles.save(elsewhere(profile), tmp_path / "profile.json")
    environment = {
        "DATADEED_HOME": str(tmp_path),
        "DATADEED_DATABASE_URL": database_at(path),
        "DATADEED_RPC_URL": "http://127.0.0.1:1",
        "DATADEED_DEPOSIT_URL": "http://127.0.0.1:1",
        "DATADEED_MOVABLES_URL": "http://127.0.0.1:1",
        "LANG": "C",
    }
    said = console(environment, *words.split())
    assert (said.code, said.err.split(":")[0]) == (1, "REGISTER_DIFFERS")
    if revision == BEFORE:
        with pytest.raises(SchemaDiffers):
            require_schema(mirror.engine)
    else:
        assert mirror.dump() == before
    mirror.engine.dispose()
