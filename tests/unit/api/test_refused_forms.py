"""What people see whose form is refused: a page that names the fields, with what they typed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

import api
from api.app import create_app
from api.pages.render import environment
from api.problems import EntryUnclear, problem_of
from api.texts.entering import MEMBERS, needed
from ledger.settings import Settings
from notarization.verify.report import Language
from tests.factories import OWN_NUMBER
from tests.site import UNHURRIED

NUMBER = "SJ3712026100002"
FORM = f"/certificates/{NUMBER}/package"
ROOMS = ("pages", "proposals", "desk")
# an example, or names that stand in acts: the same in both languages
SAME = re.compile(r"[\dA-Z_a-z .:,–%T-]*")
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


def test_who_asks_too_often_is_told_on_a_page(tmp_path: Path) -> None:
    told = {"DATADEED_HOME": str(tmp_path), "DATADEED_READS_PER_MINUTE": "1"}
    client = TestClient(create_app(Settings.read(told)))
    assert client.get("/fingerprint").status_code == 200
    refused = client.get("/fingerprint")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert "60 秒后再试" in refused.text
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


def test_a_file_of_the_site_is_sent_once(client: TestClient) -> None:
    found = client.get("/static/apply.js")
    again = client.get("/static/apply.js", headers={"if-none-match": found.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def entries() -> Iterator[tuple[str, str]]:
    """The fields and needs that the rooms of forms name in their source."""
    for room in ROOMS:
        for path in (Path(api.__file__).parent / room).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                called = node.func if isinstance(node, ast.Call) else None
                name = getattr(called, "id", getattr(called, "attr", ""))
                given: list[Any] = list(node.args[:2]) if isinstance(node, ast.Call) else []
                texts = (ast.Constant, ast.JoinedStr)
                if (
                    isinstance(node, ast.Tuple)
                    and len(node.elts) == 3
                    and isinstance(node.elts[1], texts)
                    and not isinstance(node.elts[2], ast.Constant)
                ):
                    # a row of checks: the field, what it needs, whether that holds
                    name, given = "EntryUnclear", node.elts[:2]
                if name in ("EntryUnclear", "octets_of", "fen_of", "ppm_of", "seconds_of"):
                    told = [each.value if isinstance(each, ast.Constant) else "" for each in given]
                    yield str(told[0]), str(told[1]) if name == "EntryUnclear" else ""


def test_every_field_and_every_need_is_said_in_chinese() -> None:
    found = {(member, needs) for member, needs in entries() if re.fullmatch("[a-z_]*", member)}
    assert len(found) > 40
    assert {member for member, _ in found} - set(MEMBERS) <= {""}
    english = {needs for _, needs in found if SAID_IN_ENGLISH.search(needed(needs).zh)}
    assert english == set()


@pytest.mark.parametrize("language", list(Language))
def test_a_hidden_field_that_was_changed_is_named_like_any_other(language: Language) -> None:
    """The forms had names for the fields that they show, and failed over any other."""
    problem = problem_of(EntryUnclear("pledge", "64 hexadecimal digits"))
    told = (
        environment()
        .get_template("parts/form_fault.html")
        .render(
            problem=problem,
            language=language,
            say=lambda zh, en: zh if language is Language.ZH else en,
            called=lambda name: MEMBERS[name].text(language),
            needed=lambda said: needed(said).text(language),
        )
    )
    wanted = "质押备注，应为：64 位十六进制数字" if language is Language.ZH else "pledge needs: 64"
    assert wanted in told
