"""A verdict that is answered again is the one that would be worked out now, byte for byte."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import create_app
from api.kept import MOST_QUESTION, Kept
from ledger import metrics
from ledger.chain.errors import ChainError
from ledger.domain.acts import TitleId
from ledger.domain.numbers import written
from ledger.domain.verdict import Purpose
from ledger.indexer.audit import audit
from ledger.queries.as_of import SILENCE
from ledger.queries.snapshot import Snapshot
from ledger.settings import Settings
from ledger.store.repositories.rows import find
from ledger.store.tables.title import CertificateRow
from tests import forge
from tests.mirrors import Mirror, now, open_mirror
from tests.servers import served
from tests.simulators.chain import SimulatedChain, profile_of
from tests.site import UNHURRIED
from tests.stories import Story
from tests.unit.ledger.indexer.test_follower import OPENING

pytestmark = pytest.mark.both_databases
MANY = settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))


class Scene:
    """A register with a few certificates; an API that keeps verdicts, and one that keeps none."""

    def __init__(self, folder: Path) -> None:
        self.chain, self.story = SimulatedChain(), Story()
        self.story.play(self.chain, OPENING)
        self.mirror: Mirror = open_mirror(folder / "m.db", self.chain, profile_of(self.chain))
        self.mirror.catch_up()
        url = self.mirror.engine.url.render_as_string(hide_password=False)
        given = {"DATADEED_HOME": str(folder), "DATADEED_DATABASE_URL": url, **UNHURRIED}
        self.settings = Settings.read(given)
        self.app = create_app(self.settings)
        self.later = 0
        self.app.state.wiring.clock = lambda: now() + self.later
        with self.mirror.reading() as session:
            rows = find(session, CertificateRow)
        self.questions = [
            f"/v1/verdicts?number={written(row.number)}&purpose={purpose}"
            for row in rows
            for purpose in (Purpose.PLEDGE, Purpose.AUTHENTICITY)
        ]

    def fresh(self) -> FastAPI:
        """An API that never answered anything."""
        app = create_app(self.settings)
        app.state.wiring.clock = self.app.state.wiring.clock
        app.state.wiring.kept = Kept(most=0)
        return app

    def mine(self, *terms: forge.Terms) -> None:
        """A block with these acts, read by the mirror."""
        number, time = len(self.chain.blocks), self.chain.next_time()
        self.chain.mine([self.story.forge.act(each, number, time) for each in terms])
        self.mirror.catch_up()

    def dispose(self) -> None:
        self.mirror.engine.dispose()
        self.app.state.wiring.engine.dispose()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    yield made
    made.dispose()


def kept_so_far() -> float:
    found: float = metrics.KEPT._value.get()
    return found


def asked(app: FastAPI, question: str) -> bytes:
    with TestClient(app) as client:
        answer = client.get(question)
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


def told(client: Any, question: str) -> Any:
    answer = client.get(question)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_same_question_over_the_same_snapshot_is_answered_again(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "datadeed.api")
    before = kept_so_far()
    with TestClient(scene.app) as client:
        first = client.get(scene.questions[0])
        scene.mirror.follower.run_once()  # hears of no new block
        again = client.get(scene.questions[0])
        assert kept_so_far() == before + 1
        assert again.content == first.content == asked(scene.fresh(), scene.questions[0])
        assert again.headers == first.headers
        assert [line.split(" ms=")[0] for line in caplog.messages if "verdicts" in line][:2] == [
            "method=GET route=/v1/verdicts status=200"
        ] * 2
        assert client.get(scene.questions[1]).json()["purpose"] != first.json()["purpose"]
    assert kept_so_far() == before + 1


def test_what_is_no_plain_question_of_now_is_never_kept(scene: Scene) -> None:
    before = kept_so_far()
    block = scene.chain.height
    questions = [
        f"{scene.questions[0]}&at={block}",
        f"{scene.questions[0]}&%61t={block}",
        f"{scene.questions[0]}&{'x' * MOST_QUESTION}",
        "/v1/verdicts?number=SJ3712026039999",
        "/v1/verdicts?number=nonsense",
        "/v1/status",
    ]
    with TestClient(scene.app) as client:
        for question in questions * 2:
            client.get(question)
        client.post("/v1/verdicts", json={"items": [{"number": "SJ3712026030001"}]})
    assert kept_so_far() == before


def test_a_new_act_and_a_fork_are_in_the_next_answer(scene: Scene) -> None:
    titled, terms = scene.story.titles[0]
    holder = terms.splits[0].holder
    with TestClient(scene.app) as client:
        pledges = told(client, scene.questions[0])["facts"]
        shared, branch = scene.chain.height, scene.story.branch()
        scene.mine(forge.pledge(TitleId(titled), holder, 99, 1_000))
        assert told(client, scene.questions[0])["facts"] != pledges
        scene.chain.cut(shared)
        scene.story = branch
        scene.mine()
        found = told(client, scene.questions[0])
        assert found["facts"] == pledges
        assert found["as_of"]["block_hash"] == scene.chain.blocks[-1][0].hash.hex()


def test_doubt_is_in_the_next_answer(scene: Scene) -> None:
    with TestClient(scene.app) as client:

        def codes() -> list[str]:
            return [each["code"] for each in told(client, scene.questions[0])["unknown"]]

        certain = codes()
        scene.later = SILENCE + 1
        assert codes() == [*certain, "MIRROR_STOPPED"]
        scene.later = 0
        assert codes() == certain
        scene.chain.down = True
        stop = threading.Event()
        follow = scene.mirror.follower.follow
        thread = threading.Thread(target=follow, args=(stop,), kwargs={"poll": 0.01})
        thread.start()
        with pytest.raises(ChainError):
            scene.mirror.follower.run_once()
        while "NODE_UNREACHABLE" not in codes():
            stop.wait(0.01)
        stop.set()
        thread.join()
        scene.chain.down = False
        scene.mirror.catch_up()
        assert codes() == certain
        titled = scene.story.titles[0][0]
        scene.chain.heads = {titled: bytes(32)}
        audit(scene.mirror.engine, scene.chain, clock=now)
        assert codes() == ["DOSSIER_UNKNOWN"]


@MANY
@given(moves=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 99)), min_size=4, max_size=12))
def test_whatever_happens_an_answer_is_that_of_an_api_that_keeps_none(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[int, int]]
) -> None:
    scene = Scene(tmp_path_factory.mktemp("scene"))
    branch, shared = scene.story.branch(), scene.chain.height
    with TestClient(scene.app) as client, TestClient(scene.fresh()) as other:
        for move, which in moves:
            match move:
                case 0 | 1:
                    scene.story.play(scene.chain, [[which]])
                    scene.mirror.catch_up()
                case 2:
                    scene.chain.cut(shared)
                    scene.story = branch.branch()
                    scene.mine()
                case 3:
                    scene.later = which % 2 * 500
                case 4:
                    scene.mirror.follower.run_once()
                case _:
                    audit(scene.mirror.engine, scene.chain, clock=now)
            for question in scene.questions:
                assert client.get(question).content == other.get(question).content
    scene.dispose()


@pytest.mark.node
def test_many_who_ask_at_once_hear_of_every_commit_before_they_asked(scene: Scene) -> None:
    stop, committed = threading.Event(), [scene.chain.height]

    def hammer(base: str) -> None:
        with httpx.Client(base_url=base) as client:
            while not stop.is_set():
                [before] = committed
                assert told(client, scene.questions[0])["as_of"]["block"] >= before

    with served(scene.app, scene.settings) as port, ThreadPoolExecutor(8) as pool:
        base = f"http://127.0.0.1:{port}"
        asking = [pool.submit(hammer, base) for _ in range(8)]
        try:
            for _ in range(12):
                scene.mine()
                committed[0] = scene.chain.height
        finally:
            stop.set()
        for each in asking:
            each.result()


def test_answers_that_grow_too_many_are_thrown_away() -> None:
    seen, other = Snapshot(b"1", silent=False), Snapshot(b"1", silent=True)
    kept = Kept(most=10)
    kept.keep(seen, b"q1", b"1234")
    assert kept.find(seen, b"q1") == b"1234"
    assert kept.find(other, b"q1") is None
    kept.keep(seen, b"q2", b"12345")
    assert (kept.find(seen, b"q1"), kept.find(seen, b"q2")) == (None, b"12345")
    kept.keep(seen, b"q3", b"123456789")
    assert kept.find(seen, b"q3") is None
    kept.keep(other, b"q1", b"1")
    assert (kept.find(seen, b"q2"), kept.find(other, b"q1")) == (None, b"1")
