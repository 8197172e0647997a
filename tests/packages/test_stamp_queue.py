"""The queue for time stamps: who is asked, when again, and what a killed process leaves."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from api import stamps
from api.cli import run
from ledger.settings import Settings, SettingWrong
from notarization.timestamps.errors import StampQueueFailed
from notarization.timestamps.queue import QUEUE, RENEW, Kind, StampQueue, key_of
from notarization.timestamps.stamping import with_tokens
from notarization.timestamps.standing import DAY, FIRST_WAIT, HOUR
from notarization.timestamps.working import Work, check, follow, is_due, push
from notarization.verify.container import read_container
from notarization.verify.report import Grade
from tests.packages.stamps import FIRST, MANIFEST, OPENSSL, SECOND, Server, asked, told, trust
from tests.packages.test_forgeries import PACKAGE
from tests.simulators.time_authority import PASSWORD, Fault, authorities_file

pytestmark = pytest.mark.node
KEY: Final = key_of(MANIFEST)
# the console, which dies when the authority has answered and before the token is kept
KILLED: Final = """
import os, sys
from api.cli import run
from notarization.timestamps.queue import StampQueue
StampQueue.keep = lambda *_: os.kill(os.getpid(), 9)
run(sys.argv[1:], os.environ)
"""


@dataclass
class Desk:
    """A queue with its authorities, and a clock that is set by hand."""

    folder: Path
    servers: tuple[Server, ...]
    needed: int = 1
    later: int = 0
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def work(self) -> Work:
        known = asked(self.folder, *self.servers, **self.changes)
        queue = StampQueue(self.folder / "stamps")
        return Work(queue, known, self.needed, 90 * DAY, self.now)

    def now(self) -> int:
        return int(datetime.now(UTC).timestamp()) + self.later

    def put(self, data: bytes = MANIFEST, kind: Kind = Kind.PACKAGE) -> str:
        return self.work.queue.put(kind, "one", data, self.now())

    def tokens(self, key: str = KEY) -> dict[str, int]:
        return {series: len(each) for series, each in self.work.queue.tokens(key).items()}

    def standing(self, place: int = 0) -> tuple[str, int]:
        work = self.work
        found = work.standings.of(work.authorities[place], self.now())
        return found.why_not(self.now()), found.failures

    def told(self) -> tuple[Grade, set[str]]:
        """What both verifiers say of the package with the tokens of the queue."""
        package = with_tokens(PACKAGE, self.work.queue.tokens(KEY))
        return told(package, trust(*self.work.authorities, needed=self.needed))


@pytest.fixture
def desk(servers: tuple[Server, Server], tmp_path: Path) -> Desk:
    for each in servers:
        each.faults.clear()
    return Desk(tmp_path, servers)


def environment_of(settings: Settings) -> dict[str, str]:
    return {
        "DATADEED_HOME": str(settings.home),
        "DATADEED_TIME_AUTHORITIES": settings.time_authorities,
        "TSA_PASSWORD": PASSWORD,
    }


@pytest.fixture
def settings(desk: Desk) -> Settings:
    file = authorities_file(desk.folder / "a.json", *(each.entry() for each in desk.servers))
    return Settings.read(
        {"DATADEED_HOME": str(desk.folder), "DATADEED_TIME_AUTHORITIES": str(file)}
    )


def test_what_is_put_in_is_stamped_once_and_verified(desk: Desk) -> None:
    assert desk.put() == desk.put() == KEY
    before = desk.servers[0].asked
    done = push(desk.work)
    assert [(key, each.authority) for key, each in done.stamps] == [(KEY, "haina")]
    desk.put()
    again = push(desk.work)
    assert (again.stamps, again.waiting, desk.servers[0].asked - before) == ((), (), 1)
    assert desk.told() == (Grade.VERIFIED, set())


@pytest.mark.parametrize("fault", [Fault.UNAVAILABLE, Fault.QUOTA, Fault.GARBAGE])
def test_the_next_authority_is_asked_where_one_gives_none(desk: Desk, fault: Fault) -> None:
    desk.servers[0].faults.append(fault)
    desk.put()
    push(desk.work)
    assert desk.tokens() == {"chengyin": 1}
    assert desk.told() == (Grade.VERIFIED, set())


def test_an_authority_that_failed_is_left_in_peace_for_longer_each_time(desk: Desk) -> None:
    desk.servers = desk.servers[:1]
    server = desk.servers[0]
    server.faults.extend([Fault.UNAVAILABLE] * 2)
    desk.put()
    assert push(desk.work).waiting == (KEY,)
    assert desk.standing() == ("AUTHORITY_UNREACHABLE", 1)
    before = server.asked
    push(desk.work)
    assert server.asked == before
    desk.later = FIRST_WAIT + 1
    push(desk.work)
    assert desk.standing() == ("AUTHORITY_UNREACHABLE", 2)
    desk.later += FIRST_WAIT + 1
    assert push(desk.work).waiting == (KEY,)
    desk.later += FIRST_WAIT
    assert push(desk.work).waiting == ()
    assert desk.standing() == ("", 0)


@pytest.mark.parametrize(("quota", "span"), [("mostPerHour", HOUR), ("mostPerDay", DAY)])
def test_a_spent_quota_waits_for_its_end(desk: Desk, quota: str, span: int) -> None:
    desk.servers, desk.changes = desk.servers[:1], {quota: 1}
    desk.put()
    second = desk.put(b"a root", Kind.BATCH)
    assert push(desk.work).waiting == (second,)
    assert desk.standing() == ("QUOTA_SPENT", 0)
    desk.later = span - 60
    assert push(desk.work).waiting == (second,)
    desk.later = span + 60
    assert push(desk.work).waiting == ()


def test_as_many_authorities_stamp_as_are_wanted(desk: Desk) -> None:
    desk.needed = 2
    desk.servers[1].faults.append(Fault.UNAVAILABLE)
    desk.put()
    assert push(desk.work).waiting == (KEY,)
    desk.later = FIRST_WAIT + 1
    push(desk.work)
    assert desk.tokens() == {"chengyin": 1, "haina": 1}
    assert desk.told() == (Grade.VERIFIED, set())


# Renewal


def test_a_token_that_ends_soon_is_renewed_under_the_next_certificate(desk: Desk) -> None:
    haina = desk.servers[0]
    desk.servers = (haina,)
    haina.certify(until=datetime.now(UTC) + timedelta(days=30))
    try:
        desk.put()
        assert push(desk.work).renewing == (KEY,)
        before = haina.asked
        push(desk.work)
        push(desk.work)  # it was asked a moment ago, and still had the old certificate
        assert (desk.tokens(), haina.asked - before) == ({"haina": 1}, 1)
    finally:
        haina.certify()
    desk.later = DAY + 60
    found = check(desk.work)
    assert (found.held, found.renewing, found.lapsed) == (1, 1, ())
    assert push(desk.work).renewing == ()
    assert desk.tokens() == {"haina": 2}
    assert set(read_container(with_tokens(PACKAGE, desk.work.queue.tokens(KEY)))) > {FIRST, SECOND}
    assert desk.told() == (Grade.VERIFIED, set())


def test_another_authority_renews_where_its_own_is_gone(desk: Desk) -> None:
    haina = desk.servers[0]
    haina.certify(until=datetime.now(UTC) + timedelta(days=30))
    try:
        desk.put()
        haina_alone = replace(desk.work, authorities=desk.work.authorities[:1])
        push(haina_alone)
    finally:
        haina.certify()
    haina.faults.append(Fault.UNAVAILABLE)
    push(desk.work)
    assert desk.tokens() == {"haina": 2}
    assert desk.told() == (Grade.VERIFIED, set())


def test_tokens_that_all_ended_are_named_and_another_authority_stamps(desk: Desk) -> None:
    haina = desk.servers[0]
    haina.certify(until=datetime.now(UTC) + timedelta(days=30))
    try:
        desk.put()
        push(replace(desk.work, authorities=desk.work.authorities[:1]))
    finally:
        haina.certify()
    desk.later = 31 * DAY
    found = check(desk.work)
    assert (found.held, found.lapsed) == (0, (KEY,))
    assert desk.work.queue.noted()["lapsed"] == [KEY]
    push(desk.work)
    assert desk.tokens() == {"chengyin": 1, "haina": 1}


# A process that is killed, a disk that refuses


def test_what_was_answered_and_not_kept_is_asked_for_again(desk: Desk, settings: Settings) -> None:
    desk.put()
    environment = {**os.environ, **environment_of(settings)}
    before = desk.servers[0].asked
    done = subprocess.run(
        [sys.executable, "-c", KILLED, "stamps", "push"], env=environment, check=False, timeout=60
    )
    assert done.returncode == -signal.SIGKILL
    assert (desk.servers[0].asked - before, desk.tokens()) == (1, {})
    work = desk.work
    assert work.standings.of(work.authorities[0], desk.now()).hour == 1
    assert [each.authority for _, each in push(work).stamps] == ["haina"]
    assert desk.tokens() == {"haina": 1}
    assert work.queue.names(QUEUE) == work.queue.names(RENEW) == []


def test_what_was_half_written_is_not_looked_at(desk: Desk) -> None:
    key = desk.put()
    root = desk.work.queue.root
    (root / QUEUE / f"{key}.part").write_bytes(b"")
    (root / key[:2] / f"{key}.haina.001.tsr.part").write_bytes(b"half")
    push(desk.work)
    assert desk.tokens() == {"haina": 1}


def test_a_door_does_not_fail_where_the_queue_does(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    package = tmp_path / "p.evidence.zip"
    package.write_bytes(PACKAGE)
    settings.stamps.write_bytes(b"no folder")
    stamps.enter_package(settings, package, 1)
    assert "not in the queue for time stamps" in caplog.text
    assert stamps.handed_out(settings, package, 1) == PACKAGE
    assert stamps.stamps_of(settings, package, 1).state == "waiting"
    assert stamps.backlog(settings, 1).code == "STAMP_QUEUE_FAILED"


@pytest.mark.parametrize("card", [b"", b"{}", b'{"kind":"x","name":"","since":1}'])
def test_a_card_that_is_damaged_is_named(desk: Desk, card: bytes) -> None:
    key = desk.put()
    path = desk.work.queue.root / key[:2] / f"{key}.json"
    path.write_bytes(card)
    with pytest.raises(StampQueueFailed, match=key):
        push(desk.work)


def test_a_card_that_is_damaged_holds_up_no_other_and_is_told(
    desk: Desk, settings: Settings
) -> None:
    first = desk.put(b"first")
    push(desk.work)
    (desk.work.queue.root / first[:2] / f"{first}.json").write_bytes(b"{}")
    second = desk.put(b"second")
    (desk.work.queue.root / QUEUE / first).write_bytes(b"")
    with pytest.raises(StampQueueFailed, match=first):
        push(desk.work)
    assert desk.tokens(second) == {"haina": 1}
    haina = desk.servers[0]
    haina.certify(until=datetime.now(UTC) + timedelta(days=30))
    try:
        third = desk.put(b"third")
        with pytest.raises(StampQueueFailed, match=first):
            push(desk.work)
    finally:
        haina.certify()
    desk.later = DAY + 60
    with pytest.raises(StampQueueFailed, match=first):
        check(desk.work)
    assert third in desk.work.queue.names(RENEW)
    assert desk.work.queue.noted()["unread"] == 1
    (desk.work.queue.root / QUEUE / first).unlink()
    assert stamps.backlog(settings, desk.now()).code == "STAMP_QUEUE_FAILED"
    push(desk.work)
    assert desk.tokens(third) == {"haina": 2}


def test_what_a_check_cannot_read_keeps_a_server_from_renewing_nothing(desk: Desk) -> None:
    haina = desk.servers[0]
    haina.certify(until=datetime.now(UTC) + timedelta(days=30))
    try:
        key, other = desk.put(), desk.put(b"other", Kind.BATCH)
        push(desk.work)
    finally:
        haina.certify()
    assert desk.tokens(key) == {"haina": 1}
    (desk.work.queue.root / other[:2] / f"{other}.data").unlink()
    desk.later = DAY + 60
    stop = threading.Event()
    thread = threading.Thread(target=follow, args=(desk.work, stop))
    thread.start()
    patience = time.monotonic() + 30
    try:
        while desk.tokens(key) != {"haina": 2}:
            assert time.monotonic() < patience, "it was never renewed"
            time.sleep(0.1)
    finally:
        stop.set()
        thread.join()


def test_more_stamps_than_authorities_are_refused(settings: Settings) -> None:
    with pytest.raises(SettingWrong, match="STAMPS_NEEDED"):
        stamps.work_of(replace(settings, stamps_needed=3), environment_of(settings), lambda: 1)


def test_nothing_is_kept_where_no_authority_is_named(settings: Settings, tmp_path: Path) -> None:
    off = replace(settings, time_authorities="-")
    package = tmp_path / "p.evidence.zip"
    package.write_bytes(PACKAGE)
    stamps.enter_package(off, package, 1)
    assert not settings.stamps.exists()
    assert (stamps.stamps_of(off, package, 1).state, stamps.backlog(off, 1).on) == ("off", False)


Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def console(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Run:

    def call(*words: str) -> tuple[int, Any]:
        group = () if words[0] == "log" else ("stamps",)
        code = run([*group, *words, "--json"], environment_of(settings))
        out = capsys.readouterr().out
        return code, json.loads(out) if out else None

    return call


def test_the_console_shows_pushes_checks_and_exports(
    desk: Desk, console: Run, tmp_path: Path
) -> None:
    key = desk.put(b"a checkpoint", Kind.CHECKPOINT)
    code, shown = console("show")
    assert (code, shown["waiting"], shown["queue"][0]["key"]) == (0, 1, key)
    desk.servers[0].faults.append(Fault.UNAVAILABLE)
    desk.servers[1].faults.append(Fault.UNAVAILABLE)
    assert console("push") == (3, {"stamps": [], "waiting": [key], "renewing": []})
    assert {each["code"] for each in console("show")[1]["authorities"]} == {"AUTHORITY_UNREACHABLE"}
    desk.later = FIRST_WAIT + 1
    push(desk.work)
    assert console("check") == (0, {"held": 1, "renewing": 0, "lapsed": []})
    code, written = console("export", key, "--output", str(tmp_path / "out"))
    assert (code, written["files"]) == (0, ["data", "haina-001.tsr"])
    verified = subprocess.run(
        (OPENSSL, "ts", "-verify", "-data", "data", "-in", "haina-001.tsr", "-CAfile",
         str(desk.servers[0].root_file)),
        cwd=tmp_path / "out", check=False, capture_output=True,
    )  # fmt: skip
    assert verified.returncode == 0, verified.stderr
    assert console("export", "ab", "--output", str(tmp_path / "out"))[0] == 1


def test_a_checkpoint_is_stamped_and_its_tokens_go_beside_its_proof(
    desk: Desk, settings: Settings, console: Run, tmp_path: Path
) -> None:
    package = tmp_path / "p.evidence.zip"
    package.write_bytes(PACKAGE)
    log = str(tmp_path / "log")
    assert console("log", "create", log, "register.example/log")[0] == 0
    assert console("log", "add", log, str(package))[0] == 0
    bare = package.read_bytes()
    lacking = {str(package): ["checkpoints/log.tlog-proof"]}
    told = {"packages": [str(package)], "lacking": lacking}
    assert console("log", "stamps", str(package)) == (3, told)
    assert [each["kind"] for each in console("show")[1]["queue"]] == ["checkpoint"]
    push(desk.work)
    assert console("log", "stamps", str(package)) == (0, {**told, "lacking": {}})
    stamped = read_container(package.read_bytes())
    assert set(stamped) - set(read_container(bare)) == {"checkpoints/log.haina.001.tsr"}
    # what is handed out has them too
    package.write_bytes(bare)
    handed = stamps.handed_out(settings, package, desk.now())
    assert read_container(handed) == stamped


def test_a_clock_that_was_ahead_puts_nothing_off(desk: Desk) -> None:
    desk.put()
    desk.later = 400 * DAY
    check(desk.work)
    work = desk.work
    first, second = work.authorities
    work.standings.failed(first, "AUTHORITY_UNREACHABLE", desk.now())
    work.standings.answered(second, desk.now(), unfit=desk.now() + DAY)
    assert not is_due(work)
    assert desk.standing() == ("AUTHORITY_UNREACHABLE", 1)
    assert work.standings.of(second, desk.now()).is_unfit(desk.now())
    desk.later = 0
    assert is_due(work)
    assert desk.standing() == ("", 1)
    assert not work.standings.of(second, desk.now()).is_unfit(desk.now())
    check(work)
    assert not is_due(work)
