"""An application that led to nothing leads to a new one, filled in from it, for its applicant."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from api.cli import run
from api.desk.erasing import Erasure, erase
from api.registrant.identity import FILE, known_identity
from api.registrant.session import keep
from api.wiring import Wiring
from ledger.chain.keystore import Keystore
from ledger.domain.acts import (
    Action,
    AgentPower,
    Application,
    ApplicationId,
    ApplicationState,
    Role,
)
from ledger.domain.tombstone import Ground
from ledger.domain.words import ApplicationRecord
from ledger.registrar import mandate
from notarization.verify.digests import sha256
from tests.applying import KINDS, at, wallet_of
from tests.browser import STORY_LOOKS, Look, barriers, reader, running_browser
from tests.cast import ALL, DAY, REGISTRY, Player, Stage
from tests.flows.test_absorption_flow import absorbed
from tests.flows.test_agent_flow import appointed
from tests.records import fields_of_then, filed_and_opened, left, listed, with_key
from tests.servers import HOST, served
from tests.sessions import held, opened, refused
from tests.site import Site, environment_of, settings_of
from tests.thorough import WHOLE_CHECK

pytestmark = pytest.mark.node


@dataclass
class Case:
    """An application of two holders that was refused, with the proofs that they left."""

    site: Site
    stage: Stage
    holders: tuple[Player, Player]
    filed: tuple[ApplicationId, Application]
    fields: dict[str, Any]
    proofs: dict[str, bytes]

    @property
    def path(self) -> str:
        return f"/v1/applications/{self.filed[0].hex()}"

    def get(self, who: Player | None, path: str = "/record") -> Any:
        headers = held(opened(self.site, who.key)["token"]) if who else {}
        return self.site.client.get(self.path + path, headers=headers)


def with_parties(fields: dict[str, Any], holders: tuple[Player, Player]) -> dict[str, Any]:
    """The same record, of these parties, with unequal shares of the operating right."""
    made: dict[str, Any] = json.loads(json.dumps(fields))
    first, second = (each.party.hex() for each in holders)
    made["contacts"] = [dict(made["contacts"][0]) for _ in holders]
    for name in ("applicants", "contacts"):
        for entry, party in zip(made[name], (first, second), strict=False):
            entry["party"] = party
    right = made["rights"][0]
    made["rights"] = [
        {**right, "party": first, "hold": 1_000_000, "use": 1_000_000, "oper": 700_005},
        {**right, "party": second, "hold": 0, "use": 0, "oper": 299_995},
    ]
    return made


@pytest.fixture
def case(site: Site, office: Stage) -> Case:
    with_key(site)
    holders = office.enrolled(), office.enrolled()
    proofs = {kind: f"{kind} {secrets.token_hex(8)}".encode() for kind in KINDS}
    fields = with_parties({**fields_of_then(), "proofs": listed(proofs)}, holders)
    shares = {holders[0]: (ALL[0], ALL[1], 700_005), holders[1]: (0, 0, 299_995)}
    filed = filed_and_opened(site, office, holders, (office.content(shares), fields))
    for data in proofs.values():
        assert left(site, filed[0], data).status_code == 201
    office.taken_on(filed)
    examiner, reviewer = office.cast.examiner, office.cast.reviewer
    office.step(filed, Action.REFUSE, examiner.signs(Role.EXAMINER), reviewer.signs(Role.REVIEWER))
    site.mirror.catch_up()
    return Case(site, office, holders, filed, fields, proofs)


def test_who_applied_has_its_record_and_proofs_back_and_the_log_says_so(case: Case) -> None:
    digests = {sha256(each).hex() for each in case.proofs.values()}
    for holder in case.holders:
        answer = case.get(holder)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert (told["fields"], told["state"]) == (case.fields, "REFUSED")
        assert set(told["proofs"]) == digests
    proof = case.get(case.holders[0], f"/proofs/{min(digests)}")
    assert proof.content in case.proofs.values()
    assert proof.headers["cache-control"] == "no-store"
    reviewer = held(opened(case.site, case.stage.cast.reviewer.key)["token"])
    query = {"application": case.filed[0].hex()}
    log = case.site.client.get(f"/v1/desk/{REGISTRY}/log", params=query, headers=reviewer).json()
    deeds = [(each["deed"], each["party"]["party"]) for each in log["entries"]]
    assert ("RETURNED", case.holders[0].party.hex()) in deeds


def test_nobody_else_has_it_and_what_was_erased_does_not_come_back(case: Case) -> None:
    bank = case.stage.cast.bank
    digest = sha256(case.proofs["sample"]).hex()
    for path in ("/record", f"/proofs/{digest}"):
        assert refused(case.get(None, path)) == (401, "SESSION_MISSING")
        assert refused(case.get(bank, path)) == (403, "NOT_APPLICANT")
    unknown = f"/v1/applications/{'02' + 'ab' * 31}/record"
    token = held(opened(case.site, bank.key)["token"])
    assert refused(case.site.client.get(unknown, headers=token)) == (404, "SUBJECT_UNKNOWN")
    wiring = Wiring.of(case.site.settings)
    asked = Erasure(case.filed[0], ("contacts",), Ground.REQUEST, [bytes.fromhex(digest)])
    erase(wiring, asked, case.stage.cast.acceptance.key)
    wiring.engine.dispose()
    told = case.get(case.holders[0]).json()
    assert "contacts" not in told["fields"]
    assert digest not in told["proofs"]
    gone = case.get(case.holders[0], f"/proofs/{digest}")
    assert refused(gone) == (422, "PROOF_NOT_LISTED")


def test_an_agent_that_may_file_has_the_papers_as_long_as_it_may(case: Case) -> None:
    stage, principal = case.stage, case.holders[0]
    files, corrects, former = (stage.enrolled() for _ in range(3))
    appointed(stage, principal, files, AgentPower.FILE)
    appointed(stage, principal, corrects, AgentPower.CORRECT)
    appointed(stage, principal, former, AgentPower.FILE)
    sides = (principal.party, former.party)
    terms = mandate.appointment_end(stage.register, *sides, by=principal.party)
    mandate.end_agent(stage.register, terms, [principal.signs()])
    case.site.mirror.catch_up()
    answer = case.get(files)
    assert answer.status_code == 200, answer.text
    assert answer.json()["fields"] == case.fields
    digest = sha256(case.proofs["sample"]).hex()
    assert case.get(files, f"/proofs/{digest}").content == case.proofs["sample"]
    for other in (corrects, former):
        assert refused(case.get(other)) == (403, "NOT_APPLICANT")


def test_who_absorbed_an_applicant_has_the_papers_and_its_agents_have_them_no_more(
    case: Case,
) -> None:
    """A written authority ends with either of its two (Civil Code Art. 173)."""
    stage, principal = case.stage, case.holders[0]
    files, heir = stage.enrolled(), stage.enrolled()
    appointed(stage, principal, files, AgentPower.FILE)
    case.site.mirror.catch_up()
    assert case.get(files).status_code == 200
    assert refused(case.get(heir)) == (403, "NOT_APPLICANT")
    absorbed(stage, principal, heir)
    case.site.mirror.catch_up()
    assert case.get(heir).json()["fields"] == case.fields
    assert refused(case.get(files)) == (403, "NOT_APPLICANT")


def test_an_application_that_was_not_opened_has_nothing_to_give_back(
    site: Site, office: Stage
) -> None:
    holder = office.enrolled()
    found, _ = office.filed({holder: ALL})
    site.mirror.catch_up()
    headers = held(opened(site, holder.key)["token"])
    answer = site.client.get(f"/v1/applications/{found.hex()}/record", headers=headers)
    assert refused(answer) == (409, "RECORD_NOT_OPENED")


def ended(stage: Stage, how: Action) -> tuple[bytes, ApplicationState]:
    """An application that came to nothing in one of the ways there are."""
    cast, holder = stage.cast, stage.enrolled()
    filed = stage.filed({holder: ALL})
    acceptance = cast.acceptance.signs(Role.ACCEPTANCE)
    if how is Action.WITHDRAW:
        stage.step(filed, how, holder.signs())
    elif how is Action.REJECT_INTAKE:
        stage.step(filed, how, acceptance)
    elif how is Action.LAPSE:
        stage.step(filed, Action.ASK_CORRECTION, acceptance, due=10 * DAY)
        stage.pass_time(11 * DAY)
        stage.step(filed, how)
    return filed[0], stage.register.record(filed[0], ApplicationRecord).state


@pytest.mark.parametrize("how", [Action.WITHDRAW, Action.REJECT_INTAKE, Action.LAPSE])
def test_every_end_that_led_to_nothing_leads_on_and_nothing_else_does(
    site: Site, office: Stage, how: Action, capsys: pytest.CaptureFixture[str]
) -> None:
    subject, state = ended(office, how)
    pending, _ = office.filed({office.enrolled(): ALL})
    site.mirror.catch_up()
    told = site.get(f"/v1/applications/{subject.hex()}")
    assert told["application"]["state"] == state.name
    assert told["refile"] == f"/apply?from={subject.hex()}"
    for one, leads in ((subject, True), (pending, False), (site.issued.application, False)):
        page = site.client.get(f"/applications/{one.hex()}").text
        assert (f"/apply?from={one.hex()}" in page) == leads
        assert (site.get(f"/v1/applications/{one.hex()}")["refile"] is not None) == leads
        assert run(["application", "show", one.hex()], environment_of(site.settings)) == 0
        assert (f"register PATH --from {one.hex()}" in capsys.readouterr().out) == leads


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


@WHOLE_CHECK
@pytest.mark.parametrize("look", STORY_LOOKS, ids=str)
def test_a_refused_application_is_filed_anew_from_its_page(
    case: Case, browser: Browser, tmp_path: Path, look: Look
) -> None:
    site, second = case.site, case.holders[1]
    app: Any = site.client.app
    subject, token = case.filed[0].hex(), opened(site, second.key)["token"]
    with served(app, site.settings) as port, reader(browser, f"http://{HOST}:{port}", look) as on:
        wallet = wallet_of(site, second)
        wallet.join(on.page)
        on.open(f"/applications/{subject}?lang={look.language}")
        with on.page.expect_navigation():
            on.page.locator(f"a[href='/apply?from={subject}']").click()
        assert "/sign-in?to=%2Fapply" in on.page.url
        session: Any = {"name": "session", "value": token, "url": on.url}
        on.page.context.add_cookies([session])
        on.open(f"/apply?from={subject}")
        page = on.page
        # who reads stands first, whatever the order was
        values = {
            "data_name": case.fields["data_name"],
            "rights.0.oper": "29.9995",
            "rights.1.oper": "70.0005",
            "rights.1.hold": "100",
            "applicants.1.party": case.holders[0].party.hex(),
            "volume.records": str(case.fields["volume"]["records"]),
            "region.code": case.fields["region"]["code"],
        }
        for path, value in values.items():
            expect(at(page, path)).to_have_value(value)
        for kind, data in case.proofs.items():
            chosen = page.locator(f'[data-proof="{kind}"]')
            expect(chosen).to_have_js_property("files.length", 1)
            assert chosen.evaluate("e => e.files[0].text()") == data.decode()
        assert barriers(page, *look.rules) == []
        assert on.overflow() <= 0
        file = tmp_path / "data.csv"
        file.write_text("day,salinity\n1,31.2\n" * 9, encoding="utf-8")
        page.locator("input[name=data_file]").set_input_files(file)
        expect(page.locator("[data-fingerprint] dl")).to_be_visible()
        page.locator("button[type=submit]").click()
        expect(page.locator("#others")).to_be_visible()
        assert wallet.asked.count("eth_signTypedData_v4") == 1


def test_the_console_files_anew_from_the_home_or_from_the_server(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site, stage, holder = case.site, case.stage, case.holders[0]
    app: Any = site.client.app
    settings = settings_of(stage, tmp_path)
    Keystore(settings.keys).keep_plain(holder.key)
    data = tmp_path / "data.csv"
    data.write_text("day,salinity\n1,31.2\n" * 9, encoding="utf-8")
    (settings.home / FILE).write_text(
        json.dumps({"party": holder.party.hex(), "account": holder.key.account.hex()}),
        encoding="utf-8",
    )
    assert known_identity(settings).party == holder.party
    told = ["register", str(data), "--from", case.filed[0].hex(), "--json"]
    with served(app, site.settings) as port:
        variables = environment_of(settings)
        assert run(told, variables) == 1
        assert "SESSION_MISSING" in capsys.readouterr().err
        keep(settings, f"http://{HOST}:{port}", opened(site, holder.key))
        assert run([*told, "--record", str(data)], variables) == 2
        assert run(told, variables) == 0, capsys.readouterr().err
    shown = json.loads(capsys.readouterr().out)
    record = json.loads(
        (settings.home / "records" / f"{shown['application']}.json").read_text(encoding="utf-8")
    )["record"]
    size = len(data.read_bytes())
    assert record == case.fields | {"volume": {**case.fields["volume"], "bytes": size}}
    # what this home keeps is asked of nobody
    (settings.home / "session.json").unlink()
    assert run([*told[:3], shown["application"], "--json"], variables) == 0
