"""The distribution ships three packages and owns their names (docs/decisions/0001)."""

import subprocess
import sys
import zipfile
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {"ledger", "api", "notarization"}


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return zipfile.ZipFile(wheel).namelist()


def top_level(names: list[str]) -> set[str]:
    return {name.split("/")[0] for name in names}


def test_wheel_holds_the_three_packages_and_nothing_else(wheel_names: list[str]) -> None:
    version = distribution("datadeed").version
    assert top_level(wheel_names) == OURS | {f"datadeed-{version}.dist-info"}


def test_wheel_holds_what_the_packages_read_at_run_time(wheel_names: list[str]) -> None:
    assert "ledger/bindings/_abi/Register.json" in wheel_names


def test_a_fourth_top_level_name_would_be_seen() -> None:
    assert top_level(["ledger/__init__.py", "tests/conftest.py"]) - OURS == {"tests"}


def test_import_names_belong_to_our_distribution_only() -> None:
    owners = packages_distributions()
    strangers = {name: owners.get(name, []) for name in OURS}
    assert {name: set(found) - {"datadeed"} for name, found in strangers.items()} == {
        name: set() for name in OURS
    }


def test_import_names_resolve_to_this_repository() -> None:
    code = (
        f"import {','.join(sorted(OURS))};print(ledger.__file__,api.__file__,notarization.__file__)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=True)
    assert [Path(path).parents[1] for path in done.stdout.split()] == [ROOT] * len(OURS)
