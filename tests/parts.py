"""What of the machine a test needs, and what is said where it is missing."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final, NoReturn

import pytest

REQUIRED: Final = "DATADEED_REQUIRE_PARTS"
MISSING: Final = "no Chromium on this machine (Debian: apt-get install chromium-headless-shell)"
# Programs of the system that check or hold what ours makes, and their packages; scripts/parts.py
# names the same.
PACKAGES: Final = {"pdfsig": "poppler-utils", "softhsm2-util": "softhsm2"}
NO_PROGRAM: Final = "no {program} on this machine (Debian and Ubuntu: apt-get install {package})"

NO_GO: Final = "no Go on this machine (https://go.dev/dl)"
NO_KUBO: Final = "no Kubo on this machine (scripts/kubo/build, with Go)"
_BUILD: Final = Path(__file__).resolve().parents[1] / "scripts/kubo/build"


def require_kubo() -> str:
    """Where the IPFS daemon is that scripts/kubo/build leaves; as `require_program` without it."""
    found = subprocess.check_output([_BUILD, "--where"], text=True).strip()
    if not Path(found).exists():
        _missing(NO_KUBO)
    return found


def require_go() -> str:
    """Where Go is, which builds libraries that are not ours; as `require_program` without it."""
    found = shutil.which("go")
    if found is None:
        _missing(NO_GO)
    return found


def require_program(program: str) -> str:
    """Where it is; without it a test is skipped, or fails where every part must be."""
    found = shutil.which(program)
    if found is None:
        _missing(NO_PROGRAM.format(program=program, package=PACKAGES[program]))
    return found


def _missing(said: str) -> NoReturn:
    if os.environ.get(REQUIRED):
        pytest.fail(said)
    pytest.skip(said)
