"""The list of parts: a part that is missing, or tells no version, fails it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import parts
import pytest
from parts import PARTS, Part, PartMissing, listed, peers

from tests.parts import NO_KUBO, PACKAGES, REQUIRED, require_kubo, require_program
from tests.thorough import WHOLE_CHECK

ROOT = Path(__file__).resolve().parents[2]
# what a machine need not have for `make test`
OPTIONAL = {"Chromium", "Go", "Kubo", "Poppler", "Slither", "SoftHSM"}
NAMED = {"PostgreSQL", "anvil", "Hardhat", "OpenSSL", "pyHanko CLI", *OPTIONAL}


def test_the_parts_that_a_check_must_have_used_are_listed() -> None:
    assert {each.name for each in PARTS} >= NAMED


def test_what_is_installed_tells_its_version() -> None:
    rows, missing = listed([each for each in PARTS if each.name not in OPTIONAL])
    assert missing == []
    assert all(version[0].isdigit() for _, version, _ in rows)


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (("no-such-program",), "no-such-program: "),
        (("false",), "false: "),
        (("echo", "a fine day"), "echo names no version"),
    ],
)
def test_a_program_that_is_missing_or_mute_is_a_missing_part(
    command: tuple[str, ...], fault: str
) -> None:
    rows, missing = listed([Part("planted", "a test", lambda: parts.said_by(*command))])
    assert rows == [("planted", "MISSING", "a test")]
    assert missing[0].startswith(f"planted: {fault}")


@pytest.mark.parametrize("find", [parts.npm, parts.python])
def test_a_package_that_is_not_installed_is_missing(find: object) -> None:
    assert callable(find)
    with pytest.raises(PartMissing, match="no-such-package"):
        find("no-such-package")


def test_peers_that_benchmarks_ran_are_listed(tmp_path: Path) -> None:
    told = {"name": "ponder", "version": "0.11.2", "benchmark": "bench_follow"}
    (tmp_path / "ponder.json").write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / "mute.json").write_text(json.dumps({"benchmark": "bench_x"}), encoding="utf-8")
    rows, missing = listed(list(peers(tmp_path)))
    assert rows == [
        ("mute", "MISSING", "peer in bench_x"),
        ("ponder", "0.11.2", "peer in bench_follow"),
    ]
    assert len(missing) == 1


def test_a_missing_part_fails_the_script(tmp_path: Path) -> None:
    (tmp_path / "mute.json").write_text(json.dumps({"benchmark": "bench_x"}), encoding="utf-8")
    program = [sys.executable, str(ROOT / "scripts/parts.py"), "--peers", str(tmp_path)]
    found = subprocess.run(program, capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert "parts: missing: mute" in found.stderr
    assert "PostgreSQL" in found.stdout


BROWSERLESS = """
from tests.browser import require_chromium
from tests.thorough import WHOLE_CHECK

def test_a_page() -> None:
    require_chromium()
"""


@WHOLE_CHECK
@pytest.mark.parametrize(("required", "code", "word"), [("", 0, "skipped"), ("1", 1, "failed")])
def test_pages_without_a_browser_are_said_to_be_not_run_or_fail(
    tmp_path: Path, required: str, code: int, word: str
) -> None:
    test = tmp_path / "test_page.py"
    test.write_text(BROWSERLESS, encoding="utf-8")
    environment = {
        "PATH": str(ROOT / ".venv/bin"),
        "PYTHONPATH": str(ROOT),
        "DATADEED_REQUIRE_PARTS": required,
    }
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "-p", "tests.conftest", str(test)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == code, found.stdout + found.stderr
    assert f"1 {word}" in found.stdout
    assert "no Chromium on this machine" in found.stdout
    assert ("NOT RUN: 1 tests of the pages" in found.stdout) == (not required)


@pytest.mark.parametrize(
    ("required", "error"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)]
)
def test_a_program_that_is_not_there_skips_or_fails_by_its_package(
    monkeypatch: pytest.MonkeyPatch, required: str, error: type[BaseException]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv(REQUIRED, required)
    for program, package in PACKAGES.items():
        with pytest.raises(error, match=f"no {program} .*apt-get install {package}"):
            require_program(program)


@pytest.mark.parametrize(
    ("required", "error"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)]
)
def test_without_kubo_its_tests_are_skipped_or_fail(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, required: str, error: type[BaseException]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv(REQUIRED, required)
    with pytest.raises(error, match=re.escape(NO_KUBO)):
        require_kubo()
    with pytest.raises(PartMissing, match="scripts/kubo/build"):
        parts.kubo()
