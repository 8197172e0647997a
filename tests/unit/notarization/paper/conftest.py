"""A document, who signs it, and an authority of time; what is signed is made once a file."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paper import Desk, desk

# the tokens of packages are made beside forgeries
sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "scripts"))


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("paper")) as found:
        yield found


@pytest.fixture(scope="module")
def good(at: Desk) -> bytes:
    """Signed with time stamp and revocation list (B-LTA)."""
    return at.signed()


@pytest.fixture(scope="module")
def plain(at: Desk) -> bytes:
    """Signed without a time stamp (B-B)."""
    return at.signed(stamped=False)


@pytest.fixture
def file(tmp_path: Path, good: bytes) -> Path:
    path = tmp_path / "good.pdf"
    path.write_bytes(good)
    return path
