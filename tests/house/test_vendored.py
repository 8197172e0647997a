"""What the pages bring along of others: the very files of the locked npm packages."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "api" / "pages" / "static" / "vendor"
LISTED = json.loads((VENDOR / "vendored.json").read_text(encoding="utf-8"))


def faults(folder: Path, listed: dict[str, Any], packages: Path) -> list[str]:
    """How the files differ from the list, and the list from the installed packages."""
    found = []
    for name, entry in listed.items():
        package = packages / entry["package"]
        own = json.loads((package / "package.json").read_text(encoding="utf-8"))
        if (own["version"], own["license"]) != (entry["version"], entry["licence"]):
            found.append(f"{name}: {own['version']} {own['license']} is installed")
        files = {path.name: path.read_bytes() for path in (folder / name).iterdir()}
        told = {file: hashlib.sha256(data).hexdigest() for file, data in files.items()}
        if told != entry["files"]:
            found.append(f"{name}: the files are not those of the list")
        found += [
            f"{name}/{file}: not the package's"
            for file, data in files.items()
            if (package / file).read_bytes() != data
        ]
    return found


def test_vendored_files_are_those_of_the_packages_with_their_licences() -> None:
    assert faults(VENDOR, LISTED, ROOT / "node_modules") == []
    assert {path.name for path in VENDOR.iterdir()} == {*LISTED, "vendored.json"}
    assert all("LICENSE" in entry["files"] for entry in LISTED.values())


def test_a_changed_vendored_file_is_found(tmp_path: Path) -> None:
    for name in LISTED:
        (tmp_path / name).mkdir()
        for path in (VENDOR / name).iterdir():
            (tmp_path / name / path.name).write_bytes(path.read_bytes())
    (tmp_path / "noble-hashes" / "sha2.js").write_text("export const sha256 = () => 0;\n")
    assert faults(tmp_path, LISTED, ROOT / "node_modules") == [
        "noble-hashes: the files are not those of the list",
        "noble-hashes/sha2.js: not the package's",
    ]


FOREIGN = re.compile(
    r"""(?:from|import)\s*\(?["'](?!\./|\.\./)([^"']+)["']|https?://(?!www\.w3\.org)\S+"""
)


def own_scripts() -> list[Path]:
    return sorted(VENDOR.parent.glob("*.js"))


@pytest.mark.parametrize("path", own_scripts(), ids=lambda path: path.name)
def test_a_script_takes_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert FOREIGN.findall(text) == []
    assert len(text.splitlines()) <= 300
    assert max(map(len, text.splitlines())) <= 120


def test_a_script_from_elsewhere_is_found() -> None:
    assert FOREIGN.search('import { x } from "lib"')
    assert FOREIGN.search('fetch("https://cdn.example/x.js")')
    assert not FOREIGN.search('import { x } from "./lib.js"')
