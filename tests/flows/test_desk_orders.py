"""Orders from the desk: two clerks, one digest, entered, lifted, refused; in a browser too."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from api.texts.shown import CHINA, iso
from ledger.domain.acts import OrderScope
from ledger.domain.scope_word import ScopeWord, scope_key
from ledger.domain.words import PartyRecord, TitleRecord
from notarization.verify.digests import sha256
from tests.browser import STORY_LOOKS, ZH, Look, Reader, barriers, reader, running_browser
from tests.cast import ALL, DAY, REGISTRY, YEAR, IssuedTitle, Player
from tests.homes import Home
from tests.injected import inject
from tests.proposing import number_of
from tests.servers import HOST, served
from tests.sessions import held, opened, refused
from tests.site import Site
from tests.thorough import WHOLE_CHECK

pytestmark = pytest.mark.node
BASE = f"/v1/desk/{REGISTRY}/orders"
HOME = f"/desk/{REGISTRY}/orders"
INSTRUMENT = "0x" + "1a" * 32


@dataclass
class Clerks:
    """Two order clerks, an examiner and a bank at one desk, all signed in."""

    site: Site
    tokens: dict[str, str]
    players: dict[str, Player]

    def ask(self, who: str, method: str, path: str, body: Any = None) -> Any:
        headers = held(self.tokens[who])
        return self.site.client.request(method, path, json=body, headers=headers)

    def done(self, who: str, method: str, path: str, body: Any = None) -> Any:
        answer = self.ask(who, method, path, body)
        assert answer.status_code < 300, answer.text
        return answer.json().get("order") if answer.content else None

    def wish(self, **other: Any) -> dict[str, Any]:
        return {
            "kind": "FREEZE",
            "scope": "TITLE",
            "court": "0x" + self.site.stage.cast.court.party.hex(),
            "instrument": INSTRUMENT,
            "until": iso(self.site.stage.register.time() + YEAR),
        } | other

    def signed(self, who: str, order: Any) -> Any:
        digest = order["digest"][2:]
        signature = "0x" + self.players[who].key.sign(bytes.fromhex(digest)).hex()
        path = f"{BASE}/{digest}/signatures"
        return self.ask(who, "POST", path, {"signature": signature})

    def entered(self, order: Any) -> Any:
        for who in ("first", "second"):
            assert self.signed(who, order).status_code == 200
        done = self.done("second", "POST", f"{BASE}/{order['digest'][2:]}/relay")
        self.site.mirror.catch_up()
        return done

    def titled(self) -> tuple[IssuedTitle, str]:
        cast = self.site.stage.cast
        issued = self.site.stage.issued_title(
            {cast.registrant: (*ALL[:2], 700_000), cast.coholder: (0, 0, 300_000)}
        )
        self.site.mirror.catch_up()
        return issued, number_of(issued, cast.coholder)


@pytest.fixture(scope="module")
def clerks(site: Site) -> Clerks:
    cast = site.stage.cast
    players = {
        "first": cast.order_clerk,
        "second": cast.second_clerk,
        "examiner": cast.examiner,
        "bank": cast.bank,
    }
    tokens = {name: str(opened(site, each.key)["token"]) for name, each in players.items()}
    return Clerks(site, tokens, players)


def test_a_freeze_of_a_title_stands_once_both_have_signed_and_is_lifted_again(
    clerks: Clerks,
) -> None:
    issued, number = clerks.titled()
    order = clerks.done("first", "POST", BASE, clerks.wish(number=number))
    assert (order["missing"], order["subject"]) == (2, issued.title.hex())
    assert order["file"]["terms"]["instrument"] == INSTRUMENT
    assert clerks.signed("first", order).json()["order"]["missing"] == 1
    alone = clerks.ask("first", "POST", f"{BASE}/{order['digest'][2:]}/relay")
    assert refused(alone) == (409, "DRAFT_UNSIGNED")
    assert refused(clerks.signed("first", order)) == (403, "NO_ROLE_LEFT")
    waiting = clerks.ask("second", "GET", BASE).json()["orders"]
    assert order["digest"] in {each["digest"] for each in waiting}
    assert clerks.signed("second", order).status_code == 200
    done = clerks.done("second", "POST", f"{BASE}/{order['digest'][2:]}/relay")
    assert done["block"]
    clerks.site.mirror.catch_up()
    assert clerks.site.verdict(number, "pledge")["result"] == "INVALID"
    record = clerks.site.stage.register.record(issued.title, TitleRecord)
    assert record.live_orders == 1

    [standing] = clerks.site.get(f"/v1/certificates/{number}")["orders"]
    body = {
        "subject": "0x" + issued.title.hex(),
        "order": "0x" + standing["order"],
        "instrument": "0x" + "2b" * 32,
    }
    lift = clerks.done("second", "POST", f"{BASE}:lift", body)
    clerks.entered(lift)
    assert clerks.site.stage.register.record(issued.title, TitleRecord).live_orders == 0
    again = clerks.ask("first", "POST", f"{BASE}:lift", body)
    assert refused(again) == (404, "ORDER_NOT_STANDING")


def test_a_freeze_is_extended_on_the_word_of_its_court_alone(clerks: Clerks) -> None:
    issued, number = clerks.titled()
    clerks.entered(clerks.done("first", "POST", BASE, clerks.wish(number=number)))
    [standing] = clerks.site.get(f"/v1/certificates/{number}")["orders"]
    until = iso(clerks.site.stage.register.time() + 2 * YEAR - DAY)
    body = {
        "subject": "0x" + issued.title.hex(),
        "order": "0x" + standing["order"],
        "instrument": "0x" + "2b" * 32,
        "until": until,
    }
    unknown = {"court": "0x" + clerks.site.stage.cast.bank.party.hex()}
    foreign = clerks.ask("first", "POST", f"{BASE}:extend", body | unknown)
    assert refused(foreign) == (409, "ACT_WOULD_BE_REFUSED")
    clerks.entered(clerks.done("first", "POST", f"{BASE}:extend", body))
    [standing] = clerks.site.get(f"/v1/certificates/{number}")["orders"]
    assert standing["until"] == until


def test_a_freeze_of_one_holders_right_leaves_the_others_free(clerks: Clerks) -> None:
    issued, number = clerks.titled()
    cast = clerks.site.stage.cast
    order = clerks.done(
        "first", "POST", BASE, clerks.wish(scope="HOLDER", number=number, rights=["OPER"])
    )
    clerks.entered(order)
    scope = clerks.site.stage.register.read(issued.title, scope_key(cast.coholder.party), ScopeWord)
    assert scope.live_orders == 1
    other = number_of(issued, cast.registrant)
    assert clerks.site.verdict(number, "pledge")["result"] == "INVALID"
    assert clerks.site.verdict(other, "pledge")["result"] == "VALID"


def test_an_insolvency_note_rests_on_the_whole_party(clerks: Clerks) -> None:
    owner = clerks.site.stage.enrolled()
    clerks.site.mirror.catch_up()
    body = clerks.wish(kind="INSOLVENCY", scope="PARTY", party="0x" + owner.party.hex())
    order = clerks.done("first", "POST", BASE, body)
    assert order["subject"] == owner.party.hex()
    clerks.entered(order)
    assert clerks.site.stage.register.record(owner.party, PartyRecord).live_orders == 1


def test_the_lift_of_one_of_two_orders_names_the_other(clerks: Clerks) -> None:
    issued, number = clerks.titled()
    orders = []
    for until in (YEAR, 2 * YEAR - DAY):
        end = iso(clerks.site.stage.register.time() + until)
        made = clerks.done("first", "POST", BASE, clerks.wish(number=number, until=end))
        clerks.entered(made)
        standing = clerks.site.get(f"/v1/certificates/{number}")["orders"]
        orders.append({each["order"] for each in standing})
    first = "0x" + orders[0].pop()
    body = {"subject": "0x" + issued.title.hex(), "order": first, "instrument": INSTRUMENT}
    lift = clerks.done("first", "POST", f"{BASE}:lift", body)
    assert len(lift["file"]["terms"]["remaining"]) == 1
    clerks.entered(lift)
    left = clerks.site.get(f"/v1/certificates/{number}")["orders"]
    assert [each["waiting"] for each in left] == [0]


def test_only_order_clerks_prepare_sign_and_discard(clerks: Clerks) -> None:
    _, number = clerks.titled()
    body = clerks.wish(number=number)
    assert refused(clerks.ask("bank", "POST", BASE, body)) == (404, "NOT_FOUND")
    assert refused(clerks.ask("examiner", "POST", BASE, body)) == (403, "ROLE_NOT_HELD")
    order = clerks.done("first", "POST", BASE, body)
    assert refused(clerks.signed("examiner", order)) == (403, "NO_ROLE_LEFT")
    path = f"{BASE}/{order['digest'][2:]}"
    assert refused(clerks.ask("examiner", "DELETE", path)) == (403, "ROLE_NOT_HELD")
    wrong = {"signature": "0x" + clerks.players["bank"].key.sign(bytes(32)).hex()}
    assert refused(clerks.ask("first", "POST", f"{path}/signatures", wrong)) == (
        403,
        "DRAFT_SIGNATURE_WRONG",
    )
    assert clerks.done("second", "DELETE", path) is None
    assert refused(clerks.ask("first", "GET", path)) == (404, "DRAFT_UNKNOWN")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"until": 3 * YEAR + DAY}, "the order is not too long"),
        ({"until": -DAY}, "the order ends later"),
        ({"court": "bank"}, "a court or another organ orders"),
    ],
)
def test_what_the_register_would_refuse_is_not_prepared(
    clerks: Clerks, change: dict[str, Any], rule: str
) -> None:
    _, number = clerks.titled()
    body = clerks.wish(number=number)
    if "until" in change:
        body["until"] = iso(clerks.site.stage.register.time() + change["until"])
    else:
        body["court"] = "0x" + clerks.players["bank"].party.hex()
    answer = clerks.ask("first", "POST", BASE, body)
    assert refused(answer) == (409, "ACT_WOULD_BE_REFUSED")
    assert answer.json()["fields"]["rule"] == rule


@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"instrument": "0x" + "00" * 32}, "instrument"),
        ({"scope": "PARTY"}, "party"),
        ({"scope": "HOLDER"}, "rights"),
    ],
)
def test_what_is_missing_is_named(clerks: Clerks, change: dict[str, Any], member: str) -> None:
    _, number = clerks.titled()
    answer = clerks.ask("first", "POST", BASE, clerks.wish(number=number, **change))
    assert refused(answer) == (422, "ENTRY_UNCLEAR")
    assert answer.json()["fields"]["member"] == member


def test_an_order_is_no_file_of_the_desk_and_a_file_no_order(clerks: Clerks) -> None:
    _, number = clerks.titled()
    order = clerks.done("first", "POST", BASE, clerks.wish(number=number))
    as_file = clerks.ask("first", "GET", f"/v1/desk/{REGISTRY}/acts/{order['digest'][2:]}")
    assert refused(as_file) == (404, "DRAFT_UNKNOWN")
    assert refused(clerks.ask("first", "GET", f"{BASE}/{'00' * 32}")) == (404, "DRAFT_UNKNOWN")


def test_the_console_enters_and_lifts_an_order(
    clerks: Clerks, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    issued, number = clerks.titled()
    paper = tmp_path / "ruling.txt"
    paper.write_bytes(b"(2026) ruling")
    homes = {
        who: Home.of(tmp_path / who, clerks.site, clerks.players[who])
        for who in ("first", "second")
    }

    def told(who: str, *words: str) -> Any:
        asked = ("desk", "order", *words, "--registry", str(REGISTRY))
        return homes[who].told(capsys, *asked)

    court = clerks.site.stage.cast.court.party.hex()
    until = iso(clerks.site.stage.register.time() + YEAR)
    with served(clerks.site.client.app, clerks.site.settings) as port:
        for who, home in homes.items():
            home.sign_in(port, clerks.tokens[who])
        asked = ("--court", court, "--instrument", str(paper), "--until", until, "--json")
        made = told("first", "prepare", "HOLD", "--number", number, *asked)
        assert made["file"]["terms"]["instrument"] == "0x" + sha256(paper.read_bytes()).hex()
        for who in ("first", "second"):
            told(who, "sign", made["digest"], *homes[who].hand, "--json")
        assert told("second", "show", made["digest"], "--json")["missing"] == 0
        assert told("second", "send", made["digest"], "--json")["block"]
        clerks.site.mirror.catch_up()
        [standing] = clerks.site.get(f"/v1/certificates/{number}")["orders"]
        lift = told("first", "lift", issued.title.hex(), standing["order"], str(paper), "--json")
        listed = told("first", "list", "--json")["orders"]
        assert lift["digest"] in {each["digest"] for each in listed}
        assert told("first", "discard", lift["digest"]) is None


@dataclass(frozen=True)
class Court:
    """A server, and the browser that both clerks use."""

    browser: Browser
    url: str
    clerks: Clerks


@pytest.fixture(scope="module")
def court(clerks: Clerks) -> Iterator[Court]:
    app: Any = clerks.site.client.app
    with running_browser() as browser, served(app, clerks.site.settings) as port:
        url = f"http://{HOST}:{port}"
        wiring = app.state.wiring
        wiring.settings = replace(wiring.settings, public_url=url)
        yield Court(browser, url, clerks)


def seated(stack: ExitStack, court: Court, who: str, look: Look) -> Reader:
    opened_ = stack.enter_context(reader(court.browser, court.url, look))
    chain = court.clerks.site.stage.register.profile.chain_id
    inject(opened_.page, court.clerks.players[who].key, chain)
    opened_.open(f"{HOME}?lang={look.language}")
    with opened_.page.expect_navigation():
        opened_.page.locator("[data-sign-in] button").click()
    return opened_


def pressed(clerk: Reader, selector: str) -> None:
    with clerk.page.expect_navigation():
        clerk.page.locator(selector).click()


def sound(clerk: Reader) -> None:
    assert barriers(clerk.page) == []
    assert clerk.overflow() <= 0


def looked_up(clerk: Reader, number: str) -> None:
    clerk.page.locator("[name=number]").first.fill(number)
    pressed(clerk, "form:has(input[name=number]):not([method=post]) button")


def entered_by_both(first: Reader, second: Reader, court: Court) -> None:
    """Signed by the one who prepared it, then by the other, who enters it."""
    sound(first)
    pressed(first, "[data-sign-act] > button")
    assert first.page.locator("form[action$=relay]").count() == 0
    second.page.goto(first.page.url)
    sound(second)
    pressed(second, "[data-sign-act] > button")
    pressed(second, "form[action$=relay] button")
    expect(second.page.locator("p.good")).to_contain_text("✓")
    court.clerks.site.mirror.catch_up()


@WHOLE_CHECK
@pytest.mark.parametrize("look", STORY_LOOKS, ids=str)
def test_two_clerks_freeze_and_lift_from_two_browsers(
    court: Court, tmp_path: Path, look: Look
) -> None:
    (issued, number), stage = court.clerks.titled(), court.clerks.site.stage
    paper = tmp_path / "ruling.pdf"
    paper.write_bytes(b"%PDF-1.7 the ruling")
    digest = "0x" + sha256(paper.read_bytes()).hex()
    until = datetime.fromtimestamp(stage.register.time() + YEAR, CHINA).strftime("%Y-%m-%d")
    key = scope_key(stage.cast.coholder.party)
    with ExitStack() as stack:
        first, second = (seated(stack, court, who, look) for who in ("first", "second"))
        looked_up(first, number)
        sound(first)
        form = first.page.locator(f"form[action='{HOME}']")
        form.locator("[name=scope]").select_option(f"HOLDER:{stage.cast.coholder.party.hex()}")
        form.locator("[name=court]").fill(stage.cast.court.party.hex())
        form.locator("[data-digest-to]").set_input_files(paper)
        expect(form.locator("[name=instrument]")).to_have_value(digest)
        form.locator("[name=until]").fill("2019-01-01")
        pressed(first, f"form[action='{HOME}'] button")
        expect(first.page.locator("[role=alert]").first).to_contain_text(
            "期限须在将来" if look.language == "zh" else "ends in the future"
        )
        expect(form.locator("[name=instrument]")).to_have_value(digest)
        form.locator("[name=until]").fill(until)
        pressed(first, f"form[action='{HOME}'] button")
        entered_by_both(first, second, court)
        assert stage.register.read(issued.title, key, ScopeWord).live_orders == 1
        lift_prepared(second, number, paper)
        entered_by_both(second, first, court)
        assert stage.register.read(issued.title, key, ScopeWord).live_orders == 0
        conflict = "Failed to load resource: the server responded with a status of 409 (Conflict)"
        assert (first.faults, second.faults) == ([conflict], [])


def lift_prepared(clerk: Reader, number: str, paper: Path) -> None:
    """From the list of orders to the lift of the one that stands."""
    clerk.open(HOME)
    looked_up(clerk, number)
    clerk.page.locator("details:has(form[action$=lifts]) > summary").last.click()
    form = clerk.page.locator("form[action$=lifts]")
    form.locator("[data-digest-to]").set_input_files(paper)
    digest = "0x" + sha256(paper.read_bytes()).hex()
    expect(form.locator("[name=instrument]")).to_have_value(digest)
    pressed(clerk, "form[action$=lifts] button")


@WHOLE_CHECK
def test_an_examiner_sees_orders_and_prepares_none(court: Court) -> None:
    _, number = court.clerks.titled()
    with ExitStack() as stack:
        examiner = seated(stack, court, "examiner", ZH)
        looked_up(examiner, number)
        assert examiner.page.locator("form[method=post]").count() == 0
        sound(examiner)
        assert OrderScope.TITLE.name not in examiner.page.content()
