"""Scenario 26: an examiner's key revoked on 2026-10-20 from 10-18 on, as it was compromised.

What it signed on 10-15 stays valid; what it signed on 10-19 fails, and is listed to be re-examined.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import build as console
from api.commands.speech import Speech
from ledger.bindings.errors import (
    RevocationGroundMissing,
    RevocationInFuture,
    RoleNotHeld,
    SignerMissing,
    StaffNotOfRegistry,
)
from ledger.chain.client import Web3Chain
from ledger.chain.devnode import DevNode, DevNodeOptions, find_binary, free_port
from ledger.chain.records import Tag
from ledger.domain.acts import (
    Action,
    ActKind,
    DocumentDigest,
    RevocationGround,
    Role,
    StaffRevocation,
)
from ledger.domain.numbers import written
from ledger.domain.verdict import Purpose, Result
from ledger.domain.words import PartyRecord
from ledger.registrar import mandate
from ledger.registrar.acting import Entered
from notarization.evidence import Made, PackageRequest, build
from notarization.trust_file import trust_from
from notarization.verify.report import Grade, Language, Status
from tests.cast import ALL, DAY, FLOORS, ROOT, IssuedTitle, Stage, deployed_stage, digest32
from tests.mirrors import open_mirror, require_agreement
from tests.packages.both import verify
from tests.packages.scene import source_of
from tests.site import DATABASE, UNHURRIED, environment_of, settings_of

pytestmark = pytest.mark.node
CODE = "SIGNED_AFTER_REVOCATION"


def on(day: int, hour: int = 10) -> int:
    """A moment of October 2026 in Beijing."""
    return int(datetime(2026, 10, day, hour - 8, tzinfo=UTC).timestamp())


@dataclass(frozen=True, slots=True)
class Story:
    """Two titles: one whose notice was signed on 10-15, one whose notice was signed on 10-19."""

    stage: Stage
    early: IssuedTitle
    late: IssuedTitle
    before_block: int
    revoked: Entered


def wait_until(stage: Stage, time: int) -> None:
    stage.node.move_clock(time, wall=on(31))


@contextmanager
def october(folder: Path) -> Iterator[DevNode]:
    options = DevNodeOptions(find_binary(ROOT), folder, free_port(), on(14, 9), keep=False)
    with DevNode(options) as node:
        yield node


def revocation(stage: Stage, since: int) -> StaffRevocation:
    return mandate.staff_revocation(
        stage.register,
        stage.cast.examiner.party,
        since=since,
        ground=RevocationGround.COMPROMISED,
        document=DocumentDigest(digest32()),
    )


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("october")
    with october(folder / "node") as node:
        stage = deployed_stage(node, folder / "stage")
        _ = stage.cast  # everybody is enrolled before the story begins
        wait_until(stage, on(15))
        early = stage.noticed({stage.cast.registrant: ALL})
        wait_until(stage, on(19))
        late = stage.noticed({stage.cast.registrant: ALL})
        before = node.chain.block(Tag.LATEST).number
        wait_until(stage, on(20))
        terms = revocation(stage, on(18, 8))
        revoked = mandate.revoke_staff_key(stage.register, terms, [stage.cast.institution.signs()])
        wait_until(stage, on(19) + FLOORS.minimum_notice + DAY)
        titles = [stage.titled(stage.deposited(stage.closed(each))) for each in (early, late)]
        yield Story(stage, titles[0], titles[1], before, revoked)
        require_agreement(node.chain, stage.register.profile, folder / "compared.db")


@pytest.fixture(scope="module")
def client(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("home")
    stage, settings = story.stage, settings_of(story.stage, home)
    mirror = open_mirror(home / DATABASE, Web3Chain(stage.node.url), stage.register.profile)
    mirror.catch_up()
    app = create_app(settings)
    app.state.settings = settings
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened
    app.state.wiring.engine.dispose()
    mirror.engine.dispose()


def number_of(story: Story, issued: IssuedTitle) -> int:
    return issued.issued.numbers[story.stage.cast.registrant.party]


def made(story: Story, issued: IssuedTitle) -> Made:
    holder, source = story.stage.cast.registrant.party, source_of(story.stage)
    request = PackageRequest(
        issued.title, holder, Purpose.AUTHENTICITY, "court", "26", prepared_at=on(27)
    )
    return build(request, source, source.last)


def signed_later(story: Story) -> list[tuple[str, int]]:
    """The acts of 10-19 that the examiner signed: the assignment and the notice."""
    return [(story.late.application.hex(), seq) for seq in (3, 4)]


def test_the_dates_are_those_of_the_scenario(story: Story) -> None:
    source = source_of(story.stage)
    times = {
        name: [act.time for act in source.by_subject[issued.application][2:4]]
        for name, issued in (("early", story.early), ("late", story.late))
    }
    assert {time - time % DAY for time in times["early"]} == {on(15, 8)}
    assert {time - time % DAY for time in times["late"]} == {on(19, 8)}
    act = story.revoked.act
    assert act.kind is ActKind.StaffKeyRevoked
    assert act.raw.time - act.raw.time % DAY == on(20, 8)


def test_the_roles_end_at_once(story: Story) -> None:
    record = story.stage.register.record(story.stage.cast.examiner.party, PartyRecord)
    assert (record.roles, record.roles_until) == (0, story.revoked.act.raw.time)
    filed = story.stage.filed({story.stage.cast.coholder: ALL})
    story.stage.step(
        filed, Action.ACCEPT, story.stage.cast.acceptance.signs(Role.ACCEPTANCE), due=DAY
    )
    with pytest.raises(RoleNotHeld) as refused:
        story.stage.step(
            filed, Action.ASSIGN, story.stage.cast.examiner.signs(Role.EXAMINER), due=DAY
        )
    assert (refused.value.party, refused.value.role) == (
        story.stage.cast.examiner.party,
        Role.EXAMINER,
    )


def test_the_verifier_passes_what_was_signed_before(story: Story) -> None:
    package = made(story, story.early)
    assert package.answer.result is Result.VALID
    report = verify(package.data, trust_of(story, package))
    assert report.grade is Grade.VERIFIED
    assert CODE not in {check.code for check in report.checks}


def test_the_verifier_fails_each_act_that_was_signed_after(story: Story) -> None:
    package = made(story, story.late)
    assert package.answer.result is Result.INVALID
    assert package.answer.blocks == (CODE, CODE)
    report = verify(package.data, trust_of(story, package))
    assert report.grade is Grade.REJECTED
    failed = [check for check in report.checks if check.status is Status.FAILED]
    assert [check.code for check in failed] == [CODE, CODE]
    for (subject, seq), check in zip(signed_later(story), failed, strict=True):
        assert f"subject 0x{subject}; act {seq}; clerk" in check.message.en
        assert "since 2026-10-18 08:00" in check.message.en
    assert "吊销" in report.to_text(Language.ZH)


def test_a_package_of_the_day_before_knows_of_no_revocation(story: Story) -> None:
    source = source_of(story.stage)
    assert source.header(story.before_block).timestamp < story.revoked.act.raw.time
    acts = source.acts(story.stage.cast.examiner.party, story.before_block)
    assert [act.kind for act in acts] == [ActKind.PartyEnrolled, ActKind.RolesGranted]


def trust_of(story: Story, package: Made) -> bytes:
    return trust_from(story.stage.node.chain, story.stage.register.profile, package.block)


def test_verdicts_stop_at_the_effect_date(story: Story, client: TestClient) -> None:
    early, late = (verdict(client, number_of(story, each)) for each in (story.early, story.late))
    assert (early["result"], early["blocks"]) == ("VALID", [])
    assert late["result"] == "INVALID"
    assert [each["code"] for each in late["blocks"]] == [CODE, CODE]
    assert [each["values"]["act"] for each in late["blocks"]] == [3, 4]
    assert late["blocks"][0]["values"]["ground"] == "COMPROMISED"


def test_a_verdict_on_the_day_before_the_revocation_knows_nothing_of_it(
    story: Story, client: TestClient
) -> None:
    number = written(number_of(story, story.late))
    asked = {"number": number, "purpose": "authenticity", "at": str(story.before_block)}
    found = client.get("/v1/verdicts", params=asked).json()
    assert [each["code"] for each in found["blocks"]] == ["NOT_ISSUED_YET"]


def verdict(client: TestClient, number: int) -> Any:
    asked = {"number": written(number), "purpose": "authenticity"}
    return client.get("/v1/verdicts", params=asked).json()


def test_later_acts_are_listed_for_reexamination_page_by_page(
    story: Story, client: TestClient
) -> None:
    path = "/v1/registries/371/reexaminations"
    whole = client.get(path).json()
    [revoked] = whole["revocations"]
    clerk = story.stage.cast.examiner.party.hex()
    assert (revoked["clerk"], revoked["ground"]) == (clerk, "COMPROMISED")
    assert revoked["since"] == "2026-10-18T00:00:00Z"
    assert [(each["subject"], each["seq"]) for each in whole["acts"]] == signed_later(story)
    assert [each["kind"] for each in whole["acts"]] == ["ApplicationStepped", "NoticePublished"]
    assert {each["role"] for each in whole["acts"]} == {"EXAMINER"}
    first = client.get(path, params={"limit": 1}).json()
    second = client.get(path, params={"limit": 1, "cursor": first["next"]}).json()
    assert [*first["acts"], *second["acts"]] == whole["acts"]
    assert second["next"] is None


def test_a_list_that_does_not_exist_is_said_so(client: TestClient) -> None:
    unknown = client.get("/v1/registries/999/reexaminations")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "SUBJECT_UNKNOWN")
    for cursor in ("zz", "00" * 9, "ff" * 60, "00" * 8 + "02" * 32 + "ff" * 16):
        answer = client.get("/v1/registries/371/reexaminations", params={"cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (400, "MARK_MALFORMED")


def test_registries_name_their_staff(story: Story, client: TestClient) -> None:
    [found] = client.get("/v1/registries").json()["registries"]
    assert found["registry"] == 371
    assert found["institution"]["party"] == story.stage.cast.institution.party.hex()
    assert story.stage.cast.examiner.party.hex() not in {each["party"] for each in found["staff"]}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_registrys_page_lists_them(story: Story, client: TestClient, language: str) -> None:
    page = client.get("/registries/371", params={"lang": language}).text
    for subject, seq in signed_later(story):
        assert f"{subject} · {seq}" in page
    assert story.early.application.hex() not in page
    assert ("密钥泄露" if language == "zh" else "key compromised") in page


def test_the_console_lists_them(story: Story, client: TestClient) -> None:
    environment = environment_of(client.app.state.settings) | UNHURRIED  # type: ignore[attr-defined]
    commands = console(Speech(Language.EN), environment)
    done = CliRunner().invoke(commands, ["registry", "reexaminations", "371"])
    assert done.exit_code == 0, done.output
    for subject, seq in signed_later(story):
        assert f"{subject} {seq}" in done.output
    assert story.early.application.hex() not in done.output
    listed = CliRunner().invoke(commands, ["registry", "list"])
    assert "Acceptance clerk" in listed.output


def test_a_revocation_reaches_back_never_forward(story: Story) -> None:
    time = story.stage.register.time() + DAY
    with pytest.raises(RevocationInFuture) as refused:
        mandate.revoke_staff_key(
            story.stage.register,
            revocation(story.stage, time),
            [story.stage.cast.institution.signs()],
        )
    assert refused.value.since == time


def test_only_the_clerks_own_registry_revokes_and_says_why(story: Story) -> None:
    stage = story.stage
    terms = revocation(stage, on(18))
    with pytest.raises(SignerMissing) as stranger:
        mandate.revoke_staff_key(stage.register, terms, [stage.cast.bank.signs()])
    assert (stranger.value.place, stranger.value.party) == (0, stage.cast.institution.party)
    groundless = replace(terms, ground=RevocationGround.NONE)
    with pytest.raises(RevocationGroundMissing) as missing:
        mandate.revoke_staff_key(stage.register, groundless, [stage.cast.institution.signs()])
    assert missing.value.staff == stage.cast.examiner.party
    outsider = replace(terms, staff=stage.cast.bank.party, seq=1)
    with pytest.raises(StaffNotOfRegistry) as other:
        mandate.revoke_staff_key(stage.register, outsider, [stage.cast.institution.signs()])
    assert (other.value.staff, other.value.registry) == (stage.cast.bank.party, terms.registry)
