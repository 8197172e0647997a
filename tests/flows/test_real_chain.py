"""The benchmark's chain of real acts: built in parts, whole, and mirrored to the last word."""

from collections import Counter
from pathlib import Path

import pytest

from bench.real_chain import Plan, built, facts_of, serving
from ledger.chain import profile as profiles
from ledger.chain.records import Tag
from ledger.domain.acts import ActKind
from tests.mirrors import require_agreement
from tests.thorough import WHOLE_CHECK

pytestmark = pytest.mark.node
ACTS = 60
PART = 20
OF_A_LIFE = {
    ActKind.PartyEnrolled: 2,
    ActKind.AccountChanged: 1,
    ActKind.ApplicationSubmitted: 1,
    ActKind.ObjectFiled: 1,
    ActKind.ApplicationStepped: 4,
    ActKind.NoticePublished: 1,
    ActKind.TitleIssued: 1,
    ActKind.ApplicationCertified: 1,
    ActKind.ObjectTitled: 1,
    ActKind.PledgeRecorded: 2,
    ActKind.PledgeReleased: 1,
    ActKind.SharesTransferred: 1,
    ActKind.OrderRecorded: 1,
    ActKind.OrderLifted: 1,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Left after its first part, and taken up again."""
    chains = tmp_path_factory.mktemp("chains")
    left = built(ACTS, chains=chains, part=PART, most=1)
    assert not (left / "facts.json").exists()
    people = (left / "office.json").read_bytes()
    assert built(ACTS, chains=chains, part=PART) == left
    assert (left / "office.json").read_bytes() == people
    return left


@WHOLE_CHECK
def test_the_mirror_of_it_has_every_head_and_word_of_the_register(
    folder: Path, tmp_path: Path
) -> None:
    profile = profiles.load(folder / "profile.json")
    with serving(folder) as node:
        require_agreement(node.chain, profile, tmp_path / "mirror.db")


def test_it_holds_whole_lives_and_nothing_else(folder: Path) -> None:
    facts, plan = facts_of(folder), Plan(folder)
    register, first = plan.office.profile.register.address, plan.table.first
    with serving(folder) as node:
        assert node.chain.block(Tag.LATEST).number == facts.last
        logs = node.chain.logs(register, facts.first, facts.last)
    assert len(logs) == facts.acts
    lived = [ActKind(log.topics[2][-1]) for log in logs if log.block_number >= first]
    assert len(lived) == plan.table.entered >= ACTS
    lives = plan.table.entered // sum(OF_A_LIFE.values())
    assert Counter(lived) == {kind: lives * count for kind, count in OF_A_LIFE.items()}


def test_what_is_there_whole_is_kept(folder: Path) -> None:
    before = (folder / "anvil-state.json").stat().st_mtime_ns
    assert built(ACTS, chains=folder.parent) == folder
    assert (folder / "anvil-state.json").stat().st_mtime_ns == before
