"""Alerts sent to a real receiver: signed, in order, at least once, again from a place."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from api.cli import run
from api.registrant.session import keep
from api.serving import begin_logging
from api.webhooks import target
from api.webhooks.delivering import Deliverer
from api.webhooks.errors import WebhookTargetRefused
from api.webhooks.target import resolved
from ledger.domain.acts import OrderScope
from ledger.indexer.alerting import Alerter
from ledger.store.engine import unit_of_work
from ledger.store.repositories import webhook
from tests.cast import WHOLE, Player
from tests.dripping import dripping
from tests.mirrors import now
from tests.servers import HOST, served
from tests.sessions import held, opened
from tests.site import Site, environment_of

pytestmark = pytest.mark.node


@dataclass
class Receiver:
    """An HTTP server that takes what comes, or answers as it is told."""

    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    def take(self, headers: dict[str, str], body: bytes) -> int:
        self.got.append((headers, body))
        return self.answers.pop(0) if self.answers else 204

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@contextmanager
def receiving() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(found.take(headers, body))
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/alerts?of=bank"
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Bank:
    """A bank with a pledge, signed in; time is what the test says."""

    site: Site
    player: Player
    title: Any
    headers: dict[str, str]
    time: int = field(default_factory=now)

    @property
    def deliverer(self) -> Deliverer:
        return Deliverer(self.site.mirror.engine, private=True, clock=lambda: self.time)

    def hook(self, url: str) -> dict[str, Any]:
        made = self.site.client.post("/v1/webhooks", json={"url": url}, headers=self.headers)
        assert made.status_code == 201, made.text
        found: dict[str, Any] = made.json()
        return found

    def hooks(self) -> list[dict[str, Any]]:
        answer = self.site.client.get("/v1/webhooks", headers=self.headers)
        found: list[dict[str, Any]] = answer.json()["webhooks"]
        return found

    def happens(self, times: int = 1) -> None:
        """So many alerts are raised."""
        stage = self.site.stage
        for _ in range(times):
            stage.ordered(stage.order_terms(OrderScope.TITLE, titled=self.title))
        self.site.mirror.catch_up()
        Alerter(self.site.mirror.engine, clock=now).catch_up()


@pytest.fixture
def bank(site: Site) -> Iterator[Bank]:
    wiring = site.client.app.state.wiring  # type: ignore[attr-defined] # an application of ours
    before = wiring.settings
    wiring.settings = replace(before, webhook_private=True)
    stage = site.stage
    holder, player = stage.enrolled(), stage.enrolled()
    titled = stage.issued_title({holder: (WHOLE, WHOLE, WHOLE)}).title
    stage.pledged(titled, holder, player, 400_000)
    site.mirror.catch_up()
    yield Bank(site, player, titled, held(opened(site, player.key)["token"]))
    wiring.settings = before


def test_a_clock_that_was_ahead_holds_no_alert_back(bank: Bank, receiver: Receiver) -> None:
    bank.hook(receiver.url)
    bank.happens()
    receiver.answers = [500]
    real, bank.time = bank.time, bank.time + 10**8
    assert bank.deliverer.run_once() == 0
    bank.time = real
    assert bank.deliverer.run_once() >= 1


def test_alerts_come_signed_and_in_their_order(bank: Bank, receiver: Receiver) -> None:
    bank.happens()
    made = bank.hook(receiver.url)
    bank.happens(3)
    assert bank.deliverer.run_once() == 3
    assert bank.deliverer.run_once() == 0
    seen = bank.site.client.get("/v1/alerts", headers=bank.headers).json()["alerts"]
    assert receiver.ids == [each["id"] for each in seen[1:]]
    checked = Webhook(made["secret"])
    for (headers, body), alert in zip(receiver.got, seen[1:], strict=True):
        told = checked.verify(body, headers)
        assert (told["type"], told["data"]) == ("alert.order_recorded", alert)
        with pytest.raises(WebhookVerificationError):
            checked.verify(body.replace(b"order", b"other"), headers)
    assert bank.hooks()[0]["after"] == seen[-1]["place"]


def test_what_is_not_taken_comes_again_under_the_same_id_ever_later(
    bank: Bank, receiver: Receiver
) -> None:
    bank.hook(receiver.url)
    bank.happens(2)
    receiver.answers = [500, 302, 204, 204]
    for pause in (5, 10):
        assert bank.deliverer.run_once() == 0
        bank.time += pause - 1
        assert bank.deliverer.run_once() == 0
        bank.time += 1
    assert bank.deliverer.run_once() == 2
    first, second, third, fourth = receiver.ids
    assert first == second == third != fourth
    [hook] = bank.hooks()
    assert (hook["failures"], hook["code"]) == (0, "")


def test_a_dead_address_holds_nobody_else_up_and_one_that_is_gone_ends(
    bank: Bank, receiver: Receiver
) -> None:
    with receiving() as gone:
        dead = bank.hook("http://127.0.0.1:1/")["webhook"]["id"]
        ended = bank.hook(gone.url)["webhook"]["id"]
        bank.hook(receiver.url)
        gone.answers = [410]
        bank.happens(2)
        assert bank.deliverer.run_once() == 2
        bank.time += 10**6
        assert bank.deliverer.run_once() == 0
        found = {each["id"]: each for each in bank.hooks()}
        assert (found[dead]["failures"], found[dead]["code"]) == (2, "ConnectError")
        assert (found[ended]["ended"], len(gone.got)) == (True, 1)
        again = bank.site.client.post(
            f"/v1/webhooks/{ended}/replay", json={"after": 0}, headers=bank.headers
        )
        assert (again.status_code, again.json()["webhook"]["ended"]) == (200, False)
        assert bank.deliverer.run_once() == 2
        assert gone.ids[1:] == receiver.ids


def test_an_answer_that_never_ends_holds_nobody_else_up(
    bank: Bank, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(target, "WHOLE", 0.5, raising=False)
    with dripping() as slow:
        made = bank.hook(slow)["webhook"]["id"]
        bank.hook(receiver.url)
        bank.happens()
        begun = time.monotonic()
        assert bank.deliverer.run_once() == len(receiver.ids) == 1
        assert time.monotonic() - begun < 10
    [found] = [each for each in bank.hooks() if each["id"] == made]
    assert (found["failures"], found["code"]) == (1, "RemoteProtocolError")


def test_the_servers_log_names_no_address_of_a_webhook(
    bank: Bank, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    for name in (None, "httpx"):
        caplog.set_level(logging.INFO, logger=name)
    begin_logging()
    bank.hook(receiver.url)
    bank.happens()
    assert bank.deliverer.run_once() == len(receiver.ids) == 1
    assert "of=bank" in receiver.url
    assert "of=bank" not in caplog.text


def test_a_host_that_is_no_name_is_not_kept_and_holds_nobody_up(
    bank: Bank, receiver: Receiver
) -> None:
    url = "https://..example/"
    made = bank.site.client.post("/v1/webhooks", json={"url": url}, headers=bank.headers)
    assert (made.status_code, made.json()["code"]) == (422, "WEBHOOK_TARGET_REFUSED")
    kept = bytes.fromhex(bank.hook("https://bank.example/")["webhook"]["id"])
    with unit_of_work(bank.site.mirror.engine) as work:
        # as an earlier version did
        found = webhook.webhook(work, kept)
        assert found is not None
        webhook.store(work, replace(found, url=url))
    bank.hook(receiver.url)
    bank.happens()
    assert bank.deliverer.run_once() == len(receiver.ids) == 1
    assert {each["code"] for each in bank.hooks()} == {"", "WEBHOOK_TARGET_REFUSED"}


def test_a_webhook_is_its_partys_alone(bank: Bank, receiver: Receiver) -> None:
    made = bank.hook(receiver.url)
    key, client = made["webhook"]["id"], bank.site.client
    other = bank.site.stage.enrolled()
    bank.site.mirror.catch_up()
    stranger = held(opened(bank.site, other.key)["token"])
    assert client.get("/v1/webhooks", headers=stranger).json()["webhooks"] == []
    for answer in (
        client.delete(f"/v1/webhooks/{key}", headers=stranger),
        client.post(f"/v1/webhooks/{key}/replay", json={"after": 0}, headers=stranger),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "WEBHOOK_UNKNOWN")
    assert client.get("/v1/webhooks").status_code == 401
    assert "secret" not in json.dumps(bank.hooks())
    for _ in range(4):
        bank.hook(receiver.url)
    more = client.post("/v1/webhooks", json={"url": receiver.url}, headers=bank.headers)
    assert (more.status_code, more.json()["code"]) == (409, "WEBHOOKS_TOO_MANY")
    assert client.delete(f"/v1/webhooks/{key}", headers=bank.headers).status_code == 204
    assert key not in {each["id"] for each in bank.hooks()}


def test_the_console_makes_lists_replays_and_forgets(
    bank: Bank, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = bank.site.settings
    environment = {**environment_of(settings), "DATADEED_WEBHOOK_PRIVATE": "1"}

    def told(*words: str) -> Any:
        assert run(["webhook", *words], environment) == 0, capsys.readouterr().err
        spoken = capsys.readouterr().out
        return json.loads(spoken) if spoken else None

    with served(bank.site.client.app, settings) as port:
        token = bank.headers["authorization"].removeprefix("Bearer ")
        keep(settings, f"http://{HOST}:{port}", {"token": token, "until": ""})
        made = told("make", receiver.url, "--json")
        key = made["webhook"]["id"]
        assert made["secret"].startswith("whsec_")
        assert [each["id"] for each in told("list", "--json")["webhooks"]] == [key]
        assert told("replay", key, "--after", "1", "--json")["webhook"]["after"] == 1
        assert told("forget", key) is None
        assert bank.hooks() == []


@pytest.mark.parametrize(
    "url",
    [
        "http://bank.example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.1:8443/x",
        "https://169.254.169.254/latest",
        "https://[::ffff:169.254.169.254]/latest",
        "https://[64:ff9b::a9fe:a9fe]/latest",
        "https://[64:ff9b::10.0.0.1]/",
        "https://[::127.0.0.1]/",
        "https://[fec0::1]/",
        "https://localhost/",
        "https://user:word@bank.example/",
        "https://bank.example/#part",
        "https://bank.example:99999/",
        "ftp://bank.example/",
        "https://",
        "https://bank.example/" + "x" * 500,
        "https://bank.example/\n",
        "https://..example/",
        "https://" + "x" * 64 + ".example/",
        "https://没有.example/",
    ],
)
def test_nothing_is_sent_beside_the_open_network(url: str) -> None:
    with pytest.raises(WebhookTargetRefused):
        resolved(url, private=False)


@pytest.mark.parametrize("host", ["[64:ff9b::8.8.8.8]", "[2001:4860:4860::8888]", "8.8.8.8"])
def test_the_open_network_is_reached_through_a_gateway_as_well(host: str) -> None:
    assert resolved(f"https://{host}/", private=False).name == host.strip("[]")
