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
from notarization.checkpoints.asking import WitnessAddress, cosigned
from notarization.checkpoints.errors import LogMissing, WitnessNameDiffers, WitnessRefused
from notarization.checkpoints.keeper import Log
from notarization.checkpoints.keys import load
from notarization.checkpoints.witness import MOST_BODY, Witness, begun
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
def watching(key: str, tmp_path: Path) -> Witness:
    begun(tmp_path / "witness", NAME)
    return Witness(tmp_path / "witness", [parse_key(key)], lambda: 0)


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
    own = ["witness", "serve", str(folder / "new" / "witness"), "--name", NAME]
    words = [*own, "--log", log, "--port", str(port)]
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
    key: str, package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trust = tmp_path / "trust.json"
    believed = dump_trust(replace(BELIEVED, pins=()))
    add = ["log", "add", str(tmp_path / "log"), str(package), "--json"]

    with serving(tmp_path, key) as (url, process):
        # one command made folder and key
        folder = tmp_path / "new" / "witness"
        assert folder.stat().st_mode & 0o077 == 0
        own = load(folder).key.text
        checkpoints = {"log": key, "witnesses": [own], "quorum": 1}
        trust.write_text(json.dumps({**json.loads(believed), "checkpoints": checkpoints}), "utf-8")
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
    watching: Witness,
) -> None:
    with served(create_app(watching), Settings.read({})) as port:
        url = f"http://127.0.0.1:{port}"
        assert httpx.get(url + "/add-checkpoint").status_code == 405
        assert httpx.get(url + "/").status_code == 404
        long = httpx.post(url + "/add-checkpoint", content=bytes(MOST_BODY + 1))
        assert long.status_code == 413


def test_over_http_growth_is_cosigned_and_a_log_that_was_rewritten_is_not(
    watching: Witness, tmp_path: Path
) -> None:
    signer = load(tmp_path / "log")

    def told(*entries: bytes) -> list[int]:
        log = Log(tmp_path / "log", signer, list(entries))
        _, missing = cosigned(log, log.sign(), [address])
        assert all(isinstance(each, WitnessRefused) for each in missing)
        return [each.status for each in missing if isinstance(each, WitnessRefused)]

    with served(create_app(watching), Settings.read({})) as port:
        address = WitnessAddress(f"http://127.0.0.1:{port}", watching.signer.key)
        assert [told(b"1"), told(b"1", b"2"), told(b"1", b"2")] == [[], [], []]
        # another tree of the same size, one that is longer, and one that lost an entry
        assert [told(b"1", b"x"), told(b"1", b"x", b"3"), told(b"1")] == [[409], [422], [409]]
        assert told(b"1", b"2", b"3", b"4") == []


def test_a_witness_goes_on_with_the_key_that_is_there(tmp_path: Path) -> None:
    key, made_now = begun(tmp_path / "w", NAME)
    assert made_now
    assert begun(tmp_path / "w", NAME) == begun(tmp_path / "w", "") == (key, False)
    with pytest.raises(WitnessNameDiffers, match="other"):
        begun(tmp_path / "w", "other.example/w")
    with pytest.raises(LogMissing):
        begun(tmp_path / "none", "")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("witness", ["", "http://127.0.0.1:1", "ftp://a=b", "http://a=b"])
def test_a_witness_that_is_not_named_as_address_and_key_is_refused(
    key: str, package: Path, tmp_path: Path, witness: str
) -> None:
    words = ["log", "add", str(tmp_path / "log"), str(package), "--witness", witness]
    assert run(words, {}) == 1
    assert (package.read_bytes(), bool(key)) == (PACKAGE, True)


def test_another_key_at_the_address_is_no_witness(
    watching: Witness, package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = made(["witness", "create", str(tmp_path / "other"), NAME], capsys)
    assert other != watching.signer.key.text
    with served(create_app(watching), Settings.read({})) as port:
        named = f"http://127.0.0.1:{port}={other}"
        words = ["log", "add", str(tmp_path / "log"), str(package), "--witness", named, "--json"]
        assert run(words, {}) == 3
    assert "WITNESS_WRONG" in json.loads(capsys.readouterr().out)["missing"][0]
