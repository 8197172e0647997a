"""The demo and these tests share one list of forgeries, which lives beside the demo."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulators.time_authority import TimeAuthority as Server
from tests.simulators.time_authority import time_authority

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Server]]:
    folder = tmp_path_factory.mktemp("authorities")
    with (
        time_authority(folder / "haina", "haina") as haina,
        time_authority(folder / "chengyin", "chengyin", account="datadeed") as chengyin,
    ):
        yield haina, chengyin


@pytest.fixture
def haina(servers: tuple[Server, Server]) -> Server:
    found = servers[0]
    found.faults.clear()
    found.certify()
    return found
