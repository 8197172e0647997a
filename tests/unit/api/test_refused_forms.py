"""What people see whose form is refused: a page that names the fields, with what they typed."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

import api
from api.answers import problem_response
from api.app import PAGES, create_app
from api.pages.render import environment
from api.problems import EntryUnclear, IdMalformed, TermsMalformed, problem_of
from api.texts.entering import MEMBERS, needed
from api.texts.faults import faulted
from api.webhooks.errors import WebhookTargetRefused
from ledger.domain.financing import FinancingEntryWrong, FinancingSumWrong
from ledger.domain.record import FieldInvalid
from ledger.settings import Settings
from notarization.paper.errors import DocumentUnreadable
from notarization.verify.report import Language
from tests.factories import OWN_NUMBER
from tests.site import UNHURRIED

NUMBER = "SJ3712026100002"
FORM = f"/certificates/{NUMBER}/package"
ROOT = Path(api.__file__).parent
SOURCES = (
    *(
        each
        for room in ("pages", "proposals", "desk", "routes", "schemas")
        for each in (ROOT / room).glob("*.py")
    ),
    ROOT / "typed.py",
    ROOT.parent / "ledger" / "domain" / "financing.py",
)
# of what stands in an address
NEEDS = ("0x03 and 62 hexadecimal digits", "64 hexadecimal digits")
SAID_IN_ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A server without a database: what is malformed is refused before one is asked."""
    home = tmp_path_factory.mktemp("home")
    app = create_app(Settings.read({"DATADEED_HOME": str(home), **UNHURRIED}))
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ("申请人：至多 200 个字符", "用途：须为下列之一", "您填写的内容")),
        (
            "en",
            ("who asks: String should have at most 200", "purpose: Input should be", "What you"),
        ),
    ],
)
def test_a_form_that_is_refused_names_its_fields_and_gives_back_what_was_typed(
    client: TestClient, language: str, said: tuple[str, ...]
) -> None:
    typed = "<i>某法院</i>" * 50
    told = {"requester": typed, "case_ref": "（2026）民初1号", "purpose": "x"}
    answer = client.post(FORM, params={"lang": language}, data=told)
    assert answer.status_code == 422
    for each in (*said, "&lt;i&gt;某法院&lt;/i&gt;" * 50, "（2026）民初1号"):
        assert each in answer.text
    assert f'href="/certificates/{NUMBER}?lang=' in answer.text


def test_the_api_names_the_fault_in_both_languages(client: TestClient) -> None:
    answer = client.post("/v1/verdicts:sign", json={"purpose": "pledge"})
    assert answer.json()["fields"]["faults"] == [
        {"where": "body.number", "fault": "Field required", "zh": "必填"}
    ]


def test_a_persons_number_is_not_said_again(client: TestClient) -> None:
    told = {"requester": f"某法院 {OWN_NUMBER}", "case_ref": "（2026）民初1号", "purpose": "x"}
    answer = client.post(FORM, data=told)
    assert OWN_NUMBER[:6] not in answer.text
    assert "某法院 ＊＊＊" in answer.text
    assert "（2026）民初1号" in answer.text


def test_a_session_that_ends_in_the_middle_of_a_form_takes_nothing_away(client: TestClient) -> None:
    told = {"number": NUMBER, "document": "某合同的摘要", "mark": "ab" * 32}
    answer = client.post("/proposals/pledge", data=told)
    assert answer.status_code == 401
    assert "某合同的摘要" in answer.text
    assert "ab" * 32 not in answer.text
    assert 'href="/sign-in?to=%2Fproposals"' in answer.text
    foreign = client.post("/proposals/pledge", data=told, headers={"sec-fetch-site": "cross-site"})
    assert (foreign.status_code, "某合同的摘要" in foreign.text) == (403, False)
    nothing = client.post("/desk/371/acts/" + "ab" * 32 + "/relay", data={"mark": "ab" * 32})
    assert (nothing.status_code, nothing.headers["location"]) == (
        303,
        "/sign-in?to=" + "/desk/371/acts/".replace("/", "%2F") + "ab" * 32,
    )


@pytest.mark.parametrize(
    "place", ["//evil.example", "/\\evil.example", "/\t/evil.example", "/\r/e"]
)
def test_signing_in_leads_to_no_other_site(client: TestClient, place: str) -> None:
    page = client.get("/sign-in", params={"to": place}).text
    assert 'name="to" value="/desk"' in page


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/packages/check", "text/html"), ("/v1/records:check", "application/problem")],
)
def test_what_is_too_large_is_refused_as_a_page_or_as_a_document(
    client: TestClient, path: str, kind: str
) -> None:
    sent = {"content-length": str(2**30), "cookie": "lang=zh"}
    answer = client.post(path, content=b"", headers=sent)
    assert answer.status_code == 413
    assert answer.headers["content-type"].startswith(kind)
    assert ("最多 64 MiB" in answer.text) is (kind == "text/html")


@pytest.mark.parametrize(
    ("path", "headers", "kind"),
    [
        ("/v1/certificates/SJ1/proof", {"sec-fetch-mode": "navigate"}, "text/html"),
        ("/v1/certificates/SJ1/proof", {"sec-fetch-mode": "cors"}, "application/problem"),
        ("/v1/certificates/SJ1/proof", {"accept": "text/html"}, "application/problem"),
        ("/v1/sessions", {"sec-fetch-mode": "navigate"}, "application/problem"),
    ],
)
def test_who_followed_a_link_to_a_file_reads_on_a_page_why_there_is_none(
    client: TestClient, path: str, headers: dict[str, str], kind: str
) -> None:
    answer = client.get(path, headers=headers)
    assert answer.status_code in (400, 401)
    assert answer.headers["content-type"].startswith(kind)


def test_who_asks_too_often_is_told_on_a_page(tmp_path: Path) -> None:
    told = {"DATADEED_HOME": str(tmp_path), "DATADEED_READS_PER_MINUTE": "1"}
    client = TestClient(create_app(Settings.read(told)))
    assert client.get("/fingerprint").status_code == 200
    refused = client.get("/fingerprint")
    assert refused.status_code == 429
    assert f"{refused.headers['retry-after']} 秒后再试" in refused.text
    assert client.get("/v1/openapi.json").headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/fingerprint", "/sign-in", "/v1/openapi.json", "/nowhere"])
def test_head_answers_what_get_answers_without_its_body(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers == got.headers


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", "GET, HEAD"),
        ("/sign-in", "GET, HEAD, POST"),
        ("/verdicts/sign", "POST"),
        ("/static/datadeed.css", "GET, HEAD"),
        (f"/v1/evidence-requests/{'ab' * 16}/package", "GET"),
        ("/desk/371", "GET"),
        ("/v1/desk/371/log", "GET"),
        (f"/financing/{'ab' * 32}", "GET, POST"),
    ],
)
def test_a_method_that_is_not_known_hears_which_are(
    client: TestClient, path: str, allowed: str
) -> None:
    answer = client.request("PATCH", path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


@pytest.mark.parametrize(
    ("path", "headers", "caching"),
    [
        ("/fingerprint", {}, "no-cache"),
        ("/static/apply.js", {}, "no-cache"),
        ("/v1/openapi.json", {}, "no-cache"),
        ("/fingerprint", {"cookie": "lang=en; session=abc"}, "no-store"),
        ("/fingerprint", {"cookie": "__Host-session=abc"}, "no-store"),
        ("/v1/openapi.json", {"authorization": "Bearer abc"}, "no-store"),
    ],
)
def test_nothing_is_taken_from_a_cache_and_nothing_personal_kept_in_one(
    client: TestClient, path: str, headers: dict[str, str], caching: str
) -> None:
    assert client.get(path, headers=headers).headers.get_list("cache-control") == [caching]


@pytest.mark.parametrize(
    ("accept", "caching"), [("text/html", "private, no-cache"), ("application/json", "no-store")]
)
def test_the_way_back_to_a_form_that_was_sent_stays_open(
    client: TestClient, accept: str, caching: str
) -> None:
    known = {"cookie": "session=abc", "accept": accept}
    answer = client.post("/sign-out", headers=known, data={})
    assert (answer.status_code, answer.headers["cache-control"]) == (422, caching)


def test_a_file_of_the_site_is_sent_once(client: TestClient) -> None:
    found = client.get("/static/apply.js")
    again = client.get("/static/apply.js", headers={"if-none-match": found.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def said(node: ast.expr) -> str:
    """A text of the source; what is put into it while it runs is a 9."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(str(each.value) if isinstance(each, ast.Constant) else "9" for each in parts)


def entries() -> Iterator[tuple[str, str]]:
    """The fields and needs that forms and their rules name in their source."""
    texts = (ast.Constant, ast.JoinedStr)
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Tuple) and len(node.elts) == 3:
                # a row of checks: the field, what it needs, whether that holds
                *given, holds = node.elts
                if isinstance(given[1], texts) and not isinstance(holds, ast.Constant):
                    yield said(given[0]), said(given[1])
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ("EntryUnclear", "FinancingEntryWrong"):
                yield said(node.args[0]), said(node.args[1])
            elif name in ("PydanticCustomError", "TermsMalformed"):
                yield "", said(node.args[1])
            elif name in ("octets_of", "fen_of", "ppm_of", "seconds_of"):
                yield said(node.args[0]), ""


def test_every_field_and_every_need_is_said_in_chinese() -> None:
    found = {(member, needs) for member, needs in entries() if re.fullmatch("[a-z_9]*", member)}
    assert len(found) > 40
    assert {member for member, _ in found} - set(MEMBERS) <= {"", "9"}
    found |= {("", need) for need in NEEDS}
    english = {needs for _, needs in found if SAID_IN_ENGLISH.search(needed(needs).zh)}
    assert english == set()


def addresses() -> Iterator[str]:
    """Why nothing is sent to an address, as its rules say it in their source."""
    source = (ROOT / "webhooks" / "target.py").read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "WebhookTargetRefused":
            yield said(node.args[0])


def test_every_reason_why_nothing_is_sent_to_an_address_is_said_in_chinese() -> None:
    found = set(addresses())
    assert len(found) == 6
    assert {each for each in found if SAID_IN_ENGLISH.search(faulted(each).zh)} == set()


@pytest.mark.parametrize(
    ("fault", "zh"),
    [
        (TermsMalformed("terms.record", "32 bytes"), "32 字节"),
        (TermsMalformed("terms", "exactly title, holder"), "恰为下列各项：title, holder"),
        (WebhookTargetRefused("not https"), "须以 https 开头"),
        (FieldInvalid("region", "is not a text"), "必填"),
    ],
)
def test_the_api_says_in_chinese_too_what_is_wrong_with_a_member(fault: Exception, zh: str) -> None:
    answer = problem_response(problem_of(fault), Language.EN, "/")
    assert json.loads(bytes(answer.body))["fields"]["zh"] == zh


def test_a_fault_that_no_rule_words_is_not_said_to_be_chinese() -> None:
    answer = problem_response(problem_of(DocumentUnreadable("a planted fault")), Language.ZH, "/")
    assert json.loads(bytes(answer.body))["fields"] == {"fault": "a planted fault"}


def test_every_field_of_a_page_has_a_name_in_both_languages() -> None:
    found = set()
    for route in (each for router in PAGES for each in router.routes):
        if isinstance(route, APIRoute):
            asked = route.dependant
            for each in (*asked.path_params, *asked.query_params, *asked.body_params):
                found |= set(getattr(each.field_info.annotation, "model_fields", (each.name,)))
    assert len(found) > 60
    assert found <= set(MEMBERS)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (FinancingEntryWrong("due_on", "after 2026-10-14"), "到期日，应为：晚于 2026-10-14"),
        (FinancingSumWrong("REPAID", 100_000, 200_000), "至多 1,000.00 元，所填为 2,000.00 元"),
        (IdMalformed("party", "0x03 and 62 hexadecimal digits"), "当事人，应为：0x03 与其后 62 位"),
    ],
)
def test_a_page_says_what_is_wrong_with_an_entry(fault: Exception, told: str) -> None:
    assert told in shown(fault, Language.ZH)


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x"])
def test_a_form_that_cannot_be_taken_apart_is_no_json(client: TestClient, kind: str) -> None:
    many = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n\r\n' for n in range(1_001)
    )
    answer = client.post("/packages/check", content=many + "--x--", headers={"content-type": kind})
    assert (answer.status_code, "FORM_MALFORMED" in answer.text) == (400, True)


def shown(fault: Exception, language: Language) -> str:
    """A fault above a form."""
    return (
        environment()
        .get_template("parts/form_fault.html")
        .render(
            problem=problem_of(fault),
            language=language,
            say=lambda zh, en: zh if language is Language.ZH else en,
            called=lambda name: MEMBERS[name].text(language),
            needed=lambda said: needed(said).text(language),
        )
    )


@pytest.mark.parametrize("language", list(Language))
def test_a_hidden_field_that_was_changed_is_named_like_any_other(language: Language) -> None:
    """The forms had names for the fields that they show, and failed over any other."""
    told = shown(EntryUnclear("pledge", "64 hexadecimal digits"), language)
    wanted = "质押备注，应为：64 位十六进制数字" if language is Language.ZH else "pledge needs: 64"
    assert wanted in told
