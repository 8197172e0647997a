"""A certificate on paper, signed and checked: on the console, by the API and on the page."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from ledger.chain.client import Web3Chain
from notarization.trust_file import trust_in
from notarization.verify.trust import dump_trust, parse_trust
from tests.browser import LOOKS, Look, barriers, reader, running_browser
from tests.console import Said, console
from tests.paper import Desk, desk
from tests.servers import HOST, served
from tests.signers import NAME, PASSWORD, pem
from tests.simulators.time_authority import authorities_file
from tests.site import Site, environment_of
from tests.thorough import WHOLE_CHECK

pytestmark = pytest.mark.node

PDF = "application/pdf"


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("paper")) as found:
        found.signatory.file(found.folder / "seal.p12")
        found.folder.joinpath("password").write_text(PASSWORD + "\n", encoding="ascii")
        found.folder.joinpath("list.crl").write_bytes(found.ca.revocations())
        found.folder.joinpath("roots.pem").write_bytes(pem(found.ca.root))
        authorities_file(found.folder / "authorities.json", found.time.entry())
        yield found


def made(site: Site, path: Path, *words: str) -> Path:
    site.mirror.catch_up()
    asked = ("document", "make", site.pledgor_number, "--output", str(path), *words)
    assert console(environment_of(site.settings), *asked).code == 0
    return path


def signed(site: Site, at: Desk, document: Path, *words: str) -> Said:
    folder = at.folder
    asked = (
        *("document", "sign", str(document), "--output", str(folder / "signed.pdf"), "--json"),
        *("--key", str(folder / "seal.p12"), "--password-file", str(folder / "password")),
        *("--crl", str(folder / "list.crl"), *words),
    )
    return console(environment_of(site.settings), *asked)


@pytest.fixture(scope="module")
def paper(site: Site, at: Desk) -> Path:
    """Made to be signed, and signed."""
    drawn = made(site, at.folder / "made.pdf", "--to-be-signed", NAME)
    said = signed(site, at, drawn, "--authorities", str(at.folder / "authorities.json"))
    assert said.code == 0, said.err
    told = json.loads(said.out)
    assert (told["level"], told["signer"], told["authority"]) == ("PAdES-B-LTA", NAME, "haina")
    assert PASSWORD not in said.out + said.err
    return at.folder / "signed.pdf"


@pytest.fixture(scope="module")
def trust(site: Site, at: Desk) -> Path:
    """A reader's trust file that names the roots of signers and of time."""
    file = at.folder / "trust.json"
    asked = (
        *("trust", "--output", str(file), "--signers", str(at.folder / "roots.pem")),
        *("--authorities", str(at.folder / "authorities.json")),
    )
    assert console(environment_of(site.settings), *asked).code == 0
    return file


def brought(site: Site, document: Path, trust: Path | None = None) -> dict[str, Any]:
    files: dict[str, Any] = {"document": ("a.pdf", document.read_bytes(), PDF)}
    if trust:
        files["trust"] = ("trust.json", trust.read_bytes(), "application/json")
    answer = site.client.post("/v1/documents:check", files=files)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_what_is_to_be_signed_names_the_signer_and_does_not_say_unsigned(paper: Path) -> None:
    text = "".join(page.extract_text() for page in PdfReader(paper).pages).replace("\n", "")
    assert f"须由“{NAME}”电子签名" in text
    assert "未经电子签名。" not in text


def test_a_signed_document_is_still_pdf_a_with_its_record(paper: Path, at: Desk) -> None:
    before, after = PdfReader(at.folder / "made.pdf"), PdfReader(paper)
    assert dict(after.attachments) == dict(before.attachments)
    assert after.xmp_metadata is not None
    said = after.xmp_metadata.rdf_root.toxml()
    assert 'pdfaid:part="3"' in said or "<pdfaid:part>3<" in said
    assert 'pdfaid:conformance="B"' in said or "<pdfaid:conformance>B<" in said
    assert paper.read_bytes().startswith((at.folder / "made.pdf").read_bytes())


def test_signed_paper_agrees_and_its_signature_is_good(
    site: Site, paper: Path, trust: Path
) -> None:
    found = brought(site, paper, trust)
    assert (found["agreement"], found["face_check"]) == ("AGREES", "SAME_WORDS")
    assert (found["signature"]["grade"], found["signature"]["signer"]) == ("GOOD", NAME)
    at = datetime.fromisoformat(found["signature"]["time"])
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=10)
    assert {each["grade"] for each in found["signature"]["marks"]} == {"GOOD"}
    asked = ("document", "check", str(paper), "--trust", str(trust))
    said = console(environment_of(site.settings), *asked)
    assert said.code == 0
    assert f"GOOD  The signature is good  {NAME}" in said.out


def test_without_a_trust_file_the_certificate_is_not_checked(site: Site, paper: Path) -> None:
    found = brought(site, paper)
    assert (found["agreement"], found["signature"]["grade"]) == ("AGREES", "INCOMPLETE")
    assert "SIGNER_NOT_CHECKED" in {each["code"] for each in found["signature"]["marks"]}
    said = console(environment_of(site.settings), "document", "check", str(paper), "--json")
    assert (said.code, json.loads(said.out)["signature"]["grade"]) == (3, "INCOMPLETE")


def test_a_changed_byte_is_found_though_every_field_agrees(
    site: Site, paper: Path, trust: Path, tmp_path: Path
) -> None:
    data = paper.read_bytes()
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(data[:10] + bytes([data[10] ^ 1]) + data[11:])
    found = brought(site, forged, trust)
    assert (found["agreement"], found["signature"]["grade"]) == ("AGREES", "BAD")
    assert [each["code"] for each in found["signature"]["marks"]] == ["CONTENT_CHANGED"]
    asked = ("document", "check", str(forged), "--trust", str(trust))
    assert console(environment_of(site.settings), *asked).code == 1


def test_to_be_signed_and_not_signed_is_bad(site: Site, at: Desk) -> None:
    drawn = made(site, at.folder / "waiting.pdf", "--to-be-signed", NAME)
    found = brought(site, drawn)
    assert (found["agreement"], found["face_check"]) == ("AGREES", "SAME_BYTES")
    assert [each["code"] for each in found["signature"]["marks"]] == ["SIGNATURE_MISSING"]


def test_the_page_shows_what_the_signature_is_worth(site: Site, paper: Path, trust: Path) -> None:
    files = {
        "document": ("a.pdf", paper.read_bytes(), PDF),
        "trust": ("trust.json", trust.read_bytes(), "application/json"),
    }
    shown = site.client.post("/documents/check", files=files).text
    assert ("电子签名有效" in shown, NAME in shown, "TIME_STAMPED" in shown) == (True, True, True)
    none = {**files, "trust": ("", b"", "application/octet-stream")}
    shown = site.client.post("/documents/check", files=none).text
    # what is in doubt stands before the register's agreement
    assert -1 < shown.find("签名证书未核验") < shown.find("与登记簿一致")


@pytest.fixture
def browser(paper: Path, trust: Path) -> Iterator[Browser]:
    """Opened after these are made: its driver keeps this thread to itself."""
    assert paper.exists()
    assert trust.exists()
    with running_browser() as running:
        yield running


@WHOLE_CHECK
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_page_takes_document_and_trust_file_in_a_browser(
    browser: Browser, site: Site, paper: Path, trust: Path, look: Look
) -> None:
    site.mirror.catch_up()
    with (
        served(site.client.app, site.settings) as port,
        reader(browser, f"http://{HOST}:{port}", look) as visitor,
    ):
        for file, grade in ((trust, "GOOD"), (None, "INCOMPLETE")):
            visitor.open(f"/documents/check?lang={look.language}")
            visitor.page.set_input_files("input[name=document]", str(paper))
            if file:
                visitor.page.set_input_files("input[name=trust]", str(file))
            with visitor.page.expect_navigation():
                visitor.page.click("main form button")
            assert grade in visitor.page.inner_text("main")
            assert barriers(visitor.page, *look.rules) == []
            assert visitor.overflow() <= 0
        assert visitor.faults == []


def renewed(site: Site, at: Desk, trust: Path, *words: str) -> tuple[int, list[dict[str, Any]]]:
    asked = ("document", "renew", "--trust", str(trust), "--json", *words)
    how = ("--authorities", str(at.folder / "authorities.json"))
    said = console(environment_of(site.settings), *asked, *how)
    return said.code, json.loads(said.out)["documents"]


def test_the_console_renews_what_ends_and_is_good(
    site: Site, at: Desk, paper: Path, trust: Path, tmp_path: Path
) -> None:
    copy, changed = tmp_path / "copy.pdf", tmp_path / "changed.pdf"
    data = paper.read_bytes()
    copy.write_bytes(data)
    changed.write_bytes(data[:10] + bytes([data[10] ^ 1]) + data[11:])
    code, (told,) = renewed(site, at, trust, str(copy))
    assert (code, told["state"], copy.read_bytes()) == (0, "not_due", data)
    code, told_each = renewed(site, at, trust, str(copy), str(changed), "--within", "4000")
    assert code == 1
    states = [(each["state"], each["code"]) for each in told_each]
    assert states == [("renewed", ""), ("refused", "DOCUMENT_NOT_RENEWABLE")]
    assert changed.read_bytes()[11:] == data[11:]
    assert (copy.read_bytes()[: len(data)], len(copy.read_bytes()) > len(data)) == (data, True)
    found = brought(site, copy, trust)
    assert (found["agreement"], found["signature"]["grade"]) == ("AGREES", "GOOD")


def test_what_says_that_it_is_unsigned_is_not_signed(site: Site, at: Desk) -> None:
    drawn = made(site, at.folder / "unsigned.pdf")
    said = signed(site, at, drawn, "--without-time-stamp")
    assert said.code == 1
    assert "DOCUMENT_NOT_TO_BE_SIGNED" in said.err


def test_an_altered_document_is_not_signed(site: Site, at: Desk) -> None:
    drawn = made(site, at.folder / "altered.pdf", "--to-be-signed", NAME)
    drawn.write_bytes(drawn.read_bytes() + b"\n")
    said = signed(site, at, drawn, "--without-time-stamp")
    assert (said.code, "DOCUMENT_NOT_TO_BE_SIGNED" in said.err) == (1, True)


def test_the_lower_level_must_be_asked_for_and_is_named(site: Site, at: Desk) -> None:
    drawn = made(site, at.folder / "made_too.pdf", "--to-be-signed", NAME)
    assert signed(site, at, drawn).code == 2
    said = signed(site, at, drawn, "--without-time-stamp")
    assert (said.code, json.loads(said.out)["level"]) == (0, "PAdES-B-B")


def test_roots_of_signers_are_kept_in_a_trust_file(site: Site, trust: Path) -> None:
    found = parse_trust(trust.read_bytes())
    assert len(found.signers) == 1
    assert dump_trust(found) == trust.read_bytes()
    profile = site.stage.register.profile
    assert trust_in(Web3Chain(site.stage.node.url), profile, 1).signers == ()
