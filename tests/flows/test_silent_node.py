"""A node that keeps us waiting takes no connection to the database from others."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from ledger.chain import profile as profiles
from ledger.chain.profile import Confirmations
from ledger.domain.numbers import written
from ledger.settings import Settings
from ledger.store.repositories.rows import find
from ledger.store.tables.journal import BlockRow
from ledger.store.tables.title import CertificateRow
from tests.mirrors import Mirror, now, open_mirror
from tests.servers import served as serve
from tests.simulators.chain import SimulatedChain, profile_of
from tests.simulators.faults import Faults
from tests.simulators.served import SimulatedNode, served
from tests.site import UNHURRIED
from tests.stories import Story
from tests.unit.ledger.indexer.test_follower import OPENING

pytestmark = [pytest.mark.node, pytest.mark.both_databases]
BLOCK = "eth_getBlockByNumber"
SHALLOW = 2


@dataclass
class Scene:
    """A register of whose blocks the mirror remembers the last few, and its node."""

    chain: SimulatedChain
    mirror: Mirror
    app: FastAPI
    settings: Settings
    node: SimulatedNode
    number: str
    block: int


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    chain, story = SimulatedChain(), Story()
    story.play(chain, OPENING)
    issued = chain.height
    for _ in range(2 * SHALLOW):
        chain.mine([])
    profile = profile_of(chain, Confirmations(SHALLOW))
    profiles.save(profile, tmp_path / "profile.json")
    mirror = open_mirror(tmp_path / "m.db", chain, profile)
    mirror.catch_up()
    with mirror.reading() as session:
        number = written(find(session, CertificateRow)[0].number)
        assert issued not in {each.number for each in find(session, BlockRow)}
    with served(chain) as node:
        settings = Settings.read(
            {
                "DATADEED_HOME": str(tmp_path),
                "DATADEED_RPC_URL": node.url,
                "DATADEED_DATABASE_URL": mirror.engine.url.render_as_string(hide_password=False),
                **UNHURRIED,
            }
        )
        app = create_app(settings)
        app.state.wiring.clock = now
        yield Scene(chain, mirror, app, settings, node, number, issued)
        app.state.wiring.engine.dispose()
    mirror.engine.dispose()


def questions(scene: Scene) -> dict[str, str]:
    digest = "ab" * 32
    return {
        "certificate": f"/v1/certificates/{scene.number}?at={scene.block}",
        "page": f"/certificates/{scene.number}?at={scene.block}",
        "verdict": f"/v1/verdicts?number={scene.number}&at={scene.block}",
        "code": f"/v1/documents?number={scene.number}&block={scene.block}&digest={digest}",
    }


@contextmanager
def hung(node: SimulatedNode) -> Iterator[None]:
    """It takes what it is asked, and answers when this ends."""
    until = threading.Event()
    node.misbehave(Faults(until=until))
    try:
        yield
    finally:
        until.set()
        node.misbehave(Faults())


@pytest.mark.parametrize("asked", ["certificate", "page", "verdict", "code"])
def test_who_waits_for_the_node_holds_no_connection(scene: Scene, asked: str) -> None:
    question, many = questions(scene)[asked], scene.app.state.wiring.engine.pool.size()
    with serve(scene.app, scene.settings) as port, ThreadPoolExecutor(many) as threads:
        base = f"http://127.0.0.1:{port}"
        with hung(scene.node):
            waiting: list[Future[httpx.Response]] = []
            for count in range(1, many + 1):
                waiting.append(threads.submit(httpx.get, base + question, timeout=60))
                while scene.node.asked.get(BLOCK, 0) < count:
                    assert not any(each.done() for each in waiting)
            assert httpx.get(base + "/v1/status", timeout=60).status_code == 200
            assert not any(each.done() for each in waiting)
        for each in waiting:
            assert each.result().status_code == 200, each.result().text


def test_the_answer_is_of_one_snapshot_taken_after_the_node_has_told(scene: Scene) -> None:
    question = questions(scene)["certificate"]
    with serve(scene.app, scene.settings) as port, ThreadPoolExecutor(1) as threads:
        url = f"http://127.0.0.1:{port}{question}"
        with hung(scene.node):
            waiting = threads.submit(httpx.get, url, timeout=60)
            while not scene.node.asked.get(BLOCK):
                assert not waiting.done()
            scene.chain.mine([])
            scene.mirror.catch_up()
        found = waiting.result().json()
        assert found["as_of"]["block"] == scene.chain.height
        scene.node.misbehave(Faults(missing=scene.block))
        lost = httpx.get(url)
    assert (lost.status_code, lost.json()["code"]) == (502, "BLOCK_UNKNOWN")
