"""Two registries: practice outside the seat, the same data twice, a clerk who leaves."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest

from api.cli import run
from api.registrant.session import keep
from ledger.bindings.errors import FiledAlready, StaffOfAnotherRegistry
from ledger.domain.acts import (
    Action,
    Application,
    ApplicationId,
    ApplicationState,
    PartyKind,
    RegistryCode,
    Role,
)
from ledger.domain.words import ApplicationRecord
from ledger.registrar import application, party
from notarization.trust_file import trust_from
from notarization.verify.codes import Step
from notarization.verify.report import Grade
from tests.cast import ALL, DAY, REGISTRY, Player, Stage
from tests.packages.both import verify
from tests.records import fields_of_then, filed_and_opened, with_key
from tests.servers import HOST, served
from tests.sessions import held, opened, refused
from tests.site import Site, environment_of, settings_of
from tests.thorough import WHOLE_CHECK

pytestmark = pytest.mark.node
ZHEJIANG: Final = RegistryCode(331)
ROLES: Final = {
    "clerk": (Role.ACCEPTANCE, Role.SEAL_KEEPER),
    "examiner": (Role.EXAMINER,),
    "reviewer": (Role.REVIEWER,),
    "successor": (Role.EXAMINER,),
}
Filed = tuple[ApplicationId, Application]


@dataclass(frozen=True)
class Pair:
    """The registry of Shandong, and beside it that of Zhejiang with clerks of its own."""

    site: Site
    stage: Stage
    institution: Player
    zhejiang: dict[str, Player]

    def post(self, who: Player, path: str, registry: int = ZHEJIANG, **given: Any) -> Any:
        headers = held(opened(self.site, who.key)["token"])
        return self.site.client.post(f"/v1/desk/{registry}/{path}", headers=headers, **given)

    def get(self, who: Player, path: str, registry: int = ZHEJIANG, **query: str) -> Any:
        headers = held(opened(self.site, who.key)["token"])
        return self.site.client.get(f"/v1/desk/{registry}/{path}", headers=headers, params=query)

    def done(self, subject: bytes, action: str, *who: str) -> None:
        """A step through the desk of Zhejiang, by the clerks who sign it."""
        made = self.post(
            self.zhejiang[who[0]], f"files/{subject.hex()}/acts", data={"action": action}
        )
        assert made.status_code == 201, made.text
        digest = made.json()["digest"][2:]
        for each in who:
            clerk = self.zhejiang[each]
            signature = "0x" + clerk.key.sign(bytes.fromhex(digest)).hex()
            body = {"signature": signature}
            signed = self.post(clerk, f"acts/{digest}/signatures", json=body)
            assert signed.status_code == 200, signed.text
        relayed = self.post(self.zhejiang[who[-1]], f"acts/{digest}/relay")
        assert relayed.status_code == 200, relayed.text
        self.site.mirror.catch_up()

    def file(self, holder: Player, fields: dict[str, Any], **changes: Any) -> Filed:
        drafted = replace(self.stage.content({holder: ALL}), registry=ZHEJIANG, **changes)
        return filed_and_opened(self.site, self.stage, (holder,), (drafted, fields))


@pytest.fixture(scope="module")
def pair(site: Site, office: Stage) -> Pair:
    with_key(site)
    institution = office.enrolled(PartyKind.PUBLIC_INSTITUTION)
    office.open_registry(institution, ZHEJIANG)
    clerks = {name: office.enrolled(PartyKind.NATURAL_PERSON) for name in ROLES}
    for name, roles in ROLES.items():
        office.employed(clerks[name], institution, *roles, registry=ZHEJIANG)
    site.mirror.catch_up()
    return Pair(site, office, institution, clerks)


def of_shandong() -> dict[str, Any]:
    """A record of data and of an applicant of Shandong, as all records of tests are."""
    fields = fields_of_then()
    fields["applicants"] = fields["applicants"][:1]
    assert (fields["region"]["code"][:2], fields["applicants"][0]["uscc"][2:4]) == ("37", "37")
    return fields


OUTSIDE: Final = {
    "seat": "33",
    "applicants": ["37"],
    "data": "37",
    "article": "NAT-2026 Art. 10",
}


def test_a_registry_registers_outside_its_seat_and_that_is_said_everywhere(pair: Pair) -> None:
    site, filed = pair.site, pair.file(pair.stage.enrolled(), of_shandong())
    subject, examiner = filed[0].hex(), pair.zhejiang["examiner"]
    shown = pair.get(examiner, f"files/{subject}", concern="EXAMINATION").json()
    assert shown["out_of_region"] == OUTSIDE
    # what only the opened record says is the desk's alone
    assert site.get(f"/v1/applications/{subject}")["out_of_region"] is None
    number = registered(pair, filed)
    assert site.get(f"/v1/applications/{subject}")["out_of_region"] == OUTSIDE
    assert number.startswith("SJ331")
    found = site.get(f"/v1/certificates/{number}")
    assert (found["registry"], found["out_of_region"]) == (int(ZHEJIANG), OUTSIDE)
    verdict = site.verdict(number, "authenticity")
    facts = {each["code"]: each["values"] for each in verdict["facts"]}
    told = facts["OUT_OF_REGION"]
    assert (verdict["result"], told["seat"]) == ("VALID", "33")
    assert (told["applicants_of"], told["data_of"]) == (["37"], "37")
    seats = {each["registry"]: each["seat"] for each in site.get("/v1/registries")["registries"]}
    assert seats == {int(REGISTRY): "37", int(ZHEJIANG): "33"}


def test_a_signed_verdict_rests_on_dossiers_alone(pair: Pair) -> None:
    """What is said of the seat comes from a notice's words, which no offline reader replays."""
    site, key = pair.site, pair.institution.key
    number = registered(pair, pair.file(pair.stage.enrolled(), of_shandong()))
    path = site.settings.keys / f"{key.account.hex()}.key"
    path.write_text(key.reveal().hex(), encoding="ascii")
    path.chmod(0o600)
    wiring = site.client.app.state.wiring  # type: ignore[attr-defined] # an application of ours
    wiring.settings = replace(wiring.settings, verdict_key="0x" + key.account.hex())
    signed = site.client.post("/v1/verdicts:sign", json={"number": number}).json()["jws"]
    made = site.client.post("/v1/evidence-packages", json={"number": number}).json()
    package = site.client.get(made["url"]).content
    trust = trust_from(site.mirror.chain, pair.stage.register.profile, made["block"])
    report = verify(package, trust, signed_verdict=signed.encode())
    (held,) = [check.code for check in report.checks if check.number == Step.SIGNED_VERDICT]
    assert (report.grade, held) == (Grade.VERIFIED, "SIGNED_VERDICT")
    told = {each["code"] for each in site.verdict(number, "authenticity")["facts"]}
    assert "OUT_OF_REGION" in told
    shandong = {"number": site.pledgor_number}
    refused = site.client.post("/v1/verdicts:sign", json=shandong)
    assert (refused.status_code, refused.json()["code"]) == (409, "SIGNER_NOT_REGISTRYS")


def test_records_are_searched_by_registry_and_pages_name_the_seat(pair: Pair) -> None:
    site, filed = pair.site, pair.file(pair.stage.enrolled(), of_shandong())
    number = registered(pair, filed)
    hits = site.get("/v1/certificates", registry=str(int(ZHEJIANG)))
    assert [number] in [each["numbers"] for each in hits["hits"]]
    assert {each["registry"] for each in hits["hits"]} == {int(ZHEJIANG)}
    (count,) = (each for each in hits["facets"]["registry"] if each["value"] == "331")
    assert count["number"] == len(hits["hits"])
    for language, told in (("zh", "浙江省"), ("en", "Zhejiang")):
        for path in (
            f"/certificates/{number}?",
            f"/applications/{filed[0].hex()}?",
            f"/verdicts?number={number}&purpose=authenticity",
            "/?q=&registry=331",
        ):
            assert told in site.client.get(f"{path}&lang={language}").text, path


def registered(pair: Pair, filed: Filed) -> str:
    """From acceptance to the certificate, at the desk of Zhejiang; its number."""
    pair.done(filed[0], "ACCEPT", "clerk")
    pair.done(filed[0], "ASSIGN", "examiner")
    pair.done(filed[0], "PUBLISH", "examiner", "reviewer")
    pair.stage.pass_time(40 * DAY)
    pair.stage.node.mine()
    pair.site.mirror.catch_up()
    pair.done(filed[0], "CLOSE_NOTICE", "clerk")
    return certified(pair, filed)


def certified(pair: Pair, filed: Filed) -> str:
    """The certificate's number, once the receipt came and the seal is set at the desk."""
    stage, clerk = pair.stage, pair.zhejiang["clerk"]
    now = stage.register.time()
    terms = application.step_terms(stage.register, filed[0], Action.DEPOSIT, due=now)
    application.step(stage.register, terms, filed[1], [clerk.signs(Role.ACCEPTANCE)])
    pair.site.mirror.catch_up()
    pair.done(filed[0], "CERTIFY", "clerk")
    page = pair.site.get(f"/v1/applications/{filed[0].hex()}")
    title = page["application"]["title"]
    hits = pair.site.get("/v1/certificates", registry=str(int(ZHEJIANG)))["hits"]
    (number,) = next(each["numbers"] for each in hits if each["title"] == title)
    return str(number)


def test_what_is_of_the_seat_says_nothing(pair: Pair) -> None:
    assert pair.site.get(f"/v1/certificates/{pair.site.pledgor_number}")["out_of_region"] is None
    verdict = pair.site.verdict(pair.site.pledgor_number, "authenticity")
    assert "OUT_OF_REGION" not in {each["code"] for each in verdict["facts"]}


def test_the_same_data_are_not_filed_at_a_second_registry(pair: Pair) -> None:
    holder = pair.stage.enrolled()
    first, content = pair.file(holder, of_shandong())
    again = replace(pair.stage.content({holder: ALL}), fingerprint=content.fingerprint)
    assert again.registry == REGISTRY != content.registry
    with pytest.raises(FiledAlready) as twice:
        filed_and_opened(pair.site, pair.stage, (holder,), (again, of_shandong()))
    assert twice.value.fingerprint == content.fingerprint
    # another who holds them may, and each registry's desk sees both
    other = pair.stage.enrolled()
    drafted = replace(pair.stage.content({other: ALL}), fingerprint=content.fingerprint)
    second, _ = filed_and_opened(pair.site, pair.stage, (other,), (drafted, of_shandong()))
    shown = pair.get(pair.zhejiang["examiner"], f"files/{first.hex()}", concern="EXAMINATION")
    assert [each["application"] for each in shown.json()["same_object"]] == [second.hex()]


def test_a_clerk_who_leaves_hands_its_files_over_and_the_new_one_goes_on(pair: Pair) -> None:
    stage, leaving, new = pair.stage, pair.zhejiang["examiner"], pair.zhejiang["successor"]
    files = [pair.file(stage.enrolled(), of_shandong()) for _ in range(3)]
    for filed in files:
        pair.done(filed[0], "ACCEPT", "clerk")
        claim = pair.post(leaving, f"files/{filed[0].hex()}/claim", json={"version": 0})
        assert claim.status_code == 200
    pair.done(files[0][0], "ASSIGN", "examiner")
    recusal = {"version": 1, "reason": "与申请人有利害关系"}
    assert pair.post(new, f"files/{files[2][0].hex()}/recuse", json=recusal).status_code == 200
    body = {
        "leaving": "0x" + leaving.party.hex(),
        "to": "0x" + new.party.hex(),
        "reason": "离任",
    }
    assert refused(pair.post(leaving, "hand-over", json=body)) == (403, "REVIEWERS_ONLY")
    reviewer = pair.zhejiang["reviewer"]
    stranger = body | {"to": "0x" + stage.cast.examiner.party.hex()}
    assert refused(pair.post(reviewer, "hand-over", json=stranger)) == (422, "STAFF_UNKNOWN")
    answer = pair.post(reviewer, "hand-over", json=body)
    assert answer.status_code == 200, answer.text
    assert set(answer.json()["given"]) == {each[0].hex() for each in files[:2]}
    assert answer.json()["kept"] == [files[2][0].hex()]
    assert pair.post(reviewer, "hand-over", json=body).json()["given"] == []
    # its roles end, and with them its place at the desk and its signature
    terms = party.role_grant(
        stage.register, leaving.party, ZHEJIANG, (), until=stage.register.time() + DAY
    )
    party.end_roles(stage.register, terms, [pair.institution.signs()])
    pair.site.mirror.catch_up()
    assert refused(pair.get(leaving, "files")) == (404, "NOT_FOUND")
    mine = pair.get(new, "files", assignee="mine").json()["files"]
    assert {each["application"]["application"] for each in mine} == {
        each[0].hex() for each in files[:2]
    }
    pair.zhejiang["examiner"] = new
    pair.done(files[0][0], "PUBLISH", "examiner", "reviewer")
    record = stage.register.record(files[0][0], ApplicationRecord)
    assert record.state is ApplicationState.NOTICE
    pair.done(files[1][0], "ASSIGN", "examiner")


def test_a_clerk_of_one_registry_signs_nothing_at_the_other(pair: Pair) -> None:
    stage, filed = pair.stage, pair.file(pair.stage.enrolled(), of_shandong())
    with pytest.raises(StaffOfAnotherRegistry):
        stage.step(filed, Action.ACCEPT, stage.cast.acceptance.signs(Role.ACCEPTANCE), due=20 * DAY)
    answer = pair.get(stage.cast.examiner, f"files/{filed[0].hex()}/steps")
    assert refused(answer) == (404, "NOT_FOUND")
    own = pair.get(stage.cast.examiner, f"files/{filed[0].hex()}/steps", REGISTRY)
    assert refused(own) == (404, "SUBJECT_UNKNOWN")


@WHOLE_CHECK
def test_the_console_lists_seats_and_hands_over(
    pair: Pair, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app: Any = pair.site.client.app
    reviewer, settings = pair.zhejiang["reviewer"], settings_of(pair.stage, tmp_path)
    assert run(["--lang", "en", "registry", "list"], environment_of(pair.site.settings)) == 0
    shown = capsys.readouterr().out
    assert "331  Zhejiang" in shown
    assert "371  Shandong" in shown
    filed = pair.file(pair.stage.enrolled(), of_shandong())
    claim = pair.post(reviewer, f"files/{filed[0].hex()}/claim", json={"version": 0})
    assert claim.status_code == 200
    to = pair.zhejiang["clerk"]
    named = ["--leaving", reviewer.party.hex(), "--to", to.party.hex(), "--reason", "调岗"]
    told = ["desk", "hand-over", "--registry", str(int(ZHEJIANG)), *named, "--json"]
    with served(app, pair.site.settings) as port:
        keep(settings, f"http://{HOST}:{port}", opened(pair.site, reviewer.key))
        assert run(told, environment_of(settings)) == 0
    assert json.loads(capsys.readouterr().out)["given"] == [filed[0].hex()]
