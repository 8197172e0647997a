"""The directory store: checked reads, real full disks, erasure."""

import fcntl
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notarization.content.backlog import CHECKED, Backlog, backlog
from notarization.content.checking import check
from notarization.content.directory import DirectoryStore
from notarization.content.errors import (
    ContentDigestMismatch,
    ContentErased,
    ContentLocked,
    ContentMissing,
    NoReader,
    StoreFailed,
    StoreFull,
)
from notarization.content.files import Shelf
from notarization.content.sealing import Identity, Suite
from notarization.content.store import ContentRef, ContentStore, Readers
from notarization.verify.digests import sha256
from tests.disks import small_disk

CLERK = Identity.generate()
OWNER = Identity.generate()
STRANGER = Identity.generate()
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=8)))
DATA = "张三，身份证号 110101199003070000".encode()


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    return DirectoryStore(tmp_path / "store", (CLERK.reader,))


def stored_path(store: DirectoryStore, ref: ContentRef) -> Path:
    return store.root / ref.cipher_sha256.hex()[:2] / ref.cipher_sha256.hex()


def files_below(root: Path) -> list[Path]:
    """All but locks."""
    return [each for each in root.rglob("*") if each.is_file() and each.name[0] != "."]


def test_directory_store_keeps_the_promise_of_a_content_store(store: DirectoryStore) -> None:
    promised: ContentStore = store
    assert promised.get(promised.put(b"data", public=True)) == b"data"


@given(data=st.binary(max_size=300), public=st.booleans())
def test_what_is_put_comes_back(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, *, public: bool
) -> None:
    store = DirectoryStore(tmp_path_factory.getbasetemp() / "given", (CLERK.reader,))
    ref = store.put(data, public=public)
    assert store.has(ref)
    assert store.get(ref, CLERK) == data


def test_private_content_that_nobody_could_open_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoReader):
        DirectoryStore(tmp_path).put(DATA, public=False)
    assert files_below(tmp_path) == []


def test_neither_name_nor_bytes_on_disk_tell_the_content(store: DirectoryStore) -> None:
    ref = store.put(DATA, public=False)
    (path,) = files_below(store.root)
    assert path == stored_path(store, ref)
    assert path.name not in {ref.sha256.hex(), ref.sm3.hex()}
    assert DATA not in path.read_bytes()


def test_public_content_put_twice_is_one_file(store: DirectoryStore) -> None:
    assert store.put(b"data", public=True) == store.put(b"data", public=True)
    assert len(files_below(store.root)) == 1


@pytest.mark.parametrize("public", [True, False])
def test_damage_on_disk_is_found_before_the_seal_is_tried(
    store: DirectoryStore, *, public: bool
) -> None:
    ref = store.put(DATA, public=public)
    path = stored_path(store, ref)
    *begin, last = path.read_bytes()
    damaged = bytes([*begin, last ^ 1])
    path.write_bytes(damaged)
    with pytest.raises(ContentDigestMismatch) as caught:
        store.get(ref, CLERK)
    assert (caught.value.digest, caught.value.expected) == ("cipher_sha256", ref.name)
    assert caught.value.computed == sha256(damaged).hex()


def test_missing_content_is_a_typed_error(store: DirectoryStore) -> None:
    ref = store.put(b"data", public=True)
    stored_path(store, ref).unlink()
    assert not store.has(ref)
    with pytest.raises(ContentMissing) as caught:
        store.get(ref)
    assert caught.value.name == ref.name


def test_erased_content_leaves_a_tombstone_and_no_bytes(store: DirectoryStore) -> None:
    ref = store.put(DATA, public=False)
    tombstone = store.erase(ref, at=NOON)
    assert (tombstone.name, tombstone.erased_at) == (ref.name, NOON.astimezone(UTC))
    assert not store.has(ref)
    with pytest.raises(ContentErased) as caught:
        store.get(ref, CLERK)
    assert (caught.value.name, caught.value.erased_at) == (ref.name, "2026-11-22T04:00:00+00:00")
    (grave,) = files_below(store.root)
    assert ref.sha256.hex().encode() not in grave.read_bytes()


def test_crash_between_tombstone_and_unlinking_hides_the_content(store: DirectoryStore) -> None:
    ref = store.put(b"data", public=True)
    store.erase(ref, at=NOON)
    stored_path(store, ref).write_bytes(b"data")
    assert not store.has(ref)
    with pytest.raises(ContentErased):
        store.get(ref)
    store.erase(ref, at=NOON)
    assert not stored_path(store, ref).exists()


def test_what_was_never_kept_is_not_erased(store: DirectoryStore) -> None:
    ref = DirectoryStore(store.root.with_name("other")).put(b"data", public=True)
    with pytest.raises(ContentMissing):
        store.erase(ref, at=NOON)


def test_damaged_tombstone_is_a_typed_error(store: DirectoryStore) -> None:
    ref = store.put(b"data", public=True)
    store.erase(ref, at=NOON)
    (grave,) = files_below(store.root)
    for damaged in (b"{", b"[]", b"{}"):
        grave.write_bytes(damaged)
        with pytest.raises(StoreFailed) as caught:
            store.get(ref)
        assert caught.value.path == str(grave)


def test_store_below_a_file_is_a_typed_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreFailed) as caught:
        DirectoryStore(tmp_path / "file").put(b"data", public=True)
    assert caught.value.reason == "Not a directory"


def test_full_disk_keeps_nothing_of_the_content_and_all_before_it(tmp_path: Path) -> None:
    with small_disk(tmp_path, 65_536) as disk:
        store = DirectoryStore(disk)
        kept = store.put(b"kept", public=True)
        before = files_below(disk)
        with pytest.raises(StoreFull) as caught:
            store.put(bytes(100_000), public=True)
        assert caught.value.size == 100_000
        assert files_below(disk) == before
        assert store.get(kept) == b"kept"


def test_a_check_names_what_is_lost_and_finishes_what_is_erased(store: DirectoryStore) -> None:
    kept, damaged, missing, erased = (store.put(f"{n}".encode(), public=True) for n in range(4))
    stored_path(store, damaged).write_bytes(b"other")
    stored_path(store, missing).unlink()
    store.erase(erased, at=NOON)
    stored_path(store, erased).write_bytes(b"3")
    everything = [each.name for each in (kept, damaged, missing, erased)]
    found = check(store, lambda: NOON, everything)
    assert (found.kept, found.erased, found.repaired) == (1, 1, ())
    assert found.lost == tuple(sorted((damaged.name, missing.name)))
    assert {(each.name, each.error.code) for each in found.lacking} == {
        (damaged.name, "CONTENT_LOST"),
        (damaged.name, "CONTENT_DIGEST_MISMATCH"),
        (missing.name, "CONTENT_LOST"),
    }
    assert not stored_path(store, erased).exists()
    told = backlog(store.root)
    assert (told.kept, told.lost, told.erased, told.lacking) == (1, 2, 1, 3)
    assert told.checked == NOON.timestamp()
    (store.root / CHECKED).write_bytes(b"{}")
    assert backlog(store.root) == Backlog(code="STORE_FAILED")
    check(store, lambda: NOON, everything)
    assert backlog(store.root) == told


def test_what_was_granted_heals_a_lost_file_and_is_made_anew_where_it_is_damaged(
    store: DirectoryStore,
) -> None:
    ref = store.put(DATA, public=False)
    first, second = Identity.generate(), Identity.generate()
    store.grant(ref, first.reader, CLERK)
    own = stored_path(store, ref).with_suffix(".own")
    own.write_bytes(b"damaged, or written anew and then killed")
    with pytest.raises(ContentLocked):
        store.get_sealed(ref, first)
    store.grant(ref, second.reader, CLERK)
    stored_path(store, ref).unlink()
    assert [store.get_sealed(ref, each) for each in (CLERK, first, second)] == [DATA] * 3
    found = check(store, lambda: NOON, [ref.name])
    assert [each.error.code for each in found.lacking] == ["CONTENT_MISSING"]
    assert found.lost == ()
    store.erase(ref, at=NOON)
    assert {each.suffix for each in store.root.glob("??/*")} == {".erased"}


def test_readers_of_a_file_of_the_second_suite_are_all_named(tmp_path: Path) -> None:
    clerk, owner = (Identity.generate(Suite.SM) for _ in range(2))
    store = DirectoryStore(tmp_path, (clerk.reader,))
    ref = store.put(DATA, public=False, readers=[owner.reader])
    assert store.readers(ref, STRANGER) == Readers((clerk.reader, owner.reader))


HELD = """
import sys
from pathlib import Path
from notarization.content.directory import DirectoryStore
def waiting(path, target):
    print("written", flush=True)
    sys.stdin.readline()
    return path.rename(target)
Path.replace = waiting
DirectoryStore(Path(sys.argv[1])).put(b"data", public=True)
"""


def test_half_written_files_go_once_their_writer_is_gone(store: DirectoryStore) -> None:
    command = [sys.executable, "-c", HELD, str(store.root)]
    shelf, pipe = Shelf(store.root), subprocess.PIPE
    assert shelf.tidy() == 0
    for end in ("finished", "killed"):
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as writer:
            assert writer.stdout
            assert writer.stdout.readline() == "written\n"
            assert shelf.tidy() == 0
            assert len(list((store.root / "incoming").iterdir())) == 1
            writer.kill() if end == "killed" else writer.communicate("\n")
    assert len(files_below(store.root)) == 2
    assert shelf.tidy() == 1
    (kept,) = files_below(store.root)
    assert kept.read_bytes() == b"data"


def test_a_file_taken_for_abandoned_before_it_was_locked_is_begun_anew(
    store: DirectoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, tidied = fcntl.flock, list[int]()

    def late(file: int, how: int) -> None:
        if not tidied:
            tidied.append(0)
            tidied[0] = Shelf(store.root).tidy()
        lock(file, how)

    monkeypatch.setattr(fcntl, "flock", late)
    assert store.get(store.put(b"data", public=True)) == b"data"
    assert tidied == [1]


LIMITED = """
import resource, sys
from pathlib import Path
from notarization.content.directory import DirectoryStore
from notarization.content.errors import StoreFull
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    DirectoryStore(Path(sys.argv[1])).put(bytes(100_000), public=True)
except StoreFull as error:
    print(error)
"""


def test_file_beyond_the_process_limit_keeps_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LIMITED, str(tmp_path)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "STORE_FULL size=100000"
    assert files_below(tmp_path) == []
