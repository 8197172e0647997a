"""One node for all flows; a register and its people for each file: no file spoils another.

Within a file each test makes its own subjects.
"""

from collections.abc import Iterator

import pytest

from ledger.chain.devnode import DevNode
from ledger.registrar.register import Register
from tests.cast import Cast, Stage, deployed_stage, running_node
from tests.mirrors import require_agreement
from tests.site import Site, opened_site


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevNode]:
    with running_node(tmp_path_factory.mktemp("node")) as running:
        yield running


@pytest.fixture(scope="module")
def stage(node: DevNode, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Whatever a file's tests did, Python's words and heads are the register's own at its end."""
    folder = tmp_path_factory.mktemp("stage")
    made = deployed_stage(node, folder)
    yield made
    require_agreement(node.chain, made.register.profile, folder / "mirror.db")


@pytest.fixture(scope="module")
def register(stage: Stage) -> Register:
    return stage.register


@pytest.fixture(scope="module")
def cast(stage: Stage) -> Cast:
    return stage.cast


@pytest.fixture(scope="module")
def site(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with opened_site(stage, tmp_path_factory.mktemp("site")) as opened:
        yield opened
