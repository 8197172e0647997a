"""Several holders and a fusion's participants file from pages, each with a wallet of its own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from api.typed import struct_of
from ledger.domain.acts import Application, ApplicationId
from ledger.domain.words import HoldingWord, holding_key
from tests.applying import (
    KINDS,
    PATIENCE,
    Filing,
    Sent,
    at,
    at_the_form,
    committed,
    enrolled,
    fault,
    fill,
    wallet_of,
)
from tests.browser import STORY_LOOKS, ZH, Look, barriers, reader
from tests.cast import Player
from tests.factories import a_uscc
from tests.flows.test_apply_page import (
    NOT_YET,
    browser,
    office_site,
    require_kept,
    taken_to_its_certificate,
    url,
)
from tests.flows.test_officer_flow import named
from tests.mirrors import following
from tests.site import Site
from tests.thorough import WHOLE_CHECK

__all__ = ["browser", "office_site", "url"]
pytestmark = [pytest.mark.node, WHOLE_CHECK]
SECOND: Final = {
    "applicants.1.name": "渤海数智科技有限公司",
    "applicants.1.uscc": a_uscc(78),
    "contacts.1.person": "周某",
    "contacts.1.phone": "13900000000",
    "contacts.1.address": "烟台市某路 2 号",
    "contacts.1.business_status": "存续",
    "rights.1.term": "五年",
    "rights.1.limits": "无",
    "rights.1.proof": "共同采集",
}
SHARES: Final = {"0.hold": "100", "0.use": "66.6667", "0.oper": "70", "1.hold": "0",
                 "1.use": "33.3333", "1.oper": "30"}  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """Where people sign: a browser before a site."""

    browser: Browser
    url: str
    site: Site


@pytest.fixture(scope="module")
def desk(browser: Browser, url: str, office_site: Site) -> Desk:
    return Desk(browser, url, office_site)


def with_second(page: Page, other: Player) -> None:
    """A second holder in the form, with shares of all three rights."""
    page.locator("#more-holders").click()
    at(page, "applicants.1.party").fill("0x" + other.party.hex())
    at(page, "applicants.1.kind").select_option("legal_person")
    for path, value in SECOND.items():
        at(page, path).fill(value)
    for path, value in SHARES.items():
        at(page, f"rights.{path}").fill(value)


def handed_on(filing: Filing, folder: Path) -> Path:
    """Sign, and take the file that the page gives to who signs next."""
    with filing.page.expect_download() as download:
        filing.press()
    filing.says("请将待签署文件交给其余各方")
    path = folder / "act.json"
    download.value.save_as(path)
    return path


@dataclass
class Signing:
    """Somebody before the page on which applications are signed together."""

    page: Page
    wallet: Any
    sent: Sent
    faults: list[str]
    said: str = "已签署"

    def open(self, *files: Path) -> None:
        self.page.locator("input[name=act]").set_input_files(list(files))

    def says(self, text: str) -> None:
        expect(self.page.locator("#progress")).to_contain_text(text, timeout=PATIENCE)

    def sign(self, folder: Path) -> Path:
        with self.page.expect_download() as download:
            self.page.locator("#sign button[type=submit]").click()
        path = folder / f"act-{len(list(folder.glob('act-*.json')))}.json"
        download.value.save_as(path)
        self.says(self.said)
        return path


@contextmanager
def at_the_table(desk: Desk, player: Player, look: Look = ZH) -> Iterator[Signing]:
    """The page, with a wallet beside it."""
    with reader(desk.browser, desk.url, look) as visitor:
        wallet, sent = wallet_of(desk.site, player), Sent([], [])
        wallet.join(visitor.page)
        sent.watch(visitor.page)
        visitor.open(f"/cosign?lang={look.language}")
        said = "已签署" if look.language == "zh" else "Signed."
        yield Signing(visitor.page, wallet, sent, visitor.faults, said)


def sent_to_the_register(signing: Signing, desk: Desk, proofs: list[Path]) -> bytes:
    """Press the button that sends; the application on whose page it ends."""
    signing.page.locator("input[name=proofs]").set_input_files(proofs)
    with following(desk.site.mirror):
        signing.page.locator("#file").click()
        signing.page.wait_for_url("**/applications/*", timeout=PATIENCE)
    return bytes.fromhex(signing.page.url.rpartition("/")[2])


def proofs_in(folder: Path) -> list[Path]:
    return [folder / f"{kind}.txt" for kind in KINDS]


def kit_of(act: Path) -> tuple[Application, dict[str, Any]]:
    """The terms of an act file, and the record that it opens with its salts."""
    told = json.loads(act.read_text(encoding="utf-8"))
    fields = told["opened"]["fields"]
    kit = {
        "record": {each["name"]: each["value"] for each in fields},
        "salts": {each["name"]: each["salt"][2:] for each in fields},
    }
    return struct_of(Application, told["terms"]), kit


def begun(desk: Desk, folder: Path, first: Player, second: Player) -> Path:
    """The file of an application that the first of two holders fills in and signs."""
    with at_the_form(desk.browser, desk.url, desk.site, ZH, first) as filing:
        fill(filing.page, folder)
        with_second(filing.page, second)
        assert barriers(filing.page) == []
        assert filing.reader.overflow() <= 0
        act = handed_on(filing, folder)
        expect(filing.page.locator("[data-missing]")).to_have_text(second.party.hex())
        assert filing.sent.bodies("/v1/applications") == []
        assert filing.reader.faults == []
    return act


@pytest.mark.parametrize("look", STORY_LOOKS, ids=str)
def test_two_holders_file_from_two_browsers_and_each_gets_a_certificate(
    desk: Desk, tmp_path: Path, look: Look
) -> None:
    site, first, second = desk.site, enrolled(desk.site), enrolled(desk.site)
    act = begun(desk, tmp_path, first, second)
    with at_the_table(desk, second, look) as signing:
        signing.open(act)
        expect(signing.page.locator("[data-holders] tr")).to_have_count(2)
        expect(signing.page.locator("#terms")).to_contain_text("33.3333%")
        share = signing.page.locator("[data-holders] tr").first.locator("td").nth(1)
        column = signing.page.locator("#terms th").nth(1)
        expect(share).to_have_attribute("data-label", column.inner_text())
        record = signing.page.locator("[data-record]")
        expect(record).to_contain_text("渤海数智科技有限公司")
        expect(record).to_contain_text(("类型 法人", "Kind Legal person")[look.language == "en"])
        assert barriers(signing.page) == []
        expect(signing.page.locator("#send")).to_be_hidden()
        act = signing.sign(tmp_path)
        assert signing.wallet.asked.count("eth_signTypedData_v4") == 1
        filed = ApplicationId(sent_to_the_register(signing, desk, proofs_in(tmp_path)))
        assert set(signing.faults) <= {NOT_YET}
    content, kit = kit_of(act)
    assert committed(kit).root == content.record
    require_kept(site, filed, kit)
    taken_to_its_certificate(site, filed, content, kit)
    title = bytes.fromhex(site.get(f"/v1/applications/{filed.hex()}")["application"]["title"])
    for player, shares in (
        (first, (1_000_000, 666_667, 700_000)),
        (second, (0, 333_333, 300_000)),
    ):
        holding = site.stage.register.read(title, holding_key(player.party), HoldingWord)
        assert holding.shares == shares
        assert holding.number


def test_fused_data_is_operated_once_everybody_who_took_part_signed(
    desk: Desk, tmp_path: Path
) -> None:
    site, firm, *others = desk.site, *(enrolled(desk.site) for _ in range(3))
    with at_the_form(desk.browser, desk.url, site, ZH, firm) as filing:
        page = filing.page
        fill(page, tmp_path)
        at(page, "origin").select_option("fused")
        filing.press()
        expect(fault(page, "origin")).to_contain_text("仅一名权利人的必须列明")
        page.locator("[name=participants]").fill("03ab")
        filing.press()
        expect(fault(page, "origin")).to_contain_text("64 位十六进制")
        page.locator("[name=participants]").fill("\n".join(each.party.hex() for each in others))
        act = handed_on(filing, tmp_path)
        expect(page.locator("[data-missing] li")).to_have_count(2)
    for place, each in enumerate(others):
        with at_the_table(desk, each) as signing:
            signing.open(act)
            expect(signing.page.locator("[data-holders] tr")).to_have_count(3)
            act = signing.sign(tmp_path)
            expect(signing.page.locator("#send")).to_be_visible(visible=place == 1)
            assert signing.sent.bodies("/v1/applications") == []
    # who has all signatures sends it: here the firm, which has the proofs
    with at_the_table(desk, firm) as signing:
        signing.open(act)
        expect(signing.page.locator("#sign")).to_be_hidden()
        subject = sent_to_the_register(signing, desk, proofs_in(tmp_path))
    told = site.get(f"/v1/applications/{subject.hex()}")
    assert told["origin"] == "FUSED"
    assert {each["party"] for each in told["participants"]} == {each.party.hex() for each in others}


def test_an_officer_signs_behind_its_party_before_anything_is_sent(
    desk: Desk, tmp_path: Path
) -> None:
    site, firm = desk.site, enrolled(desk.site)
    key = named(site.stage, firm)
    site.mirror.catch_up()
    officer = Player(firm.party, key)
    with at_the_form(desk.browser, desk.url, site, ZH, firm) as filing:
        fill(filing.page, tmp_path)
        act = handed_on(filing, tmp_path)
        left = filing.page.locator("[data-missing] li")
        expect(left).to_have_text([f"{firm.party.hex()} 首席数据官尚未签署"])
        assert filing.sent.bodies("/v1/applications") == []
    with at_the_table(desk, firm) as signing:
        signing.open(changed(act, "unsigned.json", lambda told: told.update(signers=[])))
        expect(signing.page.locator("[data-holders]")).to_contain_text("尚未签署")
    with at_the_table(desk, officer) as signing:
        signing.open(tmp_path / "unsigned.json")
        signing.page.locator("#sign button[type=submit]").click()
        signing.says("首席数据官在该当事人")
        signing.open(act)
        expect(signing.page.locator("[data-holders]")).to_contain_text("首席数据官尚未签署")
        expect(signing.page.locator("#send")).to_be_hidden()
        both = signing.sign(tmp_path)
        expect(signing.page.locator("#send")).to_be_visible()
    with at_the_table(desk, firm) as signing:
        # a copy that the party alone signed takes nothing away
        signing.open(both, act)
        subject = sent_to_the_register(signing, desk, proofs_in(tmp_path))
    assert site.get(f"/v1/applications/{subject.hex()}")["application"]["state"] == "SUBMITTED"


def test_an_officer_does_not_file_before_its_party(desk: Desk, tmp_path: Path) -> None:
    firm = enrolled(desk.site)
    officer = Player(firm.party, named(desk.site.stage, firm))
    desk.site.mirror.catch_up()
    with at_the_form(desk.browser, desk.url, desk.site, ZH, officer) as filing:
        fill(filing.page, tmp_path)
        filing.press()
        filing.says("首席数据官在该当事人")
        assert "eth_signTypedData_v4" not in filing.wallet.asked


def changed(act: Path, name: str, change: Any) -> Path:
    told = json.loads(act.read_text(encoding="utf-8"))
    change(told)
    path = act.with_name(name)
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def test_a_file_that_says_other_things_than_it_has_signed_is_refused(
    desk: Desk, tmp_path: Path
) -> None:
    first, second = enrolled(desk.site), enrolled(desk.site)
    act = begun(desk, tmp_path, first, second)

    def other_name(told: Any) -> None:
        field = next(each for each in told["opened"]["fields"] if each["name"] == "data_name")
        field["value"] = "别的数据"

    def more_for_the_first(told: Any) -> None:
        told["terms"]["splits"][0]["oper"], told["terms"]["splits"][1]["oper"] = 1_000_000, 0

    (tmp_path / "no.json").write_text("{}", encoding="utf-8")
    with at_the_table(desk, second) as signing:
        for path, says in (
            (changed(act, "opened.json", other_name), "与条款中的承诺不符"),
            (changed(act, "shares.json", more_for_the_first), "服务器给出的条款不是本表的内容"),
            (tmp_path / "no.json", "这不是待签署的申请文件"),
        ):
            signing.open(path)
            signing.says(says)
            expect(signing.page.locator("#terms")).to_be_hidden()
            expect(signing.page.locator("#sign")).to_be_hidden()
        assert signing.wallet.asked == []
    stranger = enrolled(desk.site)
    with at_the_table(desk, stranger) as signing:
        signing.open(act)
        signing.page.locator("#sign button[type=submit]").click()
        signing.says("该申请不需要您")
        assert "eth_signTypedData_v4" not in signing.wallet.asked


def test_what_another_signed_elsewhere_is_put_together_and_sent_once(
    desk: Desk, tmp_path: Path
) -> None:
    first, second = enrolled(desk.site), enrolled(desk.site)
    act = begun(desk, tmp_path, first, second)
    alone = changed(act, "alone.json", lambda told: told.update(signers=[]))
    with at_the_table(desk, second) as signing:
        signing.open(alone)
        own = signing.sign(tmp_path)
        expect(signing.page.locator("#send")).to_be_hidden()
    with at_the_table(desk, first) as signing:
        (tmp_path / "strange.txt").write_text("strange", encoding="utf-8")
        signing.open(act, own)
        signing.page.locator("input[name=proofs]").set_input_files(tmp_path / "strange.txt")
        signing.page.locator("#file").click()
        signing.says("登记事项没有列出文件")
        assert signing.sent.bodies("/v1/applications") == []
        subject = sent_to_the_register(signing, desk, [])
    # the proofs follow later, by the same file; the application is the same one
    with at_the_table(desk, second) as signing:
        signing.open(act, own)
        assert sent_to_the_register(signing, desk, proofs_in(tmp_path)) == subject


def test_the_form_keeps_several_holders_and_lets_them_go(desk: Desk) -> None:
    with at_the_form(desk.browser, desk.url, desk.site, ZH) as filing:
        page = filing.page
        for _ in range(2):
            page.locator("#more-holders").click()
        at(page, "applicants.2.name").fill("第三方")
        page.reload()
        expect(at(page, "applicants.2.name")).to_have_value("第三方")
        expect(at(page, "rights.2.hold")).to_have_value("0")
        page.locator("#fewer-holders").click()
        expect(at(page, "applicants.2.name")).to_have_count(0)
        page.locator("#forget").click()
        expect(at(page, "applicants.1.name")).to_have_count(0)
        expect(page.locator("#fewer-holders")).to_be_hidden()
        assert barriers(page) == []
