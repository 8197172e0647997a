"""The log of a collection: what it keeps, and that no line of it can be another."""

import hashlib
import json
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain import canonical
from ledger.domain.personal import PersonalDataFound
from notarization.capture import (
    CaptureClockBack,
    CaptureClosed,
    CaptureExists,
    CaptureFileElsewhere,
    CaptureOutputExists,
    CommandMissing,
    Keeper,
    compare,
)
from notarization.fingerprint import fingerprint
from notarization.verify.capture import Capture, CaptureBroken, read
from tests.console import console

NOON = datetime(2026, 9, 30, 4, 0, tzinfo=UTC)
PRINTS = "import sys; sys.stdout.write('day,salinity\\n1,31.2\\n'); sys.exit(int(sys.argv[1]))"


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    """A log that was opened; each look at the clock is a minute later."""
    times = iter(NOON + timedelta(minutes=each) for each in range(1_000))
    made = Keeper(tmp_path / "capture.jsonl", lambda: next(times))
    made.open(source="浮标 7 号", method="逐时自动上报", tools=[("buoyd", "2.4.1")])
    return made


def kept(keeper: Keeper) -> tuple[bytes, Capture]:
    """A log with a line of every kind."""
    folder = keeper.path.parent
    (folder / "a.csv").write_text("1\n", encoding="utf-8")
    keeper.add([folder / "a.csv"])
    keeper.run([sys.executable, "-c", PRINTS, "0"], folder / "b.csv")
    keeper.note("传感器于次日更换")
    made = keeper.close()
    return keeper.path.read_bytes(), made


def test_every_line_names_the_one_before_and_the_head_is_the_last_ones_digest(
    keeper: Keeper,
) -> None:
    data, made = kept(keeper)
    lines = data.splitlines()
    assert [json.loads(each)["kind"] for each in lines] == [
        *("opened", "files", "run", "note", "closed"),
    ]
    digests = ["0x" + hashlib.sha256(each).hexdigest() for each in lines]
    assert [json.loads(each)["previous"] for each in lines] == ["0x" + "00" * 32, *digests[:-1]]
    assert "0x" + made.head.hex() == digests[-1]
    assert made.closed
    opened = json.loads(lines[0])
    assert opened["tools"][1:] == [{"name": "buoyd", "version": "2.4.1"}]
    assert set(opened["device"]) == {"system", "release", "machine", "python"}


def test_a_command_stands_with_its_words_times_and_what_it_wrote(keeper: Keeper) -> None:
    output = keeper.path.parent / "b.csv"
    command = [sys.executable, "-c", PRINTS, "3"]
    assert keeper.run(command, output) == 3
    entry: Any = json.loads(keeper.path.read_bytes().splitlines()[-1])
    assert (entry["command"], entry["exit"]) == (command, 3)
    assert entry["began"] < entry["time"]
    (file,) = entry["files"]
    assert output.read_text(encoding="utf-8") == "day,salinity\n1,31.2\n"
    assert file["sha256"] == "0x" + fingerprint(output).fingerprint.sha256.hex()


def test_a_changed_missing_or_equal_file_is_told(keeper: Keeper) -> None:
    _, made = kept(keeper)
    folder = keeper.path.parent
    assert {each.state for each in compare(made, folder)} == {"same"}
    (folder / "a.csv").write_text("2\n", encoding="utf-8")
    (folder / "b.csv").unlink()
    states = {each.path: each.state for each in compare(made, folder)}
    assert states == {"a.csv": "differs", "b.csv": "missing"}


def test_what_was_entered_last_of_a_file_counts(keeper: Keeper) -> None:
    path = keeper.path.parent / "a.csv"
    for text in ("1\n", "2\n"):
        path.write_text(text, encoding="utf-8")
        keeper.add([path])
    made = read(keeper.path.read_bytes())
    assert [each.state for each in compare(made, keeper.path.parent)] == ["same"]


def rewritten(line: bytes, **changes: Any) -> bytes:
    entry: Any = canonical.parse(line)
    return canonical.encode({**entry, **changes})


@pytest.mark.parametrize(
    ("name", "number", "fault"),
    [
        ("a line is left out", 3, "entry"),
        ("two change places", 3, "entry"),
        ("a word is another", 5, "previous"),
        ("a time goes back", 4, "time"),
        ("a path leads out", 2, "files"),
        ("a member more", 4, "members"),
        ("a kind that is none", 4, "kind"),
        ("a line after the end", 6, "the log was closed before"),
        ("the end is torn off", 5, "the line has no end"),
        ("opened twice", 2, "the first line"),
        ("a number in place of a text", 4, "text"),
        ("another spelling of a line", 4, "JSON"),
    ],
)
def test_a_log_that_was_tampered_with_is_refused_at_its_line(
    keeper: Keeper, name: str, number: int, fault: str
) -> None:
    data, _ = kept(keeper)
    lines = data.splitlines()
    file = json.loads(lines[1])["files"][0]
    after = {"entry": 5, "previous": "0x" + hashlib.sha256(lines[4]).hexdigest()}
    forged = {
        "a line is left out": [*lines[:2], *lines[3:]],
        "two change places": [*lines[:2], lines[3], lines[2], lines[4]],
        "a word is another": [*lines[:3], rewritten(lines[3], text="从未更换"), lines[4]],
        "a time goes back": [*lines[:3], rewritten(lines[3], time="2026-09-01T00:00:00Z")],
        "a path leads out": [lines[0], rewritten(lines[1], files=[{**file, "path": "../a"}])],
        "a member more": [*lines[:3], rewritten(lines[3], aside="x")],
        "a kind that is none": [*lines[:3], rewritten(lines[3], kind="aside")],
        "a line after the end": [*lines, rewritten(lines[4], **after)],
        "opened twice": [lines[0], lines[0]],
        "a number in place of a text": [*lines[:3], rewritten(lines[3], text=1)],
        "another spelling of a line": [*lines[:3], lines[3].replace(b",", b", ")],
    }
    torn = data[:-5]
    whole = torn if name not in forged else b"\n".join(forged[name]) + b"\n"
    with pytest.raises(CaptureBroken) as refusal:
        read(whole)
    assert refusal.value.line == number
    assert fault in refusal.value.fault


def test_a_log_that_does_not_hold_is_not_gone_on_with(keeper: Keeper) -> None:
    keeper.note("a")
    whole = keeper.path.read_bytes()
    keeper.path.write_bytes(whole.replace(b'"a"', b'"b"') + whole.splitlines()[-1])
    before = keeper.path.read_bytes()
    with pytest.raises(CaptureBroken):
        keeper.note("c")
    assert keeper.path.read_bytes() == before


def test_nothing_is_entered_that_may_not_be(keeper: Keeper, tmp_path: Path) -> None:
    before = keeper.path.read_bytes()
    with pytest.raises(CaptureExists):
        keeper.open(source="x", method="y", tools=[])
    with pytest.raises(CaptureFileElsewhere):
        keeper.add([Path(sys.executable)])
    with pytest.raises(PersonalDataFound):
        keeper.note("联系 13800138000")
    ran = tmp_path / "ran"
    with pytest.raises(PersonalDataFound):
        keeper.run(["touch", str(ran), "13800138000"], tmp_path / "o.csv")
    assert not ran.exists()
    with pytest.raises(CommandMissing):
        keeper.run(["no-such-program"], tmp_path / "o.csv")
    (tmp_path / "there.csv").touch()
    with pytest.raises(CaptureOutputExists):
        keeper.run(["true"], tmp_path / "there.csv")
    with pytest.raises(CaptureClockBack):
        Keeper(keeper.path, lambda: NOON - timedelta(days=1)).note("late")
    assert keeper.path.read_bytes() == before
    keeper.close()
    with pytest.raises(CaptureClosed):
        keeper.note("after")


def test_two_writers_leave_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "capture.jsonl"
    Keeper(path).open(source="x", method="y", tools=[])
    script = (
        "import sys; from pathlib import Path; from notarization.capture import Keeper\n"
        "for each in range(8): Keeper(Path(sys.argv[1])).note(f'{sys.argv[2]} {each}')"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(path), name]) for name in ("a", "b")
    ]
    assert [each.wait(120) for each in running] == [0, 0]
    assert len(read(path.read_bytes()).entries) == 17


@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_fail_otherwise(data: bytes) -> None:
    with suppress(CaptureBroken):
        assert read(data).head


def test_no_byte_can_be_another_under_the_same_head(keeper: Keeper) -> None:
    data, made = kept(keeper)
    for place in range(len(data)):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with suppress(CaptureBroken):
            assert read(changed).head != made.head


def test_the_console_keeps_and_checks_a_log(tmp_path: Path) -> None:
    log = str(tmp_path / "capture.jsonl")

    def told(*words: str, code: int = 0) -> str:
        said = console({}, "--lang", "en", "capture", *words)
        assert said.code == code, said.err
        return said.out or said.err

    told("open", log, "--source", "buoy 7", "--method", "hourly", "--tool", "buoyd", "2.4.1")
    written = str(tmp_path / "day.csv")
    told("run", log, "--output", written, "--", sys.executable, "-c", PRINTS, "0")
    assert "exit code  3" in told(
        *("run", log, "--output", written + "2", "--", sys.executable, "-c", PRINTS, "3"), code=1
    )
    told("add", log, written)
    told("note", log, "sensor changed")
    head = json.loads(told("close", log, "--json"))["head"]
    found = json.loads(told("check", log, "--files", str(tmp_path), "--json"))
    assert (found["entries"], found["closed"], found["head"]) == (6, True, head)
    assert found["files"] == {"day.csv": "same", "day.csv2": "same"}
    Path(written).write_text("other", encoding="utf-8")
    assert "another" in told("check", log, "--files", str(tmp_path), code=1)
    assert "CAPTURE_CLOSED" in told("note", log, "more", code=1)
