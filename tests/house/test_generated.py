"""Generated files are those of the contracts as they are, and of the lock files as they must be."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.timeout(600)
def test_artifacts_are_fresh() -> None:
    done = run("scripts/compile.py", "--check", "--fast")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.timeout(600)
def test_bindings_are_fresh() -> None:
    done = run("scripts/gen_bindings.py", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.timeout(600)
def test_a_changed_binding_would_be_seen(tmp_path: Path) -> None:
    assert run("scripts/gen_bindings.py", "--root", str(tmp_path)).returncode == 0
    acts = tmp_path / "ledger/domain/acts.py"
    acts.write_text(acts.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    (tmp_path / "ledger/bindings/errors/left_over.py").touch()
    done = run("scripts/gen_bindings.py", "--check", "--root", str(tmp_path))
    assert done.returncode == 1
    assert "ledger/domain/acts.py" in done.stderr
    assert "left_over.py" in done.stderr


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
