"""Fingerprints of real files and folders, and of what changes or hides while it is read."""

import hashlib
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.domain.fingerprint import CHUNK_BYTES, EMPTY_ROOT, public_id, verify_chunk
from ledger.domain.merkle import MerkleIndexOutOfRange
from notarization.fingerprint import (
    FileFingerprint,
    FolderFingerprint,
    fingerprint,
    fingerprint_bytes,
    prove_chunk,
)
from notarization.fingerprint_errors import (
    FileChangedWhileRead,
    FileUnreadable,
    FolderHasNoFile,
    NonUtf8FileName,
    SpecialFileRefused,
)

SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 5 * CHUNK_BYTES + 7]
LONG_AGO = 1_600_000_000


def content(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def naive_merkle(data: bytes) -> bytes:
    leaves = [
        hashlib.sha256(b"\x00" + data[start : start + CHUNK_BYTES]).digest()
        for start in range(0, len(data), CHUNK_BYTES)
    ]
    return subtree(leaves) if leaves else hashlib.sha256(b"").digest()


def subtree(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + subtree(leaves[:split]) + subtree(leaves[split:])).digest()


def write(path: Path, data: bytes) -> Path:
    """Write a file that was last changed long ago, so that a second write moves its time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


@pytest.mark.parametrize("size", SIZES)
def test_three_digests_equal_their_definitions(tmp_path: Path, size: int) -> None:
    data = content(size)
    found = fingerprint(write(tmp_path / "data", data)).fingerprint
    assert found.size == size
    assert found.sha256 == hashlib.sha256(data).digest()
    assert found.sm3 == hashlib.new("sm3", data).digest()
    assert found.merkle == naive_merkle(data)


@pytest.mark.parametrize("size", SIZES)
def test_file_and_its_bytes_in_memory_agree(tmp_path: Path, size: int) -> None:
    path = write(tmp_path / "data", content(size))
    assert fingerprint(path) == FileFingerprint(fingerprint_bytes(content(size)))


def test_empty_file_has_the_root_of_nothing(tmp_path: Path) -> None:
    assert fingerprint(write(tmp_path / "empty", b"")).fingerprint.merkle == EMPTY_ROOT


def test_progress_adds_up_to_the_size(tmp_path: Path) -> None:
    read: list[int] = []
    fingerprint(write(tmp_path / "data", content(SIZES[-1])), progress=read.append)
    assert (len(read), sum(read)) == (6, SIZES[-1])


def test_folder_is_the_fingerprint_of_its_sorted_manifest(tmp_path: Path) -> None:
    for name in ("b.csv", "a/z.csv", "a.csv", "数据.csv", "a/sub/x.csv"):
        write(tmp_path / name, name.encode())
    found = fingerprint(tmp_path)
    assert isinstance(found, FolderFingerprint)
    names = [entry.path for entry in found.entries]
    assert names == ["a.csv", "a/sub/x.csv", "a/z.csv", "b.csv", "数据.csv"]
    assert all(e.fingerprint == fingerprint_bytes(e.path.encode()) for e in found.entries)
    assert found.fingerprint == fingerprint_bytes(found.manifest)


def test_folder_does_not_depend_on_its_own_name_or_times(tmp_path: Path) -> None:
    first = fingerprint(write(tmp_path / "one" / "a", b"same").parent)
    second = write(tmp_path / "two" / "a", b"same")
    os.utime(second, (LONG_AGO + 5, LONG_AGO + 5))
    assert fingerprint(second.parent) == first


def test_renamed_file_changes_the_folder(tmp_path: Path) -> None:
    path = write(tmp_path / "a", b"same")
    before = public_id(fingerprint(tmp_path).fingerprint)
    path.rename(tmp_path / "b")
    assert public_id(fingerprint(tmp_path).fingerprint) != before


def append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def truncate(path: Path) -> None:
    os.truncate(path, CHUNK_BYTES)


def rewrite_in_place(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"other")


def replace(path: Path) -> None:
    other = write(path.with_name("other"), content(3 * CHUNK_BYTES))
    other.replace(path)


def replace_with_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("change", "aspect"),
    [
        (append, "size"),
        (truncate, "size"),
        (rewrite_in_place, "time"),
        (replace, "identity"),
        (replace_with_pipe, "identity"),
        (Path.unlink, "identity"),
    ],
)
def test_file_that_changes_while_read_is_refused(
    tmp_path: Path, change: Callable[[Path], None], aspect: str
) -> None:
    path = write(tmp_path / "data", content(3 * CHUNK_BYTES))
    with pytest.raises(FileChangedWhileRead) as caught:
        fingerprint(path, progress=once(lambda: change(path)))
    assert (caught.value.path, caught.value.aspect) == (str(path), aspect)


def once(act: Callable[[], object]) -> Callable[[int], None]:
    acts = [act]

    def progress(_: int) -> None:
        if acts:
            acts.pop()()

    return progress


def test_file_longer_than_its_size_says_is_refused() -> None:
    # The system gives this file the size 0 and bytes all the same.
    with pytest.raises(FileChangedWhileRead) as caught:
        fingerprint(Path("/proc/self/status"))
    assert caught.value.aspect in {"length", "time"}


@pytest.mark.parametrize("late", ["new.csv", "sub/new.csv"])
def test_file_added_to_a_folder_while_read_is_refused(tmp_path: Path, late: str) -> None:
    write(tmp_path / "a.csv", b"a")
    with pytest.raises(FileChangedWhileRead) as caught:
        fingerprint(tmp_path, progress=once(lambda: write(tmp_path / late, b"late")))
    assert (caught.value.path, caught.value.aspect) == (str(tmp_path / late), "listing")


def test_file_changed_after_its_turn_in_a_folder_is_refused(tmp_path: Path) -> None:
    first = write(tmp_path / "a.csv", b"aaaaa")
    write(tmp_path / "b.csv", b"b")
    turns: list[int] = []

    def progress(read: int) -> None:
        turns.append(read)
        if len(turns) == 2:
            rewrite_in_place(first)

    with pytest.raises(FileChangedWhileRead) as caught:
        fingerprint(tmp_path, progress=progress)
    assert (caught.value.path, caught.value.aspect) == (str(first), "time")


def make_link(path: Path) -> None:
    path.symlink_to(path.parent)


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(path))


@pytest.mark.parametrize(
    ("make", "kind"),
    [(make_link, "symbolic link"), (os.mkfifo, "pipe"), (make_socket, "socket")],
)
@pytest.mark.parametrize("inside", [False, True])
def test_special_file_is_refused_by_name(
    tmp_path: Path, make: Callable[[Path], None], kind: str, *, inside: bool
) -> None:
    write(tmp_path / "plain", b"plain")
    make(tmp_path / "odd")
    with pytest.raises(SpecialFileRefused) as caught:
        fingerprint(tmp_path if inside else tmp_path / "odd")
    assert (caught.value.path, caught.value.kind) == (str(tmp_path / "odd"), kind)


def test_device_is_refused_by_name() -> None:
    with pytest.raises(SpecialFileRefused) as caught:
        fingerprint(Path("/dev/zero"))
    assert caught.value.kind == "character device"


def test_name_that_is_not_utf8_is_refused_with_its_bytes(tmp_path: Path) -> None:
    write(tmp_path / "sub" / os.fsdecode("数据".encode("gb18030")), b"x")
    with pytest.raises(NonUtf8FileName) as caught:
        fingerprint(tmp_path)
    assert caught.value.path == b"sub/" + "数据".encode("gb18030")


def test_folder_without_any_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty" / "deeper").mkdir(parents=True)
    with pytest.raises(FolderHasNoFile) as caught:
        fingerprint(tmp_path)
    assert caught.value.path == str(tmp_path)


def test_missing_file_is_a_typed_error(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable) as caught:
        fingerprint(tmp_path / "missing")
    assert (caught.value.path, caught.value.reason) == (
        str(tmp_path / "missing"),
        "No such file or directory",
    )


def test_file_that_fails_while_read_is_a_typed_error() -> None:
    # Page 0 of a process is never mapped, so that this read fails even for root.
    with pytest.raises(FileUnreadable) as caught:
        fingerprint(Path("/proc/self/mem"))
    assert caught.value.reason == "Input/output error"


@pytest.mark.parametrize("index", [0, 2, 5])
def test_chunk_of_a_file_is_proven_against_its_fingerprint(tmp_path: Path, index: int) -> None:
    data = content(5 * CHUNK_BYTES + 7)
    path = write(tmp_path / "data", data)
    chunk, proof = prove_chunk(path, index)
    place = verify_chunk(fingerprint(path).fingerprint, chunk, proof)
    assert chunk == data[place.start : place.stop]


@pytest.mark.parametrize("index", [-1, 1])
def test_chunk_outside_the_file_cannot_be_proven(tmp_path: Path, index: int) -> None:
    with pytest.raises(MerkleIndexOutOfRange):
        prove_chunk(write(tmp_path / "data", b"one chunk"), index)
