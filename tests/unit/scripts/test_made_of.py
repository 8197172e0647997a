"""What was changed since the contracts were compiled is noticed without a compiler."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The contracts and what is made of them."""
    for folder in ("contracts", "ledger/bindings", "ledger/domain"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "scripts").mkdir()
    for name in ("hardhat.config.js", "package-lock.json", "scripts/made_of.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def looked_at(copy: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, copy / "scripts/made_of.py"], capture_output=True, text=True, check=False
    )


def test_the_committed_bindings_are_of_the_committed_contracts(copy: Path) -> None:
    done = looked_at(copy)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "name",
    [
        "contracts/Register.sol",
        "contracts/libraries/Book.sol",
        "hardhat.config.js",
        "ledger/bindings/_abi/Register.json",
        "ledger/domain/acts.py",
    ],
)
def test_a_change_of_one_byte_is_seen(copy: Path, name: str) -> None:
    path = copy / name
    path.write_bytes(path.read_bytes() + b"\n")
    done = looked_at(copy)
    assert done.returncode == 1
    assert "run `make bindings`" in done.stderr


def test_a_contract_more_or_less_is_seen(copy: Path) -> None:
    source = copy / "contracts/PledgeBook.sol"
    source.rename(copy / "contracts/Elsewhere.sol")
    assert looked_at(copy).returncode == 1


def test_another_compiler_is_seen(copy: Path) -> None:
    lock = copy / "package-lock.json"
    text = lock.read_text(encoding="utf-8")
    integrity = text.split('"node_modules/solc": {')[1].split('"integrity": "')[1].split('"')[0]
    lock.write_text(text.replace(integrity, "sha512-another"), encoding="utf-8")
    assert looked_at(copy).returncode == 1


def test_tests_are_no_part_of_what_is_deployed(copy: Path) -> None:
    test = copy / "contracts/test/Base.sol"
    test.write_bytes(test.read_bytes() + b"\n")
    assert looked_at(copy).returncode == 0


def test_where_nothing_was_kept_that_is_said(copy: Path) -> None:
    (copy / "ledger/bindings/_abi/made-of.sha256").unlink()
    assert looked_at(copy).returncode == 1
