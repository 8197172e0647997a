"""Shares that move by a proposal: giver, taker and the pledgees of what moves sign one act."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from ledger.domain.acts import OrderScope
from ledger.domain.words import HoldingWord, holding_key
from notarization.verify.digests import sha256
from tests.browser import STORY_LOOKS, Look, Reader, running_browser
from tests.cast import ALL, IssuedTitle, Player
from tests.flows.test_absorption_flow import absorbed
from tests.flows.test_proposal_pages import Town, pressed, seated, sent, signed, sound
from tests.homes import Home
from tests.proposing import Dealer, number_of, place
from tests.servers import HOST, served
from tests.sessions import refused
from tests.site import Site
from tests.thorough import WHOLE_CHECK

pytestmark = pytest.mark.node


def dealers(site: Site, count: int) -> list[Dealer]:
    """Parties that are enrolled and signed in; the first holds a title."""
    players = [site.stage.enrolled() for _ in range(count)]
    site.mirror.catch_up()
    return [Dealer.at(site, each) for each in players]


def titled(site: Site, owner: Player) -> IssuedTitle:
    issued = site.stage.issued_title({owner: ALL})
    site.mirror.catch_up()
    return issued


def wish(issued: IssuedTitle, giver: Dealer, to: Dealer, **other: Any) -> dict[str, Any]:
    return {
        "number": number_of(issued, giver.player),
        "taker": "0x" + to.player.party.hex(),
        "document": "0x" + "d0" * 32,
    } | other


def held(issued: IssuedTitle, who: Dealer) -> HoldingWord:
    key = holding_key(who.player.party)
    return who.site.stage.register.read(issued.title, key, HoldingWord)


def test_a_pledged_lot_moves_once_giver_taker_and_pledgee_signed(site: Site) -> None:
    giver, taker, bank = dealers(site, 3)
    issued = titled(site, giver.player)
    noted = site.stage.pledged(issued.title, giver.player, bank.player, 400_000)
    site.mirror.catch_up()
    lot = "0x" + noted.lot.hex()
    alone = giver.ask("POST", "/v1/proposals:transfer", wish(issued, giver, taker, oper=700_000))
    assert refused(alone) == (409, "ACT_WOULD_BE_REFUSED")
    assert alone.json()["fields"]["rule"] == "giver holds it free or with its lots"
    asked = wish(issued, giver, taker, oper=700_000, use=10, lots=[lot])
    made = giver.done("POST", "/v1/proposals:transfer", asked)
    sides = [each["party"]["party"] for each in made["sides"]]
    assert sides == [each.player.party.hex() for each in (giver, taker, bank)]
    assert (made["kind"], made["fitness"]["result"]) == ("transfer", "VALID")
    for each in (taker, giver):
        assert each.signs(made)["waits_for"] == "SIGNATURES"
    assert refused(taker.ask("POST", f"{place(made)}/relay")) == (409, "DRAFT_UNSIGNED")
    assert bank.signs(made)["waits_for"] == "SENDING"
    assert taker.on(made, "relay")["block"]
    site.mirror.catch_up()
    moved = held(issued, taker)
    assert (moved.shares, moved.pledged) == ((0, 10, 700_000), (0, 0, 400_000))
    assert held(issued, giver).shares == (1_000_000, 999_990, 300_000)


def test_all_sides_sign_where_the_price_is_deposited_and_for_which_pledges(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    giver, taker, bank = dealers(site, 3)
    issued = titled(site, giver.player)
    noted = site.stage.pledged(issued.title, giver.player, bank.player, 400_000)
    site.mirror.catch_up()
    deposit = {"depositary": "青岛市某公证处", "amount_fen": "800000000"}
    deposit["receipt"] = "0x" + "e1" * 32
    lot = {"oper": 400_000, "lots": ["0x" + noted.lot.hex()]}
    person = {**deposit, "depositary": "11010519491231002X"}
    nothing = {**deposit, "receipt": "0x" + "00" * 32}
    for told, code in (
        ({"hold": 1, "deposit": deposit}, (422, "ENTRY_UNCLEAR")),
        ({**lot, "deposit": nothing}, (422, "ENTRY_UNCLEAR")),
        ({**lot, "deposit": person}, (422, "PERSONAL_DATA_FOUND")),
    ):
        answer = giver.ask("POST", "/v1/proposals:transfer", wish(issued, giver, taker, **told))
        assert refused(answer) == code
    asked = wish(issued, giver, taker, **lot, deposit=deposit)
    made = giver.done("POST", "/v1/proposals:transfer", asked)
    told = bank.shown(made)["proceeds"]
    document = sha256(told["statement"].encode()).hex()
    assert made["file"]["terms"]["document"] == "0x" + document
    assert told["pledges"] == [noted.pledge.hex()]
    assert (told["contract"], told["amount_fen"]) == ("d0" * 32, "800000000")
    home = Home.of(tmp_path / "home", site, bank.player)
    with served(site.client.app, site.settings) as port:
        home.sign_in(port, bank.token)
        home.told(capsys, "proposal", "sign", made["proposal"], *home.hand, "--json")
    for each in (giver, taker):
        each.signs(made)
    assert taker.on(made, "relay")["proceeds"] == told
    site.mirror.catch_up()
    history = site.get(f"/v1/certificates/{number_of(issued, giver.player)}/history")["entries"]
    [moved] = [each for each in history if each["kind"] == "SharesTransferred"]
    assert moved["terms"]["document"] == document


def test_a_newcomer_takes_free_shares_without_anybodys_consent(site: Site) -> None:
    giver, taker = dealers(site, 2)
    issued = titled(site, giver.player)
    made = giver.done("POST", "/v1/proposals:transfer", wish(issued, giver, taker, hold=1))
    assert len(made["sides"]) == 2
    for each in (giver, taker):
        each.signs(made)
    assert giver.on(made, "relay")["block"]
    assert held(issued, taker).shares == (1, 0, 0)


def test_a_successor_finds_what_it_absorbed_and_takes_it_over_with_both_signatures(
    site: Site,
) -> None:
    gone, heir = dealers(site, 2)
    issued = titled(site, gone.player)
    absorbed(site.stage, gone.player, heir.player)
    site.mirror.catch_up()
    headers = {"cookie": f"session={heir.token}"}
    shown = site.client.get("/proposals?lang=zh", headers=headers).text
    assert number_of(issued, gone.player) in shown
    whole = wish(issued, gone, heir, hold=ALL[0], use=ALL[1], oper=ALL[2])
    made = heir.done("POST", "/v1/proposals:transfer", whole)
    for _ in made["sides"]:
        heir.signs(made)
    assert heir.on(made, "relay")["block"]
    assert held(issued, heir).shares == ALL
    assert held(issued, gone).shares == (0, 0, 0)


def test_who_holds_nothing_proposes_nothing_and_nothing_moves_to_nobody(site: Site) -> None:
    giver, taker = dealers(site, 2)
    issued = titled(site, giver.player)
    other = taker.ask("POST", "/v1/proposals:transfer", wish(issued, giver, giver, hold=1))
    assert refused(other) == (403, "PROPOSAL_NOT_OWN")
    for change, code in (
        ({"taker": "0x03" + "00" * 31, "hold": 1}, (422, "ENTRY_UNCLEAR")),
        ({"taker": "0x" + giver.player.party.hex(), "hold": 1}, (409, "ACT_WOULD_BE_REFUSED")),
        ({}, (409, "ACT_WOULD_BE_REFUSED")),
        ({"hold": 1, "lots": ["0x" + "11" * 32]}, (409, "ACT_WOULD_BE_REFUSED")),
    ):
        answer = giver.ask("POST", "/v1/proposals:transfer", wish(issued, giver, taker, **change))
        assert refused(answer) == code


def test_a_holding_that_changed_meanwhile_is_proposed_anew(site: Site) -> None:
    giver, taker = dealers(site, 2)
    issued = titled(site, giver.player)
    first, second = (
        giver.done("POST", "/v1/proposals:transfer", wish(issued, giver, taker, hold=each))
        for each in (1, 2)
    )
    for each in (giver, taker):
        each.signs(first)
    giver.on(first, "relay")
    site.mirror.catch_up()
    late = giver.ask("POST", f"{place(second)}/signatures", giver.signature(second))
    assert refused(late) == (409, "ACT_WOULD_BE_REFUSED")
    assert late.json()["fields"]["rule"] == "giver's version"


def test_a_freeze_bars_a_transfer_with_its_article(site: Site) -> None:
    giver, taker = dealers(site, 2)
    issued = titled(site, giver.player)
    site.stage.ordered(site.stage.order_terms(OrderScope.TITLE, titled=issued.title))
    site.mirror.catch_up()
    answer = giver.ask("POST", "/v1/proposals:transfer", wish(issued, giver, taker, hold=1))
    assert refused(answer) == (409, "PURPOSE_BARRED")
    assert answer.json()["fields"]["purpose"] == "trade"


def test_the_console_proposes_a_transfer(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    giver, taker = dealers(site, 2)
    issued = titled(site, giver.player)
    contract = tmp_path / "contract.txt"
    contract.write_bytes(b"the contract")
    home = Home.of(tmp_path / "home", site, giver.player)
    with served(site.client.app, site.settings) as port:
        home.sign_in(port, giver.token)
        party = ("--taker", taker.player.party.hex(), "--contract", str(contract), "--json")
        number = number_of(issued, giver.player)
        made = home.told(capsys, "proposal", "transfer", number, "--use", "33.3333", *party)
        assert made["file"]["terms"]["use"] == 333_333
        told = home.told(capsys, "proposal", "sign", made["proposal"], *home.hand, "--json")
        assert told["waits_for"] == "SIGNATURES"


@pytest.fixture(scope="module")
def town(site: Site) -> Iterator[Town]:
    app: Any = site.client.app
    with running_browser() as browser, served(app, site.settings) as port:
        url = f"http://{HOST}:{port}"
        wiring = app.state.wiring
        wiring.settings = replace(wiring.settings, public_url=url)
        yield Town(browser, url, site)


@WHOLE_CHECK
@pytest.mark.parametrize("look", STORY_LOOKS, ids=str)
def test_three_sign_a_transfer_from_three_browsers(town: Town, tmp_path: Path, look: Look) -> None:
    site = town.site
    giver, taker, bank = dealers(site, 3)
    issued = titled(site, giver.player)
    site.stage.pledged(issued.title, giver.player, bank.player, 400_000)
    site.mirror.catch_up()
    contract = tmp_path / "contract.pdf"
    contract.write_bytes(b"%PDF-1.7 the contract")
    number = number_of(issued, giver.player)
    with ExitStack() as stack:
        own = seated(stack, town, giver.player, f"/proposals/transfer?number={number}", look)
        sound(own)
        own.page.locator("[name=taker]").fill(taker.player.party.hex())
        own.page.locator("[name=oper]").fill("40")
        own.page.locator("[data-digest-to=document]").set_input_files(contract)
        expect(own.page.locator("[name=document]")).not_to_have_value("")
        own.page.locator("[name=oper]").fill("70")
        pressed(own, "form[action$=transfer] button")
        expect(own.page.locator("[role=alert]").first).to_contain_text(
            "未质押的份额" if look.language == "zh" else "held free"
        )
        own.page.locator("[name=lot]").check()
        deposits(own, contract)
        address = own.page.url.removeprefix(town.url)
        others = [seated(stack, town, each.player, address, look) for each in (taker, bank)]
        lies(others[1], "8,000,000.00", "9,000,000.00")
        for each in (own, *others):
            each.page.reload()
            signed(each)
        others[0].page.reload()
        sent(others[0], town)
        assert held(issued, taker).shares == (0, 0, 700_000)
        assert [each.faults for each in others] == [[], []]


def deposits(own: Reader, receipt: Path) -> None:
    own.page.locator("[name=depositary]").fill("青岛市某公证处")
    own.page.locator("[name=proceeds]").fill("8,000,000.00")
    own.page.locator("[data-digest-to=receipt]").set_input_files(receipt)
    expect(own.page.locator("[name=receipt]")).not_to_have_value("")
    pressed(own, "form[action$=transfer] button")
    sound(own)
    expect(own.page.locator("[aria-labelledby=proceeds]")).to_contain_text("8,000,000.00")


def lies(reader: Reader, true: str, false: str) -> None:
    """Whoever is told of another deposit than that of the terms signs nothing."""
    address = reader.page.url

    def told(route: Route) -> None:
        body = route.fetch().text().replace(true, false).replace("80000000", "90000000")
        route.fulfill(body=body, content_type="text/html; charset=utf-8")

    reader.page.route(address, told)
    reader.page.reload()
    expect(reader.page.locator("[aria-labelledby=proceeds]")).to_contain_text(false)
    reader.page.locator("[data-sign-act] > button").click()
    expect(reader.page.locator("[data-sign-act] [role=alert]")).to_be_visible()
    reader.page.unroute(address)
