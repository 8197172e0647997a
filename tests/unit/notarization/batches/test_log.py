"""The log on disk: nothing that was told is lost, nothing stands twice, whenever a process dies."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notarization.batches.errors import (
    BatchDigestMalformed,
    BatchLogBroken,
    BatchLogExists,
    BatchLogMissing,
)
from notarization.batches.files import Watched, parse_digest
from notarization.batches.log import JOURNAL, LEAVES, DigestLog, create
from notarization.verify.batch import DOMAIN, RECORD, Algorithm, Digest

REGISTRY: Final = 371
ROUNDS: Final = 4
# enters digests of whole numbers, one to nine at a time, and says after each time how many there
# are; at the given call of fsync, before or after it, it kills itself; zero is never
WRITER: Final = """
import hashlib, os, sys
from pathlib import Path
from notarization.batches.log import DigestLog
from notarization.verify.batch import Algorithm, Digest
folder, at, after = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
fsync, calls = os.fsync, 0
def counted(handle):
    global calls
    calls += 1
    if calls == at and not after:
        os.kill(os.getpid(), 9)
    fsync(handle)
    if calls == at:
        os.kill(os.getpid(), 9)
os.fsync = counted
log = DigestLog(folder)
while True:
    number = log.size
    digests = [
        Digest.of(Algorithm.SHA256, hashlib.sha256(b"%d" % each).digest())
        for each in range(number, number + 1 + number % 9)
    ]
    log.add([*digests, digests[0]])
    print(log.size, flush=True)
"""


def digest(number: int) -> Digest:
    return Digest.of(Algorithm.SHA256, hashlib.sha256(b"%d" % number).digest())


@pytest.fixture
def log(tmp_path: Path) -> DigestLog:
    create(tmp_path / "log", REGISTRY)
    return DigestLog(tmp_path / "log")


def writer(folder: Path, at: int = 0, after: int = 0) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", WRITER, str(folder), str(at), str(after)]
    with said_to(folder).open("wb") as said:
        return subprocess.Popen(command, stdout=said)


def said_to(folder: Path) -> Path:
    return folder / "said"


def told_by(folder: Path, process: "subprocess.Popen[bytes]") -> int:
    """How many digests a writer that was killed had been told of."""
    assert process.wait(timeout=20) == -signal.SIGKILL
    said = said_to(folder).read_text()
    whole = said[: said.rfind("\n") + 1].split()
    return int(whole[-1]) if whole else 0


def require_whole(folder: Path, told: int) -> None:
    """All that was told is there, once, in its place; and no more than one group beside it."""
    found = DigestLog(folder)
    assert told <= found.size <= told + 9
    places = [found.place(digest(number)) for number in range(found.size)]
    assert places == [*range(found.size)]
    data = (folder / LEAVES).read_bytes()[: found.size * RECORD]
    assert data == b"".join(digest(number).record for number in range(found.size))


def test_nothing_is_lost_or_doubled_when_a_writer_is_killed(log: DigestLog) -> None:
    chance = random.Random(20260101)  # noqa: S311  # nothing secret
    told = 0
    for _ in range(ROUNDS):
        process = writer(log.folder)
        while not said_to(log.folder).stat().st_size:
            time.sleep(0.01)
        time.sleep(chance.random() / 5)
        process.kill()
        told = max(told, told_by(log.folder, process))
        require_whole(log.folder, told)
    assert told


@pytest.mark.parametrize("after", [0, 1])
def test_a_writer_killed_at_any_step_of_an_entry_leaves_what_was_told(
    log: DigestLog, after: int
) -> None:
    told = 0
    for at in (1, 2, 3, 4):
        told = max(told, told_by(log.folder, writer(log.folder, at, after)))
        require_whole(log.folder, told)


@settings(max_examples=30, deadline=None)
@given(cut=st.integers(0, 200), more=st.binary(max_size=2 * RECORD))
def test_what_a_torn_write_left_is_written_over(
    tmp_path_factory: pytest.TempPathFactory, cut: int, more: bytes
) -> None:
    folder = tmp_path_factory.mktemp("torn") / "log"
    create(folder, REGISTRY)
    DigestLog(folder).add([digest(0), digest(1)])
    DigestLog(folder).add([digest(2)])
    journal = (folder / JOURNAL).read_bytes()
    (folder / JOURNAL).write_bytes(journal[: max(0, len(journal) - cut)])
    with (folder / LEAVES).open("ab") as leaves:
        leaves.write(more)
    left = DigestLog(folder)
    assert left.size in {0, 2, 3}
    assert left.add([digest(number) for number in range(5)]) == [*range(5)]
    assert DigestLog(folder).size == 5
    assert (folder / LEAVES).stat().st_size == 5 * RECORD


def test_a_digest_has_one_place_whoever_gives_it_in(log: DigestLog) -> None:
    other = DigestLog(log.folder)
    assert log.add([digest(1), digest(2), digest(1)]) == [0, 1, 0]
    assert other.add([digest(3), digest(2)]) == [2, 1]
    assert log.add([digest(4), digest(3)]) == [3, 2]
    assert Digest.of(Algorithm.SM3, digest(1).value) != digest(1)
    assert log.add([Digest.of(Algorithm.SM3, digest(1).value)]) == [4]


def test_threads_and_processes_that_share_a_log_lose_and_double_nothing(log: DigestLog) -> None:
    other = DigestLog(log.folder)

    def enter(start: int) -> list[list[int]]:
        mine = log if start % 2 else other
        return [mine.add([digest(start + 4 * each), digest(0)]) for each in range(25)]

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(enter, range(4)))
    found = DigestLog(log.folder)
    assert found.size == 100
    for start, places in enumerate(told):
        own = [found.place(digest(start + 4 * each)) for each in range(25)]
        assert [each for each, _ in places] == own
        assert {each for _, each in places} == {found.place(digest(0))}


def test_the_tree_is_of_leaves_apart_from_nodes(log: DigestLog) -> None:
    log.add([digest(1)])
    leaf = hashlib.sha256(b"\x00" + DOMAIN + b"\x01" + digest(1).value).digest()
    assert log.root(1) == leaf


def test_a_batch_closes_once_and_closes_anew_when_the_log_has_grown(log: DigestLog) -> None:
    assert log.close() is None
    log.add([digest(1)])
    first = log.close()
    assert log.close() == first
    log.add([digest(2)])
    second = log.close()
    assert second is not None
    assert (second.size, DigestLog(log.folder).closed) == (2, [first, second])


def test_a_log_that_was_altered_closes_no_more(log: DigestLog) -> None:
    log.add([digest(1), digest(2)])
    log.close()
    with (log.folder / LEAVES).open("r+b") as leaves:
        leaves.seek(5)
        leaves.write(b"x")
    altered = DigestLog(log.folder)
    altered.add([digest(3)])
    with pytest.raises(BatchLogBroken):
        altered.close()


def test_a_log_without_its_leaves_opens_no_more(log: DigestLog) -> None:
    log.add([digest(1), digest(2)])
    os.truncate(log.folder / LEAVES, RECORD)
    with pytest.raises(BatchLogBroken):
        DigestLog(log.folder)


def test_a_log_is_made_once_and_opened_where_it_is(log: DigestLog, tmp_path: Path) -> None:
    with pytest.raises(BatchLogExists):
        create(log.folder, REGISTRY)
    with pytest.raises(BatchLogMissing):
        DigestLog(tmp_path)


@pytest.mark.parametrize("text", ["sha256:00", "md5:" + "00" * 32, "00" * 32, "sm3:" + "0 " * 32])
def test_a_digest_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(BatchDigestMalformed):
        parse_digest(text)
    assert parse_digest(str(digest(1))) == digest(1)


def test_a_watched_folder_enters_files_once_they_are_left_alone(
    log: DigestLog, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    (inbox / "deep").mkdir(parents=True)
    for name in ("0", "deep/1", "2"):
        (inbox / name).write_bytes(Path(name).name.encode())
    (inbox / "link").symlink_to(inbox / "0")
    watched = Watched(inbox, log, Algorithm.SHA256, lambda: time.time() + 60)
    assert [found for _, found, _ in watched.look()] == [digest(0), digest(2), digest(1)]
    assert list(watched.look()) == []
    fresh = Watched(inbox, log, Algorithm.SHA256, time.time)
    (inbox / "3").write_bytes(b"3")
    assert list(fresh.look()) == []
    again = Watched(inbox, log, Algorithm.SHA256, lambda: time.time() + 60)
    assert sorted(place for _, _, place in again.look()) == [0, 1, 2, 3]
