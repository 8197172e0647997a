"""Disputes over an issued title as its readers see them: at /v1, on its page, at the console."""

import re
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import expect

from ledger.domain.acts import DisputeAction, DisputeClaim, DisputeId, DocumentDigest
from notarization.verify.digests import sha256
from notarization.verify.report import Grade
from tests.browser import EN, ZH, Look, Reader, reader, running_browser
from tests.cast import REGISTRY, Player
from tests.flows.test_desk_orders import pressed, sound
from tests.flows.test_dispute_flow import Quarrel
from tests.homes import Home
from tests.injected import inject
from tests.licensing import console
from tests.mirrors import unread
from tests.proposing import Dealer, number_of
from tests.records import with_key
from tests.servers import HOST, served
from tests.sessions import held, opened, refused
from tests.site import Site
from tests.thorough import WHOLE_CHECK

pytestmark = pytest.mark.node
A = DisputeAction
DESK: Final = f"/v1/desk/{REGISTRY}/disputes"
PAPER: Final = "0x" + "5c" * 32


@pytest.fixture
def quarrel(site: Site) -> Quarrel:
    return Quarrel(site.stage)


def number(quarrel: Quarrel) -> str:
    return number_of(quarrel.issued, quarrel.holder)


def told(site: Site, quarrel: Quarrel, **query: str) -> Any:
    site.mirror.catch_up()
    return site.get(f"/v1/certificates/{number(quarrel)}/disputes", **query)


def test_a_dispute_is_told_with_its_steps_its_effect_and_who_steps_next(
    site: Site, quarrel: Quarrel
) -> None:
    which = quarrel.filed()
    [own] = told(site, quarrel)["disputes"]
    assert (own["state"], own["effect"], own["steps"]) == ("FILED", "WARNS", [])
    assert {(each["action"], each["by"]) for each in own["next"]} == {
        ("NOTIFY", "ACCEPTANCE"),
        ("RETURN", "ACCEPTANCE"),
        ("WITHDRAW", "DISPUTANT"),
    }
    before = str(site.get("/v1/status")["as_of"]["block"])
    clerk = quarrel.notify(which)
    quarrel.rules(which, A.BLOCK)
    [own] = told(site, quarrel)["disputes"]
    assert (own["effect"], own["blocked_by"], own["claim"]) == ("BARS", "REGISTRY", "OWNERSHIP")
    assert [each["action"] for each in own["steps"]] == ["NOTIFY", "BLOCK"]
    assert own["steps"][0]["actors"][0]["party"] == clerk.hex()
    assert (own["notice_late"], len(own["steps"][1]["actors"])) == (False, 2)
    following = {each["action"] for each in own["next"]}
    assert {"ADMIT", "UNBLOCK", "ORDER_UNBLOCK"} <= following
    assert not following & {"BLOCK", "ORDER_BLOCK", "CLOSE"}
    [then] = told(site, quarrel, at=before)["disputes"]
    assert (then["state"], then["effect"], then["version"]) == ("FILED", "WARNS", 1)
    page = site.client.get(f"/certificates/{number(quarrel)}?lang=zh").text
    assert "限制处分" in page
    assert "bars disposal" in console(site, "certificate", "disputes", number(quarrel))


def test_a_dispute_that_ended_is_a_mere_note_and_the_next_says_it_came_to_nothing(
    site: Site, quarrel: Quarrel
) -> None:
    which = quarrel.notified(DisputeClaim.SOURCE)
    quarrel.rules(which, A.DISMISS)
    quarrel.rules(which, A.CLOSE)
    quarrel.filed()
    found = told(site, quarrel)
    newest, oldest = found["disputes"]
    assert (found["dispute_count"], found["running"]) == (2, 1)
    assert (oldest["state"], oldest["effect"], oldest["next"]) == ("CLOSED", "NOTED", [])
    assert (newest["empty_before"], newest["effect"]) == (1, "WARNS")
    page = site.client.get(f"/certificates/{number(quarrel)}?lang=en").text
    assert "over, a mere note" in page
    assert "warns only, bars nothing" in page


@dataclass
class Desk:
    """The registry's staff at its desk, each signed in when first asked for."""

    site: Site
    tokens: dict[bytes, str] = field(default_factory=dict)

    def ask(self, who: Player, method: str, path: str, body: Any = None) -> Any:
        if who.party not in self.tokens:
            self.tokens[who.party] = str(opened(self.site, who.key)["token"])
        headers = held(self.tokens[who.party])
        return self.site.client.request(method, DESK + path, json=body, headers=headers)

    def prepares(self, who: Player, step: str, place: tuple[bytes, bytes], **other: str) -> Any:
        title, which = ("0x" + each.hex() for each in place)
        body = {"title": title, "dispute": which, "action": step, "document": PAPER, **other}
        return self.ask(who, "POST", "", body)

    def signs(self, who: Player, prepared: Any) -> Any:
        digest = prepared["digest"][2:]
        signature = "0x" + who.key.sign(bytes.fromhex(digest)).hex()
        return self.ask(who, "POST", f"/{digest}/signatures", {"signature": signature})

    def enters(self, hands: tuple[Player, ...], answer: Any) -> Any:
        prepared = answer.json()["prepared"]
        for each in hands:
            assert self.signs(each, prepared).status_code == 200
        done = self.ask(hands[-1], "POST", f"/{prepared['digest'][2:]}/relay")
        assert done.status_code == 200, done.text
        self.site.mirror.catch_up()
        return done.json()["prepared"]


@pytest.fixture(scope="module")
def desk(site: Site) -> Desk:
    return Desk(site)


def test_the_desk_notifies_and_two_who_did_not_pass_the_title_rule(
    site: Site, quarrel: Quarrel, desk: Desk
) -> None:
    cast, which = site.stage.cast, quarrel.filed()
    place = (quarrel.issued.title, which)
    site.mirror.catch_up()
    clerk, others = cast.acceptance, (cast.second_examiner, cast.second_reviewer)
    [own] = [
        each
        for each in desk.ask(clerk, "GET", "?limit=100").json()["disputes"]
        if each["dispute"] == which.hex()
    ]
    assert (own["number"], own["state"], bool(own["notice_due"])) == (
        number(quarrel),
        "FILED",
        True,
    )
    assert refused(desk.prepares(clerk, "BLOCK", place)) == (403, "ROLE_NOT_HELD")
    early = desk.prepares(others[0], "BLOCK", place)
    assert refused(early) == (409, "ACT_WOULD_BE_REFUSED")
    assert "This step does not follow" in early.text
    done = desk.enters((clerk,), desk.prepares(clerk, "NOTIFY", place))
    assert (done["missing"], bool(done["block"])) == ([], True)
    assert refused(desk.prepares(cast.examiner, "BLOCK", place)) == (409, "RULING_BY_EXAMINER")
    block = desk.prepares(others[0], "BLOCK", place)
    assert block.json()["prepared"]["missing"] == ["EXAMINER", "REVIEWER"]
    assert refused(desk.signs(cast.reviewer, block.json()["prepared"]))[1] == "RULING_BY_EXAMINER"
    desk.enters(others, block)
    [own] = told(site, quarrel)["disputes"]
    assert (own["effect"], own["blocked_by"]) == ("BARS", "REGISTRY")


def test_a_dispute_over_a_title_that_cannot_be_read_is_unknown_in_the_desks_list(
    site: Site, quarrel: Quarrel, desk: Desk
) -> None:
    which, clerk = quarrel.filed(), site.stage.cast.acceptance
    site.mirror.catch_up()

    def listed() -> tuple[bool, bool]:
        found = desk.ask(clerk, "GET", "?limit=100").json()["disputes"]
        [own] = [each["unknown"] for each in found if each["dispute"] == which.hex()]
        cookies = {"cookie": f"session={desk.tokens[clerk.party]}"}
        page = site.client.get(f"/desk/{REGISTRY}/disputes?lang=zh", headers=cookies).text
        [line] = [each for each in page.split("<li>") if which.hex() in each]
        return own, "无法判断" in line

    assert listed() == (False, False)
    with unread(site.mirror, quarrel.issued.title):
        assert listed() == (True, True)


def test_a_courts_order_takes_two_order_clerks_and_a_title_of_the_registry(
    site: Site, quarrel: Quarrel, desk: Desk
) -> None:
    cast, which = site.stage.cast, quarrel.notified(DisputeClaim.SOURCE)
    place = (quarrel.issued.title, which)
    site.mirror.catch_up()
    clerks = (cast.order_clerk, cast.second_clerk)
    court = "0x" + cast.court.party.hex()
    nobody = desk.prepares(clerks[0], "ORDER_BLOCK", place)
    assert refused(nobody) == (409, "ACT_WOULD_BE_REFUSED")
    bank = desk.prepares(clerks[0], "ORDER_BLOCK", place, court="0x" + cast.bank.party.hex())
    assert "needs the order of a court" in bank.text
    desk.enters(clerks, desk.prepares(clerks[0], "ORDER_BLOCK", place, court=court))
    [own] = told(site, quarrel)["disputes"]
    assert (own["blocked_by"], own["steps"][-1]["party"]["party"]) == ("COURT", court[2:])
    unknown = desk.prepares(clerks[0], "ORDER_UNBLOCK", (place[0], bytes(32)), court=court)
    assert refused(unknown) == (409, "DISPUTE_UNKNOWN")
    made = desk.prepares(clerks[0], "ORDER_UNBLOCK", place, court=court).json()["prepared"]
    assert desk.ask(clerks[1], "DELETE", f"/{made['digest'][2:]}").status_code == 204


def test_the_desks_page_lists_disputes_and_offers_what_the_clerk_can_prepare(
    site: Site, quarrel: Quarrel, desk: Desk
) -> None:
    cast, which = site.stage.cast, quarrel.filed()
    site.mirror.catch_up()
    desk.ask(cast.acceptance, "GET", "")
    cookies = {"cookie": f"session={desk.tokens[cast.acceptance.party]}"}
    title, home = quarrel.issued.title.hex(), f"/desk/{REGISTRY}/disputes"
    page = site.client.get(f"{home}?title={title}&dispute={which.hex()}&lang=zh", headers=cookies)
    assert page.status_code == 200, page.text
    assert 'value="NOTIFY"' in page.text
    assert 'value="FIND"' not in page.text
    [mark] = set(re.findall(r'name="mark" value="([0-9a-f]+)"', page.text))
    form = {"title": title, "dispute": which.hex(), "action": "RETURN", "mark": mark}
    own = {**cookies, "origin": site.settings.public_url}
    again = site.client.post(home, data=form, headers=own)
    assert (again.status_code, "document" in again.text) == (422, True)
    form["document"] = PAPER
    made = site.client.post(home, data=form, headers=own, follow_redirects=False)
    assert made.status_code == 303, made.text
    seen = site.client.get(made.headers["location"] + "?lang=zh", headers=cookies).text
    assert "退回" in seen
    assert "受理" in seen
    nothing = site.client.get(f"/desk/{REGISTRY}/nothing/{'ab' * 32}", headers=cookies)
    assert nothing.status_code == 404


def test_somebody_files_a_dispute_and_its_sides_answer_and_withdraw(
    site: Site, quarrel: Quarrel
) -> None:
    site.mirror.catch_up()
    rival, holder = (Dealer.at(site, each) for each in (quarrel.rival, quarrel.holder))
    body = {"number": number(quarrel), "claim": "OWNERSHIP", "interest": PAPER, "evidence": PAPER}
    made = rival.done("POST", "/v1/proposals:dispute", body)
    assert [each["party"]["party"] for each in made["sides"]] == [quarrel.rival.party.hex()]
    assert refused(holder.ask("GET", f"/v1/proposals/{made['proposal'][2:]}"))[0] == 404
    entered(site, rival, made)
    [own] = told(site, quarrel)["disputes"]
    step = {"number": number(quarrel), "dispute": "0x" + own["dispute"], "action": "DENY"}
    early = holder.ask("POST", "/v1/proposals:dispute-step", {**step, "document": PAPER})
    assert refused(early) == (409, "ACT_WOULD_BE_REFUSED")
    quarrel.notify(DisputeId(bytes.fromhex(own["dispute"])))
    site.mirror.catch_up()
    stranger = rival.ask("POST", "/v1/proposals:dispute-step", {**step, "document": PAPER})
    assert "Only a holder answers" in stranger.text
    answered = holder.done("POST", "/v1/proposals:dispute-step", {**step, "document": PAPER})
    entered(site, holder, answered)
    step["action"] = "WITHDRAW"
    entered(site, rival, rival.done("POST", "/v1/proposals:dispute-step", step))
    [own] = told(site, quarrel)["disputes"]
    assert [each["action"] for each in own["steps"]] == ["NOTIFY", "DENY", "WITHDRAW"]
    assert (own["state"], own["effect"]) == ("WITHDRAWN", "NOTED")


def test_what_a_dispute_names_is_kept_for_the_staff_alone_and_erased_on_request(
    site: Site, quarrel: Quarrel, desk: Desk
) -> None:
    with_key(site)
    clerk, application = site.stage.cast.acceptance, quarrel.issued.application.hex()
    letter, identity = scanned(site.settings.body_bytes), b"11010519491231002X"
    which = quarrel.filed(papers=(DocumentDigest(sha256(letter)), DocumentDigest(sha256(identity))))
    site.mirror.catch_up()
    leave = f"/v1/certificates/{number(quarrel)}/disputes/{{}}/papers".format

    def left(data: bytes, dispute: bytes = which) -> Any:
        return site.client.post(leave(dispute.hex()), files={"paper": ("paper", data)})

    assert refused(left(letter, bytes(32))) == (409, "DISPUTE_UNKNOWN")
    assert refused(left(b"another letter")) == (422, "PAPER_NOT_NAMED")
    assert refused(left(identity)) == (422, "PERSONAL_DATA_FOUND")
    assert left(letter).json()["sha256"] == sha256(letter).hex()
    base = f"/v1/desk/{REGISTRY}/files/{application}"
    content = f"{base}/contents/{sha256(letter).hex()}?concern=DISPUTE"
    desk.ask(clerk, "GET", "")
    headers = held(desk.tokens[clerk.party])
    assert site.client.get(content, headers=headers).content == letter
    stranger = held(opened(site, quarrel.rival.key)["token"])
    assert refused(site.client.get(content, headers=stranger)) == (404, "NOT_FOUND")
    cookies = {"cookie": f"session={desk.tokens[clerk.party]}"}
    looked = f"disputes?title={quarrel.issued.title.hex()}&dispute={which.hex()}"
    page = site.client.get(f"/desk/{REGISTRY}/{looked}&lang=en", headers=cookies).text
    assert f"/desk/{REGISTRY}/files/{application}/contents/{sha256(letter).hex()}" in page
    assert "not left here" in page
    page = site.client.get(f"/desk/{REGISTRY}/files/{application}?concern=DISPUTE", headers=cookies)
    assert "争议（第 1 件）文件 1" in page.text
    gone = erased(site, clerk, (base, headers), letter)
    assert [each["name"] for each in gone.json()["erased"]] == ["disputes/0/0"]
    assert refused(site.client.get(content, headers=headers))[1] == "CONTENT_ERASED"
    assert refused(left(letter))[1] == "CONTENT_ERASED"
    assert site.report(number(quarrel)).grade is Grade.VERIFIED


def scanned(more_than: int) -> bytes:
    """A paper that is larger than a form."""
    return b"%PDF-1.7 " + secrets.token_bytes(16) + bytes(more_than)


def erased(site: Site, clerk: Player, door: tuple[str, dict[str, str]], data: bytes) -> Any:
    """The clerk's answer to a person's request."""
    (base, headers), what = door, {"ground": "request", "files": [sha256(data).hex()]}
    draft = site.client.post(f"{base}/erasures:draft", json=what, headers=headers).json()
    [stone] = draft["tombstones"]
    signed = {
        "time": draft["time"],
        "confirm": base[-8:],
        "signatures": ["0x" + clerk.key.sign(bytes.fromhex(stone["digest"][2:])).hex()],
    }
    return site.client.post(f"{base}/erasures", json={**what, **signed}, headers=headers)


def entered(site: Site, dealer: Dealer, proposal: Any) -> None:
    dealer.signs(proposal)
    dealer.on(proposal, "relay")
    site.mirror.catch_up()


def test_the_console_files_a_dispute_and_the_desk_notifies(
    site: Site, quarrel: Quarrel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.mirror.catch_up()
    paper, clerk = tmp_path / "deed.txt", site.stage.cast.acceptance
    paper.write_bytes(b"a deed")
    homes = [Home.of(tmp_path / each.party.hex(), site, each) for each in (quarrel.rival, clerk)]

    def rival(*words: str) -> Any:
        return homes[0].told(capsys, *words, "--json")

    def desk(*words: str) -> Any:
        return homes[1].told(capsys, "desk", "dispute", *words, *registry, "--json")

    registry = ("--registry", str(REGISTRY))
    with_key(site)
    with served(site.client.app, site.settings) as port:
        to = ("--server", f"http://{HOST}:{port}")
        for home, player in zip(homes, (quarrel.rival, clerk), strict=True):
            home.sign_in(port, str(opened(site, player.key)["token"]))
        papers = ("--interest", str(paper), "--evidence", str(paper))
        asked = ("proposal", "dispute", number(quarrel), "--claim", "content", *papers)
        proposal = rival(*asked)["proposal"]
        rival("proposal", "sign", proposal, *homes[0].hand)
        rival("proposal", "send", proposal)
        site.mirror.catch_up()
        found = desk("queue")["disputes"]
        [own] = [each for each in found if each["title"] == quarrel.issued.title.hex()]
        made = desk("prepare", "notify", own["title"], own["dispute"])
        desk("sign", made["digest"], *homes[1].hand)
        assert desk("send", made["digest"])["block"]
        site.mirror.catch_up()
        where = (number(quarrel), own["dispute"])
        [kept] = rival("proposal", "dispute-paper", *where, str(paper), *to)["kept"]
        assert kept["sha256"] == sha256(b"a deed").hex()
        assert rival("proposal", "dispute-step", "withdraw", *where)["waits_for"] == "SIGNATURES"
    [own] = told(site, quarrel)["disputes"]
    assert (own["state"], own["claim"]) == ("NOTIFIED", "CONTENT")


@WHOLE_CHECK
def test_a_holder_of_a_key_disputes_from_a_browser(
    site: Site, quarrel: Quarrel, tmp_path: Path
) -> None:
    """The digests are made in the browser; a paper is left; then all is seen in the other look."""
    with_key(site)
    site.mirror.catch_up()
    app: Any = site.client.app
    wiring, which = app.state.wiring, f"number={number(quarrel)}"
    deed = tmp_path / "deed.pdf"
    deed.write_bytes(b"%PDF-1.7 a deed")
    with running_browser() as browser, served(app, site.settings) as port:
        url = f"http://{HOST}:{port}"
        wiring.settings = replace(wiring.settings, public_url=url)
        with reader(browser, url, ZH) as rival:
            inject(rival.page, quarrel.rival.key, site.stage.register.profile.chain_id)
            rival.open(f"/proposals/dispute?{which}&lang={ZH.language}")
            pressed(rival, "[data-sign-in] button")
            sound(rival)
            prepares_and_sends(rival, deed)
            site.mirror.catch_up()
            rival.open(f"/certificates/{number(quarrel)}")
            expect(rival.page.locator("[aria-labelledby=disputes]")).to_contain_text("权属")
            sound(rival)
            rival.page.locator("[aria-labelledby=disputes] summary").click()
            pressed(rival, "a[href*=dispute-step]")
            options = rival.page.locator("[name=action] option")
            assert options.evaluate_all("all => all.map(each => each.value)") == ["WITHDRAW"]
            rival.page.locator("form[action$=dispute-paper] [name=file]").set_input_files(deed)
            pressed(rival, "form[action$=dispute-paper] button")
            expect(rival.page.locator("[aria-labelledby=papers]")).to_contain_text("已由登记机构")
            sound(rival)
            seen_again(site, rival, which)
            assert rival.faults == []


def prepares_and_sends(rival: Reader, deed: Path) -> None:
    for name in ("interest", "evidence"):
        rival.page.locator(f"[data-digest-to={name}]").set_input_files(deed)
        expect(rival.page.locator(f"[name={name}]")).not_to_have_value("")
    for what in ("form[action$=dispute] button", "[data-sign-act] > button"):
        pressed(rival, what)
        sound(rival)
    pressed(rival, "form[action$=relay] button")


def seen_again(site: Site, rival: Reader, which: str) -> None:
    """The same pages in the other look, then the desk's in both by a clerk."""
    for path in (rival.page.url.removeprefix(rival.url), f"/proposals/dispute?{which}"):
        seen_as(rival, EN, path)
    token = str(opened(site, site.stage.cast.acceptance.key)["token"])
    rival.page.context.add_cookies([{"name": "session", "value": token, "url": rival.url}])
    for each in (EN, ZH):
        seen_as(rival, each, f"/desk/{REGISTRY}/disputes?")
        rival.page.locator("a[href*='disputes?title']").first.click()
        rival.page.wait_for_load_state()
        sound(rival)


def seen_as(somebody: Reader, look: Look, path: str) -> None:
    """A page in another look, by whoever is signed in."""
    somebody.page.emulate_media(color_scheme=look.scheme)
    somebody.page.set_viewport_size({"width": look.width, "height": 800})
    somebody.open(f"{path}&lang={look.language}")
    sound(somebody)
