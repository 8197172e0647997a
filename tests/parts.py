"""What of the machine a test needs, and what is said where it is missing."""

import os
import shutil
from typing import Final

import pytest

REQUIRED: Final = "DATADEED_REQUIRE_PARTS"
MISSING: Final = "no Chromium on this machine (Debian: apt-get install chromium-headless-shell)"
# Programs of the system that check or hold what ours makes, and their packages; scripts/parts.py
# names the same.
PACKAGES: Final = {"pdfsig": "poppler-utils", "softhsm2-util": "softhsm2"}
NO_PROGRAM: Final = "no {program} on this machine (Debian and Ubuntu: apt-get install {package})"


def require_program(program: str) -> str:
    """Where it is; without it a test is skipped, or fails where every part must be."""
    found = shutil.which(program)
    if found is None:
        said = NO_PROGRAM.format(program=program, package=PACKAGES[program])
        if os.environ.get(REQUIRED):
            pytest.fail(said)
        pytest.skip(said)
    return found
