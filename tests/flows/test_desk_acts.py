"""Acts prepared at the desk: two persons, one digest, and every way to be refused."""

import re
from dataclasses import dataclass, replace
from typing import Any

import pytest

from api.texts.words import word
from ledger.chain.signer import Key
from ledger.domain import profiles
from ledger.domain.acts import Action, ApplicationState, Ground, PartyKind, Role, Time
from ledger.domain.desk import Deed
from ledger.domain.procedure import grounds_of
from ledger.domain.words import ApplicationRecord
from ledger.domain.workdays import calendar, deadline
from ledger.registrar import application
from ledger.store.repositories import desk, offchain
from notarization.verify.digests import sha256
from notarization.verify.report import Language
from tests.cast import ALL, DAY, REGISTRY, Player, Stage
from tests.factories import OWN_NUMBER
from tests.records import with_key
from tests.sessions import opened
from tests.site import Site

pytestmark = pytest.mark.node
HOME = f"/desk/{REGISTRY}"
FOREIGN = "/acts/" + "00" * 32


@dataclass
class Pages:
    """The desk's forms, sent by whoever signed in, with the mark of their session or another."""

    site: Site
    stage: Stage
    tokens: dict[str, str]
    mark: str | None = None

    def get(self, who: str, path: str) -> Any:
        return self._sent(who, "GET", path)

    def post(self, who: str, path: str, files: Any = None, **fields: Any) -> Any:
        mark = self.mark or self._mark(who)
        return self._sent(who, "POST", path, data={**fields, "mark": mark}, files=files)

    def prepared(self, who: str, filed: bytes, action: str, text: str = "", **more: str) -> str:
        """The digest of a step that must be prepared."""
        path = f"{HOME}/files/{filed.hex()}/acts"
        answer = self.post(who, path, action=action, text=text, **more)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"]).rpartition("/")[2]

    def signed(self, who: str, digest: str, key: Key) -> Any:
        signature = "0x" + key.sign(bytes.fromhex(digest)).hex()
        return self.post(who, f"{HOME}/acts/{digest}/signatures", signature=signature)

    def filed(self) -> bytes:
        stage, holder = self.stage, self.stage.cast.registrant
        due = deadline(stage.register.time(), 3, calendar()).time + 3 * DAY
        drafted = stage.content({holder: ALL})
        terms = replace(drafted, profile=profiles.load().digest, due=Time(due))
        hands = stage.holders(terms, (holder,))
        found = application.submit(stage.register, terms, hands).application
        self.site.mirror.catch_up()
        return found

    def state(self, filed: bytes) -> ApplicationState:
        return self.stage.register.record(filed, ApplicationRecord).state

    def _mark(self, who: str) -> str:
        page = self.get(who, "/sign-in").text
        found = re.search(r'name="mark" value="([0-9a-f]{64})"', page)
        assert found is not None
        return found[1]

    def _sent(self, who: str, method: str, path: str, **given: Any) -> Any:
        client = self.site.client
        client.cookies.set("session", self.tokens[who])
        try:
            return client.request(method, path, follow_redirects=False, **given)
        finally:
            client.cookies.clear()


@pytest.fixture(scope="module")
def both(office: Stage, site: Site) -> Player:
    """Somebody who is examiner and reviewer in one person."""
    player = office.enrolled(PartyKind.NATURAL_PERSON)
    office.employed(player, office.cast.institution, Role.EXAMINER, Role.REVIEWER)
    site.mirror.catch_up()
    return player


@pytest.fixture(scope="module")
def pages(site: Site, office: Stage, both: Player) -> Pages:
    cast = office.cast
    players = {
        "clerk": cast.acceptance,
        "examiner": cast.examiner,
        "reviewer": cast.reviewer,
        "both": both,
    }
    tokens = {name: opened(site, each.key)["token"] for name, each in players.items()}
    return Pages(site, office, tokens)


def code(answer: Any) -> tuple[int, str]:
    found = re.search(r'<p class="code">(\d+) ([A-Z_]+)</p>', answer.text)
    assert found is not None, answer.text[:500]
    return int(found[1]), found[2]


def examined(pages: Pages) -> bytes:
    """A file that an examiner works on, through the desk alone."""
    filed, cast = pages.filed(), pages.stage.cast
    for who, key, action in (
        ("clerk", cast.acceptance.key, "ACCEPT"),
        ("examiner", cast.examiner.key, "ASSIGN"),
    ):
        digest = pages.prepared(who, filed, action)
        assert pages.signed(who, digest, key).status_code == 303
        assert pages.post(who, f"{HOME}/acts/{digest}/relay").status_code == 303
        pages.site.mirror.catch_up()
    return filed


def test_periods_are_the_rules_own(pages: Pages) -> None:
    filed = examined(pages)
    told = pages.site.get(f"/v1/applications/{filed.hex()}")
    examination = told["clocks"][-1]
    assert (examination["clock"], examination["agrees"]) == ("examination", True)
    assert examination["written"] == examination["end"]


def test_one_person_is_not_four_eyes(pages: Pages, both: Player) -> None:
    filed, cast = examined(pages), pages.stage.cast
    reason, ground = "来源不合法（第22条第二项）。", "UNLAWFUL_SOURCE"
    digest = pages.prepared("both", filed, "REFUSE", reason, ground=ground)
    assert pages.signed("both", digest, both.key).status_code == 303
    assert code(pages.signed("both", digest, both.key)) == (403, "NO_ROLE_LEFT")
    refused = pages.post("both", f"{HOME}/acts/{digest}/relay")
    assert code(refused) == (409, "DRAFT_UNSIGNED")
    assert "尚未上链" in pages.get("both", f"{HOME}/acts/{digest}").text
    assert pages.state(filed) is ApplicationState.EXAMINING
    assert code(pages.signed("clerk", digest, cast.acceptance.key)) == (403, "NO_ROLE_LEFT")
    assert pages.signed("reviewer", digest, cast.reviewer.key).status_code == 303
    assert pages.post("clerk", f"{HOME}/acts/{digest}/relay").status_code == 303
    assert pages.state(filed) is ApplicationState.REFUSED
    assert pages.post("clerk", f"{HOME}/acts/{digest}/relay").status_code == 303
    pages.site.mirror.catch_up()
    entered = pages.get("both", f"{HOME}/acts/{digest}").text
    assert ("已上链" in entered, "尚未上链" in entered, "不能再签署" in entered) == (
        True,
        False,
        False,
    )


def test_what_its_file_went_past_is_neither_signed_nor_sent_from_its_page(pages: Pages) -> None:
    """It asked for signatures, and the register refused what was signed in vain."""
    filed = pages.filed()
    stale = pages.prepared("clerk", filed, "ASK_CORRECTION", "缺少来源合同。")
    page = pages.get("clerk", f"{HOME}/acts/{stale}").text
    assert ("data-sign-act" in page, "不能再签署" in page) == (True, False)
    taken = pages.prepared("clerk", filed, "ACCEPT")
    assert pages.signed("clerk", taken, pages.stage.cast.acceptance.key).status_code == 303
    assert pages.post("clerk", f"{HOME}/acts/{taken}/relay").status_code == 303
    pages.site.mirror.catch_up()
    page = pages.get("clerk", f"{HOME}/acts/{stale}").text
    assert ("data-sign-act" in page, "不能再签署" in page) == (False, True)
    assert "/relay" not in page


def test_a_signature_of_another_key_or_over_other_terms_is_refused(pages: Pages) -> None:
    filed, cast = pages.filed(), pages.stage.cast
    digest = pages.prepared("clerk", filed, "ACCEPT")
    answer = pages.signed("clerk", digest, Key.new())
    assert code(answer) == (403, "DRAFT_SIGNATURE_WRONG")
    other = "0x" + cast.acceptance.key.sign(bytes(32)).hex()
    answer = pages.post("clerk", f"{HOME}/acts/{digest}/signatures", signature=other)
    assert code(answer) == (403, "DRAFT_SIGNATURE_WRONG")
    assert pages.state(filed) is ApplicationState.SUBMITTED


def test_what_the_procedure_does_not_have_is_not_prepared(pages: Pages) -> None:
    filed = pages.filed()
    path = f"{HOME}/files/{filed.hex()}/acts"
    for action in ("PUBLISH", "CLOSE_NOTICE", "DEPOSIT", "WITHDRAW", "DEEM_ACCEPTED"):
        assert code(pages.post("clerk", path, action=action)) == (409, "STEP_IMPOSSIBLE")
    assert pages.post("clerk", path, action="SING").status_code == 422
    answer = pages.post("clerk", path, action="ASK_CORRECTION", text="  ")
    assert code(answer) == (422, "DRAFT_TEXT_MISSING")
    assert code(pages.get("clerk", HOME + FOREIGN)) == (404, "DRAFT_UNKNOWN")


def test_a_refusal_names_one_of_the_grounds_of_its_article(pages: Pages) -> None:
    filed = examined(pages)
    path = f"{HOME}/files/{filed.hex()}"
    page = pages.get("examiner", f"{path}?concern=EXAMINATION").text
    offered = re.search(r'value="REFUSE".*?<select name="ground">(.*?)</select>', page, re.DOTALL)
    assert offered is not None
    names = re.findall(r'<option value="([A-Z_]+)">', offered[1])
    assert names == [each.name for each in grounds_of(Action.REFUSE)]
    for wrong in ("NONE", "SECRECY"):
        answer = pages.post("examiner", f"{path}/acts", action="REFUSE", text="x", ground=wrong)
        assert code(answer) == (422, "DRAFT_GROUND_WRONG")
    answer = pages.post("examiner", f"{path}/acts", action="REFUSE", text="x", ground="WHIM")
    assert answer.status_code == 422
    digest = pages.prepared("examiner", filed, "REFUSE", "x", ground="FALSE_PROOF")
    shown = pages.get("examiner", f"{HOME}/acts/{digest}").text
    assert word(Ground.FALSE_PROOF, Language.ZH) in shown


def test_the_reasons_are_committed_to_with_a_salt(pages: Pages) -> None:
    filed, text = pages.filed(), "一、缺少来源合同。"
    digest = pages.prepared("clerk", filed, "ASK_CORRECTION", text)
    told = pages.get("clerk", f"{HOME}/acts/{digest}/file").json()
    page = pages.get("clerk", f"{HOME}/acts/{digest}").text
    found = re.search(r'<span class="mono">([0-9a-f]{32})</span>', page)
    assert found is not None
    document = sha256(bytes.fromhex(found[1]) + text.encode())
    assert told["terms"]["document"] == "0x" + document.hex()
    assert told["digest"] == "0x" + digest
    assert text not in str(told)


def test_a_paper_goes_sealed_with_the_document_that_names_it(pages: Pages) -> None:
    with_key(pages.site)
    filed, paper = pages.filed(), b"%PDF-1.7 list of defects"
    path = f"{HOME}/files/{filed.hex()}/acts"
    fields = {"action": "ASK_CORRECTION", "text": "见附件。"}
    answer = pages.post("clerk", path, **fields, files={"files": ("list.pdf", paper)})
    digest = answer.headers["location"].rpartition("/")[2]
    told = pages.get("clerk", f"{HOME}/acts/{digest}/file").json()
    with pages.site.mirror.reading() as session:
        kept = {row.digest for row in offchain.contents(session, filed)}
    assert kept == {sha256(paper), bytes.fromhex(told["terms"]["document"][2:])}
    opened_ = pages.get("reviewer", f"{HOME}/files/{filed.hex()}/contents/{sha256(paper).hex()}")
    assert opened_.headers["location"] == f"{HOME}/files/{filed.hex()}"
    link = f"{HOME}/files/{filed.hex()}/contents/{sha256(paper).hex()}?concern=REVIEW"
    assert pages.get("reviewer", link).content == paper
    page = pages.get("reviewer", f"{HOME}/files/{filed.hex()}?concern=REVIEW").text
    assert link.replace("&", "&amp;") in page
    assert "list.pdf" not in page


def test_a_text_that_names_a_person_by_number_is_not_kept(pages: Pages) -> None:
    filed = pages.filed()
    path = f"{HOME}/files/{filed.hex()}/acts"
    text = "请补交张三 11010519491231002X 的授权。"
    answer = pages.post("clerk", path, action="ASK_CORRECTION", text=text)
    assert code(answer) == (422, "PERSONAL_DATA_FOUND")
    assert "11010519491231002X" not in answer.text
    with pages.site.mirror.reading() as session:
        assert desk.drafts(session, filed) == []


def test_a_paper_that_names_a_person_by_number_goes_with_no_act(pages: Pages) -> None:
    with_key(pages.site)
    filed, paper = pages.filed(), f"list of defects, {OWN_NUMBER}".encode()
    fields = {"action": "ASK_CORRECTION", "text": "见附件。"}
    path = f"{HOME}/files/{filed.hex()}/acts"
    answer = pages.post("clerk", path, **fields, files={"files": ("list.txt", paper)})
    assert code(answer) == (422, "PERSONAL_DATA_FOUND")
    assert OWN_NUMBER not in answer.text
    with pages.site.mirror.reading() as session:
        assert desk.drafts(session, filed) == []
        assert offchain.contents(session, filed) == []


def test_an_empty_file_is_not_left_out_in_silence(pages: Pages) -> None:
    with_key(pages.site)
    filed = pages.filed()
    path, fields = (
        f"{HOME}/files/{filed.hex()}/acts",
        {"action": "ASK_CORRECTION", "text": "见附件。"},
    )
    answer = pages.post("clerk", path, **fields, files={"files": ("清单 “甲”.pdf", b"")})
    assert code(answer) == (422, "ENTRY_UNCLEAR")
    assert "附件，应为：非空的文件" in answer.text
    assert pages.post("clerk", path, **fields).status_code == 303


def test_an_act_that_was_overtaken_is_refused_by_the_register(pages: Pages) -> None:
    filed, cast = pages.filed(), pages.stage.cast
    first, second = (pages.prepared("clerk", filed, each, "缺") for each in
                     ("ACCEPT", "ASK_CORRECTION"))  # fmt: skip
    for digest in (first, second):
        pages.signed("clerk", digest, cast.acceptance.key)
    assert pages.post("clerk", f"{HOME}/acts/{first}/relay").status_code == 303
    answer = pages.post("clerk", f"{HOME}/acts/{second}/relay")
    assert code(answer)[0] == 409
    assert pages.state(filed) is ApplicationState.ACCEPTED


def test_a_form_of_another_session_or_site_does_nothing(pages: Pages) -> None:
    filed = pages.filed()
    path = f"{HOME}/files/{filed.hex()}/claim"
    foreign = replace(pages, mark=pages._mark("examiner"))
    assert code(foreign.post("clerk", path, version=0)) == (403, "FORM_FOREIGN")
    pages.site.client.headers["sec-fetch-site"] = "cross-site"
    try:
        assert code(pages.post("clerk", path, version=0)) == (403, "FORM_FOREIGN")
        answer = pages.site.client.post("/sign-in", data={"code": "X"})
        assert code(answer) == (403, "FORM_FOREIGN")
    finally:
        del pages.site.client.headers["sec-fetch-site"]
    assert pages.post("clerk", path, version=0).status_code == 303


def test_who_is_not_signed_in_is_sent_there_and_nowhere_else(pages: Pages) -> None:
    client = pages.site.client
    answer = client.get(f"{HOME}?q=x", follow_redirects=False)
    assert answer.headers["location"] == "/sign-in?to=%2Fdesk%2F371%3Fq%3Dx"
    answer = client.get(f"{HOME}?lang=en", follow_redirects=False)
    assert answer.headers["location"] == "/sign-in?to=%2Fdesk%2F371%3Flang%3Den&lang=en"
    assert "With a wallet" in client.get(answer.headers["location"]).text
    client.cookies.clear()
    token = pages.tokens["clerk"]
    headers = {"authorization": f"Bearer {token}"}
    code_ = client.post("/v1/sessions/code", headers=headers).json()["code"]
    form = {"code": code_, "to": "//evil.example/desk"}
    answer = client.post("/sign-in", data=form, follow_redirects=False)
    assert answer.headers["location"] == "/desk"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    client.cookies.clear()
    assert client.post("/sign-in", data=form).status_code == 403


@pytest.mark.parametrize(
    ("language", "said", "remedy"),
    [
        ("zh", "没有该登录码，或已过期", "请核对后重新输入"),
        ("en", "There is no such code for signing in", "Type it again"),
    ],
)
def test_a_mistyped_code_leaves_the_form_and_the_way_to_where_one_was_going(
    pages: Pages, language: str, said: str, remedy: str
) -> None:
    client = pages.site.client
    client.cookies.set("lang", language)
    form = {"code": "ABCD-EFGH-JKLM", "to": "/desk/371?q=x"}
    answer = client.post("/sign-in", data=form, follow_redirects=False)
    client.cookies.clear()
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert said in answer.text
    assert remedy in answer.text
    assert answer.text.count('name="to" value="/desk/371?q=x"') == 2
    assert 'name="code"' in answer.text
    assert "ABCD-EFGH-JKLM" not in answer.text


@pytest.mark.parametrize("to", ["//evil.example/desk", "https://evil.example"])
def test_a_refused_sign_in_leads_nowhere_else_either(pages: Pages, to: str) -> None:
    answer = pages.site.client.post("/sign-in", data={"code": "X", "to": to})
    assert answer.status_code == 403
    assert "evil" not in answer.text


def test_a_form_that_was_sent_twice_does_once_and_says_so(pages: Pages) -> None:
    filed = pages.filed()
    base = f"{HOME}/files/{filed.hex()}"
    assert [pages.post("clerk", f"{base}/claim", version=0).status_code for _ in "12"] == [303] * 2
    given = {"version": 1, "reason": "休假", "to": pages.stage.cast.reviewer.party.hex()}
    for _ in "12":
        answer = pages.post("clerk", f"{base}/reassign", **given)
        assert (answer.status_code, answer.headers["location"]) == (303, HOME)
    other = {**given, "to": pages.stage.cast.examiner.party.hex()}
    assert code(pages.post("clerk", f"{base}/reassign", **other)) == (409, "FILE_TAKEN")
    told = {"version": 2, "reason": "与申请人有利害关系"}
    assert [pages.post("clerk", f"{base}/recuse", **told).status_code for _ in "12"] == [303] * 2
    # of two who claim, the second hears so all the same
    filed = pages.filed()
    base = f"{HOME}/files/{filed.hex()}"
    assert pages.post("examiner", f"{base}/claim", version=0).status_code == 303
    answer = pages.post("reviewer", f"{base}/claim", version=0)
    assert code(answer) == (409, "FILE_TAKEN")
    assert f'href="{base}"' in answer.text


def test_a_form_that_was_sent_twice_is_entered_into_the_log_once(pages: Pages) -> None:
    filed = pages.filed()
    base = f"{HOME}/files/{filed.hex()}"
    for _ in "12":
        pages.post("clerk", f"{base}/claim", version=0)
    for _ in "12":
        pages.post("clerk", f"{base}/recuse", version=1, reason="与申请人有利害关系")
    with pages.site.mirror.reading() as session:
        deeds = [Deed(each.deed) for each in desk.entries(session, REGISTRY, filed, None, 20)]
    assert sorted(deeds) == [Deed.CLAIMED, Deed.RECUSED]
