"""Objections to a notice: who may raise one, what is kept of it, and who reads that."""

import json
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from api.cli import run
from api.desk.contents import Document
from api.registrant.session import keep
from ledger.chain.keystore import Keystore
from ledger.chain.signer import Key
from ledger.domain.acts import Action, Application, ApplicationId, ApplicationState
from ledger.domain.ids import ZERO
from ledger.domain.words import ApplicationRecord
from notarization.verify.digests import sha256, sm3
from tests.cast import FLOORS, REGISTRY, Player, Stage
from tests.factories import OWN_NUMBER
from tests.mirrors import unread
from tests.records import filed_with_record, left, with_key
from tests.servers import HOST, served
from tests.sessions import held, opened, refused
from tests.site import Site, environment_of

pytestmark = pytest.mark.node
SAMPLE, IDENTITY = b"day,salinity\n1,31.2\n", b"%PDF-1.7 licence of the company"
REASONS = "公示的数据由我方浮标采集，申请人未获授权。"


@dataclass
class Hall:
    """Applications on notice, an objector with a file, and the registry's clerks."""

    site: Site
    stage: Stage
    objector: Player
    tokens: dict[str, str]
    subject: ApplicationId
    content: Application

    def body(self, *materials: bytes, **changes: Any) -> dict[str, Any]:
        return {
            "party": "0x" + self.objector.party.hex(),
            "ground": "OWNERSHIP_DISPUTE",
            "interest": "数据采集者",
            "reasons": REASONS,
            "materials": [
                {"sha256": sha256(each).hex(), "sm3": sm3(each).hex(), "size": len(each)}
                for each in materials
            ],
            "salt": secrets.token_hex(16),
            **changes,
        }

    def post(self, path: str, body: Any, subject: bytes | None = None) -> Any:
        base = f"/v1/applications/{(subject or self.subject).hex()}/objections"
        return self.site.client.post(base + path, json=body)

    def signed(self, body: dict[str, Any], key: Key | None = None) -> dict[str, Any]:
        drafted = self.post(":draft", body)
        assert drafted.status_code == 200, drafted.text
        told = drafted.json()
        key = key or self.objector.key
        signer = {
            "party": body["party"],
            "account": "0x" + key.account.hex(),
            "role": 0,
            "signature": "0x" + key.sign(bytes.fromhex(told["digest"][2:])).hex(),
        }
        return {**body, "terms": told["terms"], "signers": [signer]}

    def material(self, digest: str, data: bytes) -> Any:
        path = f"/v1/applications/{self.subject.hex()}/objections/{digest}/materials"
        return self.site.client.post(path, files={"material": ("material", data)})

    def open(self, who: str, digest: bytes, concern: str = "OBJECTION") -> Any:
        path = f"/v1/desk/{REGISTRY}/files/{self.subject.hex()}/contents/{digest.hex()}"
        headers = held(self.tokens[who])
        return self.site.client.get(path, params={"concern": concern}, headers=headers)

    def state(self) -> ApplicationState:
        return self.stage.register.record(self.subject, ApplicationRecord).state


@pytest.fixture(scope="module")
def objector(office: Stage) -> Player:
    return office.enrolled()


@pytest.fixture
def hall(site: Site, office: Stage, objector: Player) -> Hall:
    with_key(site)
    stage, cast = office, office.cast
    files = {"identity": IDENTITY, "acquisition": secrets.token_bytes(40), "sample": SAMPLE}
    filed = filed_with_record(site, stage, cast.registrant, files)
    stage.published(stage.taken_on(filed))
    site.mirror.catch_up()
    players = {"examiner": cast.examiner, "reviewer": cast.reviewer, "bank": cast.bank}
    tokens = {name: opened(site, each.key)["token"] for name, each in players.items()}
    return Hall(site, stage, objector, tokens, *filed)


def test_an_objection_is_entered_once_and_its_document_is_read_by_the_desk_alone(
    hall: Hall,
) -> None:
    contract = b"contract over the buoys, " + secrets.token_bytes(16)
    sent = hall.signed(hall.body(contract))
    done = hall.post("", sent)
    assert done.status_code == 200, done.text
    assert hall.post("", sent).json() == done.json()
    assert hall.state() is ApplicationState.OBJECTION
    digest = sent["terms"]["document"][2:]
    told = {"sha256": sha256(contract).hex(), "sm3": sm3(contract).hex(), "size": len(contract)}
    for _ in range(2):
        kept = hall.material(digest, contract)
        assert (kept.status_code, kept.json() | told) == (201, kept.json())
    hall.site.mirror.catch_up()
    document = Document.read(hall.open("examiner", bytes.fromhex(digest)).content)
    assert REASONS in document.text
    assert hall.objector.party.hex() in document.text
    assert document.salt.hex() == sent["salt"]
    answer = hall.open("examiner", sha256(contract))
    assert answer.content == contract
    assert answer.headers["cache-control"] == "no-store"
    # for everybody else the desk is not there, and nothing of it is in what is public
    assert refused(hall.open("bank", sha256(contract))) == (404, "NOT_FOUND")
    public = hall.site.client.get(f"/v1/applications/{hall.subject.hex()}").text
    assert REASONS not in public
    stored = [path.read_bytes() for path in hall.site.settings.content.rglob("*") if path.is_file()]
    assert all(contract not in each and REASONS.encode() not in each for each in stored)


def test_each_opening_is_in_the_log_with_its_purpose_before_it_is_answered(hall: Hall) -> None:
    assert left(hall.site, hall.subject, IDENTITY).status_code == 201
    answer = hall.open("examiner", sha256(IDENTITY), "EXAMINATION")
    assert answer.content == IDENTITY
    name = f'attachment; filename="{sha256(IDENTITY).hex()[:16]}.pdf"'
    assert answer.headers["content-disposition"] == name
    assert answer.headers["content-type"] == "application/octet-stream"
    missing = hall.open("examiner", bytes(32))
    assert (*refused(missing), missing.json()["fields"]) == (
        404,
        "CONTENT_NOT_KEPT",
        {"sha256": "0x" + bytes(32).hex()},
    )
    log = hall.site.client.get(
        f"/v1/desk/{REGISTRY}/log",
        params={"application": hall.subject.hex()},
        headers=held(hall.tokens["reviewer"]),
    ).json()["entries"]
    found = [(each["deed"], each["concern"], each["reason"]) for each in log]
    assert sorted(found) == [
        ("OPENED", "EXAMINATION", sha256(IDENTITY).hex()),
        ("OPENED", "OBJECTION", bytes(32).hex()),
    ]
    assert refused(hall.open("examiner", sha256(IDENTITY), "CURIOSITY")) == (422, "REQUEST_INVALID")


def test_a_file_that_was_left_and_is_gone_is_said_to_be_lost(hall: Hall) -> None:
    paper = b"%PDF-1.7 " + secrets.token_bytes(16)
    before = {path for path in hall.site.settings.content.rglob("*") if path.is_file()}
    sent = hall.signed(hall.body(paper))
    assert hall.post("", sent).status_code == 200
    assert hall.material(sent["terms"]["document"][2:], paper).status_code == 201
    hall.site.mirror.catch_up()
    for path in {each for each in hall.site.settings.content.rglob("*") if each.is_file()} - before:
        path.unlink()
    answer = hall.open("examiner", sha256(paper))
    assert refused(answer) == (500, "CONTENT_LOST")
    assert "曾经留存，现已失落" in answer.text
    # what nobody ever left is another matter
    assert refused(hall.open("examiner", bytes(32))) == (404, "CONTENT_NOT_KEPT")


def test_what_belongs_to_another_application_is_not_opened_with_this_one(
    hall: Hall, site: Site, office: Stage
) -> None:
    other, _ = filed_with_record(site, office, office.cast.coholder, {"sample": SAMPLE})
    assert left(site, other, SAMPLE).status_code == 201
    assert refused(hall.open("examiner", sha256(SAMPLE))) == (404, "CONTENT_NOT_KEPT")
    # the same bytes are kept for each of two, and neither takes the other's away
    assert left(site, hall.subject, SAMPLE).status_code == 201
    assert hall.open("examiner", sha256(SAMPLE)).content == SAMPLE
    elsewhere = replace(hall, subject=other)
    assert elsewhere.open("examiner", sha256(SAMPLE)).content == SAMPLE


def test_an_objection_that_is_not_what_was_signed_is_refused_and_nothing_is_entered(
    hall: Hall,
) -> None:
    sent = hall.signed(hall.body(b"x"))
    changed = {
        "document": {**sent, "reasons": "another reason"},
        "ground": {**sent, "ground": "FALSE_PROOF"},
        "party": {**sent, "signers": [{**sent["signers"][0], "party": "0x" + ZERO.hex()}]},
        "action": {**sent, "terms": {**sent["terms"], "action": int(Action.WITHDRAW)}},
        "application": {**sent, "terms": {**sent["terms"], "application": "0x" + ZERO.hex()}},
        # nobody gives the inquiry into his objection longer than the ten working days of Art. 25
        "due": {**sent, "terms": {**sent["terms"], "due": sent["terms"]["due"] + 1}},
    }
    for member, body in changed.items():
        answer = hall.post("", body)
        assert refused(answer) == (422, "OBJECTION_DIFFERS"), member
        assert answer.json()["fields"]["member"] == member
    stranger = hall.post("", hall.signed(hall.body(b"x"), Key.new()))
    assert refused(stranger) == (403, "ACCOUNT_NOT_LIVE")
    unnamed = hall.post("", {**sent, "signers": []})
    assert refused(unnamed) == (422, "REQUEST_INVALID")
    assert refused(hall.post(":draft", hall.body())) == (422, "REQUEST_INVALID")
    groundless = hall.body(b"x", ground="NONE")
    assert refused(hall.post(":draft", groundless)) == (422, "REQUEST_INVALID")
    assert refused(hall.post(":draft", hall.body(b"x", reasons=" \n"))) == (422, "REQUEST_INVALID")
    nowhere = hall.post(":draft", hall.body(b"x"), b"\x02" + bytes(31))
    assert refused(nowhere) == (404, "SUBJECT_UNKNOWN")
    assert hall.state() is ApplicationState.NOTICE


def test_a_file_that_no_objection_names_is_not_kept(hall: Hall) -> None:
    sent = hall.signed(hall.body(b"named"))
    digest = sent["terms"]["document"][2:]
    assert refused(hall.material(digest, b"named")) == (404, "CONTENT_NOT_KEPT")
    assert hall.post("", sent).status_code == 200
    answer = hall.material(digest, b"another")
    assert refused(answer) == (422, "MATERIAL_NOT_LISTED")
    assert answer.json()["fields"] == {"sha256": "0x" + sha256(b"another").hex()}


def test_an_objection_names_nobody_by_a_number_in_text_or_file(hall: Hall) -> None:
    named = f"联系人 {OWN_NUMBER}"
    paper = f"{secrets.token_hex(4)} {named}".encode()
    for member in ("interest", "reasons"):
        answer = hall.post(":draft", hall.body(b"x", **{member: named}))
        assert refused(answer) == (422, "PERSONAL_DATA_FOUND"), member
        assert OWN_NUMBER not in answer.text
        sent = {**hall.signed(hall.body(b"x")), member: named}
        assert refused(hall.post("", sent)) == (422, "PERSONAL_DATA_FOUND"), member
    assert hall.state() is ApplicationState.NOTICE
    sent = hall.signed(hall.body(paper))
    assert hall.post("", sent).status_code == 200
    answer = hall.material(sent["terms"]["document"][2:], paper)
    assert refused(answer) == (422, "PERSONAL_DATA_FOUND")
    assert answer.json()["fields"]["file_kind"] == "material"
    assert OWN_NUMBER not in answer.text


def test_the_console_refuses_such_a_file_before_anything_is_signed_or_sent(
    hall: Hall, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    who = ["--party", hall.objector.party.hex()]
    who += ["--account", Keystore(hall.site.settings.keys).new_plain().account.hex()]
    (tmp_path / "why.txt").write_text(REASONS, encoding="utf-8")
    (tmp_path / "list.csv").write_text(f"张三,{OWN_NUMBER}\n", encoding="utf-8")
    command = ["application", "object", hall.subject.hex(), "--interest", "采集者", "--json"]
    command += ["--ground", "OWNERSHIP_DISPUTE", "--reasons", str(tmp_path / "why.txt")]
    # nobody listens there: what is refused at once is never sent
    command += [
        "--material",
        str(tmp_path / "list.csv"),
        "--server",
        "http://127.0.0.1:9",
        "--json",
    ]
    assert run([*command, *who], environment_of(hall.site.settings)) == 1
    said = capsys.readouterr()
    assert json.loads(said.err.strip().splitlines()[-1])["code"] == "PERSONAL_DATA_FOUND"
    assert OWN_NUMBER not in said.out + said.err


def test_nobody_shuts_the_others_out_by_objecting_first(hall: Hall, office: Stage) -> None:
    """A sham objection on the first day; whoever has a case comes on the last, and in time."""
    record = hall.stage.register.record(hall.subject, ApplicationRecord)
    assert hall.post("", hall.signed(hall.body(b"sham"))).status_code == 200
    inquiry = hall.stage.register.record(hall.subject, ApplicationRecord).due
    hall.site.mirror.catch_up()
    owner = replace(hall, objector=office.enrolled())
    hall.site.mirror.catch_up()
    page = hall.site.client.get(f"/applications/{hall.subject.hex()}/object?lang=zh").text
    assert ('id="objection"' in page, "他人仍可提出异议" in page) == (True, True)
    assert f"/applications/{hall.subject.hex()}/object" in hall.site.client.get("/notices").text
    assert owner.post("", owner.signed(owner.body(b"deed"))).status_code == 200
    after = hall.stage.register.record(hall.subject, ApplicationRecord)
    assert after.state is ApplicationState.OBJECTION
    assert (after.due, after.notice_due) == (inquiry, record.notice_due)
    hall.site.mirror.catch_up()
    told = hall.site.get(f"/v1/applications/{hall.subject.hex()}")
    assert [each["action"] for each in told["steps"]][-2:] == ["OBJECT", "OBJECT"]
    assert [each["clock"] for each in told["clocks"]][-2:] == ["notice", "objection"]
    # once the notice is over nobody comes in any more, though the inquiry goes on
    hall.stage.pass_time(FLOORS.minimum_notice + 120)
    late = owner.post(":draft", owner.body(b"more"))
    assert (refused(late), late.json()["fields"]["state"]) == (
        (409, "NOTICE_NOT_OPEN"),
        "OBJECTION",
    )


def test_after_the_notice_no_objection_is_drafted(hall: Hall) -> None:
    until = hall.stage.register.record(hall.subject, ApplicationRecord).notice_due
    signed = hall.signed(hall.body(b"x"))
    hall.stage.pass_time(FLOORS.minimum_notice + 120)
    late = hall.post(":draft", hall.body(b"x"))
    assert refused(late) == (409, "NOTICE_NOT_OPEN")
    assert late.json()["fields"]["state"] == "NOTICE"
    assert late.json()["fields"]["application"] == "0x" + hall.subject.hex()
    # who signed in time and sends too late is refused by the register itself
    overtaken = hall.post("", signed)
    assert refused(overtaken) == (409, "STEP_TOO_LATE")
    assert overtaken.json()["fields"]["due"] == until
    hall.stage.closed((hall.subject, hall.content))
    hall.site.mirror.catch_up()
    page = hall.site.client.get(f"/applications/{hall.subject.hex()}/object").text
    assert "不在公示期内" in page


def test_the_board_counts_the_working_days_of_the_rules(hall: Hall) -> None:
    board = hall.site.get("/v1/notices", registry=str(REGISTRY))["notices"]
    [posted] = [each for each in board if each["application"]["application"] == hall.subject.hex()]
    told = hall.site.get(f"/v1/applications/{hall.subject.hex()}")["clocks"][-1]
    assert posted["clock"] == told
    assert (told["clock"], told["working_days"], told["pace"]) == ("notice", 5, "running")
    left_ = told["days_left"]
    page = hall.site.client.get("/notices").text
    assert f"余 {left_} 个工作日" in page
    assert f"/applications/{hall.subject.hex()}/object" in page
    assert hall.site.get("/v1/notices", registry="999")["notices"] == []
    assert hall.post("", hall.signed(hall.body(b"x"))).status_code == 200
    hall.site.mirror.catch_up()
    objected = hall.site.get("/v1/notices", state="OBJECTION")["notices"]
    [posted] = [
        each for each in objected if each["application"]["application"] == hall.subject.hex()
    ]
    assert (posted["clock"]["clock"], posted["clock"]["working_days"]) == ("objection", 10)


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "该申请的案卷无法读取"), ("en", "The dossier of this")],
)
def test_nobody_is_told_that_a_notice_is_open_whose_dossier_cannot_be_read(
    hall: Hall, language: str, said: str
) -> None:
    own, form = f"/applications/{hall.subject.hex()}", 'id="objection"'
    paths = (f"{own}/object", own, "/notices")

    def pages() -> list[str]:
        return [hall.site.client.get(f"{each}?lang={language}").text for each in paths]

    asked, *leading = pages()
    assert (form in asked, said in asked) == (True, False)
    assert all(f"{own}/object" in each for each in leading)
    with unread(hall.site.mirror, hall.subject):
        asked, *leading = pages()
    assert (form in asked, said in asked, "不在公示期内" in asked) == (False, True, False)
    assert not any(f"{own}/object" in each for each in leading)


def test_the_console_objects_and_opens_what_the_doors_do(
    hall: Hall, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site, objector = hall.site, hall.objector
    Keystore(site.settings.keys).keep_plain(objector.key)
    (tmp_path / "why.txt").write_text(REASONS, encoding="utf-8")
    (tmp_path / "contract.pdf").write_bytes(b"%PDF-1.7 contract")
    environment = environment_of(site.settings)
    who = ["--party", objector.party.hex(), "--account", objector.key.account.hex()]
    with served(site.client.app, site.settings) as port:
        url = f"http://{HOST}:{port}"
        command = ["application", "object", hall.subject.hex(), "--interest", "采集者", "--json"]
        command += ["--ground", "OWNERSHIP_DISPUTE"]
        files = ["--reasons", str(tmp_path / "why.txt")]
        files += ["--material", str(tmp_path / "contract.pdf"), "--server", url]
        assert run([*command, *files, *who], environment) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["subject"] == "0x" + hall.subject.hex()
        assert hall.state() is ApplicationState.OBJECTION
        site.mirror.catch_up()
        listed = ["--lang", "en", "application", "notices", "--state", "OBJECTION"]
        assert run(listed, environment) == 0
        assert hall.subject.hex() in capsys.readouterr().out
        home, output = tmp_path / "home", tmp_path / "opened"
        session = {"token": hall.tokens["examiner"], "until": ""}
        keep(replace(site.settings, home=home), url, session)
        digest = sha256(b"%PDF-1.7 contract").hex()
        opening = ["desk", "open", hall.subject.hex(), digest, "--registry", str(REGISTRY)]
        opening += ["--concern", "OBJECTION", "--output", str(output)]
        assert run(opening, environment | {"DATADEED_HOME": str(home)}) == 0
        assert output.read_bytes() == b"%PDF-1.7 contract"
        assert run([*command, *files, *who], environment) == 0
        assert hall.state() is ApplicationState.OBJECTION
