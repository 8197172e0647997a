"""A server has stamped what it makes, by a real authority, through kills and outages."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.cli import run
from ledger.chain.client import Web3Chain
from ledger.chain.devnode import free_port
from ledger.settings import Settings
from notarization.checkpoints.keeper import create
from notarization.timestamps.authorities import read_authorities
from notarization.timestamps.queue import QUEUE, StampQueue
from notarization.trust_file import trust_from
from notarization.verify.container import read_container
from notarization.verify.custody import CUSTODY_NAME
from notarization.verify.report import Grade, Report
from notarization.verify.trust import dump_trust, parse_trust
from tests.packages.both import verify
from tests.simulators.time_authority import Fault, TimeAuthority, authorities_file, time_authority
from tests.site import Site, environment_of

pytestmark = pytest.mark.node
TOKEN = "timestamps/haina/001.tsr"


@pytest.fixture(scope="module")
def haina(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeAuthority]:
    with time_authority(tmp_path_factory.mktemp("tsa") / "haina", "haina") as found:
        yield found


@pytest.fixture(scope="module")
def stamping(site: Site, haina: TimeAuthority) -> Site:
    """The site, which has stamped by this authority what it makes; nobody asks it yet."""
    file = authorities_file(site.settings.home / "authorities.json", haina.entry(mostPerDay=50))
    app: Any = site.client.app
    app.state.wiring.settings = replace(site.settings, time_authorities=str(file))
    return site


def settings_of(site: Site) -> Settings:
    app: Any = site.client.app
    found: Settings = app.state.wiring.settings
    return found


def environment(site: Site) -> dict[str, str]:
    settings = settings_of(site)
    return {
        **os.environ,
        **environment_of(settings),
        "DATADEED_TIME_AUTHORITIES": settings.time_authorities,
    }


@contextmanager
def server(site: Site) -> Iterator[subprocess.Popen[bytes]]:
    """`datadeed serve` over the same home, killed at the end."""
    words = [str(Path(sys.executable).parent / "datadeed"), "serve", "--port", str(free_port())]
    log = site.settings.home / "serve.log"
    with log.open("ab") as file:
        started = subprocess.Popen(words, env=environment(site), stdout=file, stderr=file)
    try:
        yield started
    finally:
        started.send_signal(signal.SIGKILL)
        started.wait(10)


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def made(site: Site, purpose: str = "pledge") -> Any:
    told = {"number": site.pledgor_number, "purpose": purpose, "requester": "银行甲"}
    answer = site.client.post("/v1/evidence-packages", json=told)
    assert answer.status_code == 201, answer.text
    return answer.json()


def report_of(site: Site, package: bytes, block: int) -> Report:
    trusted = parse_trust(
        trust_from(Web3Chain(site.stage.node.url), site.stage.register.profile, block)
    )
    (authority,) = read_authorities(Path(settings_of(site).time_authorities))
    time_trust = replace(trusted.time, authorities=(authority.trusted,), needed=1)
    return verify(package, dump_trust(replace(trusted, time=time_trust)))


def fetched(site: Site, url: str) -> bytes:
    answer = site.client.get(url)
    assert answer.status_code == 200, answer.text
    content: bytes = answer.content
    return content


def test_a_server_that_is_killed_before_the_answer_asks_again(
    stamping: Site, haina: TimeAuthority
) -> None:
    site, before = stamping, haina.asked
    told = made(site)
    assert told["time_stamps"] == {"state": "waiting", "authorities": [], "code": ""}
    assert TOKEN not in read_container(fetched(site, told["url"]))
    status = site.get("/v1/status")["time_stamps"]
    assert (status["on"], status["waiting"]) == (True, 1)
    assert 'datadeed_stamps_waiting{for="queued"} 1.0' in site.client.get("/metrics").text
    assert "待盖 1" in site.client.get("/status").text

    haina.faults.append(Fault.LATE)
    with server(site):
        until(lambda: haina.asked > before)
    assert StampQueue(settings_of(site).stamps).names(QUEUE)
    assert run(["stamps", "push"], environment(site)) == 0
    assert site.get("/v1/status")["time_stamps"]["waiting"] == 0
    assert haina.asked - before == 2
    package = fetched(site, told["url"])
    files = read_container(package)
    assert [name for name in files if name.startswith("timestamps/")] == [TOKEN]
    assert fetched(site, told["url"]) == package
    report = report_of(site, package, told["block"])
    assert report.grade is Grade.VERIFIED
    (authority,) = site.get("/v1/status")["time_stamps"]["authorities"]
    assert (authority["name"], authority["asked_day"], authority["most_day"]) == ("haina", 2, 50)


def test_a_package_asked_for_by_case_has_its_token_beside_its_custody(
    stamping: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site = stamping
    told = {"number": site.pledgor_number, "requester": "某法院", "case_ref": "（2026）民初7号"}
    key = site.client.post("/v1/evidence-requests", json=told).json()["id"]
    place = f"/v1/evidence-requests/{key}"
    assert site.get(place)["time_stamps"]["state"] == "waiting"
    assert "可信时间戳待盖" in site.client.get(f"/evidence-requests/{key}").text
    assert run(["stamps", "push", "--json"], environment(site)) == 0
    capsys.readouterr()
    found = site.get(place)
    assert found["time_stamps"] == {"state": "stamped", "authorities": ["haina"], "code": ""}
    assert "可信时间戳：" in site.client.get(f"/evidence-requests/{key}").text
    package = fetched(site, f"{place}/package")
    assert {TOKEN, CUSTODY_NAME} <= set(read_container(package))
    assert report_of(site, package, found["block"]).grade is Grade.VERIFIED


def test_an_authority_that_is_down_is_said_and_holds_up_no_door(
    stamping: Site, haina: TimeAuthority, capsys: pytest.CaptureFixture[str]
) -> None:
    site = stamping
    haina.faults.append(Fault.UNAVAILABLE)
    told = made(site, "trade")
    assert run(["stamps", "push"], environment(site)) == 3
    assert "1 waiting" in capsys.readouterr().out
    again = made(site, "dispute")["time_stamps"]
    assert again == {"state": "waiting", "authorities": [], "code": "AUTHORITY_UNREACHABLE"}
    status = site.get("/v1/status")["time_stamps"]
    assert (status["waiting"], status["authorities"][0]["code"]) == (2, "AUTHORITY_UNREACHABLE")
    assert 'datadeed_time_authority_shut{authority="haina"} 1.0' in site.client.get("/metrics").text
    assert "haina AUTHORITY_UNREACHABLE" in site.client.get("/status").text
    assert TOKEN not in read_container(fetched(site, told["url"]))


def test_a_checkpoint_of_a_log_is_put_in(
    stamping: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = stamping
    package = tmp_path / "p.evidence.zip"
    package.write_bytes(fetched(site, made(site)["url"]))
    create(tmp_path / "log", "qingdao.example/log")
    assert run(["log", "add", str(tmp_path / "log"), str(package)], environment(site)) == 0
    capsys.readouterr()
    assert run(["stamps", "show"], environment(site)) == 0
    assert "qingdao.example/log 1" in capsys.readouterr().out
