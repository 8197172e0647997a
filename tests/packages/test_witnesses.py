"""A checkpoint log and its witness as people run them: commands, a process, HTTP, a kill."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from api.cli import run
from api.witness import create_app
from ledger.chain.devnode import free_port
from ledger.settings import Settings
from notarization.checkpoints.witness import MOST_BODY, Witness
from notarization.verify.note import parse_key
from notarization.verify.trust import dump_trust
from tests.packages.lies import BELIEVED
from tests.packages.test_forgeries import PACKAGE
from tests.servers import served

pytestmark = pytest.mark.node
ORIGIN, NAME = "register.example/log", "court.example/witness"


@pytest.fixture
def key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The log's."""
    return made(["log", "create", str(tmp_path / "log"), ORIGIN], capsys)


@pytest.fixture
def own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The witness's."""
    return made(["witness", "create", str(tmp_path / "witness"), NAME], capsys)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "p.evidence.zip"
    path.write_bytes(PACKAGE)
    return path


def made(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert run([*words, "--json"], {}) == 0
    found: str = json.loads(capsys.readouterr().out)["key"]
    return found


@contextmanager
def serving(folder: Path, log: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    words = ["witness", "serve", str(folder / "witness"), "--log", log, "--port", str(port)]
    process = subprocess.Popen([str(Path(sys.executable).parent / "datadeed"), *words], cwd=folder)
    url = f"http://127.0.0.1:{port}"
    try:
        waited_for(url, process)
        yield url, process
    finally:
        process.kill()
        process.wait(30)


def waited_for(url: str, process: subprocess.Popen[bytes]) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:
        for _ in range(60):
            assert process.poll() is None, "the witness ended"
            try:
                assert client.post(url + "/add-checkpoint", content=b"").status_code == 400
            except httpx.ConnectError:
                continue
            return
    pytest.fail("the witness did not start")


def test_a_package_is_entered_cosigned_and_verified_and_a_killed_witness_remembers(
    key: str, own: str, package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trust = tmp_path / "trust.json"
    believed = dump_trust(replace(BELIEVED, pins=()))
    checkpoints = {"log": key, "witnesses": [own], "quorum": 1}
    trust.write_text(json.dumps({**json.loads(believed), "checkpoints": checkpoints}), "utf-8")
    add = ["log", "add", str(tmp_path / "log"), str(package), "--json"]

    with serving(tmp_path, key) as (url, process):
        assert run([*add, "--witness", f"{url}={own}"], {}) == 0
        assert json.loads(capsys.readouterr().out)["cosigned"] == 1
        assert run(["verify", str(package), "--trust", str(trust)], {}) == 0
        process.kill()
        process.wait(30)
        capsys.readouterr()
        assert run([*add, "--witness", f"{url}={own}"], {}) == 3
        assert "WITNESS_UNREACHABLE" in json.loads(capsys.readouterr().out)["missing"][0]
        assert run(["verify", str(package), "--trust", str(trust)], {}) == 2

    with serving(tmp_path, key) as (url, _):
        capsys.readouterr()
        assert run([*add, "--witness", f"{url}={own}"], {}) == 0
        assert json.loads(capsys.readouterr().out)["size"] == 1
        assert run(["verify", str(package), "--trust", str(trust)], {}) == 0


def test_a_witness_over_http_answers_one_address_and_no_more_than_it_must(
    key: str, own: str, tmp_path: Path
) -> None:
    watching = Witness(tmp_path / "witness", [parse_key(key)], lambda: 0)
    assert watching.signer.key.text == own
    with served(create_app(watching), Settings.read({})) as port:
        url = f"http://127.0.0.1:{port}"
        assert httpx.get(url + "/add-checkpoint").status_code == 405
        assert httpx.get(url + "/").status_code == 404
        long = httpx.post(url + "/add-checkpoint", content=bytes(MOST_BODY + 1))
        assert long.status_code == 413


@pytest.mark.parametrize("witness", ["", "http://127.0.0.1:1", "ftp://a=b", "http://a=b"])
def test_a_witness_that_is_not_named_as_address_and_key_is_refused(
    key: str, package: Path, tmp_path: Path, witness: str
) -> None:
    words = ["log", "add", str(tmp_path / "log"), str(package), "--witness", witness]
    assert run(words, {}) == 1
    assert (package.read_bytes(), bool(key)) == (PACKAGE, True)


def test_another_key_at_the_address_is_no_witness(
    key: str, own: str, package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = made(["witness", "create", str(tmp_path / "other"), NAME], capsys)
    watching = Witness(tmp_path / "witness", [parse_key(key)], lambda: 0)
    assert other != own
    with served(create_app(watching), Settings.read({})) as port:
        named = f"http://127.0.0.1:{port}={other}"
        words = ["log", "add", str(tmp_path / "log"), str(package), "--witness", named, "--json"]
        assert run(words, {}) == 3
    assert "WITNESS_WRONG" in json.loads(capsys.readouterr().out)["missing"][0]
