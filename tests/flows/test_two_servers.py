"""Production in small: one follower writes to PostgreSQL, two API processes answer from it."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests

from ledger.chain.devnode import free_port
from ledger.chain.records import Tag
from ledger.domain.numbers import written
from tests.cast import ALL, Cast, Stage
from tests.databases import POSTGRESQL
from tests.mirrors import Mirror, differences, open_mirror
from tests.site import DATABASE, settings_of
from tests.thorough import WHOLE_CHECK

pytestmark = [
    pytest.mark.node,
    WHOLE_CHECK,
    pytest.mark.parametrize("database", [POSTGRESQL], indirect=True, scope="module"),
]
PATIENCE = 120.0


@contextmanager
def process(environment: dict[str, str], log: Path, *arguments: str) -> Iterator[None]:
    """A process of the console script, ended as an operator ends it."""
    program = str(Path(sys.executable).with_name("datadeed"))
    with log.open("wb") as file:
        running = subprocess.Popen([program, *arguments], env=environment, stdout=file, stderr=file)
    try:
        yield
    finally:
        running.terminate()
        assert running.wait(PATIENCE) == 0, log.read_text(encoding="utf-8")


@dataclass
class Reader:
    """Asks one server again and again; what it heard of each block."""

    url: str
    number: str
    heard: dict[int, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def run(self, stop: threading.Event) -> None:
        with httpx.Client(base_url=self.url, timeout=30) as client:
            while not stop.wait(0.1):
                self._ask(client)

    def _ask(self, client: httpx.Client) -> None:
        answer = client.get(f"/v1/certificates/{self.number}")
        if answer.status_code != 200:
            self.faults.append(answer.text)
            return
        body = answer.json()
        block = body.pop("as_of")["block"]
        if self.heard.setdefault(block, body) != body:
            self.faults.append(f"two answers of block {block}")


@contextmanager
def asking(readers: list[Reader]) -> Iterator[None]:
    """The readers ask, all at once."""
    stop = threading.Event()
    threads = [threading.Thread(target=reader.run, args=(stop,)) for reader in readers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)


def until(holds: Callable[[], bool]) -> None:
    patience = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < patience, "it never came to hold"
        time.sleep(0.05)


def answers(url: str) -> bool:
    try:
        return requests.get(url + "/v1/status", timeout=30).status_code == 200
    except requests.ConnectionError:
        return False


def test_two_servers_answer_alike_while_the_follower_writes(
    stage: Stage, cast: Cast, database: str, tmp_path: Path
) -> None:
    assert database == POSTGRESQL
    settings = settings_of(stage, tmp_path)
    environment = os.environ | {
        "DATADEED_HOME": str(tmp_path),
        "DATADEED_RPC_URL": settings.rpc_url,
        "DATADEED_DATABASE_URL": settings.database_url,
    }
    titled = stage.issued_title({cast.registrant: ALL})
    number = written(titled.issued.numbers[cast.registrant.party])
    ports = [str(free_port()) for _ in range(2)]
    readers = [Reader(f"http://127.0.0.1:{port}", number) for port in ports]
    with ExitStack() as services:
        follow = ("mirror", "follow", "--poll", "0.05")
        services.enter_context(process(environment, tmp_path / "follow.log", *follow))
        for port in ports:
            serve = ("serve", "--port", port)
            services.enter_context(process(environment, tmp_path / f"{port}.log", *serve))
        until(lambda: all(answers(reader.url) for reader in readers))
        heights = []
        with asking(readers):
            for _ in range(3):
                stage.pledged(titled.title, cast.registrant, cast.bank, 10_000)
                heights.append(stage.node.chain.block(Tag.LATEST).number)
                until(lambda: all(heights[-1] in reader.heard for reader in readers))
    first, second = readers
    assert first.faults == second.faults == []
    for place, block in enumerate(heights, 1):
        assert first.heard[block] == second.heard[block]
        [holding] = first.heard[block]["holdings"]
        assert holding["pledged"]["oper"] == 10_000 * place
    with opened(tmp_path, stage) as mirror:
        assert differences(mirror) == []


@contextmanager
def opened(home: Path, stage: Stage) -> Iterator[Mirror]:
    mirror = open_mirror(home / DATABASE, stage.node.chain, stage.register.profile)
    yield mirror
    mirror.engine.dispose()
