"""Certificates and verdicts on paper: made of a block, and held against the register."""

import hashlib
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from api.paper import first
from api.paper.faces import face_of, pdf_of
from api.paper.first import as_first
from api.paper.records import digest_of
from ledger.domain import canonical
from notarization.paper.typesetting import RECORD_NAME, typeset
from tests.console import console
from tests.mirrors import unread
from tests.site import Site, environment_of

pytestmark = pytest.mark.node

PDF = "application/pdf"


def document(site: Site, path: str, **asked: str) -> bytes:
    site.mirror.catch_up()
    answer = site.client.get(path, params=asked)
    assert (answer.status_code, answer.headers["content-type"]) == (200, PDF), answer.text
    content: bytes = answer.content
    return content


def certificate(site: Site, number: str = "") -> bytes:
    return document(site, f"/v1/certificates/{number or site.pledgor_number}/document")


def record_of(data: bytes) -> dict[str, Any]:
    [attached] = PdfReader(BytesIO(data)).attachments[RECORD_NAME]
    found = canonical.parse_canonical(attached)
    assert isinstance(found, dict)
    return found


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


def brought(site: Site, data: bytes) -> dict[str, Any]:
    answer = site.client.post("/v1/documents:check", files={"document": ("a.pdf", data, PDF)})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_certificate_on_paper_says_what_the_register_holds(site: Site) -> None:
    data = certificate(site)
    record, shown = record_of(data), text_of(data)
    held = site.get(f"/v1/certificates/{site.pledgor_number}")
    told = {name: value for name, value in held.items() if name not in {"as_of", "time"}}
    assert record["certificate"] == told
    assert record["block"] == held["as_of"]["block"]
    assert record["block_hash"] == held["as_of"]["block_hash"]
    for said in ("数据产权登记凭证", site.pledgor_number, "未经电子签名", "第二十七条", "40%"):
        assert said in shown, said
    assert held["fingerprint"] in shown.replace("\n", "")


def test_the_face_names_whom_an_order_is_on_and_what_it_does_not_list(site: Site) -> None:
    """On the paper of another holder nobody else could tell whose shares are frozen."""
    data = certificate(site)
    [order] = record_of(data)["certificate"]["orders"]
    holders = [each["holder"] for each in record_of(data)["certificate"]["holdings"]]
    [named] = [each["name"] for each in holders if each["party"] == order["holder"]]
    assert named != record_of(data)["certificate"]["holder"]["name"]
    sections = face_of(record_of(data))["sections"]
    cells = [cell for each in sections for row in each.get("cells", ()) for cell in row]
    assert f"一名权利人的份额（{named}）" in cells
    shown = text_of(data).replace("\n", "")
    for said in ("权属争议", "以登记核验书为准"):
        assert said in shown, said
    assert "上述区块" not in shown


def test_the_same_block_makes_the_same_bytes_with_fonts_of_its_own(site: Site) -> None:
    data = certificate(site)
    assert certificate(site) == data
    reader = PdfReader(BytesIO(data))
    pages: list[Any] = list(reader.pages)
    fonts = [each for page in pages for each in page["/Resources"]["/Font"].values()]
    inner = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts]
    assert len(inner) >= 2
    assert all("/FontFile2" in each["/FontDescriptor"] for each in inner)
    assert reader.xmp_metadata is not None
    said = reader.xmp_metadata.rdf_root.toxml()
    assert 'pdfaid:part="3"' in said or "<pdfaid:part>3<" in said
    assert 'pdfaid:conformance="B"' in said or "<pdfaid:conformance>B<" in said


def test_an_untouched_document_agrees_and_what_came_after_is_told(site: Site) -> None:
    found = brought(site, certificate(site))
    assert (found["agreement"], found["face_check"]) == ("AGREES", "SAME_BYTES")
    assert (found["fields"], found["face"], found["since"]) == ([], [], [])


def test_a_forged_term_and_name_are_listed_field_by_field(site: Site) -> None:
    """Scenario 12: the end year and the name altered, record and face alike."""
    record = record_of(certificate(site))
    true = dict(record["certificate"])
    forged = {**true, "valid_until": "2036-12-31T16:00:00Z", "data_name": true["data_name"] + "增"}
    record["certificate"] = forged
    found = brought(site, pdf_of(record))
    assert (found["agreement"], found["face_check"]) == ("DIFFERS", "SAME_BYTES")
    assert found["fields"] == [
        {
            "field": f"certificate.{name}",
            "document": forged[name],
            "ledger": true[name],
        }
        for name in forged
        if forged[name] != true[name]
    ]
    assert len(found["fields"]) == 2


def test_a_forged_face_over_the_true_record_is_shown_line_by_line(site: Site) -> None:
    record = record_of(certificate(site))
    forged = face_of(record)
    forged["lead"] = [line.replace("至 20", "至 21") for line in forged["lead"]]
    found = brought(site, typeset(forged, canonical.encode(record)))
    assert (found["agreement"], found["face_check"], found["fields"]) == ("DIFFERS", "DIFFERS", [])
    [line] = found["face"]
    assert line["document"].replace("至 21", "至 20") == line["ledger"]


def test_a_document_saved_anew_has_the_same_words(site: Site) -> None:
    data = certificate(site)
    writer = PdfWriter(clone_from=BytesIO(data))
    saved = BytesIO()
    writer.write(saved)
    found = brought(site, saved.getvalue())
    assert (found["agreement"], found["face_check"]) == ("AGREES", "SAME_WORDS")


def test_a_document_of_the_first_version_is_judged_as_it_was_made(site: Site) -> None:
    record = as_first(record_of(certificate(site)))
    found = brought(site, pdf_of(record))
    assert (found["agreement"], found["face_check"]) == ("AGREES", "SAME_BYTES")
    asked = {"number": site.pledgor_number, "block": str(record["block"])}
    assert site.get("/v1/documents", **asked, digest=digest_of(record))["agreement"] == "AGREES"
    record["certificate"] = {**record["certificate"], "valid_until": "2036-12-31T16:00:00Z"}
    found = brought(site, pdf_of(record))
    assert [each["field"] for each in found["fields"]] == ["certificate.valid_until"]
    other = site.get("/v1/documents", **asked, digest=digest_of(record))
    assert (other["agreement"], other["reason"]) == ("DIFFERS", "DIGEST_DIFFERS")


def test_a_document_of_the_first_version_is_of_a_block_of_its_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says less: who wants that hidden could make one of any later block."""
    record = as_first(record_of(certificate(site)))
    monkeypatch.setattr(first, "ENDED", record["block_time"])
    found = brought(site, pdf_of(record))
    assert found["agreement"] == "DIFFERS"
    assert "schema" in [each["field"] for each in found["fields"]]
    asked = {"number": site.pledgor_number, "block": str(record["block"])}
    code = site.get("/v1/documents", **asked, digest=digest_of(record))
    assert (code["agreement"], code["reason"]) == ("DIFFERS", "DIGEST_DIFFERS")


def test_a_number_that_was_never_given_differs_as_a_whole(site: Site) -> None:
    record = record_of(certificate(site))
    record["certificate"] = {**record["certificate"], "number": "SJ3712026019999"}
    found = brought(site, pdf_of(record))
    assert (found["agreement"], found["reason"]) == ("DIFFERS", "NUMBER_UNKNOWN")


def test_a_block_to_come_cannot_be_judged(site: Site) -> None:
    record = {**record_of(certificate(site)), "block": 10**9}
    found = brought(site, pdf_of(record))
    assert (found["agreement"], found["reason"]) == ("UNKNOWN", "DOCUMENT_NOT_FINAL")


def test_a_verdict_on_paper_agrees_with_the_one_asked(site: Site) -> None:
    path = "/v1/verdicts/document"
    data = document(site, path, number=site.frozen_number, purpose="pledge")
    shown = text_of(data)
    assert ("不通过" in shown, "司法查封" in shown, "登记核验书" in shown) == (True, True, True)
    told = record_of(data)["verdict"]
    asked = site.verdict(site.frozen_number, "pledge")
    assert told == {name: asked[name] for name in told}
    assert brought(site, data)["agreement"] == "AGREES"
    record = record_of(data)
    record["verdict"] = {**told, "result": "VALID", "blocks": []}
    found = brought(site, pdf_of(record))
    assert found["agreement"] == "DIFFERS"
    assert "verdict.result" in {each["field"] for each in found["fields"]}


def test_the_code_on_the_face_leads_back_to_the_register(site: Site) -> None:
    record = record_of(certificate(site))
    told = {name: said for name, said in record.items() if name not in ("typesetter", "origin")}
    digest = hashlib.sha256(canonical.encode(told)).hexdigest()
    asked = {"number": site.pledgor_number, "block": str(record["block"]), "digest": digest}
    found = site.get("/v1/documents", **asked)
    assert (found["agreement"], found["digest"], found["standing"]) == ("AGREES", digest, "ACTIVE")
    other = site.get("/v1/documents", **{**asked, "digest": "ab" * 32})
    assert (other["agreement"], other["reason"]) == ("DIFFERS", "DIGEST_DIFFERS")
    early = site.get("/v1/documents", **{**asked, "block": "1"})
    assert (early["agreement"], early["reason"]) == ("DIFFERS", "NUMBER_UNKNOWN")
    late = site.get("/v1/documents", **{**asked, "block": str(10**9)})
    assert (late["agreement"], late["reason"]) == ("UNKNOWN", "DOCUMENT_NOT_FINAL")
    page = site.client.get("/documents/check", params=asked)
    assert "与登记簿一致" in page.text


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda _: b"%PDF-1.7 nothing",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"record.json", b"record.jsou"),
        lambda _: pdf_of_json(b"[1,2]"),
        lambda _: pdf_of_json(b'{"schema":"datadeed/certificate-paper/1"}'),
        lambda _: pdf_of_json(b'{"a":1,"a":2}'),
        lambda _: pdf_of_json(
            b'{"block":1,"certificate":{"number":"SJ1"},"schema":"datadeed/certificate-paper/1"}'
        ),
    ],
)
def test_what_is_no_document_is_named(site: Site, spoil: Callable[[bytes], bytes]) -> None:
    data = spoil(certificate(site))
    answer = site.client.post("/v1/documents:check", files={"document": ("a.pdf", data, PDF)})
    assert (answer.status_code, answer.json()["code"]) == (422, "DOCUMENT_UNREADABLE"), answer.text


def pdf_of_json(data: bytes) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment(RECORD_NAME, data)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def test_a_document_is_made_and_checked_on_the_console(site: Site, tmp_path: Path) -> None:
    site.mirror.catch_up()
    made = tmp_path / "made.pdf"
    asked = ("document", "make", site.pledgor_number, "--output", str(made), "--json")
    environment = environment_of(site.settings)
    told = json.loads(console(environment, *asked).out)
    assert told["document"] == str(made)
    assert made.read_bytes() == certificate(site)
    assert console(environment, "document", "check", str(made)).code == 0
    record = record_of(made.read_bytes())
    record["certificate"] = {**record["certificate"], "valid_until": "2036-12-31T16:00:00Z"}
    made.write_bytes(pdf_of(record))
    checked = console(environment, "document", "check", str(made), "--json")
    fields = json.loads(checked.out)["fields"]
    assert (checked.code, fields[0]["field"]) == (1, "certificate.valid_until")


def test_no_paper_is_called_false_while_its_title_cannot_be_read(site: Site) -> None:
    own = certificate(site)
    stranger = record_of(own)
    title, block = bytes.fromhex(stranger["certificate"]["title"]), str(stranger["block"])
    # the act that cannot be read may be the one that gave this number
    stranger["certificate"] = {**stranger["certificate"], "number": "SJ3712026019999"}
    verdict = document(site, "/v1/verdicts/document", number=site.frozen_number, purpose="pledge")
    code = {"number": site.pledgor_number, "block": block, "digest": "ab" * 32}
    with unread(site.mirror, title):
        found = [brought(site, each) for each in (own, pdf_of(stranger), verdict)]
        found.append(site.get("/v1/documents", **code))
        found.append(site.get("/v1/documents", **code, purpose="pledge"))
    told = {(each["agreement"], each["reason"]) for each in found}
    assert told == {("UNKNOWN", "DOSSIER_UNKNOWN")}
    assert brought(site, own)["agreement"] == brought(site, verdict)["agreement"] == "AGREES"
