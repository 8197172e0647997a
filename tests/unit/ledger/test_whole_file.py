"""Files written whole: what stands there after a write, a torn draft, and a place that is taken."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger.whole_file import require_place, rewrite_whole, write_whole

WRITERS, TIMES, SIZE = 4, 100, 2**20


def test_a_file_is_there_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"old")
    (tmp_path / "file.part").write_bytes(b"cut off")
    assert path.read_bytes() == b"old"
    write_whole(path, b"new", mode=0o600)
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_what_takes_a_files_place_takes_its_mode_too(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"private", mode=0o600)
    write_whole(path, b"private still")
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    write_whole(path, b"for all")
    assert path.stat().st_mode & 0o777 == 0o644
    write_whole(path, b"private again", mode=0o600)
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_has_to_be_new_takes_no_others_place(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"first", new=True)
    with pytest.raises(FileExistsError) as caught:
        write_whole(path, b"second", new=True)
    assert caught.value.filename == str(path)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("file", b"first")]


def write_many(path: Path, letter: int) -> None:
    """One writer, as a thread or a process of its own."""
    for _ in range(TIMES):
        write_whole(path, bytes([letter]) * SIZE, synced=False)


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_of_several_writers_each_puts_its_own_there_whole(
    tmp_path: Path, pool: type[ThreadPoolExecutor | ProcessPoolExecutor]
) -> None:
    path = tmp_path / "file"
    write_whole(path, bytes(SIZE))
    with pool(WRITERS) as writers:
        done = [writers.submit(write_many, path, letter) for letter in range(WRITERS)]
        while not all(each.done() for each in done):
            seen = path.read_bytes()
            assert (len(seen), len(set(seen))) == (SIZE, 1)
        for each in done:
            each.result()
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def append_many(path: Path, letter: int) -> None:
    """One writer that adds to what the others left."""
    for _ in range(TIMES):
        rewrite_whole(path, lambda before: before + bytes([letter]))


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_of_several_changes_at_once_none_is_lost(
    tmp_path: Path, pool: type[ThreadPoolExecutor | ProcessPoolExecutor]
) -> None:
    path = tmp_path / "file"
    write_whole(path, b"", mode=0o600)
    with pool(WRITERS) as writers:
        for each in [writers.submit(append_many, path, letter) for letter in range(WRITERS)]:
            each.result()
    assert sorted(path.read_bytes()) == sorted(bytes(range(WRITERS)) * TIMES)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_change_that_is_refused_leaves_all_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"old")

    def refuse(_: bytes) -> bytes:
        raise LookupError

    with pytest.raises(LookupError):
        rewrite_whole(path, refuse)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("file", b"old")]


def test_what_cannot_be_put_in_place_leaves_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    (path / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        write_whole(path, b"data", synced=False)
    assert [each.name for each in tmp_path.iterdir()] == ["folder"]


def test_a_place_is_tried_without_touching_what_stands_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    require_place(path)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("file", b"old")]
    with pytest.raises(OSError, match="No such file"):
        require_place(tmp_path / "missing" / "file")
