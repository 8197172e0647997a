"""A pledge between a company and a bank, each before a browser and a wallet of its own."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from api.texts.shown import CHINA
from ledger.chain.keystore import Keystore
from ledger.domain.acts import OrderScope, Right
from ledger.domain.movables import filing_word
from ledger.domain.words import HoldingWord, holding_key
from notarization.verify.digests import sha256
from tests.browser import EN, STORY_LOOKS, ZH, Look, Reader, barriers, reader, running_browser
from tests.cast import YEAR, IssuedTitle, Player
from tests.injected import inject
from tests.proposing import FILING, number_of
from tests.servers import HOST, served
from tests.site import Site
from tests.thorough import WHOLE_CHECK

pytestmark = pytest.mark.node
PASSWORD = "correct-horse"


@dataclass(frozen=True)
class Town:
    """A server, and the browser that both sides use."""

    browser: Browser
    url: str
    site: Site

    def titled(self) -> tuple[IssuedTitle, str]:
        issued = self.site.stage.issued_title()
        self.site.mirror.catch_up()
        return issued, number_of(issued, self.site.stage.cast.registrant)

    def pledged(self, issued: IssuedTitle) -> int:
        key = holding_key(self.site.stage.cast.registrant.party)
        held = self.site.stage.register.read(issued.title, key, HoldingWord)
        return held.pledged[Right.OPER]

    def local(self, seconds: int) -> str:
        """A time of China, so many seconds from the chain's now."""
        at = self.site.stage.register.time() + seconds
        return datetime.fromtimestamp(at, CHINA).strftime("%Y-%m-%dT%H:%M:%S")


@pytest.fixture(scope="module")
def town(site: Site) -> Iterator[Town]:
    app: Any = site.client.app
    with running_browser() as browser, served(app, site.settings) as port:
        url = f"http://{HOST}:{port}"
        wiring = app.state.wiring
        wiring.settings = replace(wiring.settings, public_url=url)
        yield Town(browser, url, site)


def seated(stack: ExitStack, town: Town, who: Player, path: str, look: Look = ZH) -> Reader:
    """Somebody before a page, signed in with a wallet."""
    opened = stack.enter_context(reader(town.browser, town.url, look))
    inject(opened.page, who.key, town.site.stage.register.profile.chain_id)
    opened.open(f"{path}{'&' if '?' in path else '?'}lang={look.language}")
    assert "/sign-in?to=" in opened.page.url
    with opened.page.expect_navigation():
        opened.page.locator("[data-sign-in] button").click()
    return opened


def pressed(visitor: Reader, selector: str) -> None:
    with visitor.page.expect_navigation():
        visitor.page.locator(selector).click()


def sound(visitor: Reader) -> None:
    """Open to everybody, and no wider than the window."""
    assert barriers(visitor.page) == []
    assert visitor.overflow() <= 0


def filled(visitor: Reader, town: Town, contract: Path, **other: str) -> None:
    fields = {
        "pledgee": town.site.stage.cast.bank.party.hex(),
        "share": "100",
        "amount": "8,000,000.00",
        "term_end": town.local(YEAR)[:10],
    } | other
    for name, value in fields.items():
        visitor.page.locator(f"[name={name}]").fill(value)
    visitor.page.locator("[data-digest-to=document]").set_input_files(contract)
    digest = "0x" + sha256(contract.read_bytes()).hex()
    expect(visitor.page.locator("[name=document]")).to_have_value(digest)


def filing_named(bank: Reader, town: Town) -> None:
    bank.page.locator("[name=filing]").fill(FILING)
    bank.page.locator("[name=filed_at]").fill(town.local(-60))
    pressed(bank, "form[action$=filing] button")
    expect(bank.page.locator("dl.facts")).to_contain_text(FILING)


@pytest.mark.parametrize("look", STORY_LOOKS, ids=str)
def test_a_pledge_goes_from_wallet_to_wallet_and_ends(
    town: Town, tmp_path: Path, look: Look
) -> None:
    (issued, number), cast = town.titled(), town.site.stage.cast
    contract = tmp_path / "contract.pdf"
    contract.write_bytes(b"%PDF-1.7 the contract of both")
    with ExitStack() as stack:
        firm = seated(stack, town, cast.registrant, f"/proposals/new?number={number}", look)
        bank = seated(stack, town, cast.bank, "/proposals", look)
        expect(firm.page.locator("section.box.good")).to_contain_text("NOTE_IS_NO_SECURITY_RIGHT")
        sound(firm)
        filled(firm, town, contract)
        pressed(firm, "form[action$=pledge] button")
        sound(firm)
        assert firm.page.locator("[data-sign-act]").count() == 0

        bank.open("/proposals")
        sound(bank)
        pressed(bank, "ul.hits li:first-child a")
        assert bank.page.url == firm.page.url
        filing_named(bank, town)
        sound(bank)
        signed(bank)
        assert bank.page.locator("form[action$=relay]").count() == 0
        firm.page.reload()
        expect(firm.page.locator("dl.facts")).to_contain_text(FILING)
        signed(firm)
        sent(firm, town)
        assert town.pledged(issued) == 1_000_000
        released(firm, bank, town, number)
        assert town.pledged(issued) == 0
        assert (firm.faults, bank.faults) == ([], [])


def signed(side: Reader) -> None:
    pressed(side, "[data-sign-act] > button")


def sent(side: Reader, town: Town) -> None:
    pressed(side, "form[action$=relay] button")
    expect(side.page.locator("p.good[role=status]")).to_contain_text("✓")
    town.site.mirror.catch_up()


def released(firm: Reader, bank: Reader, town: Town, number: str) -> None:
    """The firm asks for it on the page of its certificate, the bank signs and sends."""
    firm.open(f"/proposals/new?number={number}")
    sound(firm)
    pressed(firm, "form[action$=release] button")
    bank.page.goto(firm.page.url)
    sound(bank)
    signed(bank)
    sent(bank, town)


@WHOLE_CHECK
def test_a_pledge_is_proposed_with_the_keyboard_alone(town: Town) -> None:
    (_, number), cast = town.titled(), town.site.stage.cast
    with ExitStack() as stack:
        firm = seated(stack, town, cast.registrant, "/proposals", EN)
        firm.tab_to(number)
        firm.enter()
        for name, typed in (
            ("pledgee", cast.bank.party.hex()),
            ("share", "50"),
            ("amount", "1000000"),
            ("document", "ab" * 32),
        ):
            for _ in range(80):
                firm.press("Tab")
                if firm.page.evaluate("document.activeElement.name") == name:
                    break
            firm.page.keyboard.type(typed)
        firm.page.locator("[name=term_end]").fill(town.local(YEAR)[:10])
        firm.tab_to("Propose")
        firm.enter()
        expect(firm.page.locator("dl.facts")).to_contain_text("50")
        expect(firm.page.locator("p.unsure[role=status]")).to_contain_text("filing")
        assert firm.faults == []


def test_enter_in_the_password_of_a_key_file_signs_and_the_password_stays_in_the_page(
    town: Town, tmp_path: Path
) -> None:
    (_, number), cast = town.titled(), town.site.stage.cast
    contract = tmp_path / "contract.txt"
    contract.write_bytes(b"contract")
    key_file = Keystore(tmp_path / "keys").keep(cast.bank.key, PASSWORD, rounds=1 << 12)
    with ExitStack() as stack:
        firm = seated(stack, town, cast.registrant, f"/proposals/new?number={number}")
        filled(firm, town, contract)
        pressed(firm, "form[action$=pledge] button")
        bank = seated(stack, town, cast.bank, firm.page.url.removeprefix(town.url))
        asked: list[str] = []
        bank.page.on("request", lambda each: asked.append(f"{each.url} {each.post_data}"))
        filing_named(bank, town)
        place = bank.page.url
        bank.page.locator("input[value=keystore]").check()
        bank.page.locator("[data-chooser] summary").click()
        bank.page.locator("[data-chooser] input[type=file]").set_input_files(key_file)
        bank.page.locator("[data-chooser] input[type=password]").fill("not this one")
        bank.press("Enter")
        expect(bank.page.locator("[data-sign-act] [role=alert]")).to_contain_text("口令不能打开")
        bank.page.locator("[data-chooser] input[type=password]").fill(PASSWORD)
        with bank.page.expect_navigation():
            bank.press("Enter")
        assert bank.page.url == place
        assert bank.page.locator("[data-sign-act]").count() == 0
        assert PASSWORD not in "".join(asked)
        assert bank.faults == []


def before_the_bank(stack: ExitStack, town: Town, folder: Path) -> Reader:
    """A pledge that its holder proposed and the bank filed, on the bank's screen."""
    (_, number), cast = town.titled(), town.site.stage.cast
    contract = folder / "contract.txt"
    contract.write_bytes(b"contract")
    firm = seated(stack, town, cast.registrant, f"/proposals/new?number={number}")
    filled(firm, town, contract)
    pressed(firm, "form[action$=pledge] button")
    bank = seated(stack, town, cast.bank, firm.page.url.removeprefix(town.url))
    filing_named(bank, town)
    return bank


def test_a_signature_that_is_pressed_twice_is_asked_for_and_sent_once(
    town: Town, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        bank = before_the_bank(stack, town, tmp_path)
        sent: list[str] = []
        bank.page.on("request", lambda each: sent.append(each.method + each.url))
        with bank.page.expect_navigation():
            bank.page.locator("[data-sign-act] > button").dblclick()
        assert bank.page.locator("[data-sign-act]").count() == 0
        assert len([each for each in sent if each.endswith("/signatures")]) == 1
        assert bank.faults == []


def test_what_is_wrong_is_said_beside_what_was_typed(town: Town, tmp_path: Path) -> None:
    (_, number), cast = town.titled(), town.site.stage.cast
    contract = tmp_path / "contract.txt"
    contract.write_bytes(b"contract")
    with ExitStack() as stack:
        firm = seated(stack, town, cast.registrant, f"/proposals/new?number={number}")
        filled(firm, town, contract, share="100.5")
        pressed(firm, "form[action$=pledge] button")
        expect(firm.page.locator("[role=alert]").first).to_contain_text("份额，应为：")
        expect(firm.page.locator("[name=amount]")).to_have_value("8,000,000.00")
        sound(firm)
        firm.page.locator("[name=share]").fill("1e2")
        pressed(firm, "form[action$=pledge] button")
        expect(firm.page.locator("[role=alert]").first).to_contain_text("0.0001 – 100 %")
        firm.page.locator("[name=share]").fill("60")
        firm.page.locator("[name=amount]").fill("8百万")
        pressed(firm, "form[action$=pledge] button")
        expect(firm.page.locator("[role=alert]").first).to_contain_text(
            "金额，应为：以元计的金额，如 8000000.00"
        )
        assert all("status of 4" in each for each in firm.faults)


def test_a_frozen_certificate_offers_no_form_and_a_freeze_stops_the_signature(
    town: Town, tmp_path: Path
) -> None:
    (issued, number), stage = town.titled(), town.site.stage
    contract = tmp_path / "contract.txt"
    contract.write_bytes(b"contract")
    with ExitStack() as stack:
        firm = seated(stack, town, stage.cast.registrant, f"/proposals/new?number={number}")
        filled(firm, town, contract)
        pressed(firm, "form[action$=pledge] button")
        bank = seated(stack, town, stage.cast.bank, firm.page.url.removeprefix(town.url))
        filing_named(bank, town)
        stage.ordered(stage.order_terms(OrderScope.TITLE, titled=issued.title))
        town.site.mirror.catch_up()
        bank.page.reload()
        expect(bank.page.locator("section.box.bad")).to_contain_text("FROZEN")
        expect(bank.page.locator("[role=alert]").first).to_contain_text("协助执行事项禁止")
        assert bank.page.locator("[data-sign-act]").count() == 0
        sound(bank)
        firm.open(f"/proposals/new?number={number}")
        assert firm.page.locator("form[action$=pledge]").count() == 0
        pressed_away = firm.page.goto(bank.page.url)
        assert pressed_away is not None
        pressed(firm, "form[action$=withdraw] button")
        assert firm.page.url == f"{town.url}/proposals"
        gone = bank.page.reload()
        assert gone is not None
        assert gone.status == 404


@WHOLE_CHECK
def test_another_account_in_the_wallet_signs_nothing(town: Town, tmp_path: Path) -> None:
    with ExitStack() as stack:
        bank = before_the_bank(stack, town, tmp_path)
        bank.page.evaluate(
            "account => { const asked = window.ethereum.request;"
            " window.ethereum.request = (what) =>"
            " what.method === 'eth_requestAccounts' ? [account] : asked(what) }",
            "0x" + town.site.stage.cast.second_bank.key.account.hex(),
        )
        bank.page.locator("[data-sign-act] > button").click()
        expect(bank.page.locator("[data-sign-act] [role=alert]")).to_contain_text("不是登录的账户")
        assert filing_word(FILING).rstrip(b"\0").decode() == FILING
