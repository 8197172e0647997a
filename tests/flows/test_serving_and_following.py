"""`datadeed serve --follow`: one process for a single machine, from an empty folder to its end."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import requests

from ledger.chain.devnode import free_port
from ledger.chain.records import Tag
from ledger.store.engine import open_engine, unit_of_work
from ledger.store.repositories import mirror
from ledger.store.repositories.rows import clear, put
from ledger.store.tables.journal import BlockRow
from tests.cast import ALL, Cast, Stage
from tests.console import console
from tests.databases import new_database
from tests.flows.test_two_servers import until
from tests.site import settings_of

pytestmark = [pytest.mark.node, pytest.mark.both_databases]
PATIENCE = 60.0


@dataclass(frozen=True)
class Machine:
    """The process, and where it answers."""

    url: str
    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    def status(self) -> Any:
        """What it says of its mirror; nothing before it serves, or before the mirror is there."""
        assert self.process.poll() is None
        try:
            answer = requests.get(self.url + "/v1/status", timeout=PATIENCE)
        except requests.ConnectionError:
            return {}
        return answer.json() if answer.status_code == 200 else {}

    def stands(self, state: str, block: int) -> bool:
        stamp = self.status().get("as_of", {})
        return (stamp.get("state"), stamp.get("block")) == (state, block)


@contextmanager
def machine(stage: Stage, home: Path) -> Iterator[Machine]:
    settings = settings_of(stage, home)
    environment = os.environ | {
        "DATADEED_HOME": str(home),
        "DATADEED_RPC_URL": settings.rpc_url,
        "DATADEED_DATABASE_URL": new_database(home / "mirror.db"),
        "LANG": "C",
    }
    port, program = str(free_port()), str(Path(sys.executable).with_name("datadeed"))
    command = [program, "serve", "--follow", "--port", port]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        yield Machine(f"http://127.0.0.1:{port}", process, environment)
    finally:
        process.kill()
        process.wait()


def test_one_process_reads_serves_and_ends(stage: Stage, cast: Cast, tmp_path: Path) -> None:
    titled = stage.issued_title({cast.registrant: ALL})
    with machine(stage, tmp_path) as one:
        until(lambda: one.stands("live", stage.node.chain.block(Tag.LATEST).number))
        stage.pledged(titled.title, cast.registrant, cast.bank, 10_000)
        until(lambda: one.stands("live", stage.node.chain.block(Tag.LATEST).number))
        until(lambda: one.status()["proofs"]["lacking"] == 0)
        refused = console(one.environment, "mirror", "follow", "--once")
        assert (refused.code, refused.err.split(":")[0]) == (3, "MIRROR_BUSY")
        one.process.send_signal(signal.SIGTERM)
        assert one.process.wait(PATIENCE) == 0
        assert console(one.environment, "mirror", "follow", "--once").code == 0
    assert "Traceback" not in (tmp_path / "log").read_text(encoding="utf-8")


def test_an_answer_under_way_is_given_before_a_server_ends(stage: Stage, tmp_path: Path) -> None:
    body = b'{"items": [{"number": "none"}]}'
    head = (
        "POST /v1/verdicts HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
    )
    with machine(stage, tmp_path) as one:
        until(lambda: one.stands("live", stage.node.chain.block(Tag.LATEST).number))
        place = ("127.0.0.1", int(one.url.rpartition(":")[2]))
        with socket.create_connection(place, PATIENCE) as client:
            client.sendall(head.encode())
            assert client.recv(1_024).startswith(b"HTTP/1.1 100 ")
            one.process.send_signal(signal.SIGTERM)
            until(lambda: not listens(place))
            client.sendall(body)
            assert client.recv(1_024).startswith(b"HTTP/1.1 4")
        assert one.process.wait(PATIENCE) == 0


def test_a_server_that_is_ended_while_it_starts_ends_in_order(stage: Stage, tmp_path: Path) -> None:
    with machine(stage, tmp_path) as one:
        until(lambda: one.url in (tmp_path / "log").read_text(encoding="utf-8"))
        one.process.send_signal(signal.SIGTERM)
        assert one.process.wait(PATIENCE) == 0
    assert "Traceback" not in (tmp_path / "log").read_text(encoding="utf-8")


def listens(place: tuple[str, int]) -> bool:
    try:
        socket.create_connection(place, PATIENCE).close()
    except ConnectionRefusedError:
        return False
    return True


def test_a_follower_that_was_stopped_goes_on_when_its_mirror_is_mended(
    stage: Stage, tmp_path: Path
) -> None:
    with machine(stage, tmp_path) as one:
        until(lambda: one.stands("live", stage.node.chain.block(Tag.LATEST).number))
        engine = open_engine(one.environment["DATADEED_DATABASE_URL"])
        with unit_of_work(engine) as work:
            # another chain's, as it were
            clear(work, (BlockRow,))
            put(work, [replace(mirror.require_cursor(work), block_hash=bytes(32))])
        engine.dispose()
        until(lambda: one.status()["code"] == "FORK_BELOW_FINALITY")

        def read_anew() -> bool:
            """A turn may be just about to end."""
            return console(one.environment, "mirror", "rebuild", "--from-chain").code == 0

        until(read_anew)
        stage.node.mine()
        until(lambda: one.stands("live", stage.node.chain.block(Tag.LATEST).number))
    said = (tmp_path / "log").read_text(encoding="utf-8")
    assert "follower stopped code=FORK_BELOW_FINALITY" in said
    assert "Traceback" not in said
