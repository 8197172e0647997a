"""Lock files are as they must be; `make test` holds what is generated of the contracts to them."""

import json
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_lock_files_name_no_addresses() -> None:
    locks = [ROOT / "package-lock.json", *(ROOT / "bench/peers").glob("*/package-lock.json")]
    assert len(locks) == 3
    for lock in locks:
        npm = json.loads(lock.read_text(encoding="utf-8"))
        assert [name for name, entry in npm["packages"].items() if "resolved" in entry] == []
    python = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.findall(r"https?://\S+|--index-url|--find-links", python) == []


def test_every_python_package_of_the_lock_has_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", text)
    assert [
        block.split(" ")[0] for block in blocks if "==" in block and "--hash=" not in block
    ] == []


def locking(*given: str) -> list[str]:
    """The commands of `make lock`."""
    command = [str(shutil.which("make")), "--dry-run", "lock", *given]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = said.stdout.replace("\\\n", " ").splitlines()
    return [line for line in lines if line.startswith(("uv pip compile", "npm"))]


def test_versions_that_are_pinned_stay_unless_they_are_named() -> None:
    *python, node = locking()
    assert (len(python), "--upgrade" in " ".join(python)) == (3, False)
    assert node.split()[:2] == ["npm", "install"]
    *python, node = locking("UPGRADE=all")
    assert all(" --upgrade " in line for line in python)
    assert node.split()[:3] == ["npm", "update", "--package-lock-only"]
    *python, node = locking("UPGRADE=cryptography")
    assert all(" --upgrade-package=cryptography " in line for line in python)
    assert node.split()[:3] == ["npm", "update", "cryptography"]
