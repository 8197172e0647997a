"""Contracts and domain judge the same acts, legal and illegal, and agree on each (a model test).

Every act that is given in is foreseen by the model as entered or as refused, and by which errors;
the domain, which sees only the dossiers, must refuse what the contracts refuse, but for what no
dossier of the act can show. At the end the register's storage is word for word the domain's.
"""

from collections.abc import Callable, Iterator
from itertools import product
from random import Random
from typing import Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ledger.bindings import errors
from ledger.domain.acts import ActKind, RegistryCode, Role, SubjectKind, Tag
from ledger.domain.verdict import Purpose
from ledger.domain.words import party_of_tail
from ledger.domain.workdays import A_DAY
from ledger.registrar.register import Register
from tests.browser_domain import BrowserDomain, flipped
from tests.browser_verdicts import Asked
from tests.cast import Cast, Player, Stage
from tests.model import (
    anchors,
    changes,
    disputes,
    filing,
    finance,
    licences,
    mandates,
    mergers,
    officers,
    people,
    pledge_life,
    reports,
    requests,
    successions,
)
from tests.model.browser import SecondOpinion
from tests.model.moves import REPLAYED, Town, opened
from tests.model.world import Refusal, World
from tests.thorough import WHOLE_CHECK

pytestmark = [pytest.mark.node, pytest.mark.timeout(900), WHOLE_CHECK]

Move = Callable[[Town], None]
OTHER_REGISTRY: Final = RegistryCode(372)
MOVES: Final = (
    (filing.submit, 8),
    (filing.step, 60),
    (filing.publish, 20),
    (filing.correct, 5),
    (filing.issue, 20),
    (finance.transfer, 12),
    (finance.make_pledge, 12),
    (finance.release, 5),
    (pledge_life.amend, 6),
    (pledge_life.assign, 3),
    (pledge_life.rank, 3),
    (pledge_life.shrink, 3),
    (pledge_life.enforce, 4),
    (pledge_life.conclude, 2),
    (pledge_life.sell, 2),
    (finance.make_order, 2),
    (finance.lift, 6),
    (finance.extend, 3),
    (changes.file_renewal, 7),
    (changes.hurry_renewal, 4),
    (changes.renew, 7),
    (changes.put_right, 5),
    (changes.end, 10),
    (requests.file_request, 3),
    (requests.hurry_request, 2),
    (requests.fulfil, 6),
    (successions.succeed, 2),
    (successions.register_anew, 4),
    (people.enrol, 2),
    (people.change_account, 3),
    (people.employ, 3),
    (people.revoke, 2),
    (people.recover, 2),
    (people.object_to_recovery, 6),
    (mergers.merge, 4),
    (mergers.rename, 4),
    (officers.serve, 3),
    (mandates.appoint, 3),
    (mandates.end_agent, 2),
    (mandates.revoke_key, 2),
    (mandates.list_institution, 2),
    (mandates.suspend, 2),
    (mandates.name_superior, 1),
    (licences.grant, 9),
    (licences.notify, 4),
    (licences.end, 6),
    (reports.file, 6),
    (reports.withdraw, 2),
    (disputes.file, 1),
    (disputes.step, 2),
    (disputes.rule, 1),
    (anchors.anchor, 2),
    (Town.wait, 4),
    (Town.replay, 5),
)
DECK: Final = tuple(move for move, weight in MOVES for _ in range(weight))
# accounts and identities are claimed over all dossiers: no one of them shows whose they are
ALONE: Final = frozenset[Refusal]({errors.AlreadyClaimed})
WORLDS: Final = 8
ACTS_OF_ONE: Final = 255
DAYS: Final = 90
KINDS: Final = {kind.name for kind in REPLAYED}
# worlds that are added while a kind of act was not entered yet: what leads to it is dealt often
MORE: Final = 16
# kinds of act that may be left untried
LEFT: Final = 0
OFTEN: Final = 40
FLIPS: Final = 80
LEADS: Final = {
    "RolesEnded": people.employ,
    "TitleRenewed": changes.hurry_renewal,
    "TitleRevoked": changes.end,
    "TitleCancelled": changes.end,
    "TitleChanged": requests.hurry_request,
    "TitleSurrendered": requests.hurry_request,
    "PredecessorNamed": successions.register_anew,
    "SuspensionChanged": mandates.suspend,
    "SuperiorNamed": mandates.name_superior,
    "OrderExtended": finance.extend_anew,
    "PartySucceeded": mergers.merge,
    "PartyRenamed": mergers.rename,
    "OfficerNamed": officers.serve,
    "PledgeReleased": pledge_life.after_lending(finance.release),
    "PledgeAssigned": pledge_life.after_lending(pledge_life.assign),
    "PledgesRanked": pledge_life.after_lending(pledge_life.rank),
    "LotShrunk": pledge_life.after_lending(pledge_life.shrink),
    "PledgeEnforcing": pledge_life.after_lending(pledge_life.enforce),
    "PledgeConcluded": pledge_life.after_lending(pledge_life.conclude),
    "LotSold": pledge_life.after_lending(pledge_life.sell),
    "LicenceEnded": licences.end,
    "BreachNotified": licences.notify,
    "ReportFiled": reports.file_anew,
    "ReportWithdrawn": reports.file_anew,
    "DisputeFiled": disputes.file,
    "DisputeStepped": disputes.step,
    "DisputeRuled": disputes.rule_anew,
    "BatchAnchored": anchors.anchor,
}


@pytest.fixture(scope="module")
def world(stage: Stage, cast: Cast) -> Iterator[World]:  # noqa: ARG001  # its people act before it reads
    with BrowserDomain() as browser:
        made = World(stage, ALONE, second=SecondOpinion(browser, stage.register.anchor))
        made.catch_up()
        yield made


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

    def life(seed: int, deck: tuple[Move, ...] = DECK) -> None:
        town = opened(world, foreigner, second, DAYS)
        town.random = Random(seed)  # noqa: S311  # nothing secret: hypothesis gave it
        enough = world.tally.total() + ACTS_OF_ONE
        while world.tally.total() < enough:
            town.random.choice(deck)(town)

    @settings(max_examples=WORLDS, phases=[Phase.generate], database=None)
    @given(st.integers(0, 2**64))
    def live(seed: int) -> None:
        life(seed)

    live()
    for seed in range(MORE):
        untried = KINDS - set(world.tally)
        if len(untried) <= LEFT:
            break
        life(seed, DECK + tuple(LEADS[kind] for kind in untried if kind in LEADS) * OFTEN)


def test_every_kind_of_act_and_most_refusals_were_tried(world: World) -> None:
    """Of the acts of the test before: a model that stops trying is no test."""
    untried = KINDS - set(world.tally)
    assert len(untried) <= LEFT, untried
    assert len(set(world.tally) - KINDS) >= 40
    assert world.tally.total() >= 2_000


def test_acts_of_every_kind_with_another_byte_are_judged_alike_in_the_browser(world: World) -> None:
    random = Random(7)  # noqa: S311  # nothing secret
    found = {
        act.kind: (before, act)
        for history in world.histories.values()
        for act, before in zip(history.acts, history.states, strict=False)
    }
    assert world.second is not None
    for before, act in found.values():
        world.second.compare(before, act, [flipped(act.raw, random) for _ in range(FLIPS)])


def test_verdicts_on_every_title_are_the_same_in_the_browser(world: World) -> None:
    """Of everybody who ever held, for every purpose, at the end and long after."""
    codes = set()
    assert world.second is not None
    for title, history in world.histories.items():
        keys = history.last.under(Tag.HOLDING) if title[0] == SubjectKind.TITLE else ()
        holders = [party_of_tail(key[12:]) for key, _ in keys]
        end = history.last.time
        frozen = [act.raw.time for act in history.acts if act.kind is ActKind.OrderRecorded]
        moments = (history.acts[0].raw.time, *frozen[:1], end, end + 400 * A_DAY)
        for holder, purpose, time in product(holders, Purpose, moments):
            codes |= world.second.answer(world.histories, Asked(title, holder, purpose, time))
    assert {"PLEDGE", "ORDER", "CERTIFICATE_CLOSED", "EXPIRES_SOON"} <= codes
