"""What is read anew from the chain is dropped only where it can be read."""

from pathlib import Path

import pytest

from ledger.chain import profile as profiles
from tests.console import console
from tests.databases import database_at
from tests.mirrors import open_mirror
from tests.simulators.chain import profile_of
from tests.unit.ledger.indexer.test_follower import played


@pytest.mark.node
@pytest.mark.both_databases
def test_a_mirror_is_not_dropped_while_no_node_can_tell_its_chain(tmp_path: Path) -> None:
    chain, _ = played([[], []])
    path, profile = tmp_path / "mirror.db", profile_of(chain)
    profiles.save(profile, tmp_path / "profile.json")
    mirror = open_mirror(path, chain, profile)
    mirror.catch_up()
    before = mirror.dump()
    environment = {
        "DATADEED_HOME": str(tmp_path),
        "DATADEED_DATABASE_URL": database_at(path),
        "DATADEED_RPC_URL": "http://127.0.0.1:1",
        "LANG": "C",
    }
    said = console(environment, "mirror", "rebuild", "--from-chain")
    assert (said.code, said.err.split(":")[0]) == (3, "NODE_UNREACHABLE")
    assert mirror.dump() == before
    mirror.engine.dispose()
