"""Two nodes over HTTP: a dead one is passed over, one that contradicts the other leaves a doubt."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from api.cli import run
from ledger.chain import profile as profiles
from ledger.chain.client import Web3Chain
from ledger.chain.endpoints import Endpoints
from ledger.chain.profile import Confirmations, Instant
from ledger.indexer.errors import EndpointsDiffer
from ledger.queries.as_of import MirrorState, as_of
from ledger.queries.status import MirrorStatus, status
from ledger.settings import Settings, SettingWrong
from ledger.store.errors import CursorMissing
from tests.databases import database_at
from tests.mirrors import Mirror, open_mirror
from tests.simulators.chain import SimulatedChain, profile_of
from tests.simulators.served import served
from tests.stories import Story
from tests.thorough import WHOLE_CHECK
from tests.unit.ledger.indexer.test_follower import OPENING

pytestmark = pytest.mark.node
DEAD = "http://127.0.0.1:9"
PATIENCE = 120.0


def told(mirror: Mirror) -> MirrorStatus | None:
    with mirror.reading() as session:
        try:
            return status(session)
        except CursorMissing:
            return None


@WHOLE_CHECK
def test_the_console_follows_the_node_that_answers_and_audits_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chain = SimulatedChain()
    Story().play(chain, OPENING)
    profile = profile_of(chain, Instant())
    profiles.save(profile, tmp_path / "profile.json")
    with served(chain) as node:
        settings = {
            "DATADEED_HOME": str(tmp_path),
            "DATADEED_RPC_URL": DEAD,
            "DATADEED_SECOND_RPC_URL": node.url,
            "DATADEED_DATABASE_URL": database_at(tmp_path / "mirror.db"),
            "DATADEED_AUDIT_SECONDS": "1",
        }
        program = str(Path(sys.executable).with_name("datadeed"))
        command = [program, "mirror", "follow", "--poll", "0.05"]
        mirror = open_mirror(tmp_path / "mirror.db", Web3Chain(node.url), profile)
        with subprocess.Popen(command, env={**os.environ, **settings}) as process:
            patience = time.monotonic() + PATIENCE
            while (found := told(mirror)) is None or found.audit is None:
                assert time.monotonic() < patience, found
                assert process.poll() is None
                time.sleep(0.05)
            process.terminate()
            assert process.wait(PATIENCE) == 0
        mirror.engine.dispose()
        assert (found.as_of.block, found.as_of.endpoint) == (chain.height, 2)
        assert (found.audit.dossiers, found.audit.mismatches) == (found.dossiers, 0)
        assert (found.endpoints.count, found.endpoints.code) == (2, "NODE_UNREACHABLE")
        assert run(["--lang", "en", "status"], settings) == 0
        shown = capsys.readouterr().out
        assert "2 of 2" in shown
        assert f"{found.dossiers} dossiers, 0 of them differ" in shown


class Turns:
    """Ends following after so many turns."""

    def __init__(self, most: int) -> None:
        self.left = most

    def wait(self, _: float, /) -> bool:
        """Do not wait."""
        self.left -= 1
        return self.left < 0


def test_a_second_node_that_contradicts_leaves_the_answers_in_doubt(tmp_path: Path) -> None:
    chain = SimulatedChain()
    Story().play(chain, OPENING)
    part = SimulatedChain(chain.blocks[:-3])
    contrary = SimulatedChain(chain.blocks[:-1], salt=9)
    contrary.mine()
    with served(part) as first, served(contrary) as second:
        nodes = Endpoints([Web3Chain(node.url) for node in (first, second)])
        mirror = open_mirror(tmp_path / "mirror.db", nodes, profile_of(chain, Confirmations(4)))
        mirror.catch_up()
        before = mirror.dump()
        with first.lock:
            part.blocks[:] = chain.blocks
        with pytest.raises(EndpointsDiffer) as caught:
            mirror.follower.run_once()
        differing = chain.blocks[-1][0].hash, contrary.blocks[-1][0].hash
        assert (caught.value.found, caught.value.other_found) == differing
        mirror.follower.follow(Turns(2), poll=0.0)
        with mirror.reading() as session:
            stamp = as_of(session)
        assert (stamp.state, stamp.code) == (MirrorState.DOUBTFUL, "ENDPOINTS_DIFFER")
        assert (stamp.block, mirror.dump()) == (chain.height - 3, before)
        with second.lock:
            contrary.blocks[:] = chain.blocks
        mirror.follower.follow(Turns(2), poll=0.0)
        with mirror.reading() as session:
            stamp = as_of(session)
        assert (stamp.state, stamp.block) == (MirrorState.LIVE, chain.height)
        mirror.engine.dispose()


def test_a_second_node_without_an_address_is_refused() -> None:
    with pytest.raises(SettingWrong) as caught:
        Settings.read({"DATADEED_SECOND_RPC_URL": "node-2:8545"})
    assert caught.value.variable == "DATADEED_SECOND_RPC_URL"
    assert Settings.read({}).second_rpc_url == ""
