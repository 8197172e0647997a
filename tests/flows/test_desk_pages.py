"""The registry's desk in a real browser: clerks sign in with wallets and take a file to its end."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from ledger.domain import profiles
from ledger.domain.acts import ApplicationState, RecordRoot, Time
from ledger.domain.record import commit
from ledger.domain.words import ApplicationRecord
from ledger.domain.workdays import calendar, deadline
from ledger.registrar import application
from notarization.content.sealing import Identity
from tests.browser import EN, LOOKS, ZH, Look, Reader, barriers, reader, running_browser
from tests.cast import ALL, DAY, REGISTRY, Player, Stage
from tests.factories import a_record
from tests.injected import inject
from tests.servers import HOST, served
from tests.site import Site

pytestmark = pytest.mark.node
HOME = f"/desk/{REGISTRY}"


@dataclass(frozen=True)
class Office:
    """A server over a register, and the browser that its clerks use."""

    browser: Browser
    url: str
    site: Site
    stage: Stage

    def state(self, filed: bytes) -> ApplicationState:
        return self.stage.register.record(filed, ApplicationRecord).state


@pytest.fixture(scope="module")
def shop(site: Site, office: Stage) -> Iterator[Office]:
    (site.settings.keys / "registry.age").write_text(Identity.generate().key, encoding="ascii")
    app: Any = site.client.app
    with running_browser() as browser, served(app, site.settings) as port:
        url = f"http://{HOST}:{port}"
        wiring = app.state.wiring
        wiring.settings = replace(wiring.settings, public_url=url)
        yield Office(browser, url, site, office)


def filed(shop: Office, holder: Player) -> bytes:
    """An application under the national profile whose record was opened for the staff."""
    stage = shop.stage
    # the chain of a test began long ago
    fields = {**a_record(), "time_span": {"from": "2019-01-01", "to": "2022-12-31"}}
    salts = {name: secrets.token_bytes(16) for name in fields}
    accepted_by = deadline(stage.register.time(), 3, calendar()).time
    terms = replace(
        stage.content({holder: ALL}),
        profile=profiles.load().digest,
        record=RecordRoot(commit(fields, salts).root),
        due=Time(accepted_by + 3 * DAY),
    )
    found = application.submit(stage.register, terms, stage.holders(terms, (holder,))).application
    shop.site.mirror.catch_up()
    body = {
        "fields": [
            {"name": name, "salt": salts[name].hex(), "value": value}
            for name, value in fields.items()
        ]
    }
    kept = shop.site.client.post(f"/v1/applications/{found.hex()}/record", json=body)
    assert kept.status_code == 204, kept.text
    return found


def signed_in(stack: ExitStack, shop: Office, who: Player, look: Look = ZH) -> Reader:
    """A clerk before a browser of its own, signed in with a wallet."""
    opened = stack.enter_context(reader(shop.browser, shop.url, look))
    inject(opened.page, who.key, shop.stage.register.profile.chain_id)
    opened.open(f"{HOME}?lang={look.language}")
    assert "/sign-in?to=" in opened.page.url
    with opened.page.expect_navigation():
        opened.page.locator("[data-sign-in] button").click()
    assert HOME in opened.page.url
    return opened


def look_at(clerk: Reader, subject: bytes, concern: str) -> None:
    clerk.open(f"{HOME}/files/{subject.hex()}")
    clerk.page.locator("select[name=concern]").select_option(concern)
    with clerk.page.expect_navigation():
        clerk.page.locator("main form button").click()


def prepare(clerk: Reader, action: str, text: str = "") -> None:
    """From the file's page to that of the prepared act."""
    form = clerk.page.locator(f"form:has(input[value={action}])")
    clerk.page.locator(f"details:has(input[value={action}]) > summary").click()
    if text:
        form.locator("textarea").fill(text)
    with clerk.page.expect_navigation():
        form.locator("button").click()
    assert "/acts/" in clerk.page.url


def sign(clerk: Reader) -> None:
    with clerk.page.expect_navigation():
        clerk.page.locator("[data-sign-act] > button").click()


def send(clerk: Reader, shop: Office) -> None:
    with clerk.page.expect_navigation():
        clerk.page.locator("form[action$=relay] button").click()
    expect(clerk.page.locator("p.good").first).to_contain_text("✓")
    shop.site.mirror.catch_up()


def act_alone(clerk: Reader, shop: Office, subject: bytes, concern: str, action: str) -> None:
    """A step that one clerk takes from the file's page to the chain."""
    look_at(clerk, subject, concern)
    prepare(clerk, action)
    sign(clerk)
    send(clerk, shop)


def claimed(clerk: Reader) -> None:
    """Press the button that takes the file, on a page that was opened before."""
    with clerk.page.expect_navigation():
        clerk.page.get_by_role("button", name="认领").click()


def published(shop: Office, subject: bytes, examiner: Reader, reviewer: Reader) -> None:
    """Four eyes: the examiner prepares and signs, the reviewer sees the same and signs."""
    look_at(examiner, subject, "EXAMINATION")
    expect(examiner.page.locator("main")).to_contain_text("必填项齐全")
    expect(examiner.page.locator("main")).to_contain_text("自行产生")
    prepare(examiner, "PUBLISH")
    sign(examiner)
    assert examiner.page.locator("form[action$=relay]").count() == 0
    reviewer.page.goto(examiner.page.url)
    expect(reviewer.page.locator("main")).to_contain_text(str(a_record()["data_name"]))
    sign(reviewer)
    send(reviewer, shop)


def test_two_clerks_take_a_file_from_its_filing_to_the_end_of_its_notice(shop: Office) -> None:
    stage, cast = shop.stage, shop.stage.cast
    subject = filed(shop, cast.registrant)
    with ExitStack() as stack:
        clerk, examiner, reviewer = (
            signed_in(stack, shop, each) for each in (cast.acceptance, cast.examiner, cast.reviewer)
        )
        look_at(clerk, subject, "ACCEPTANCE")
        look_at(examiner, subject, "EXAMINATION")
        claimed(clerk)
        expect(clerk.page.locator("main")).to_contain_text("承办人： 我")
        claimed(examiner)
        expect(examiner.page.locator("main")).to_contain_text("FILE_TAKEN")
        act_alone(clerk, shop, subject, "ACCEPTANCE", "ACCEPT")
        act_alone(examiner, shop, subject, "EXAMINATION", "ASSIGN")
        published(shop, subject, examiner, reviewer)
        assert shop.state(subject) is ApplicationState.NOTICE
        due = stage.register.record(subject, ApplicationRecord).notice_due
        stage.pass_time(due - stage.register.time() + 60)
        shop.site.mirror.catch_up()
        act_alone(clerk, shop, subject, "ACCEPTANCE", "CLOSE_NOTICE")
        assert shop.state(subject) is ApplicationState.READY
        conflict = "Failed to load resource: the server responded with a status of 409 (Conflict)"
        assert (clerk.faults, reviewer.faults, examiner.faults) == ([], [], [conflict])


def test_a_list_of_defects_is_asked_for_once_and_committed_to(shop: Office) -> None:
    cast, subject = shop.stage.cast, filed(shop, shop.stage.cast.newcomer)
    with ExitStack() as stack:
        clerk = signed_in(stack, shop, cast.acceptance)
        look_at(clerk, subject, "ACCEPTANCE")
        prepare(clerk, "ASK_CORRECTION", "一、身份证明不清晰；二、缺少来源合同。")
        expect(clerk.page.locator("main")).to_contain_text("缺少来源合同")
        sign(clerk)
        send(clerk, shop)
        assert shop.state(subject) is ApplicationState.CORRECTION
        look_at(clerk, subject, "ACCEPTANCE")
        assert clerk.page.locator("input[value=ASK_CORRECTION]").count() == 0


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_desk_is_open_to_everybody_on_its_staff_and_fits(shop: Office, look: Look) -> None:
    cast, subject = shop.stage.cast, filed(shop, shop.stage.cast.registrant)
    found: dict[str, list[str]] = {}
    with ExitStack() as stack:
        stranger = stack.enter_context(reader(shop.browser, shop.url, look))
        stranger.open(f"/sign-in?lang={look.language}")
        found["sign-in"] = _faults(stranger, look)
        clerk = signed_in(stack, shop, cast.acceptance, look)
        one = f"{HOME}/files/{subject.hex()}"
        for path in (HOME, f"{HOME}/calendar", one, f"{one}?concern=ACCEPTANCE"):
            clerk.open(path)
            found[path] = _faults(clerk, look)
        prepare(clerk, "ACCEPT")
        found["act"] = _faults(clerk, look)
        assert clerk.faults == stranger.faults == []
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_a_stranger_sees_no_desk_and_a_foreign_form_does_nothing(shop: Office) -> None:
    cast, subject = shop.stage.cast, filed(shop, shop.stage.cast.registrant)
    with ExitStack() as stack:
        bank = stack.enter_context(reader(shop.browser, shop.url, ZH))
        inject(bank.page, cast.bank.key, shop.stage.register.profile.chain_id)
        bank.open(HOME)
        with bank.page.expect_navigation():
            bank.page.locator("[data-sign-in] button").click()
        expect(bank.page.locator("main")).to_contain_text("NOT_FOUND")
        clerk = signed_in(stack, shop, cast.acceptance)
        look_at(clerk, subject, "ACCEPTANCE")
        clerk.page.evaluate("document.querySelector('form[action$=claim] [name=mark]').value='00'")
        with clerk.page.expect_navigation():
            clerk.page.get_by_role("button", name="认领").click()
        expect(clerk.page.locator("main")).to_contain_text("FORM_FOREIGN")


def _faults(opened: Reader, look: Look) -> list[str]:
    wide = opened.overflow()
    return barriers(opened.page, *look.rules) + ([f"{wide} px too wide"] if wide > 0 else [])


def test_a_file_is_laid_out_to_be_read(shop: Office) -> None:
    subject = filed(shop, shop.stage.cast.coholder)
    with ExitStack() as stack:
        clerk = signed_in(stack, shop, shop.stage.cast.acceptance, EN)
        look_at(clerk, subject, "ACCEPTANCE")
        assert clerk.page.evaluate("document.documentElement.scrollHeight") < 4_000
