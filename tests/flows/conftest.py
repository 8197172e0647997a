"""One node for all flows, with a register and its people, which every file finds as they were.

No file spoils another: what one did is taken back before the next. Within a file each test makes
its own subjects.
"""

import json
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

import pytest

from ledger.chain.devnode import DevNode
from ledger.chain.keystore import Keystore
from ledger.domain import profiles
from ledger.domain.acts import Role
from ledger.domain.words import ProfileWord
from ledger.registrar.register import Register
from ledger.settings import Settings
from tests.cast import Cast, Stage, deployed_stage, running_node
from tests.mirrors import require_agreement
from tests.site import Site, opened_site, settings_of


@dataclass
class Beginning:
    """A node with a register and its people in office, to which each file comes back."""

    stage: Stage
    snapshot: str

    def again(self) -> DevNode:
        """The node as it was."""
        node = self.stage.node
        node.revert(self.snapshot)
        self.snapshot = node.snapshot()
        return node


@pytest.fixture(scope="session")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beginning]:
    with running_node(tmp_path_factory.mktemp("node")) as node:
        stage = deployed_stage(node, tmp_path_factory.mktemp("beginning"))
        assert stage.cast.institution.party
        yield Beginning(stage, node.snapshot())


@pytest.fixture(scope="module")
def node(beginning: Beginning) -> DevNode:
    return beginning.again()


@pytest.fixture(scope="module")
def stage(
    beginning: Beginning, node: DevNode, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """Whatever a file's tests did, Python's words and heads are the register's own at its end."""
    folder = tmp_path_factory.mktemp("stage")
    made = beginning.stage.again(folder)
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


@pytest.fixture(autouse=True)
def heard(request: pytest.FixtureRequest) -> None:
    """A site's mirror heard its node just now, however slow the machine: it follows by no clock."""
    if "site" in request.fixturenames:
        site: Site = request.getfixturevalue("site")
        site.mirror.catch_up()


@pytest.fixture(scope="module")
def office(stage: Stage) -> Stage:
    """The national profile adopted, and an acceptance clerk who keeps the seal too."""
    profile, cast = profiles.load(), stage.cast
    floors = ProfileWord(*astuple(profile.enforced()))
    stage.adopt_profile(profile.digest, floors)
    stage.employed(cast.acceptance, cast.institution, Role.ACCEPTANCE, Role.SEAL_KEEPER)
    return stage


@pytest.fixture
def home(office: Stage, tmp_path: Path) -> Settings:
    """A demo's home: its staff's keys and its relayer."""
    settings, cast = settings_of(office, tmp_path), office.cast
    facts = {"account/relayer": settings.relayer.removeprefix("0x")}
    people = {"acceptance": cast.acceptance, "examiner": cast.examiner, "reviewer": cast.reviewer}
    for name, player in people.items():
        Keystore(settings.keys).keep_plain(player.key)
        facts |= {
            f"account/{name}": player.key.account.hex(),
            f"party/{name}": player.party.hex(),
        }
    settings.demo.write_text(json.dumps({"facts": facts}), encoding="utf-8")
    return settings
