"""A fresh chain for each test: anvil is up in a tenth of a second."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.chain.devnode import DevNode
from tests.cast import running_node


@pytest.fixture
def node(tmp_path: Path) -> Iterator[DevNode]:
    with running_node(tmp_path / "node") as running:
        yield running
