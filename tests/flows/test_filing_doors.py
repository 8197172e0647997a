"""The doors behind the application form: what they check, make and keep, and what they refuse."""

import io
import secrets
import zipfile
from dataclasses import replace
from typing import Any, Final

import pytest

from api.middleware import PROOF_BYTES
from api.typed import struct_of
from ledger.domain.acts import Application, DataClass, DataGrade, RecordRoot
from ledger.domain.fingerprint import public_id
from ledger.domain.record import PROOF_KINDS, commit
from ledger.registrar import application
from ledger.store.repositories import desk
from notarization.content.sealing import Identity
from notarization.fingerprint import fingerprint_bytes
from tests.cast import ALL, Player, Stage
from tests.factories import OWN_NUMBER, a_record
from tests.site import Site

pytestmark = pytest.mark.node

DATA: Final = b"day,salinity\n1,31.2\n"
MARK: Final = fingerprint_bytes(DATA)


def own_record(player: Player, proof: bytes = b"a proof") -> dict[str, Any]:
    """A record of one company over its own data."""
    record, mark = a_record(), fingerprint_bytes(proof)
    party = player.party.hex()
    listed = {"sha256": mark.sha256.hex(), "sm3": mark.sm3.hex(), "size": mark.size}
    statement = {**record["rights"][0], "party": party, "oper": 1_000_000}
    return record | {
        "applicants": [{**record["applicants"][0], "party": party}],
        "contacts": [{**record["contacts"][0], "party": party}],
        "rights": [statement],
        "proofs": [{**each, **listed} for each in record["proofs"]],
        "time_span": {"from": "2021-01-01", "to": "2021-12-31"},
    }


def drafted(site: Site, record: dict[str, Any], **changes: Any) -> Any:
    """The answer of the draft door, and the salts that it was given."""
    salts = {name: secrets.token_bytes(16).hex() for name in record}
    digests = {name: getattr(MARK, name).hex() for name in ("sha256", "sm3", "merkle")}
    body = {
        "record": record,
        "salts": salts,
        "mark": {**digests, "size": MARK.size},
        "registry": 371,
        **changes,
    }
    return site.client.post("/v1/applications:draft", json=body), salts


def filed(site: Site, proof: bytes) -> str:
    """An application on the register whose record was left for the registry."""
    player, register = site.stage.enrolled(), site.stage.register
    record = own_record(player, proof)
    answer, salts = drafted(site, record)
    terms = struct_of(Application, answer.json()["terms"])
    application.submit(register, terms, [player.signs()])
    site.mirror.catch_up()
    subject: str = answer.json()["application"]
    (site.settings.keys / "registry.age").write_text(Identity.generate().key, encoding="ascii")
    fields = [{"name": each, "salt": salts[each], "value": record[each]} for each in record]
    left = site.client.post(f"/v1/applications/{subject}/record", json={"fields": fields})
    assert left.status_code == 204, left.text
    return subject


def kept(site: Site, subject: str, proof: bytes) -> tuple[int, Any]:
    """What the door for proofs answers."""
    files = {"proof": ("proof", proof)}
    answer = site.client.post(f"/v1/applications/{subject}/proofs", files=files)
    told = answer.json()
    told.pop("as_of", None)
    return answer.status_code, told


def test_faults_are_told_in_both_languages_and_nothing_else_is_said(
    site: Site, office: Stage
) -> None:
    record = {**own_record(office.cast.registrant), "data_name": "", "summary": "数" * 401}
    answer = site.client.post("/v1/records:check", json={"record": record})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told.pop("as_of")["state"] == "live"
    assert told == {
        "profile": "NAT-2026",
        "faults": [
            {
                "field": "data_name",
                "code": "RECORD_FIELD_INVALID",
                "zh": "必填",
                "en": "is not a text",
            },
            {
                "field": "summary",
                "code": "RECORD_FIELD_INVALID",
                "zh": "有 401 个字符，最多 400 个",
                "en": "has 401 characters, at most 400",
            },
        ],
    }


@pytest.mark.parametrize(
    ("stated", "field", "told"),
    [
        ({"grade": "core"}, "grade", "国家核心数据不予登记"),
        ({"data_class": "personal"}, "proofs", "个人数据须附准入依据"),
        ({"origin": "authorised"}, "proofs", "公共数据授权运营产品须附准入依据"),
        ({"origin": "scraped_public"}, "proofs", "公开采集的数据登记经营权须附准入依据"),
        ({"origin": "fused"}, "origin", "仅一名权利人的必须列明"),
    ],
)
def test_a_gate_that_is_shut_is_told_on_its_field_and_no_terms_are_made(
    site: Site, office: Stage, stated: dict[str, str], field: str, told: str
) -> None:
    record = own_record(office.cast.registrant) | stated
    answer = site.client.post("/v1/records:check", json={"record": record})
    (fault,) = answer.json()["faults"]
    assert (fault["field"], fault["code"]) == (field, "RECORD_FIELD_INVALID")
    assert told in fault["zh"]
    refused, _ = drafted(site, record)
    assert (refused.status_code, refused.json()["code"]) == (422, "RECORD_FIELD_INVALID")


def test_with_its_basis_the_gate_opens_and_the_terms_name_it(site: Site, office: Stage) -> None:
    record = own_record(office.cast.registrant) | {"data_class": "personal", "grade": "important"}
    basis = {**record["proofs"][0], "kind": "basis"}
    record["proofs"].append(basis)
    checked = site.client.post("/v1/records:check", json={"record": record})
    assert checked.json()["faults"] == []
    answer, _ = drafted(site, record)
    terms = struct_of(Application, answer.json()["terms"])
    assert terms.basis.hex() == basis["sha256"]
    assert (terms.data_class, terms.grade) == (DataClass.PERSONAL, DataGrade.IMPORTANT)


def test_a_fusion_names_who_took_part_besides_its_holders(site: Site, office: Stage) -> None:
    own, others = office.cast.registrant, [office.enrolled() for _ in range(2)]
    fused = own_record(own) | {"origin": "fused"}
    named = sorted("0x" + each.party.hex() for each in others)
    answer, _ = drafted(site, fused, participants=named[::-1])
    assert answer.status_code == 200, answer.text
    terms = struct_of(Application, answer.json()["terms"])
    assert ["0x" + each.hex() for each in terms.participants] == named
    for record, participants in (
        (fused, []),
        (fused, [named[0], named[0]]),
        (fused, ["0x" + own.party.hex()]),
        (own_record(own), named),
    ):
        checked = site.client.post(
            "/v1/records:check", json={"record": record, "participants": participants}
        )
        (fault,) = checked.json()["faults"]
        assert (fault["field"], "仅一名权利人的必须列明" in fault["zh"]) == ("origin", True)
        refused, _ = drafted(site, record, participants=participants)
        assert (refused.status_code, refused.json()["code"]) == (422, "RECORD_FIELD_INVALID")
    malformed, _ = drafted(site, fused, participants=["0x02" + "00" * 31])
    assert (malformed.status_code, malformed.json()["code"]) == (400, "ID_MALFORMED")


def test_a_holder_stands_in_a_record_once(site: Site, office: Stage) -> None:
    record = own_record(office.cast.registrant)
    half = {**record["rights"][0], "hold": 500_000, "use": 500_000, "oper": 500_000}
    twice = record | {"rights": [half, half]}
    (fault,) = site.client.post("/v1/records:check", json={"record": twice}).json()["faults"]
    assert (fault["field"], fault["en"]) == ("rights", "names one twice")


def test_what_was_typed_is_neither_logged_nor_repeated(
    site: Site, office: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    marker = "甲乙丙丁" + secrets.token_hex(8)
    record = {**own_record(office.cast.registrant), "summary": marker, "data_name": marker * 9}
    answer = site.client.post("/v1/records:check", json={"record": record})
    refused, _ = drafted(site, record)
    assert (refused.status_code, refused.json()["code"]) == (422, "RECORD_FIELD_INVALID")
    assert marker not in answer.text + refused.text + caplog.text


def test_a_draft_commits_to_the_record_under_the_salts_that_were_given(
    site: Site, office: Stage
) -> None:
    record = own_record(office.cast.registrant)
    answer, salts = drafted(site, record)
    assert answer.status_code == 200, answer.text
    terms = struct_of(Application, answer.json()["terms"])
    root = commit(record, {name: bytes.fromhex(salt) for name, salt in salts.items()}).root
    assert terms.record == RecordRoot(root)
    assert terms.fingerprint == public_id(MARK).value
    assert [split.holder for split in terms.splits] == [office.cast.registrant.party]
    assert answer.json()["typed_data"]["message"] == answer.json()["terms"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"salts": {"summary": "11" * 16}}, "TERMS_MALFORMED"),
        ({"salts": {"summary": "11" * 15}}, "REQUEST_INVALID"),
        ({"registry": 0}, "REQUEST_INVALID"),
        ({"mark": {"sha256": "00", "sm3": "00", "merkle": "00", "size": 1}}, "REQUEST_INVALID"),
    ],
)
def test_a_draft_of_something_malformed_is_refused(
    site: Site, office: Stage, changes: dict[str, Any], code: str
) -> None:
    answer, _ = drafted(site, own_record(office.cast.registrant), **changes)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_proof_that_the_record_lists_is_kept_sealed_and_may_come_twice(
    site: Site, office: Stage
) -> None:
    assert office is site.stage
    proof = secrets.token_bytes(64)
    subject, mark = filed(site, proof), fingerprint_bytes(proof)
    told = {"sha256": mark.sha256.hex(), "sm3": mark.sm3.hex(), "size": 64}
    assert kept(site, subject, proof) == (201, told)
    before = sorted(site.settings.content.rglob("*"))
    assert kept(site, subject, proof) == (201, told)
    assert sorted(site.settings.content.rglob("*")) == before
    stored = [path.read_bytes() for path in site.settings.content.rglob("*") if path.is_file()]
    assert stored
    assert all(proof not in each for each in stored)


def test_what_the_record_does_not_list_is_not_kept(site: Site, office: Stage) -> None:
    assert office is site.stage
    subject = filed(site, secrets.token_bytes(8))
    before = sorted(site.settings.content.rglob("*"))
    other = secrets.token_bytes(9)
    status, told = kept(site, subject, other)
    assert (status, told["code"]) == (422, "PROOF_NOT_LISTED")
    assert told["fields"] == {"sha256": fingerprint_bytes(other).sha256.hex()}
    status, told = kept(site, subject, bytes(PROOF_BYTES + 1))
    assert (status, told["code"]) == (413, "BODY_TOO_LARGE")
    assert sorted(site.settings.content.rglob("*")) == before


def test_a_proof_without_an_application_or_an_opened_record_is_refused(
    site: Site, office: Stage
) -> None:
    status, told = kept(site, "02" + "cd" * 31, b"x")
    assert (status, told["code"]) == (404, "SUBJECT_UNKNOWN")
    unopened, _ = office.filed({office.cast.registrant: ALL})
    site.mirror.catch_up()
    status, told = kept(site, unopened.hex(), b"x")
    assert (status, told["code"]) == (409, "RECORD_NOT_OPENED")
    assert told["fields"] == {"application": unopened.hex()}


def test_an_account_leads_to_its_party(site: Site, office: Stage) -> None:
    player = office.cast.registrant
    told = site.get("/v1/parties", account="0x" + player.key.account.hex())
    assert told["parties"] == [player.party.hex()]
    assert site.get("/v1/parties", account="0x" + "11" * 20)["parties"] == []
    answer = site.client.get("/v1/parties", params={"account": "0xAB"})
    assert (answer.status_code, answer.json()["code"]) == (422, "REQUEST_INVALID")


def numbered(kind: str) -> bytes:
    """A file that names a person by a valid id number, and no other such file."""
    return f"{kind} {secrets.token_hex(4)}\n张三,{OWN_NUMBER}\n".encode()


@pytest.mark.parametrize("kind", PROOF_KINDS)
def test_a_file_with_an_id_number_is_kept_as_a_proof_of_identity_only(
    site: Site, office: Stage, kind: str
) -> None:
    player, data, register = office.enrolled(), numbered(kind), site.stage.register
    record = own_record(player)
    mark = fingerprint_bytes(data)
    told = {"sha256": mark.sha256.hex(), "sm3": mark.sm3.hex(), "size": mark.size}
    record["proofs"] = [*record["proofs"], {"kind": kind, **told}]
    drafted_, salts = drafted(site, record)
    terms = struct_of(Application, drafted_.json()["terms"])
    application.submit(register, terms, [player.signs()])
    site.mirror.catch_up()
    subject = drafted_.json()["application"]
    (site.settings.keys / "registry.age").write_text(Identity.generate().key, encoding="ascii")
    fields = [{"name": each, "salt": salts[each], "value": record[each]} for each in record]
    site.client.post(f"/v1/applications/{subject}/record", json={"fields": fields})
    status, answer = kept(site, subject, data)
    checked = site.client.post(f"/v1/proofs:check?kind={kind}", files={"proof": ("proof", data)})
    if kind == "identity":
        assert (status, checked.status_code, checked.json()["read"]) == (201, 200, True)
        return
    assert (status, answer["code"]) == (422, "PERSONAL_DATA_FOUND")
    assert answer["fields"] == {"file_kind": kind, "data": "id_number", "line": 2, "kib": 0}
    assert (checked.status_code, checked.json()["code"]) == (422, "PERSONAL_DATA_FOUND")
    assert OWN_NUMBER not in checked.text + str(answer)


def test_a_file_is_looked_through_and_not_kept(site: Site, office: Stage) -> None:
    assert office is site.stage
    before = sorted(site.settings.content.rglob("*"))
    for data, read in ((b"day,salinity\n1,31.2\n", True), (b"\x89PNG\0\0", False)):
        answer = site.client.post("/v1/proofs:check?kind=sample", files={"proof": ("x", data)})
        assert (answer.status_code, answer.json()["read"]) == (200, read)
    assert sorted(site.settings.content.rglob("*")) == before
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/sharedStrings.xml", f"<si><t>{OWN_NUMBER}</t></si>")
    answer = site.client.post(
        "/v1/proofs:check?kind=sample", files={"proof": ("x", book.getvalue())}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "PERSONAL_DATA_FOUND")
    wrong = site.client.post("/v1/proofs:check?kind=song", files={"proof": ("x", b"x")})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "REQUEST_INVALID")


def test_a_record_that_holds_an_id_number_is_not_kept(site: Site, office: Stage) -> None:
    player = office.enrolled()
    record = {**own_record(player), "summary": f"联系人 {OWN_NUMBER}"}
    salts = {name: secrets.token_bytes(16) for name in record}
    content = replace(office.content({player: ALL}), record=RecordRoot(commit(record, salts).root))
    subject = application.submit(office.register, content, [player.signs()]).application
    site.mirror.catch_up()
    (site.settings.keys / "registry.age").write_text(Identity.generate().key, encoding="ascii")
    fields = [
        {"name": name, "salt": salts[name].hex(), "value": value} for name, value in record.items()
    ]
    answer = site.client.post(f"/v1/applications/{subject.hex()}/record", json={"fields": fields})
    assert (answer.status_code, answer.json()["code"]) == (422, "RECORD_FIELD_INVALID")
    assert answer.json()["fields"]["field"] == "summary"
    assert OWN_NUMBER not in answer.text
    with site.mirror.reading() as session:
        assert desk.filed_record(session, subject) is None
