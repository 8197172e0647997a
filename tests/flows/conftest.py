"""One node, one register and its people for all flows: each test makes its own subjects."""

from collections.abc import Iterator

import pytest

from ledger.chain.devnode import DevNode
from ledger.registrar.register import Register
from tests.cast import Cast, Stage, deployed_stage, running_node


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevNode]:
    with running_node(tmp_path_factory.mktemp("node")) as running:
        yield running


@pytest.fixture(scope="session")
def stage(node: DevNode, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return deployed_stage(node, tmp_path_factory.mktemp("stage"))


@pytest.fixture(scope="session")
def register(stage: Stage) -> Register:
    return stage.register


@pytest.fixture(scope="session")
def cast(stage: Stage) -> Cast:
    return stage.cast
