"""What a fresh machine lacks is said, with what to do: a network, the compiler."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.thorough import WHOLE_CHECK

ROOT = Path(__file__).resolve().parents[3]
FILES = ("Makefile", "requirements.lock", "pyproject.toml", "package.json", "package-lock.json")
# Nobody listens there: what a machine without a network meets, at once.
NOWHERE = "http://127.0.0.1:9/"
CUT_OFF = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_INDEX_URL": NOWHERE,
    "PIP_NO_CACHE_DIR": "1",
    "PIP_RETRIES": "0",
    "npm_config_registry": NOWHERE,
    "npm_config_fetch_retries": "0",
    "npm_config_userconfig": os.devnull,
}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """As much of a fresh clone as the installer looks at."""
    (tmp_path / "scripts").mkdir()
    for name in (*FILES, ".npmrc", "scripts/install", "scripts/compile.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def installed(clone: Path, **more: str) -> subprocess.CompletedProcess[str]:
    beside = Path(sys.executable).parent
    environment = {
        **os.environ,
        **CUT_OFF,
        "PATH": f"{beside}{os.pathsep}{os.environ['PATH']}",
        "npm_config_cache": str(clone / "cache"),
        **more,
    }
    return subprocess.run(
        [clone / "scripts/install"], env=environment, capture_output=True, text=True, check=False
    )


@WHOLE_CHECK
def test_a_python_that_makes_no_environment_is_passed_over(clone: Path) -> None:
    bare = clone / "python"
    bare.write_text(f'#!/bin/sh\ncase "$2" in *venv*) exit 1;; esac\nexec {sys.executable} "$@"\n')
    bare.chmod(0o755)
    done = installed(clone, PYTHON=str(bare))
    assert "install: making .venv with Python 3." in done.stdout
    assert 'the step "uv ' in done.stderr


@WHOLE_CHECK
def test_no_network_is_said_when_python_packages_are_to_come(clone: Path) -> None:
    done = installed(clone)
    assert done.returncode == 1
    assert 'the step "uv ' in done.stderr
    assert "Python package registry, which must be reachable" in done.stderr
    assert "Then run 'make install' again." in done.stderr
    assert not (clone / ".venv/.stamp-python").exists()


def test_no_network_is_said_when_npm_packages_are_to_come(clone: Path) -> None:
    binaries = clone / ".venv/bin"
    binaries.mkdir(parents=True)
    (binaries / "python").symlink_to(sys.executable)
    (clone / ".venv/.stamp-python").touch()
    done = installed(clone)
    assert done.returncode == 1
    assert 'the step "npm packages" failed' in done.stderr
    assert "npm package registry, which must be reachable" in done.stderr
    assert not (clone / "node_modules/.stamp-node").exists()


def compiled(clone: Path) -> subprocess.CompletedProcess[str]:
    script = clone / "scripts/compile.py"
    return subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)


def test_a_missing_compiler_is_said(clone: Path) -> None:
    for missing in ("node_modules/.bin/hardhat", "node_modules/solc/soljson.js"):
        done = compiled(clone)
        said = f"no compiler: {missing} is missing; run `make install`\n"
        assert (done.returncode, done.stderr) == (1, said)
        (clone / missing).parent.mkdir(parents=True, exist_ok=True)
        (clone / missing).touch()
