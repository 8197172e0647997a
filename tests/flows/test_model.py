"""Contracts and domain judge the same acts, legal and illegal, and agree on each (a model test).

Every act that is given in is foreseen by the model as entered or as refused, and by which errors;
the domain, which sees only the dossiers, must refuse what the contracts refuse, but for what no
dossier of the act can show. At the end the register's storage is word for word the domain's.
"""

from random import Random
from typing import Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ledger.bindings import errors
from ledger.domain.acts import RegistryCode, Role
from ledger.registrar.register import Register
from tests.cast import Cast, Player, Stage
from tests.model import changes, filing, finance, people
from tests.model.moves import REPLAYED, Town, opened
from tests.model.world import Refusal, World
from tests.thorough import usually

pytestmark = [pytest.mark.node, pytest.mark.timeout(900)]

OTHER_REGISTRY: Final = RegistryCode(372)
MOVES: Final = (
    (filing.submit, 6),
    (filing.step, 24),
    (filing.publish, 6),
    (filing.correct, 5),
    (filing.issue, 8),
    (finance.transfer, 14),
    (finance.make_pledge, 14),
    (finance.release, 5),
    (finance.make_order, 3),
    (finance.lift, 4),
    (changes.file_renewal, 5),
    (changes.renew, 5),
    (changes.put_right, 5),
    (changes.end, 2),
    (people.enrol, 2),
    (people.change_account, 3),
    (people.employ, 3),
    (people.revoke, 2),
    (Town.wait, 4),
    (Town.replay, 5),
)
DECK: Final = tuple(move for move, weight in MOVES for _ in range(weight))
# accounts and identities are claimed over all dossiers: no one of them shows whose they are
ALONE: Final = frozenset[Refusal]({errors.AlreadyClaimed})
WORLDS: Final = usually(2, whole=8)
ACTS_OF_ONE: Final = 255
DAYS: Final = 90


@pytest.fixture(scope="module")
def world(stage: Stage, cast: Cast) -> World:  # noqa: ARG001  # its people act before it reads
    made = World(stage, ALONE)
    made.catch_up()
    return made


@pytest.fixture(scope="module")
def foreigner(stage: Stage) -> Player:
    """A clerk of another registry, in every role."""
    institution, clerk = stage.enrolled(), stage.enrolled()
    stage.open_registry(institution, OTHER_REGISTRY)
    roles = set(Role) - {Role.PARTY, Role.GOVERNOR}
    stage.employed(clerk, institution, *roles, registry=OTHER_REGISTRY)
    return clerk


def test_contracts_and_domain_agree_on_every_act_and_refusal(
    stage: Stage, world: World, foreigner: Player
) -> None:
    second = Register(stage.register.chain, stage.register.profile, stage.another_sender())

    @settings(max_examples=WORLDS, phases=[Phase.generate], database=None)
    @given(st.integers(0, 2**64))
    def live(seed: int) -> None:
        town = opened(world, foreigner, second, DAYS)
        town.random = Random(seed)  # noqa: S311  # nothing secret: hypothesis gave it
        enough = world.tally.total() + ACTS_OF_ONE
        while world.tally.total() < enough:
            town.random.choice(DECK)(town)

    live()


def test_every_kind_of_act_and_most_refusals_were_tried(world: World) -> None:
    """Of the acts of the test before: a model that stops trying is no test."""
    kinds = {kind.name for kind in REPLAYED}
    assert len(kinds - set(world.tally)) <= usually(4, whole=0)
    assert len(set(world.tally) - kinds) >= usually(20, whole=40)
    assert world.tally.total() >= usually(500, whole=2_000)
