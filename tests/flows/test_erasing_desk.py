"""Staff erases over API, console and page: fields, proofs, objections; and nobody else does."""

import json
import secrets
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import expect

from api.app import create_app
from api.cli import run
from api.desk import contents
from api.registrant.session import keep
from ledger.chain.keystore import Keystore
from ledger.chain.signer import Key
from ledger.domain import eip191
from ledger.domain.acts import Application, ApplicationId, PartyKind, RegistryCode, Role
from ledger.domain.tombstone import Ground, Tombstone
from ledger.store.engine import unit_of_work
from ledger.store.repositories import offchain
from notarization.verify.digests import sha256, sm3
from notarization.verify.signature import recover
from tests.browser import LOOKS, Look, Reader, barriers, reader, running_browser
from tests.cast import REGISTRY, Player, Stage
from tests.gateways import lying
from tests.injected import inject
from tests.records import filed_with_record, left, with_key
from tests.servers import HOST, served
from tests.sessions import held, opened, refused
from tests.site import Site, environment_of, settings_of
from tests.thorough import WHOLE_CHECK

pytestmark = pytest.mark.node
ELSEWHERE = RegistryCode(377)
REASONS = "公示的数据由我方浮标采集，申请人未获授权。"


@dataclass
class File:
    """An application on notice with proofs, and an objection to it with two files."""

    site: Site
    stage: Stage
    players: dict[str, Player]
    tokens: dict[str, str]
    filed: tuple[ApplicationId, Application]
    proof: bytes
    materials: tuple[bytes, ...]
    sent: dict[str, Any] = field(default_factory=dict)

    @property
    def subject(self) -> bytes:
        return self.filed[0]

    @property
    def document(self) -> str:
        return str(self.sent["terms"]["document"][2:])

    def asked(self, who: str, path: str, body: Any, registry: int = REGISTRY) -> Any:
        address = f"/v1/desk/{registry}/files/{self.subject.hex()}/{path}"
        return self.site.client.post(address, json=body, headers=held(self.tokens[who]))

    def drafted(self, who: str, **what: Any) -> dict[str, Any]:
        answer = self.asked(who, "erasures:draft", {"ground": "request", **what})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def signed(self, draft: dict[str, Any], key: Key, **what: Any) -> dict[str, Any]:
        digests = [bytes.fromhex(each["digest"][2:]) for each in draft["tombstones"]]
        return {
            "ground": "request",
            "time": draft["time"],
            "confirm": self.subject.hex()[-8:],
            "signatures": ["0x" + key.sign(each).hex() for each in digests],
            **what,
        }

    def erased(self, who: str, **what: Any) -> Any:
        body = self.signed(self.drafted(who, **what), self.players[who].key, **what)
        return self.asked(who, "erasures", body)

    def opened(self, digest: str) -> Any:
        path = f"/v1/desk/{REGISTRY}/files/{self.subject.hex()}/contents/{digest}"
        headers = held(self.tokens["reviewer"])
        return self.site.client.get(path, params={"concern": "OBJECTION"}, headers=headers)

    def told(self) -> list[str]:
        shown = self.site.get(f"/v1/applications/{self.subject.hex()}")
        return [each["name"] for each in shown["erased"]]

    def objections(self, path: str, **given: Any) -> Any:
        base = f"/v1/applications/{self.subject.hex()}/objections"
        return self.site.client.post(base + path, **given)

    def object(self) -> None:
        """Raise the objection, and leave its files."""
        objector = self.players["objector"]
        body = {
            "party": "0x" + objector.party.hex(),
            "ground": "OWNERSHIP_DISPUTE",
            "interest": "数据采集者",
            "reasons": REASONS,
            "materials": [
                {"sha256": sha256(each).hex(), "sm3": sm3(each).hex(), "size": len(each)}
                for each in self.materials
            ],
            "salt": secrets.token_hex(16),
        }
        told = self.objections(":draft", json=body).json()
        signer = {
            "party": body["party"],
            "account": "0x" + objector.key.account.hex(),
            "role": 0,
            "signature": "0x" + objector.key.sign(bytes.fromhex(told["digest"][2:])).hex(),
        }
        self.sent = {**body, "terms": told["terms"], "signers": [signer]}
        assert self.objections("", json=self.sent).status_code == 200
        for each in self.materials:
            assert self.leave(each).status_code == 201
        self.site.mirror.catch_up()

    def leave(self, data: bytes) -> Any:
        files = {"material": ("material", data)}
        return self.objections(f"/{self.document}/materials", files=files)


@pytest.fixture(scope="module")
def players(site: Site, office: Stage) -> dict[str, Player]:
    with_key(site)
    cast, person = office.cast, PartyKind.NATURAL_PERSON
    institution, elsewhere = office.enrolled(PartyKind.PUBLIC_INSTITUTION), office.enrolled(person)
    office.open_registry(institution, ELSEWHERE)
    office.employed(elsewhere, institution, Role.REVIEWER, registry=ELSEWHERE)
    site.mirror.catch_up()
    return {
        "clerk": cast.acceptance,
        "reviewer": cast.reviewer,
        "elsewhere": elsewhere,
        "bank": cast.bank,
        "objector": office.enrolled(),
    }


@pytest.fixture
def file(site: Site, office: Stage, players: dict[str, Player]) -> File:
    site.mirror.catch_up()
    tokens = {name: opened(site, each.key)["token"] for name, each in players.items()}
    proof = b"how it was got, " + secrets.token_bytes(16)
    kinds = {"identity": b"%PDF-1.7 licence", "acquisition": proof, "sample": b"day,salinity\n"}
    filed = filed_with_record(site, office, office.enrolled(), kinds)
    assert left(site, filed[0], proof).status_code == 201
    office.published(office.taken_on(filed))
    site.mirror.catch_up()
    materials = (b"contract " + secrets.token_bytes(16), b"letter " + secrets.token_bytes(16))
    found = File(site, office, players, tokens, filed, proof, materials)
    found.object()
    return found


def test_a_clerk_erases_fields_and_proofs_over_the_api_and_the_log_says_so(file: File) -> None:
    what = {"fields": ["contacts"], "files": [sha256(file.proof).hex()]}
    answer = file.erased("clerk", **what)
    assert answer.status_code == 200, answer.text
    gone = {each["name"]: each for each in answer.json()["erased"]}
    assert set(gone) == {"contacts", "proofs/1/acquisition"} == set(file.told())
    clerk, told = file.players["clerk"], gone["contacts"]
    shown = file.site.get(f"/v1/applications/{file.subject.hex()}")
    assert told in shown["erased"]
    assert (told["party"], told["account"]) == (
        clerk.party.hex(),
        "0x" + clerk.key.account.hex(),
    )
    assert refused(file.opened(sha256(file.proof).hex()))[1] == "CONTENT_ERASED"
    headers, path = held(file.tokens["reviewer"]), f"/v1/desk/{REGISTRY}/log"
    query = {"application": file.subject.hex()}
    log = file.site.client.get(path, params=query, headers=headers).json()["entries"]
    deeds = {(each["deed"], each["reason"], each["party"]["party"]) for each in log}
    assert {("ERASED", name, clerk.party.hex()) for name in gone} <= deeds


def test_a_wallet_signs_the_statement_as_the_text_that_it_shows(file: File) -> None:
    draft, key = file.drafted("clerk", fields=["contacts"]), file.players["clerk"].key
    (stone,) = draft["tombstones"]
    text = stone["statement"].encode()
    signature = "0x" + key.sign(eip191.digest(text)).hex()
    body = file.signed(draft, key, fields=["contacts"], signatures=[signature])
    (told,) = file.asked("clerk", "erasures", body).json()["erased"]
    made = Tombstone(
        file.subject,
        "contacts",
        bytes.fromhex(told["leaf"]),
        Ground.REQUEST,
        draft["time"],
        file.players["clerk"].party,
        key.account,
    )
    assert made.statement == text
    signed = {recover(digest, bytes.fromhex(told["signature"][2:])) for digest in made.digests}
    assert key.account in signed


def test_an_objection_goes_with_all_its_files_and_does_not_come_back(file: File) -> None:
    answer = file.erased("clerk", files=[file.document])
    names = ["objections/0", "objections/0/0", "objections/0/1"]
    assert sorted(each["name"] for each in answer.json()["erased"]) == names
    assert {each["leaf"] for each in answer.json()["erased"]} == {file.document}
    for digest in (file.document, *(sha256(each).hex() for each in file.materials)):
        assert refused(file.opened(digest))[1] in {"CONTENT_ERASED", "CONTENT_NOT_KEPT"}
    assert refused(file.opened(file.document))[1] == "CONTENT_ERASED"
    # the objector sends it once more: the act stands, its text stays gone
    assert file.objections("", json=file.sent).status_code == 200
    assert refused(file.opened(file.document))[1] == "CONTENT_ERASED"
    assert refused(file.leave(file.materials[0]))[1] == "CONTENT_NOT_KEPT"
    stored = file.site.settings.content.rglob("*")
    assert all(REASONS.encode() not in path.read_bytes() for path in stored if path.is_file())


def test_one_file_of_an_objection_goes_alone(file: File) -> None:
    first, second = (sha256(each).hex() for each in file.materials)
    answer = file.erased("clerk", files=[first])
    assert [each["name"] for each in answer.json()["erased"]] == ["objections/0/0"]
    assert refused(file.opened(first))[1] == "CONTENT_ERASED"
    assert file.opened(second).content == file.materials[1]
    assert REASONS.encode() in file.opened(file.document).content
    assert refused(file.leave(file.materials[0]))[1] == "CONTENT_ERASED"
    rest = file.erased("clerk", files=[file.document]).json()["erased"]
    assert sorted(each["name"] for each in rest) == ["objections/0", "objections/0/1"]


def test_erased_twice_or_replayed_the_first_tombstone_stays(file: File) -> None:
    what = {"fields": ["contacts"]}
    draft = file.drafted("clerk", **what)
    body = file.signed(draft, file.players["clerk"].key, **what)
    first = file.asked("clerk", "erasures", body)
    assert first.status_code == 200
    before = file.site.get(f"/v1/applications/{file.subject.hex()}")["erased"]
    for path, again in (("erasures", body), ("erasures:draft", {"ground": "law", **what})):
        assert refused(file.asked("clerk", path, again)) == (409, "ERASED_ALREADY")
    assert file.site.get(f"/v1/applications/{file.subject.hex()}")["erased"] == before


def test_what_another_signed_or_signed_long_ago_erases_nothing(file: File) -> None:
    what = {"fields": ["contacts"]}
    draft, clerk = file.drafted("clerk", **what), file.players["clerk"].key
    body = file.signed(draft, clerk, **what)
    early = {**draft, "time": draft["time"] - 7_200}
    for changed, code in (
        ({"signatures": file.signed(draft, file.players["reviewer"].key)["signatures"]},
         (403, "ERASURE_SIGNATURE_WRONG")),
        ({"signatures": body["signatures"] * 2}, (403, "ERASURE_SIGNATURE_WRONG")),
        ({"fields": ["summary"]}, (403, "ERASURE_SIGNATURE_WRONG")),
        ({"ground": "law"}, (403, "ERASURE_SIGNATURE_WRONG")),
        ({"confirm": "00000000"}, (422, "ERASURE_UNCONFIRMED")),
        ({"confirm": ""}, (422, "ERASURE_UNCONFIRMED")),
        ({"time": early["time"]}, (409, "ERASURE_STALE")),
        ({"time": draft["time"] + 7_200}, (409, "ERASURE_STALE")),
        ({"fields": [], "files": []}, (422, "REQUEST_INVALID")),
        ({"fields": ["nothing"]}, (422, "FIELD_UNKNOWN")),
        ({"files": ["00" * 32]}, (422, "PROOF_NOT_LISTED")),
    ):  # fmt: skip
        answer = file.asked("clerk", "erasures", body | changed)
        assert refused(answer)[1] == code[1], (changed, answer.text)
        assert answer.status_code == code[0], (changed, answer.text)
    # another clerk of the registry cannot send what the first one signed
    answer = file.asked("reviewer", "erasures", body)
    assert refused(answer) == (403, "ERASURE_SIGNATURE_WRONG")
    assert file.told() == []


def test_who_is_not_on_the_registrys_staff_erases_nothing(file: File) -> None:
    body = {"ground": "request", "fields": ["contacts"]}
    for who, registry, code in (
        ("elsewhere", REGISTRY, "NOT_FOUND"),
        ("elsewhere", int(ELSEWHERE), "SUBJECT_UNKNOWN"),
        ("bank", REGISTRY, "NOT_FOUND"),
    ):
        answer = file.asked(who, "erasures:draft", body, registry)
        assert refused(answer) == (404, code)
        signed = file.signed(file.drafted("clerk", **body), file.players[who].key, **body)
        assert refused(file.asked(who, "erasures", signed, registry)) == (404, code)
    address = f"/v1/desk/{REGISTRY}/files/{file.subject.hex()}/erasures:draft"
    assert refused(file.site.client.post(address, json=body))[0] == 401
    assert file.told() == []


def test_a_clerk_erases_from_a_machine_of_its_own(
    file: File, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app: Any = file.site.client.app
    clerk, settings = file.players["clerk"], settings_of(file.stage, tmp_path)
    Keystore(settings.keys).keep_plain(clerk.key)
    own = ["--party", clerk.party.hex(), "--account", clerk.key.account.hex()]
    what = ["--field", "contacts", "--objection", file.document, "--ground", "request"]
    told = ["desk", "erase", file.subject.hex(), "--registry", str(REGISTRY), *what, *own]
    with served(app, file.site.settings) as port:
        keep(settings, f"http://{HOST}:{port}", opened(file.site, clerk.key))
        assert run([*told, "--confirm", "12345678"], environment_of(settings)) == 1
        assert "ERASURE_UNCONFIRMED" in capsys.readouterr().err
        confirmed = [*told, "--confirm", file.subject.hex()[-8:], "--json"]
        assert run(confirmed, environment_of(settings)) == 0
        gone = json.loads(capsys.readouterr().out)["erased"]
    names = {"contacts", "objections/0", "objections/0/0", "objections/0/1"}
    assert {each["name"] for each in gone} == names == set(file.told())


@dataclass
class Silent:
    """The same register served with an IPFS node that keeps the objection's document.

    The node takes what it is asked and answers once `speak` is set.
    """

    app: FastAPI
    url: str
    asked: threading.Event
    speak: threading.Event


@pytest.fixture
def silent(file: File) -> Iterator[Silent]:
    asked, speak, kept = threading.Event(), threading.Event(), file.opened(file.document).content
    stored = b""

    def answer(_: str) -> tuple[int, dict[str, str], bytes]:
        asked.set()
        speak.wait()
        return 200, {}, stored

    with lying(answer) as node:
        settings = replace(file.site.settings, ipfs=(node.address,))
        app = create_app(settings)
        wiring = app.state.wiring
        with unit_of_work(wiring.engine, silent=True) as work:
            offchain.forget(work, bytes.fromhex(file.document), file.subject)
            contents.keep(wiring, work, file.subject, kept)
            address = contents.place(work, file.subject, bytes.fromhex(file.document)).address
        queued = settings.content / "queue" / address
        stored = queued.read_bytes()
        queued.unlink()  # the node has it
        try:
            with served(app, settings) as port:
                yield Silent(app, f"http://{HOST}:{port}", asked, speak)
        finally:
            speak.set()
            wiring.engine.dispose()


def request(file: File, what: str) -> tuple[str, str, dict[str, Any]]:
    """Method, path and body of what asks for an objection's document."""
    own = f"/{REGISTRY}/files/{file.subject.hex()}"
    filed, clerk = f"/v1/applications/{file.subject.hex()}", file.players["clerk"].key
    concern, gone = {"params": {"concern": "OBJECTION"}}, {"files": [sha256(file.proof).hex()]}
    match what:
        case "material":
            files = {"files": {"material": ("material", file.materials[0])}}
            return "POST", f"{filed}/objections/{file.document}/materials", files
        case "proof":
            return "POST", f"{filed}/proofs", {"files": {"proof": ("proof", file.proof)}}
        case "draft":
            asked = {"json": {"ground": "request", **gone}}
            return "POST", f"/v1/desk{own}/erasures:draft", asked
        case "erase":
            signed = file.signed(file.drafted("clerk", **gone), clerk, **gone)
            return "POST", f"/v1/desk{own}/erasures", {"json": signed}
        case "document":
            return "GET", f"/v1/desk{own}/contents/{file.document}", concern
        case _:
            return "GET", f"/desk{own}", concern


@pytest.mark.both_databases
@pytest.mark.parametrize("what", ["material", "proof", "draft", "erase", "document", "page"])
def test_who_waits_for_contents_holds_neither_the_writer_nor_a_connection(
    file: File, silent: Silent, what: str
) -> None:
    method, path, given = request(file, what)
    token = file.tokens["clerk"]
    client = httpx.Client(base_url=silent.url, headers=held(token), cookies={"session": token})
    with client, ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(client.request, method, path, timeout=60, **given)
        while not silent.asked.wait(0.05):
            assert not waiting.done(), waiting.result().text
        assert silent.app.state.wiring.engine.pool.checkedout() == 0
        assert opened(file.site, file.players["bank"].key)["token"]  # others write meanwhile
        assert not waiting.done()
        silent.speak.set()
        answer = waiting.result()
    assert answer.is_success, answer.text


def test_fields_are_erased_while_no_node_answers(file: File, silent: Silent) -> None:
    what = {"fields": ["contacts", "proofs"]}
    draft = file.drafted("clerk", **what)
    method, path, _ = request(file, "erase")
    signed = file.signed(draft, file.players["clerk"].key, **what)
    answer = httpx.request(
        method, silent.url + path, json=signed, headers=held(file.tokens["clerk"]), timeout=60
    )
    assert answer.is_success, answer.text
    assert "contacts" in file.told()
    assert "proofs/1/acquisition" in file.told()
    assert not silent.asked.is_set()


def test_a_document_erased_meanwhile_is_not_taken_for_what_was_opened(
    file: File, silent: Silent
) -> None:
    body = file.signed(
        file.drafted("clerk", files=[file.document]), file.players["clerk"].key,
        files=[file.document],
    )  # fmt: skip
    path = f"/v1/desk/{REGISTRY}/files/{file.subject.hex()}/erasures"
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(
            httpx.post, silent.url + path, json=body, headers=held(file.tokens["clerk"]), timeout=60
        )
        while not silent.asked.wait(0.05):
            assert not waiting.done(), waiting.result().text
        wiring = silent.app.state.wiring
        with unit_of_work(wiring.engine, silent=True) as work:
            contents.destroy(wiring, work, file.subject, bytes.fromhex(file.document))
        silent.speak.set()
        answer = waiting.result()
    assert refused(answer) == (409, "FILE_CHANGED")
    assert file.told() == []


@pytest.fixture(scope="module")
def browsing(site: Site) -> Iterator[tuple[Any, str]]:
    app: Any = site.client.app
    with running_browser() as browser, served(app, site.settings) as port:
        yield browser, f"http://{HOST}:{port}"


def faults(clerk: Reader, look: Look) -> list[str]:
    wide = clerk.overflow()
    return barriers(clerk.page, *look.rules) + ([f"{wide} px too wide"] if wide > 0 else [])


def chosen(file: File, on: Reader, home: str, look: Look) -> None:
    """From the file's page to that on which the erasure is signed."""
    on.open(f"{home}?concern=OBJECTION&lang={look.language}")
    on.page.locator("#erase").click()
    assert faults(on, look) == []
    on.page.locator("input[name=fields][value=contacts]").check()
    on.page.locator(f"input[name=files][value='{file.document}']").check()
    with on.page.expect_navigation():
        on.page.locator("form[action$=erasure] button").click()
    assert faults(on, look) == []


@WHOLE_CHECK
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_clerk_erases_on_the_page_once_the_number_is_typed(
    file: File, browsing: tuple[Any, str], look: Look
) -> None:
    (browser, url), clerk = browsing, file.players["clerk"]
    home = f"/desk/{REGISTRY}/files/{file.subject.hex()}"
    with reader(browser, url, look) as on:
        inject(on.page, clerk.key, file.stage.register.profile.chain_id)
        session: Any = {"name": "session", "value": file.tokens["clerk"], "url": url}
        on.page.context.add_cookies([session])
        chosen(file, on, home, look)
        form = on.page.locator("[data-erase]")
        for typed, told in (("00000000", "ERASURE_UNCONFIRMED"), (file.subject.hex()[-8:], "")):
            form.locator("[name=confirm]").fill(typed)
            with on.page.expect_navigation():
                form.locator("button").click()
            if told:
                expect(on.page.locator("main")).to_contain_text(told)
                assert file.told() == []
                on.page.go_back()
        on.open(f"{home}?concern=OBJECTION")
        expect(on.page.locator("main")).not_to_contain_text(REASONS)
        gone = "erased:" if look.language == "en" else "已销毁："
        expect(on.page.locator("section[aria-labelledby=objections]")).to_contain_text(gone)
        unfit = "Failed to load resource: the server responded with a status of 422"
        assert all(each.startswith(unfit) for each in on.faults)
    assert set(file.told()) == {"contacts", "objections/0", "objections/0/0", "objections/0/1"}
