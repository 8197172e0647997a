"""The registry's desk in a real browser: clerks sign in with wallets and take a file to its end."""

import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from api.registrant import actfile
from ledger.domain.acts import Application, ApplicationId, ApplicationState, Registration
from ledger.domain.numbers import written
from ledger.domain.words import ApplicationRecord
from notarization.verify.digests import sha256
from tests.browser import EN, LOOKS, ZH, Look, Reader, barriers, reader, running_browser
from tests.cast import DAY, FLOORS, REGISTRY, IssuedTitle, Player, Stage
from tests.factories import OWN_NUMBER, a_record
from tests.flows.test_request_flow import asked_for, shared
from tests.injected import inject
from tests.mirrors import following
from tests.records import fields_of_then, filed_and_opened, filed_with_record, left, with_key
from tests.servers import HOST, served
from tests.site import Site
from tests.thorough import WHOLE_CHECK

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
    with_key(site)
    app: Any = site.client.app
    with running_browser() as browser, served(app, site.settings) as port:
        url = f"http://{HOST}:{port}"
        wiring = app.state.wiring
        wiring.settings = replace(wiring.settings, public_url=url)
        yield Office(browser, url, site, office)


def filed(shop: Office, holder: Player) -> bytes:
    """An application under the national profile whose record was opened for the staff."""
    return filed_with_record(shop.site, shop.stage, holder)[0]


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


def prepare(clerk: Reader, action: str, text: str = "", files: Sequence[Path] = ()) -> None:
    """From the file's page to that of the prepared act."""
    form = clerk.page.locator(f"form:has(input[value={action}])")
    clerk.page.locator(f"details:has(input[value={action}]) > summary").click()
    if text:
        form.locator("textarea").fill(text)
    if files:
        form.locator("input[type=file]").set_input_files(files)
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


def test_a_clerk_who_presses_twice_claims_signs_and_enters_once(shop: Office) -> None:
    cast, subject = shop.stage.cast, filed(shop, shop.stage.enrolled())
    with ExitStack() as stack:
        clerk = signed_in(stack, shop, cast.acceptance)
        page = clerk.page
        look_at(clerk, subject, "ACCEPTANCE")
        page.get_by_role("button", name="认领").dblclick()
        expect(page.locator("main")).to_contain_text("承办人： 我")
        page.wait_for_load_state("networkidle")
        look_at(clerk, subject, "ACCEPTANCE")
        page.locator("details:has(input[value=ACCEPT]) > summary").click()
        page.locator("form:has(input[value=ACCEPT]) button").dblclick()
        expect(page).to_have_url(re.compile("/acts/"))
        # the second press may lead there once more
        page.wait_for_load_state("networkidle")
        page.locator("[data-sign-act] > button").dblclick()
        expect(page.locator("form[action$=relay]")).to_be_visible()
        page.locator("form[action$=relay] button").dblclick()
        expect(page.locator("p.good").first).to_contain_text("✓")
        shop.site.mirror.catch_up()
        assert shop.state(subject) is ApplicationState.ACCEPTED
        assert clerk.faults == []


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


def typed_meanwhile(route: Route) -> None:
    """The form is touched while it is sent."""
    touched = "document.querySelector('[name=reasons]').dispatchEvent(new Event('input',"
    route.request.frame.evaluate(touched + " { bubbles: true }))")
    route.continue_()


def objected(stack: ExitStack, shop: Office, subject: bytes, paper: Path) -> None:
    """Somebody raises an objection on a phone, with a wallet and a file that shows it."""
    objector = stack.enter_context(reader(shop.browser, shop.url, ZH))
    player = shop.stage.enrolled()
    shop.site.mirror.catch_up()
    inject(objector.page, player.key, shop.stage.register.profile.chain_id)
    objector.open("/notices?lang=zh")
    assert _faults(objector, ZH) == []
    with objector.page.expect_navigation():
        objector.page.locator(f"a[href='/applications/{subject.hex()}/object']").click()
    assert _faults(objector, ZH) == []
    page = objector.page
    page.locator("[name=ground]").select_option("OWNERSHIP_DISPUTE")
    page.locator("[name=interest]").fill("浮标的所有人")
    page.locator("[name=reasons]").fill("数据由我方采集，\n申请人未获授权。")
    named = paper.with_name("named.txt")
    named.write_text(f"张三 {OWN_NUMBER}", encoding="utf-8")
    page.locator("[name=materials]").set_input_files(named)
    page.locator("button[type=submit]").click()
    expect(page.locator("#progress")).to_contain_text("文件含有可识别个人的号码")
    assert shop.state(subject) is ApplicationState.NOTICE
    unfit = "Failed to load resource: the server responded with a status of 422"
    assert all(each.startswith(unfit) for each in objector.faults)
    objector.faults.clear()
    page.locator("[name=materials]").set_input_files(paper)
    page.route("**/objections", typed_meanwhile)
    with following(shop.site.mirror):
        page.locator("button[type=submit]").click()
        page.wait_for_url(f"**/applications/{subject.hex()}", timeout=60_000)
    assert objector.faults == []


def opened_file(clerk: Reader, digest: str) -> bytes:
    """What a link of the file's page gives out, as the browser keeps it."""
    with clerk.page.expect_download() as download:
        clerk.page.locator(f"a[href*='/contents/{digest}']").click()
    return Path(download.value.path()).read_bytes()


def dismissed(examiner: Reader, reviewer: Reader, shop: Office, answer: Path) -> None:
    """The objection that is before the examiner does not stand: a paper says why."""
    prepare(examiner, "DISMISS_OBJECTION", "异议不成立，详见附件。", [answer])
    expect(examiner.page.locator("main")).to_contain_text(sha256(answer.read_bytes()).hex())
    sign(examiner)
    reviewer.page.goto(examiner.page.url)
    sign(reviewer)
    send(reviewer, shop)


def kept_off(partial: Reader, subject: bytes) -> None:
    """Who passed the examination is told that others decide on the objection."""
    look_at(partial, subject, "OBJECTION")
    assert partial.page.locator("input[value=DISMISS_OBJECTION]").count() == 0
    expect(partial.page.locator("main")).to_contain_text("不得处理针对本申请的异议")


def issued(keeper: Reader, shop: Office, subject: bytes) -> str:
    """The number of the certificate that the seal keeper issues from the file's page."""
    act_alone(keeper, shop, subject, "ISSUE", "CERTIFY")
    assert shop.state(subject) is ApplicationState.CERTIFIED
    look_at(keeper, subject, "ISSUE")
    return keeper.page.locator("main a.number").first.inner_text()


@WHOLE_CHECK
def test_an_objection_is_read_and_answered_and_the_seal_keeper_issues(
    shop: Office, tmp_path: Path
) -> None:
    stage, cast, proof = shop.stage, shop.stage.cast, b"%PDF-1.7 " + secrets.token_bytes(32)
    paper, answer = tmp_path / "contract.pdf", tmp_path / "decision.pdf"
    paper.write_bytes(b"%PDF-1.7 contract over the buoys")
    answer.write_bytes(b"%PDF-1.7 the decision, signed")
    kinds = {"identity": proof, "acquisition": b"how", "sample": b"day,salinity\n"}
    filed = filed_with_record(shop.site, stage, stage.enrolled(), kinds)
    subject = filed[0]
    assert left(shop.site, subject, proof).status_code == 201
    stage.published(stage.taken_on(filed))
    shop.site.mirror.catch_up()
    with ExitStack() as stack:
        objected(stack, shop, subject, paper)
        assert shop.state(subject) is ApplicationState.OBJECTION
        kept_off(signed_in(stack, shop, cast.examiner), subject)
        players = (cast.second_examiner, cast.second_reviewer, cast.seal_keeper)
        examiner, reviewer, keeper = (signed_in(stack, shop, each) for each in players)
        look_at(examiner, subject, "OBJECTION")
        expect(examiner.page.locator("main")).to_contain_text("申请人未获授权")
        assert _faults(examiner, ZH) == []
        for data in (paper.read_bytes(), proof):
            assert opened_file(examiner, sha256(data).hex()) == data
        dismissed(examiner, reviewer, shop, answer)
        assert shop.state(subject) is ApplicationState.NOTICE
        stage.pass_time(FLOORS.minimum_notice + 120)
        stage.deposited(stage.closed(filed))
        shop.site.mirror.catch_up()
        number = issued(keeper, shop, subject)
        keeper.open(f"/certificates/{number}?lang=zh")
        expect(keeper.page.locator("main")).to_contain_text(number)
        assert (examiner.faults, reviewer.faults, keeper.faults) == ([], [], [])


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
        reviewer = signed_in(stack, shop, cast.reviewer, look)
        reviewer.page.locator("details:has([name=leaving]) > summary").click()
        found["hand-over"] = _faults(reviewer, look)
        assert clerk.page.locator("[name=leaving]").count() == 0
        assert clerk.faults == stranger.faults == reviewer.faults == []
    assert {path: faults for path, faults in found.items() if faults} == {}


@WHOLE_CHECK
def test_a_reviewer_hands_all_files_of_a_clerk_over_on_the_page(shop: Office) -> None:
    cast, subject = shop.stage.cast, filed(shop, shop.stage.cast.newcomer)
    with ExitStack() as stack:
        clerk, reviewer = (
            signed_in(stack, shop, each) for each in (cast.acceptance, cast.reviewer)
        )
        look_at(clerk, subject, "ACCEPTANCE")
        claimed(clerk)
        reviewer.page.locator("details:has([name=leaving]) > summary").click()
        reviewer.page.locator("[name=leaving]").fill(cast.acceptance.party.hex())
        reviewer.page.locator("select[name=to]").select_option(cast.examiner.party.hex())
        reviewer.page.locator("[name=reason]").fill("离任")
        with reviewer.page.expect_navigation():
            reviewer.page.get_by_role("button", name="移交全部在办案卷").click()
        assert f"assignee=0x{cast.examiner.party.hex()}" in reviewer.page.url
        links = reviewer.page.locator(f"a[href*='{subject.hex()}']")
        expect(links.first).to_be_visible()


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


def asked_to_change(shop: Office) -> tuple[IssuedTitle, tuple[ApplicationId, Application]]:
    """A title of two, one of whose shares is pledged, and its holders' request for another name."""
    stage, cast = shop.stage, shop.stage.cast
    holders, fields = (cast.registrant, cast.coholder), fields_of_then()
    first = filed_and_opened(shop.site, stage, holders, (stage.content(shared(stage)), fields))
    issued = stage.titled(stage.deposited(stage.unopposed(stage.published(stage.taken_on(first)))))
    stage.pledged(issued.title, cast.registrant, cast.bank, 100_000)
    content = asked_for(stage, issued, Registration.CHANGE)
    fields["data_name"] = "2027年山东省验潮站潮位观测"
    return issued, filed_and_opened(shop.site, stage, holders, (content, fields))


def consented(clerk: Reader, shop: Office, paper: Path) -> None:
    """The pledgee signs the act file that the clerk fetched, and the clerk hands it in."""
    bank, profile = shop.stage.cast.bank, shop.stage.register.profile
    expect(clerk.page.locator("main")).to_contain_text("has not consented")
    with clerk.page.expect_download() as download:
        clerk.page.locator("a[href$='/file']").first.click()
    act = actfile.read(Path(download.value.path()), profile)
    actfile.write(paper, act.signed(bank.signs().sign(act.prepared.digest)), profile)
    clerk.page.locator("form[action$=consents] [name=file]").set_input_files(paper)
    with clerk.page.expect_navigation():
        clerk.page.locator("form[action$=consents] button").click()


@WHOLE_CHECK
def test_a_change_on_request_goes_from_its_filing_to_a_new_certificate_version(
    shop: Office, tmp_path: Path
) -> None:
    cast = shop.stage.cast
    issued, filed_ = asked_to_change(shop)
    number = written(issued.issued.numbers[cast.registrant.party])
    with ExitStack() as stack:
        clerk, examiner = (
            signed_in(stack, shop, each) for each in (cast.acceptance, cast.examiner)
        )
        reviewer = signed_in(stack, shop, cast.reviewer, EN)
        to_its_deposit(shop, filed_, clerk, (examiner, reviewer))
        look_at(examiner, filed_[0], "EXAMINATION")
        examiner.page.locator("select[name=group]").evaluate(
            "e => e.closest('details').open = true"
        )
        assert _faults(examiner, ZH) == []
        examiner.page.locator("select[name=group]").select_option("DESCRIPTION")
        with examiner.page.expect_navigation():
            examiner.page.locator("form:has(input[value=CERTIFY]) button").click()
        sign(examiner)
        reviewer.page.goto(examiner.page.url)
        assert _faults(reviewer, EN) == []
        consented(reviewer, shop, tmp_path / "consent.json")
        assert reviewer.page.locator("form[action$=relay]").count() == 0
        sign(reviewer)
        send(reviewer, shop)
        reviewer.open(f"/certificates/{number}?lang=zh")
        expect(reviewer.page.locator("main")).to_contain_text("2027年山东省验潮站潮位观测")
        assert (clerk.faults, examiner.faults, reviewer.faults) == ([], [], [])
    versions = [each["version"] for each in shop.site.get(f"/v1/certificates/{number}")["holdings"]]
    assert sorted(versions) == [2, 3]


def to_its_deposit(
    shop: Office,
    filed_: tuple[ApplicationId, Application],
    clerk: Reader,
    two: tuple[Reader, Reader],
) -> None:
    """From acceptance to the national receipt, through the pages."""
    (examiner, reviewer), subject = two, filed_[0]
    act_alone(clerk, shop, subject, "ACCEPTANCE", "ACCEPT")
    act_alone(examiner, shop, subject, "EXAMINATION", "ASSIGN")
    look_at(examiner, subject, "EXAMINATION")
    prepare(examiner, "PUBLISH")
    sign(examiner)
    reviewer.page.goto(examiner.page.url)
    sign(reviewer)
    send(reviewer, shop)
    shop.stage.pass_time(40 * DAY)
    shop.site.mirror.catch_up()
    act_alone(clerk, shop, subject, "ACCEPTANCE", "CLOSE_NOTICE")
    shop.stage.deposited(filed_)
    shop.site.mirror.catch_up()


def _faults(opened: Reader, look: Look) -> list[str]:
    wide = opened.overflow()
    return barriers(opened.page, *look.rules) + ([f"{wide} px too wide"] if wide > 0 else [])


def test_a_file_is_laid_out_to_be_read(shop: Office) -> None:
    subject = filed(shop, shop.stage.cast.coholder)
    with ExitStack() as stack:
        clerk = signed_in(stack, shop, shop.stage.cast.acceptance, EN)
        look_at(clerk, subject, "ACCEPTANCE")
        assert clerk.page.evaluate("document.documentElement.scrollHeight") < 4_000
