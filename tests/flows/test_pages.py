"""The pages in a real browser: both languages, both colour schemes, phone and desk, keyboard."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from notarization.trust_file import trust_from
from notarization.verify.container import read_container
from notarization.verify.cover import COVER_NAME
from tests.browser import (
    LOOKS,
    PHONE,
    ROOT,
    STORY_LOOKS,
    ZH,
    Look,
    Reader,
    barriers,
    reader,
    running_browser,
)
from tests.cast import REGISTRY, Player
from tests.flows.test_financing import LOAN, VALUED
from tests.servers import HOST, served
from tests.sessions import held, opened
from tests.site import Site
from tests.thorough import WHOLE_CHECK, usually

pytestmark = pytest.mark.node
# pictures of all pages, for people to look at
SHOTS: Path | None = usually(None, whole=ROOT / "build" / "shots")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


@pytest.fixture(scope="module")
def url(browser: Browser, site: Site) -> Iterator[str]:
    assert browser.is_connected()
    if SHOTS is not None:
        shutil.rmtree(SHOTS, ignore_errors=True)
    with served(site.client.app, site.settings) as port:
        yield f"http://{HOST}:{port}"


@pytest.fixture
def visitor(browser: Browser, url: str, site: Site) -> Iterator[Reader]:
    site.mirror.catch_up()  # the looks above take longer than a mirror may be silent
    with reader(browser, url, ZH) as opened:
        yield opened
        assert opened.faults == []


@pytest.fixture(scope="module")
def asked(site: Site) -> list[str]:
    """Packages asked for by a court here, and by one abroad."""
    told = {
        "number": site.pledgor_number,
        "requester": "青岛某区法院",
        "case_ref": "（2026）民初1号",
    }
    answers = [
        site.client.post("/v1/evidence-requests", json={**told, "forum": forum})
        for forum in ("domestic", "foreign")
    ]
    return [str(each.json()["id"]) for each in answers]


@pytest.fixture(scope="module")
def inside(site: Site, asked: list[str]) -> list[tuple[Player, str]]:
    """Pages of whoever is signed in, which other files open in no browser."""
    assert asked
    cast = site.stage.cast
    [pledge] = site.get(f"/v1/certificates/{site.pledgor_number}/pledges")["pledges"]
    address = f"/v1/financing/{pledge['pledge']}/entries"
    token = opened(site, cast.bank.key)["token"]
    for told in (LOAN, VALUED):
        assert site.client.post(address, json=told, headers=held(token)).status_code == 201
    return [
        (cast.reviewer, f"/desk/{REGISTRY}/evidence-requests"),
        (cast.bank, f"/financing/{pledge['pledge']}"),
        (cast.bank, "/portfolio"),
    ]


def addresses(site: Site, asked: list[str]) -> list[str]:
    """Every page that is open to everybody, with and without something to show."""
    return [
        "/",
        f"/?q={site.pledgor_number}",
        "/?q=%E6%B2%A1%E6%9C%89",
        f"/certificates/{site.pledgor_number}",
        f"/certificates/{site.frozen_number}",
        f"/certificates/{site.pledgor_number}/pledges",
        f"/certificates/{site.pledgor_number}/others",
        f"/certificates/{site.pledgor_number}/evidence",
        *(f"/evidence-requests/{each}" for each in asked),
        "/certificates/SJ1",
        "/verdicts",
        f"/verdicts?number={site.pledgor_number}&purpose=authenticity",
        f"/verdicts?number={site.frozen_number}&purpose=pledge",
        "/notices",
        f"/applications/{site.issued.application.hex()}",
        "/registries/371",
        "/registries/999",
        "/institutions",
        "/packages/check",
        "/documents/check",
        f"/documents/check?number={site.pledgor_number}&block=1&digest={'ab' * 32}",
        "/fingerprint",
        "/apply",
        "/cosign",
        "/mine",
        f"/mine?account=0x{'11' * 20}",
        f"/parties/{site.stage.cast.registrant.party.hex()}",
        f"/parties/{site.stage.cast.coholder.party.hex()}",
        "/status",
    ]


def looked_at(visitor: Reader, path: str, look: Look) -> list[str]:
    """What is wrong with a page in its language; in the whole check a picture of it is left."""
    mark = "&" if "?" in path else "?"
    visitor.open(f"{path}{mark}lang={look.language}")
    wide = visitor.overflow()
    faults = barriers(visitor.page, *look.rules) + ([f"{wide} px too wide"] if wide > 0 else [])
    speaks = visitor.page.locator("html").get_attribute("lang")
    assert speaks == {"zh": "zh-CN", "en": "en"}[look.language]
    if SHOTS is not None:
        name = re.sub(r"\W+", "-", path.replace("%", "")).strip("-")[:60] or "home"
        visitor.page.screenshot(path=SHOTS / str(look) / f"{name}.png", full_page=True)
    return faults


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_page_is_open_to_everybody_and_fits(
    browser: Browser, url: str, site: Site, asked: list[str], look: Look
) -> None:
    found = {}
    with reader(browser, url, look) as visitor:
        for path in addresses(site, asked):
            if faults := looked_at(visitor, path, look):
                found[path] = faults
        refused = "Failed to load resource: the server responded with a status of "
        # the pages of a number and of a registry that are none
        assert visitor.faults == [f"{refused}400 (Bad Request)", f"{refused}404 (Not Found)"]
    assert found == {}


@WHOLE_CHECK
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_pages_of_whoever_is_signed_in_are_open_and_fit(
    browser: Browser, url: str, site: Site, inside: list[tuple[Player, str]], look: Look
) -> None:
    site.mirror.catch_up()
    found = {}
    with reader(browser, url, look) as visitor:
        for player, path in inside:
            cookie = {"name": "session", "value": opened(site, player.key)["token"], "url": url}
            visitor.page.context.add_cookies([cookie])  # type: ignore[list-item]
            if faults := looked_at(visitor, path, look):
                found[path] = faults
        assert visitor.faults == []
    assert found == {}


def test_a_planted_barrier_is_found(browser: Browser, url: str) -> None:
    with reader(browser, url, ZH) as visitor:
        visitor.open("/verdicts")
        visitor.page.evaluate("document.querySelector('label').replaceWith(...document.forms[0])")
        visitor.page.evaluate("document.body.style.color = '#ddd'")
        visitor.page.evaluate("document.querySelector('h1').style.width = '500px'")
        assert {each.partition(":")[0] for each in barriers(visitor.page)} >= {"color-contrast"}
        assert visitor.overflow() > 0


def test_a_bank_finds_and_judges_a_certificate_with_the_keyboard_alone(
    visitor: Reader, site: Site
) -> None:
    number = site.frozen_number
    visitor.open("/")
    visitor.press("Tab")
    assert visitor.focused() == "跳到正文"
    visitor.press("Enter")
    expect(visitor.page).to_have_url(f"{visitor.url}/#main")
    visitor.tab_to("登记编号、数据名称或权利人")
    visitor.page.keyboard.type(number)
    visitor.enter()
    visitor.tab_to(number)
    visitor.enter()
    expect(visitor.page.locator("p.number.big")).to_have_text(number)
    visitor.tab_to("按用途核验")
    visitor.tab_to("按用途核验")
    visitor.enter()
    expect(visitor.page.locator(".verdict strong")).to_contain_text("VALID")
    visitor.tab_to("质押融资")
    visitor.enter()
    expect(visitor.page.locator(".box.bad .verdict strong")).to_have_text("不通过 INVALID")
    expect(visitor.page.locator(".findings").first).to_contain_text("FROZEN")


def test_a_court_fetches_a_package_and_checks_it(
    visitor: Reader, site: Site, tmp_path: Path
) -> None:
    visitor.open(f"/certificates/{site.pledgor_number}?lang=en")
    with visitor.page.expect_download() as download:
        visitor.tab_to("Evidence package")
        visitor.press("Enter")
    package, trust = tmp_path / "package.zip", tmp_path / "trust.json"
    download.value.save_as(package)
    profile, chain = site.stage.register.profile, site.mirror.chain
    final = site.get("/v1/status")["final_block"]
    trust.write_bytes(trust_from(chain, profile, final))
    visitor.open("/packages/check")
    visitor.page.set_input_files("input[name=package]", package)
    visitor.page.set_input_files("input[name=trust]", trust)
    visitor.tab_to("Check")
    visitor.page.locator("main button").press("Enter")
    expect(visitor.page.locator(".box.good .verdict strong")).to_contain_text("Verified")
    assert barriers(visitor.page) == []
    assert visitor.overflow() <= 0
    package.write_bytes(package.read_bytes()[:-40])
    visitor.page.set_input_files("input[name=package]", package)
    visitor.page.set_input_files("input[name=trust]", trust)
    visitor.page.locator("main button").click()
    expect(visitor.page.locator(".box.bad .verdict strong")).to_be_visible()
    assert barriers(visitor.page) == []


def test_a_form_that_is_refused_is_read_by_everybody_and_loses_nothing(
    visitor: Reader, site: Site
) -> None:
    visitor.open(f"/certificates/{site.pledgor_number}?lang=zh")
    page, court = visitor.page, "杭州某法院" * 30
    page.fill("input[name=requester]", court)
    # the form does not let it be typed; an old page or a program does
    page.evaluate("document.querySelector('input[name=requester]').removeAttribute('maxlength')")
    page.fill("input[name=requester]", court + "甲" * 100)
    page.get_by_role("button", name="制作并下载").click()
    expect(page.locator(".box.bad")).to_contain_text("申请人：至多 200 个字符")
    expect(page.locator("section[aria-labelledby=typed]")).to_contain_text(court)
    assert barriers(page) == []
    assert visitor.overflow() <= 0
    page.get_by_role("link", name="English").click()
    expect(page.locator("p.number.big")).to_have_text(site.pledgor_number)
    visitor.faults.clear()  # the browser tells of the 422


@WHOLE_CHECK
def test_a_court_looks_at_an_earlier_state_and_asks_for_a_package_of_it(
    visitor: Reader, site: Site, tmp_path: Path
) -> None:
    visitor.open(f"/certificates/{site.pledgor_number}?lang=en")
    expect(visitor.page.locator("#burdens + h3")).to_have_text("Pledge notes")
    visitor.page.locator("ol.time li", has_text="Title issued").get_by_role("link").click()
    expect(visitor.page.locator("[role=status]")).to_contain_text("This is how it stood at")
    expect(visitor.page.locator("section", has=visitor.page.locator("#burdens"))).to_contain_text(
        "no open pledge note"
    )
    assert barriers(visitor.page) == []
    assert visitor.overflow() <= 0
    visitor.page.select_option("select[name=purpose]", "dispute")
    visitor.page.fill("input[name=requester]", "杭州某法院")
    visitor.page.fill("input[name=case_ref]", "(2026)浙0192民初1号")
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Make and download").click()
    download.value.save_as(tmp_path / "package.zip")
    files = read_container((tmp_path / "package.zip").read_bytes())
    cover = json.loads(files[COVER_NAME])
    told = (cover["purpose"], cover["requester"], cover["caseRef"])
    assert told == ("dispute", "杭州某法院", "(2026)浙0192民初1号")
    history = site.get(f"/v1/certificates/{site.pledgor_number}/history")["entries"]
    issued = next(each for each in history if each["kind"] == "TitleIssued")
    assert datetime.fromtimestamp(cover["asOf"], UTC).isoformat()[:19] == issued["time"][:19]
    visitor.page.get_by_role("link", name="Show it now").click()
    expect(visitor.page.locator("[role=status]")).to_have_count(0)


def test_the_language_stays_as_it_was_chosen(visitor: Reader) -> None:
    visitor.open("/")
    visitor.page.get_by_role("link", name="English").click()
    visitor.page.get_by_role("link", name="Status").click()
    expect(visitor.page.locator("h1")).to_have_text("Mirror and chain")
    visitor.page.get_by_role("link", name="中文").click()
    visitor.open("/status")
    expect(visitor.page.locator("h1")).to_have_text("镜像与链")


def test_the_status_page_tells_head_final_and_audit(visitor: Reader, site: Site) -> None:
    found = site.get("/v1/status")
    visitor.open("/status?lang=en")
    names = visitor.page.locator("dt").all_inner_texts()
    values = visitor.page.locator("dd").all_inner_texts()
    shown = dict(zip(names, values, strict=True))
    assert shown["Head of the chain"] == str(found["as_of"]["chain_head"])
    assert shown["Last final block"] == str(found["final_block"])
    assert shown["UNKNOWN dossiers"] == "0"
    assert shown["Last audit (all heads against the chain)"] == "none yet"


def test_no_page_needs_a_script(browser: Browser, url: str, site: Site) -> None:
    site.mirror.catch_up()  # the looks above take longer than a mirror may be silent
    with reader(browser, url, Look("en", "light", PHONE), script=False) as visitor:
        visitor.open("/?lang=en")
        visitor.page.get_by_role("searchbox").fill(site.pledgor_number)
        visitor.page.get_by_role("button", name="Search").click()
        visitor.page.get_by_role("link", name=site.pledgor_number).click()
        visitor.page.get_by_role("link", name="Check for a purpose").click()
        expect(visitor.page.locator(".verdict strong")).to_have_text("Valid")
        assert visitor.page.locator("script").count() == 0


@WHOLE_CHECK
@pytest.mark.parametrize("look", STORY_LOOKS, ids=str)
def test_a_court_goes_from_act_to_act_without_a_script(
    browser: Browser, url: str, site: Site, look: Look
) -> None:
    """Issue, pledge, freeze: by the slider's arrow keys, and by the links beside it."""
    site.mirror.catch_up()
    number = site.pledgor_number
    with reader(browser, url, look, script=False) as court:
        page = court.page
        court.open(f"/certificates/{number}?lang={look.language}")
        slider = page.locator("input[type=range]")
        last = int(slider.get_attribute("max") or 0)
        assert last >= 3
        assert slider.get_attribute("value") == str(last)
        expect(page.locator("p.box.note[role=status]")).to_have_count(0)
        slider.focus()
        court.press("Home")
        court.enter()
        expect(page.locator("form.slider .soft")).to_have_text(f"1 / {last}")
        expect(page.locator("p.box.note[role=status]")).to_have_count(1)
        expect(page.locator(".chip.unsure")).to_have_count(0)
        with page.expect_navigation():
            page.locator("a[rel=next]").click()
        expect(page.locator(".chip.unsure")).to_have_count(1)
        page.locator("input[type=range]").focus()
        court.press("End")
        court.enter()
        expect(page.locator("form.slider .soft")).to_have_text(f"{last} / {last}")
        expect(page.locator("a[rel=next]")).to_have_count(0)
        refused = page.goto(f"{url}/certificates/{number}?act={last + 1}")
        assert refused is not None
        assert refused.status == 400
