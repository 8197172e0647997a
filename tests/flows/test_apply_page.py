"""From an empty form to a numbered certificate, in a real browser on a real node.

The wallet is simulated (tests/applying.py); the registry's staff acts by the registrar.
"""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Dialog, Route, expect

from api.answers import problem_response
from api.desk import records
from api.problems import problem_of
from api.typed import struct_of
from ledger.bindings.errors.filing_desk import FiledAlready
from ledger.chain.keystore import Keystore
from ledger.chain.records import Tag
from ledger.chain.signer import Key
from ledger.domain import profiles
from ledger.domain.acts import Action, Application, ApplicationId, FingerprintId, PartyId, Role
from ledger.domain.numbers import written
from ledger.domain.record import notice_of, public_fields
from ledger.registrar import application, title
from ledger.store.engine import read_session
from ledger.store.repositories import offchain
from notarization.content.directory import DirectoryStore
from notarization.content.sealing import Identity
from notarization.content.store import ContentRef
from notarization.verify.report import Language
from tests.applying import TEXTS, at, at_the_form, committed, enrolled, fault, fill
from tests.browser import STORY_LOOKS, ZH, Look, barriers, reader, running_browser
from tests.cast import DAY, WHOLE, YEAR, Stage
from tests.factories import OWN_NUMBER
from tests.mirrors import following
from tests.servers import HOST, served
from tests.site import Site, noticed_with_record
from tests.thorough import WHOLE_CHECK, usually

pytestmark = pytest.mark.node


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


@pytest.fixture(scope="module")
def office_site(office: Stage, site: Site) -> Site:
    """The site with the registry's key, under the national profile."""
    assert office is site.stage
    site.settings.keys.mkdir(exist_ok=True)
    (site.settings.keys / "registry.age").write_text(Identity.generate().key, encoding="ascii")
    return site


@pytest.fixture(scope="module")
def url(browser: Browser, office_site: Site) -> Iterator[str]:
    assert browser.is_connected()
    with served(office_site.client.app, office_site.settings) as port:
        yield f"http://{HOST}:{port}"


# A browser tells of every answer like this while the mirror has not read the block.
NOT_YET: Final = "Failed to load resource: the server responded with a status of 404 (Not Found)"


def taken_to_its_certificate(
    site: Site, filed: ApplicationId, content: Application, kit: dict[str, Any]
) -> str:
    """What the clerks do with an application that lies before them."""
    stage, cast = site.stage, site.stage.cast
    clerk, examiner = cast.acceptance.signs(Role.ACCEPTANCE), cast.examiner.signs(Role.EXAMINER)
    floor = profiles.load().enforced().minimum_notice
    stage.step((filed, content), Action.ACCEPT, clerk, due=20 * DAY)
    stage.step((filed, content), Action.ASSIGN, examiner, due=20 * DAY)
    clear = notice_of(committed(kit).disclose(public_fields(kit["record"])))
    due = stage.register.time() + floor + 60
    notice = application.notice_terms(stage.register, filed, due=due, clear=clear)
    reviewer = cast.reviewer.signs(Role.REVIEWER)
    application.publish(stage.register, notice, content, (examiner, reviewer))
    stage.pass_time(floor + 120)
    stage.step((filed, content), Action.CLOSE_NOTICE, clerk)
    now = stage.register.time()
    deposit = application.step_terms(stage.register, filed, Action.DEPOSIT, due=now)
    application.step(stage.register, deposit, content, [clerk])
    terms = title.issue_terms(stage.register, filed, content, valid_until=now + 2 * YEAR)
    hands = [cast.acceptance.signs(Role.SEAL_KEEPER)]
    issued = title.issue(stage.register, terms, content, hands)
    site.mirror.catch_up()
    return written(next(iter(issued.numbers.values())))


def require_kept(site: Site, filed: ApplicationId, kit: dict[str, Any]) -> None:
    """The registry, and nobody else, can read the record and every proof that it lists."""
    root = committed(kit).root
    key = Identity.parse((site.settings.keys / "registry.age").read_text(encoding="ascii"))
    wiring = site.client.app.state.wiring  # type: ignore[attr-defined]
    with read_session(wiring.engine, now=wiring.clock()) as session:
        opened = records.opened(wiring, session, filed, root)
        rows = {
            each["kind"]: (each, offchain.content(session, bytes.fromhex(each["sha256"]), filed))
            for each in kit["record"]["proofs"]
        }
    assert opened is not None
    assert opened.fields == kit["record"]
    store = DirectoryStore(site.settings.content)
    for kind, (each, row) in rows.items():
        assert row is not None
        sha256, sm3, kept = map(bytes.fromhex, (each["sha256"], each["sm3"], row.address))
        ref = ContentRef(sha256, sm3, each["size"], kept, encrypted=True)
        assert store.get(ref, key).decode().startswith(f"{kind} of ")


@pytest.mark.parametrize("look", STORY_LOOKS, ids=str)
def test_from_an_empty_form_to_a_numbered_certificate(
    browser: Browser, url: str, office_site: Site, tmp_path: Path, look: Look
) -> None:
    site, zh = office_site, look.language == "zh"
    with at_the_form(browser, url, site, look) as filing, following(site.mirror):
        page = filing.page
        filing.press()
        expect(fault(page, "data")).to_have_text(
            "请选择数据文件或文件夹" if zh else "choose the data file or folder"
        )
        at(page, "applicants.0.uscc").fill("91370200MA0000000X")
        at(page, "contacts.0.person").focus()
        expect(fault(page, "applicants")).not_to_be_empty()
        fill(page, tmp_path)
        at(page, "rights.0.proof").blur()
        expect(fault(page, "applicants")).to_be_empty()
        assert barriers(page) == []
        assert filing.reader.overflow() <= 0
        page.screenshot(path=tmp_path / "form.png", full_page=True)
        filing.press(twice=True)
        filed = ApplicationId(bytes.fromhex(filing.landed()))
        expect(page.locator(".chips")).to_contain_text("待受理" if zh else "awaiting acceptance")
        assert filing.wallet.asked.count("eth_signTypedData_v4") == 1
        assert len(filing.sent.bodies("/v1/applications")) == 1
        data = (tmp_path / "data.csv").read_bytes()
        assert all(data not in (body or b"") for _, _, body in filing.sent.requests)
        assert set(filing.reader.faults) <= {NOT_YET}
        kit = filing.sent.kit()
    require_kept(site, filed, kit)
    content = struct_of(Application, filing.sent.bodies("/v1/applications")[0]["terms"])
    number = taken_to_its_certificate(site, filed, content, kit)
    with reader(browser, url, look) as visitor:
        visitor.open(f"/certificates/{number}?lang={look.language}")
        expect(visitor.page.locator("p.number.big")).to_have_text(number)
        expect(visitor.page.locator("h1")).to_contain_text(TEXTS["data_name"])


def test_every_fault_stands_beside_its_field_and_the_first_has_the_focus(
    browser: Browser, url: str, office_site: Site, tmp_path: Path
) -> None:
    with at_the_form(browser, url, office_site, ZH) as filing:
        fill(filing.page, tmp_path)
        at(filing.page, "data_name").fill("")
        at(filing.page, "time_span.to").fill("2021-01-01")
        filing.press()
        filing.says("表中尚有不符合要求之处")
        expect(fault(filing.page, "data_name")).to_have_text("必填")
        expect(fault(filing.page, "time_span")).to_have_text("结束日期早于开始日期")
        expect(at(filing.page, "data_name")).to_be_focused()
        expect(at(filing.page, "data_name")).to_have_attribute("aria-invalid", "true")
        assert barriers(filing.page) == []
        assert filing.wallet.asked == []
        assert filing.sent.bodies("/v1/applications:draft") == []


@pytest.mark.parametrize("path", ["/apply", "notice"])
def test_without_its_scripts_a_form_is_sent_nowhere(
    browser: Browser, url: str, office_site: Site, path: str
) -> None:
    """Everything typed would stand in the address, with a password in it."""
    if path == "notice":
        stage = office_site.stage
        shares = {stage.enrolled(): (WHOLE, WHOLE, 700_000), stage.enrolled(): (0, 0, 300_000)}
        filed = noticed_with_record(stage, shares)[0]
        office_site.mirror.catch_up()
        path = f"/applications/{filed.hex()}/object"
    with reader(browser, url, ZH, script=False) as visitor:
        visitor.open(path)
        visitor.page.locator("main summary").first.click()
        visitor.page.locator("input[type=password]").fill("secret")
        visitor.press("Enter")
        expect(visitor.page.locator("button[type=submit]")).to_be_disabled()
        visitor.page.wait_for_timeout(300)
        assert visitor.page.url == url + path


def test_a_code_that_is_no_registrys_is_said_beside_it_and_kept_with_the_draft(
    browser: Browser, url: str, office_site: Site, tmp_path: Path
) -> None:
    with at_the_form(browser, url, office_site, ZH) as filing:
        page = filing.page
        fill(page, tmp_path)
        page.locator("[name=registry]").fill("37x")
        at(page, "origin").select_option("fused")
        page.locator("[name=participants]").fill("03" * 32)
        filing.press()
        filing.says("表中尚有不符合要求之处")
        expect(fault(page, "registry")).to_have_text("登记机构代码须为三位数字")
        expect(page.locator("[name=registry]")).to_have_attribute("aria-invalid", "true")
        assert filing.wallet.asked == []
        assert barriers(page) == []
        page.reload()
        expect(page.locator("[name=registry]")).to_have_value("37x")
        expect(page.locator("[name=participants]")).to_have_value("03" * 32)


def test_what_the_register_refuses_is_signed_anew_and_not_sent_again(
    browser: Browser, url: str, office_site: Site, tmp_path: Path
) -> None:
    def refused(route: Route) -> None:
        told = problem_of(FiledAlready(FingerprintId(bytes(32)), PartyId(bytes(32))))
        answer = problem_response(told, Language.ZH, "/v1/applications")
        route.fulfill(status=answer.status_code, body=bytes(answer.body))

    with at_the_form(browser, url, office_site, ZH) as filing, following(office_site.mirror):
        page = filing.page
        page.route("**/v1/applications", refused, times=1)
        fill(page, tmp_path)
        filing.press()
        filing.says("同一申请人对同一数据对象已有在办申请或登记")
        # another account would be chosen in the wallet now
        filing.press()
        filing.landed()
        first, second = filing.sent.bodies("/v1/applications")
        assert first["terms"]["record"] != second["terms"]["record"]
        assert filing.wallet.asked.count("eth_signTypedData_v4") == 2


def test_an_application_that_the_register_shows_late_is_told_so_and_goes_on(
    browser: Browser, url: str, office_site: Site, tmp_path: Path
) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    with at_the_form(browser, url, office_site, ZH) as filing:
        page = filing.page
        page.on("dialog", stay)
        fill(page, tmp_path)
        page.evaluate("document.querySelector('#application').dataset.patience = 3")
        filing.press()
        filing.says("正在等待登记簿显示")
        page.close(run_before_unload=True)
        filing.says("申请已上链，但登记簿尚未显示")
        assert asked == ["beforeunload"]
        with following(office_site.mirror):
            filing.press()
            filing.landed()
        first, second = filing.sent.bodies("/v1/applications")
        assert first == second
        assert filing.wallet.asked.count("eth_signTypedData_v4") == 1
        assert asked == ["beforeunload"]


@WHOLE_CHECK
def test_a_draft_stays_in_the_browser_until_it_is_forgotten(
    browser: Browser, url: str, office_site: Site
) -> None:
    with at_the_form(browser, url, office_site, ZH) as filing:
        page = filing.page
        at(page, "data_name").fill("草稿")
        at(page, "industry").select_option("A04")
        page.locator('[data-path="form.media"][value="video"]').check()
        page.reload()
        expect(at(page, "data_name")).to_have_value("草稿")
        expect(at(page, "industry")).to_have_value("A04")
        expect(page.locator('[data-path="form.media"][value="video"]')).to_be_checked()
        page.locator("#forget").click()
        expect(at(page, "data_name")).to_have_value("")
        page.reload()
        expect(at(page, "data_name")).to_have_value("")
        assert page.evaluate("localStorage.length") == 0


def test_what_the_wallet_refuses_is_not_sent_and_can_be_signed_later(
    browser: Browser, url: str, office_site: Site, tmp_path: Path
) -> None:
    with at_the_form(browser, url, office_site, ZH) as filing, following(office_site.mirror):
        fill(filing.page, tmp_path)
        filing.wallet.denies = True
        filing.press()
        filing.says("您在钱包中拒绝了该请求")
        assert filing.sent.bodies("/v1/applications") == []
        filing.wallet.denies = False
        filing.press()
        filing.landed()


@WHOLE_CHECK
def test_an_account_of_nobody_is_told_to_enrol(
    browser: Browser, url: str, office_site: Site, tmp_path: Path
) -> None:
    stranger = replace(office_site.stage.cast.registrant, key=Key.new())
    with at_the_form(browser, url, office_site, ZH, stranger) as filing:
        fill(filing.page, tmp_path)
        filing.press()
        filing.says("还不是任何当事人的账户")
        assert "eth_signTypedData_v4" not in filing.wallet.asked


@WHOLE_CHECK
def test_a_key_file_signs_as_a_wallet_does(
    browser: Browser, url: str, office_site: Site, tmp_path: Path
) -> None:
    player = enrolled(office_site)
    key_file = Keystore(tmp_path / "keys").keep(player.key, "口令", rounds=1 << 12)
    with (
        at_the_form(browser, url, office_site, ZH, player) as filing,
        following(office_site.mirror),
    ):
        page = filing.page
        fill(page, tmp_path)
        page.locator("input[value=keystore]").check()
        page.locator("summary").click()
        page.locator("#keyfile").set_input_files(key_file)
        page.locator("#password").fill("wrong")
        filing.press()
        filing.says("口令不能打开该密钥文件")
        page.locator("#password").fill("口令")
        filing.press()
        filing.landed()
        assert filing.wallet.asked == []
        (body,) = filing.sent.bodies("/v1/applications")
        assert body["signers"][0]["account"] == "0x" + player.key.account.hex()
        told = b"".join(body or b"" for _, _, body in filing.sent.requests)
        assert "口令".encode() not in told
        assert player.key.reveal().hex().encode() not in told


@WHOLE_CHECK
def test_a_slow_server_is_waited_for_and_asked_once(
    browser: Browser, url: str, office_site: Site, tmp_path: Path
) -> None:
    held: list[Route] = []
    with at_the_form(browser, url, office_site, ZH) as filing, following(office_site.mirror):
        page = filing.page
        page.route("**/v1/applications", lambda route: held.append(route))  # noqa: PLW0108
        fill(page, tmp_path)
        filing.press()
        filing.says("正在提交上链")
        expect(page.locator("button[type=submit]")).to_be_disabled()
        page.locator("button[type=submit]").click(force=True)
        page.wait_for_timeout(500)
        (route,) = held
        route.abort()
        filing.says("联系不到服务器")
        page.unroute("**/v1/applications")
        filing.press()
        filing.landed()
        bodies = filing.sent.bodies("/v1/applications")
        assert len(bodies) == 2
        assert bodies[0] == bodies[1]  # the very act that was signed first, and not another
        assert filing.wallet.asked.count("eth_signTypedData_v4") == 1


@pytest.mark.parametrize(
    "lies",
    usually(
        [{"record": "0x" + "11" * 32}, {"registry": 151}],
        whole=[
            {"record": "0x" + "11" * 32},
            {"registry": 151},
            {"registration": 5},
            {"title": "0x01" + "11" * 31},
        ],
    ),
    ids=str,
)
def test_terms_that_are_not_those_of_the_form_are_never_signed(
    browser: Browser, url: str, office_site: Site, tmp_path: Path, lies: dict[str, Any]
) -> None:
    def lie(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        told["typed_data"]["message"] |= lies
        route.fulfill(response=answer, json=told)

    with at_the_form(browser, url, office_site, ZH) as filing:
        filing.page.route("**/v1/applications:draft", lie)
        fill(filing.page, tmp_path)
        filing.press()
        filing.says("服务器给出的条款不是本表的内容")
        assert "eth_signTypedData_v4" not in filing.wallet.asked


def test_a_sample_with_an_id_number_is_refused_before_anything_is_signed(
    browser: Browser, url: str, office_site: Site, tmp_path: Path
) -> None:
    site, sample = office_site, tmp_path / "sample.txt"
    with at_the_form(browser, url, site, ZH) as filing, following(site.mirror):
        page = filing.page
        fill(page, tmp_path)
        sample.write_text(f"海况,{secrets.token_hex(4)}\n张三,{OWN_NUMBER}\n", encoding="utf-8")
        page.locator('[data-proof="sample"]').set_input_files(sample)
        before = site.stage.node.chain.block(Tag.LATEST).number
        filing.press()
        filing.says("文件含有可识别个人的号码，不予接收")
        expect(fault(page, "proofs")).to_contain_text("《个人信息保护法》第二十八条")
        expect(page.locator('[data-proof="sample"]')).to_be_focused()
        assert barriers(page) == []
        assert filing.wallet.asked == []
        assert filing.sent.bodies("/v1/applications:draft") == []
        assert site.stage.node.chain.block(Tag.LATEST).number == before
        kept = [each for each in site.settings.content.rglob("*") if each.is_file()]
        assert not any(OWN_NUMBER.encode() in each.read_bytes() for each in kept)
        # masked, the very same form is filed
        sample.write_text("张某,1101**********002X\n", encoding="utf-8")
        page.locator('[data-proof="sample"]').set_input_files(sample)
        filing.press()
        filing.landed()
        expect(fault(page, "proofs")).to_have_count(0)
