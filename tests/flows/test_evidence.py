"""Evidence from a real chain: made, verified, made again to the same bytes, or refused."""

import dataclasses
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import pytest

from ledger.domain import profiles
from ledger.domain.commitment_errors import FieldUnknown
from ledger.domain.verdict import Purpose
from ledger.registrar import pledge
from notarization.enclosing import Handed
from notarization.evidence import PackageRequest, build, save
from notarization.evidence_errors import BlockNotFinal, DossierMissing
from notarization.trust_file import trust_from
from notarization.verify.report import Grade, Report, Status
from tests.cast import ALL, Stage
from tests.packages.both import verify
from tests.packages.make_golden import request_of
from tests.packages.scene import Scene, play, source_of

pytestmark = pytest.mark.node
PREPARED = 1_800_000_000
HANDED = Handed(maker="登记机构", repeat="datadeed package")


@pytest.fixture(scope="module")
def scene(stage: Stage) -> Scene:
    return play(stage)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_package_for_each_purpose_is_verified(
    stage: Stage, scene: Scene, purpose: Purpose
) -> None:
    made = build(request_of(scene, purpose, PREPARED), source_of(stage), scene.block)
    trust = trust_from(stage.node.chain, stage.register.profile, scene.block)
    report = verify(made.data, trust)
    assert report.grade is Grade.VERIFIED
    assert all(check.status is Status.PASSED for check in report.checks if check.required)


def test_the_same_request_gives_the_same_bytes(stage: Stage, scene: Scene) -> None:
    request = request_of(scene, Purpose.PLEDGE, PREPARED)
    first = build(request, source_of(stage), scene.block)
    assert build(request, source_of(stage), scene.block).data == first.data


def test_a_package_of_an_earlier_block_shows_the_register_before_the_pledge(
    stage: Stage, scene: Scene
) -> None:
    request = request_of(scene, Purpose.PLEDGE, PREPARED)
    made = build(request, source_of(stage), scene.before_pledge)
    assert made.report.as_of is not None
    assert "0 open pledge(s)" in made.report.as_of.en
    assert "PLEDGED" not in made.answer.warnings


def test_more_fields_than_the_notice_may_be_opened(stage: Stage, scene: Scene) -> None:
    request = request_of(scene, Purpose.DISPUTE, PREPARED)
    opened = scene.committed.disclose(["summary", "rights", "data_name"])
    made = build(dataclasses.replace(request, disclosure=opened), source_of(stage), scene.block)
    assert made.certificate.disclosure == opened


def test_a_title_whose_notice_opened_nothing_is_packaged_and_the_report_says_so(
    stage: Stage,
) -> None:
    newcomer = stage.cast.newcomer  # the scene gave the registrant another key
    issued = stage.issued_title({newcomer: ALL})
    source = source_of(stage)
    request = PackageRequest(issued.title, newcomer.party, Purpose.PLEDGE, "court", "1", PREPARED)
    made = build(request, source, source.last)
    trust = trust_from(stage.node.chain, stage.register.profile, source.last)
    report = verify(made.data, trust)
    assert report.grade is Grade.VERIFIED
    aside = {check.code: check for check in report.checks if not check.required}
    assert {"NOTICE_MALFORMED", "RECORD_NOT_OPENED"} <= aside.keys()
    assert issued.application.hex() in aside["NOTICE_MALFORMED"].found
    assert aside["NOTICE_MALFORMED"].status is Status.NOT_CHECKED


def test_a_block_that_is_not_final_is_refused(stage: Stage, scene: Scene) -> None:
    source = source_of(stage)
    with pytest.raises(BlockNotFinal) as caught:
        build(request_of(scene, Purpose.PLEDGE, PREPARED), source, source.last + 1)
    assert (caught.value.block, caught.value.final) == (source.last + 1, source.last)


def test_a_source_without_a_dossier_makes_no_package(stage: Stage, scene: Scene) -> None:
    source = source_of(stage)
    gone = scene.holder.party
    source.by_subject.pop(gone)
    with pytest.raises(DossierMissing) as caught:
        build(request_of(scene, Purpose.PLEDGE, PREPARED), source, scene.block)
    assert caught.value.subject == gone


def test_a_saved_package_is_there_whole(
    stage: Stage, scene: Scene, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = build(request_of(scene, Purpose.PLEDGE, PREPARED), source_of(stage), scene.block)
    path = save(made, tmp_path_factory.mktemp("kept") / "proofs")
    assert path.read_bytes() == made.data
    assert [each.name for each in path.parent.iterdir()] == [made.name]


def under_rules(office: Stage, rules: str) -> Report:
    """What both verifiers say of a title that was registered under these rules."""
    before, office.profile_digest = office.profile_digest, profiles.load(rules).digest
    newcomer = office.cast.newcomer
    try:
        issued = office.issued_title({newcomer: ALL})
    finally:
        office.profile_digest = before
    source = source_of(office)
    request = PackageRequest(
        issued.title, newcomer.party, Purpose.TRADE, "court", "2", PREPARED, handed=HANDED
    )
    made = build(request, source, source.last)
    return verify(made.data, trust_from(office.node.chain, office.register.profile, source.last))


def test_rules_that_do_not_say_a_period_refuse_nothing(office: Stage) -> None:
    office.adopt_profile(profiles.load("dip-bj-2023").digest)
    report = under_rules(office, "dip-bj-2023")
    assert report.grade is Grade.VERIFIED
    said = {check.code: check.found for check in report.checks}
    assert said["RULES_INCOMPLETE"] == "DIP-BJ clocks.examination"
    assert not {"DEADLINE_DIFFERS", "DEADLINE_PASSED"} & said.keys()


def test_a_deadline_that_is_not_the_rules_own_is_said_beside_the_grade(office: Stage) -> None:
    report = under_rules(office, profiles.NATIONAL)
    assert report.grade is Grade.VERIFIED
    said = [check.found for check in report.checks if check.code == "DEADLINE_DIFFERS"]
    # the stage gives ten days to accept and twenty to examine; the rules count working days
    assert [each.split(":")[0] for each in said] == [
        "NAT-2026 acceptance",
        "NAT-2026 examination",
        "NAT-2026 notice",
    ]
    codes = {check.code for check in report.checks}
    assert not {"RULES_NOT_KNOWN", "RULES_NOT_HELD", "TABLE_NOT_KNOWN", "DEADLINE_PASSED"} & codes
    (rules,) = [check.message.en for check in report.checks if check.code == "RULES"]
    assert profiles.load().digest.hex() in rules
    assert rules.endswith("rights-2026")


def test_version_2_opens_what_is_asked_for_and_withholds_the_rest(
    stage: Stage, scene: Scene
) -> None:
    asked = request_of(scene, Purpose.DISPUTE, PREPARED)
    request = dataclasses.replace(asked, handed=HANDED, opened=frozenset({"data_name"}))
    made = build(request, source_of(stage), scene.block)
    assert made.report.grade is Grade.VERIFIED
    opened = made.certificate.disclosure
    assert opened is not None
    assert [each.name for each in opened.openings] == ["data_name"]
    said = [check.message.en for check in made.report.checks if check.code == "REDACTION"]
    assert said[0].endswith(f"1 opened, {len(opened.withheld)} withheld")
    with pytest.raises(FieldUnknown):
        build(
            dataclasses.replace(request, opened=frozenset({"contacts"})),
            source_of(stage),
            scene.block,
        )


def test_rules_that_are_not_known_are_said_beside_the_grade(stage: Stage, scene: Scene) -> None:
    made = build(request_of(scene, Purpose.PLEDGE, PREPARED), source_of(stage), scene.block)
    found = {check.code: check.found for check in made.report.checks}
    assert stage.profile_digest.hex() in found["RULES_NOT_KNOWN"]
    assert made.report.grade is Grade.VERIFIED


@pytest.mark.bench
def test_two_hundred_acts_with_their_signatures_take_less_than_a_second(
    stage: Stage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, holder, bank = tmp_path_factory.mktemp("many"), stage.cast.newcomer, stage.cast.bank
    issued = stage.issued_title({holder: ALL})
    for _ in range(90):
        found = stage.pledged(issued.title, holder, bank, 1_000)
        terms = pledge.release_terms(stage.register, issued.title, (found.lot, found.pledge))
        pledge.release(stage.register, terms, [bank.signs()])
    source = source_of(stage)
    request = PackageRequest(issued.title, holder.party, Purpose.PLEDGE, "bank", "3", PREPARED)
    made = build(request, source, source.last)
    (folder / "p.zip").write_bytes(made.data)
    trust = trust_from(stage.node.chain, stage.register.profile, source.last)
    (folder / "t.json").write_bytes(trust)
    command = [sys.executable, "-m", "notarization.verify", "p.zip", "--trust", "t.json", "--json"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    taken = []
    for _ in range(5):
        begun = time.perf_counter()
        done = subprocess.run(
            command, cwd=folder, capture_output=True, check=False, env=environment
        )
        taken.append(time.perf_counter() - begun)
        assert done.returncode == 0, done.stdout.decode()
    (acts,) = [each for each in made.report.checks if each.code == "HEADS"]
    assert int(acts.message.en.rpartition(", ")[2].split()[0]) >= 200
    assert median(taken) < 1.0, taken
