"""The API's reads and the pages over a real mirror of a real node."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import fields, replace

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api import longlist
from api.texts.shown import clock, iso
from api.texts.shown import party as shown_party
from api.texts.words import word
from ledger.domain.acts import Action, Application, PartyKind, RecordRoot, Role, Time
from ledger.indexer.audit import audit
from ledger.indexer.rebuild import forget
from ledger.registrar import application as filing
from notarization.verify.report import Language
from tests.cast import ALL, DAY, WHOLE
from tests.mirrors import now
from tests.site import Site

pytestmark = pytest.mark.node


def test_a_certificate_names_its_block_finality_and_lag(site: Site) -> None:
    found = site.get(f"/v1/certificates/{site.pledgor_number}")
    stamp = found["as_of"]
    head = site.mirror.chain.block(stamp["block"])
    assert stamp["block_hash"] == head.hash.hex()
    assert (stamp["final"], stamp["lag_blocks"], stamp["state"]) == (True, 0, "live")
    assert sum(each["shares"]["oper"] for each in found["holdings"]) == WHOLE
    assert found["pledges"][0]["ppm"] == 400_000
    assert found["orders"][0]["scope"] == "HOLDER"


def test_a_frozen_certificate_is_authentic_and_cannot_be_pledged(site: Site) -> None:
    assert site.verdict(site.frozen_number, "authenticity")["result"] == "VALID"
    found = site.verdict(site.frozen_number, "pledge")
    assert found["result"] == "INVALID"
    assert [each["code"] for each in found["blocks"]] == ["FROZEN"]
    assert site.verdict(site.pledgor_number, "pledge")["result"] == "VALID"


def test_many_verdicts_share_one_block(site: Site) -> None:
    items = [{"number": site.pledgor_number, "purpose": "pledge"}] * 999
    items.append({"number": "SJ3712026019999", "purpose": "pledge"})
    answer = site.client.post("/v1/verdicts", json={"items": items})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert [each["result"] for each in found["items"]] == ["VALID"] * 999 + ["INVALID"]
    assert found["items"][-1]["blocks"][0]["code"] == "NUMBER_UNKNOWN"
    too_many = site.client.post("/v1/verdicts", json={"items": items + items})
    assert (too_many.status_code, too_many.json()["code"]) == (422, "REQUEST_INVALID")


def test_a_long_list_is_told_line_by_line_at_one_block(site: Site) -> None:
    numbers = [site.pledgor_number, site.frozen_number, "SJ3712026019999"] * 300
    told = site.client.post("/v1/verdict-lists", json={"numbers": numbers, "purpose": "pledge"})
    assert told.headers["content-type"].startswith("application/x-ndjson")
    head, *lines, end = map(json.loads, told.text.splitlines())
    assert (head["count"], head["as_of"]["block"]) == (
        900,
        site.get("/v1/status")["as_of"]["block"],
    )
    assert [line["number"] for line in lines] == numbers
    one = site.verdict(site.frozen_number, "pledge")
    assert lines[1] == {name: one[name] for name in lines[1]}
    assert [line["result"] for line in lines] == ["VALID", "INVALID", "INVALID"] * 300
    assert end == {"end": 900, "results": {"VALID": 300, "INVALID": 600}}


def test_certificates_of_one_title_are_told_in_the_lists_order_however_far_apart(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(longlist, "PART", 2)
    both, none = (site.pledgor_number, site.frozen_number), "SJ3712026019999"
    numbers = [both[0], none, both[1], *both[::-1], none, both[1]]
    told = site.client.post("/v1/verdict-lists", json={"numbers": numbers, "purpose": "pledge"})
    _, *lines, end = map(json.loads, told.text.splitlines())
    assert [line["number"] for line in lines] == numbers
    for line in (each for each in lines if each["number"] != none):
        one = site.verdict(line["number"], "pledge")
        assert line == {name: one[name] for name in line}
    assert [line["result"] for line in lines if line["number"] == none] == ["INVALID"] * 2
    assert end["end"] == len(numbers)


def test_a_long_list_may_come_as_a_table_and_is_refused_whole(site: Site) -> None:
    def told(text: str) -> Response:
        files = {"numbers": ("list.csv", text.encode("gb18030"), "text/csv")}
        asked = {"purpose": "pledge"}
        answer: Response = site.client.post("/v1/verdict-lists:csv", files=files, params=asked)
        return answer

    rows = f"凭证编号,备注\n{site.pledgor_number},甲\n{site.frozen_number},乙\n"
    head, *lines, _ = map(json.loads, told(rows).text.splitlines())
    assert (head["purpose"], [each["result"] for each in lines]) == ("pledge", ["VALID", "INVALID"])
    for text, code in (
        (f"{site.pledgor_number}\nnone\n", (400, "NUMBER_MALFORMED")),
        ("", (422, "REQUEST_INVALID")),
        (f"{site.pledgor_number}\n" * 10_001, (422, "REQUEST_INVALID")),
    ):
        refused = told(text)
        assert (refused.status_code, refused.json()["code"]) == code
    many = site.client.post("/v1/verdict-lists", json={"numbers": ["SJ3712026019999"] * 10_001})
    assert (many.status_code, many.json()["code"]) == (422, "REQUEST_INVALID")


def test_an_earlier_moment_knows_nothing_of_what_came_later(site: Site) -> None:
    path = f"/v1/certificates/{site.pledgor_number}"
    history = site.get(path + "/history")["entries"]
    issue = next(each for each in history if each["kind"] == "TitleIssued")
    then = site.get(path, at=str(issue["block"]))
    assert (then["pledges"], then["orders"], then["time"]) == ([], [], issue["time"])
    assert site.get(path)["pledges"] != []
    early = site.client.get(path, params={"at": "2001-01-01"})
    assert (early.status_code, early.json()["code"]) == (404, "SUBJECT_UNKNOWN")
    late = site.client.get(path, params={"at": "2999-01-01T00:00:00Z"})
    assert (late.status_code, late.json()["code"]) == (400, "MOMENT_UNKNOWN")


def test_history_names_who_acted(site: Site) -> None:
    entries = site.get(f"/v1/certificates/{site.pledgor_number}/history")["entries"]
    pledged = next(each for each in entries if each["kind"] == "PledgeRecorded")
    parties = {each["party"] for each in pledged["actors"]}
    cast = site.stage.cast
    assert parties == {cast.registrant.party.hex(), cast.bank.party.hex()}


def test_a_long_history_is_read_page_by_page(site: Site) -> None:
    path = f"/v1/certificates/{site.pledgor_number}/history"
    whole = site.get(path)
    assert (len(whole["entries"]) > 5, whole["next"]) == (True, None)
    entries, found = [], site.get(path, limit="2")
    while True:
        assert len(found["entries"]) <= 2
        entries += found["entries"]
        if found["next"] is None:
            break
        found = site.get(path, limit="2", cursor=found["next"])
    assert entries == whole["entries"]
    assert site.client.get(path, params={"limit": 101}).status_code == 422


def test_pledges_and_other_titles_are_counted_and_read_page_by_page(site: Site) -> None:
    path = f"/certificates/{site.pledgor_number}"
    found = site.get(f"/v1{path}")
    assert (found["pledge_count"], found["other_count"]) == (len(found["pledges"]), 0)
    listed = site.get(f"/v1{path}/pledges", limit="1")
    assert listed["pledges"] == found["pledges"][:1]
    assert listed["total"] == found["pledge_count"]
    assert bool(listed["next"]) == (found["pledge_count"] > 1)
    others = site.get(f"/v1{path}/others")
    assert (others["others"], others["total"], others["next"]) == ([], 0, None)
    for which in ("pledges", "others"):
        assert site.pledgor_number in site.client.get(f"{path}/{which}").text
        bad = site.client.get(f"/v1{path}/{which}", params={"cursor": "zz"})
        assert (bad.status_code, bad.json()["code"]) == (400, "MARK_MALFORMED")
        assert site.client.get(f"{path}/{which}", params={"cursor": "00" * 9}).status_code in (
            {400} if which == "pledges" else {200}
        )


def test_search_finds_by_number_and_party(site: Site) -> None:
    for text in (site.pledgor_number, site.stage.cast.coholder.party.hex()):
        hits = site.get("/v1/certificates", q=text)["hits"]
        assert site.pledgor_number in {number for hit in hits for number in hit["numbers"]}


def test_scenarios_are_found_marked_and_shown_in_both_languages(site: Site) -> None:
    found = site.get("/v1/certificates", q="应急")
    [hit] = [each for each in found["hits"] if site.pledgor_number in each["numbers"]]
    assert hit["scenarios"] == ["金融服务", "应急管理"]
    lit = [each["parts"] for each in hit["highlights"] if each["field"] == "scenario"]
    assert lit == [[{"text": "应急", "hit": True}, {"text": "管理", "hit": False}]]
    path = f"/certificates/{site.pledgor_number}"
    assert site.get(f"/v1{path}")["scenarios"] == ["金融服务", "应急管理"]
    assert "应用场景：金融服务、应急管理" in site.client.get(path).text
    english = site.client.get(path, params={"lang": "en"}).text
    assert "Scenarios: Financial services, Emergency management" in english
    assert "<mark>应急</mark>管理" in site.client.get("/", params={"q": "应急"}).text


def test_search_counts_narrows_and_marks(site: Site) -> None:
    every = site.get("/v1/certificates")
    assert every["total"] == {"number": len(every["hits"]), "more": False}
    counted = {each["value"]: each["number"] for each in every["facets"]["status"]}
    live = site.get("/v1/certificates", status="LIVE")
    assert live["total"]["number"] == counted["LIVE"]
    assert {hit["status"] for hit in live["hits"]} == {"LIVE"}
    [hit] = site.get("/v1/certificates", q=site.pledgor_number.lower())["hits"]
    parts = next(each["parts"] for each in hit["highlights"] if each["field"] == "number")
    assert {"text": site.pledgor_number, "hit": True} in parts


def test_the_search_page_narrows_without_a_script_and_escapes_what_was_asked(site: Site) -> None:
    page = site.client.get("/", params={"q": "水温", "status": "LIVE", "lang": "en"}).text
    assert 'aria-current="true"' in page
    assert 'name="status" value="LIVE"' in page
    assert "Clear all" in page
    nothing = site.client.get("/", params={"q": "<script>鯨", "lang": "zh"}).text
    assert "没有找到" in nothing
    assert "<script>" not in nothing
    assert site.client.get("/", params={"q": "水温", "cursor": "zz"}).status_code == 400


def test_a_party_and_an_application_are_told(site: Site) -> None:
    party = site.stage.cast.registrant.party.hex()
    found = site.get(f"/v1/parties/{party}")
    assert found["kind"] == "ENTERPRISE"
    assert site.pledgor_number in {each["number"] for each in found["titles"]}
    application = site.get(f"/v1/applications/{site.issued.application.hex()}")
    assert application["application"]["state"] == "CERTIFIED"
    assert site.get("/v1/applications", state="CERTIFIED")["applications"]
    steps = application["steps"]
    assert [each["action"] for each in steps] == [
        "ACCEPT",
        "ASSIGN",
        "PUBLISH",
        "CLOSE_NOTICE",
        "DEPOSIT",
        "CERTIFY",
    ]
    assert [each["seq"] for each in steps] == [2, 3, 4, 5, 6, 7]
    published, issued = steps[2], steps[5]
    assert published["due"] == application["application"]["notice_due"]
    assert issued["time"] == application["application"]["changed"]
    page = site.client.get(f"/applications/{site.issued.application.hex()}").text
    page = page.partition('<ol class="time">')[2]
    assert page.index("公示") < page.index("汇交备案") < page.index("核发凭证")


def test_what_was_corrected_and_supplemented_is_among_the_steps(site: Site) -> None:
    stage, holder = site.stage, site.stage.enrolled()
    filed, content = stage.filed({holder: ALL})
    clerk = stage.cast.acceptance.signs(Role.ACCEPTANCE)
    examiner = stage.cast.examiner.signs(Role.EXAMINER)

    def corrected(before: Application) -> Application:
        due = Time(stage.register.time() + 20 * DAY)
        better = replace(before, record=RecordRoot(secrets.token_bytes(32)), due=due)
        terms = filing.correction(stage.register, filed, better)
        filing.correct(stage.register, terms, before, [holder.signs()])
        return terms

    stage.step((filed, content), Action.ASK_CORRECTION, clerk, due=10 * DAY)
    content = corrected(content)
    stage.step((filed, content), Action.ASSIGN, examiner, due=20 * DAY)
    stage.step((filed, content), Action.ASK_SUPPLEMENT, examiner, due=20 * DAY)
    corrected(content)
    site.mirror.catch_up()
    steps = site.get(f"/v1/applications/{filed.hex()}")["steps"]
    actions = ["ASK_CORRECTION", "CORRECT", "ASSIGN", "ASK_SUPPLEMENT", "SUPPLY"]
    assert [each["action"] for each in steps] == actions
    assert all(each["due"] for each in steps)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/certificates/SJ1", 400, "NUMBER_MALFORMED"),
        ("/v1/certificates/SJ9912026010001", 404, "NUMBER_UNKNOWN"),
        ("/v1/verdicts?number=SJ9912026010001", 404, "NUMBER_UNKNOWN"),
        ("/v1/verdicts?number=SJ9912026010001&purpose=war", 422, "REQUEST_INVALID"),
        ("/v1/parties/03ab", 400, "ID_MALFORMED"),
        (f"/v1/parties/03{'0' * 62}", 404, "SUBJECT_UNKNOWN"),
        ("/v1/certificates?q=%20", 400, "SEARCH_EMPTY"),
        ("/v1/certificates?q=x&cursor=zz", 400, "MARK_MALFORMED"),
        ("/v1/certificates?region=99", 400, "FACET_UNKNOWN"),
        ("/v1/certificates?sort=best", 422, "REQUEST_INVALID"),
        ("/v1/evidence-packages/zz", 404, "PACKAGE_UNKNOWN"),
        ("/v1/nothing", 404, "NOT_FOUND"),
    ],
)
def test_a_bad_question_is_a_problem(site: Site, path: str, status: int, code: str) -> None:
    answer = site.client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    titles = answer.json()["titles"]
    assert titles["zh"] != titles["en"]


def test_malformed_json_is_400(site: Site) -> None:
    head = {"content-type": "application/json"}
    answer = site.client.post("/v1/verdicts", content=b'{"items": [', headers=head)
    assert (answer.status_code, answer.json()["code"]) == (400, "JSON_MALFORMED")


def test_a_large_body_is_refused_before_it_is_read(site: Site) -> None:
    read = 0

    def body() -> Iterator[bytes]:
        nonlocal read
        for _ in range(100):
            read += 1
            yield bytes(2**20)

    answer = site.client.post("/v1/verdicts", content=body())
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")
    announced = {"content-length": str(100 * 2**20)}
    answer = site.client.post("/v1/verdicts", content=b"{}", headers=announced)
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/", "/notices", "/verdicts", "/packages/check", "/status"])
def test_pages_speak_both_languages(site: Site, path: str) -> None:
    with_cookie = TestClient(site.client.app)
    assert '<html lang="zh-CN">' in with_cookie.get(path).text
    english = with_cookie.get(path, params={"lang": "en"})
    assert '<html lang="en">' in english.text
    assert '<html lang="en">' in with_cookie.get(path).text
    policy = english.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "<script" not in english.text
    assert " style=" not in english.text


def test_the_certificate_page_shows_shares_burdens_and_limits(site: Site) -> None:
    text = site.client.get(f"/certificates/{site.frozen_number}").text
    for words in (
        "登记不等于",
        "70%",
        "30%",
        "海蓝渔业数据（山东）有限公司",
        "质押备注",
        "司法查封",
        "截至区块",
        "已终局",
    ):
        assert words in text
    assert text.count("<rect") >= 5


@pytest.mark.parametrize("language", list(Language))
def test_a_party_that_nothing_public_names_is_shown_by_its_kind_and_never_by_a_bare_id(
    site: Site, language: Language
) -> None:
    cast = site.stage.cast
    bank, court = short(cast.bank.party), short(cast.court.party)
    pages = [f"/certificates/{site.frozen_number}"]
    pages += [f"/verdicts?number={site.pledgor_number}&purpose=pledge"]
    pages += [f"/verdicts?number={site.frozen_number}&purpose=trade", "/?q=SJ"]
    client = TestClient(site.client.app)
    client.get("/", params={"lang": language.value})  # which the cookie keeps
    texts = [client.get(path).text for path in pages]
    assert f"{word(PartyKind.FINANCIAL_INSTITUTION, language)} {bank}" in texts[0]
    assert f"{word(PartyKind.COURT, language)} {court}" in texts[0]
    assert f"{word(PartyKind.FINANCIAL_INSTITUTION, language)} {bank}" in texts[1]
    assert f"{word(PartyKind.COURT, language)} {court}" in texts[2]
    kinds = [word(kind, language) for kind in PartyKind if kind]
    players = [getattr(cast, each.name) for each in fields(cast)]
    shown = 0
    for text in texts:
        for player in players:
            for before in text.split(short(player.party))[:-1]:
                shown += 1
                named = before.endswith('<span class="mono soft">')  # the id below a name
                assert named or before.endswith(tuple(kind + " " for kind in kinds)), before[-60:]
    assert shown > 10


def short(party: bytes) -> str:
    return shown_party(party.hex())


def test_the_api_tells_a_partys_kind_and_says_it_in_its_sentences(site: Site) -> None:
    found = site.get(f"/v1/certificates/{site.frozen_number}")
    (pledge, *_), (order, *_) = found["pledges"], found["orders"]
    assert (pledge["pledgee"]["name"], pledge["pledgee"]["kind"]) == ("", "FINANCIAL_INSTITUTION")
    assert order["court"]["kind"] == "COURT"
    assert found["holder"]["kind"] == "ENTERPRISE"
    verdict = site.verdict(site.pledgor_number, "pledge")
    findings = [*verdict["facts"], *verdict["warnings"]]
    said = next(each for each in findings if each["code"] == "PLEDGE")
    bank = short(site.stage.cast.bank.party)
    assert f"金融机构 {bank}" in said["zh"]
    assert f"Financial institution {bank}" in said["en"]


def test_the_verdict_page_tells_the_answers_apart(site: Site) -> None:
    path = f"/verdicts?number={site.frozen_number}&purpose="
    assert "不通过 INVALID" in site.client.get(path + "pledge").text
    assert "通过 VALID" in site.client.get(path + "authenticity").text


def gauges(site: Site) -> dict[str, float]:
    lines = site.client.get("/metrics").text.splitlines()
    told = (each.rsplit(" ", 1) for each in lines if not each.startswith("#"))
    return {name: float(value) for name, value in told}


def test_page_api_and_metrics_say_the_same_of_the_mirror(site: Site) -> None:
    audit(site.mirror.engine, site.mirror.chain, clock=now)
    found = site.get("/v1/status")
    shown = {
        name: value
        for name, value in gauges(site).items()
        if name.startswith("datadeed_") and "{" not in name
    }
    stamp, checked = found["as_of"], found["audit"]
    assert stamp["block"] > 20
    assert shown["datadeed_chain_head_block"] == stamp["chain_head"]
    assert shown["datadeed_mirror_block"] == stamp["block"]
    assert shown["datadeed_final_block"] == found["final_block"]
    assert shown["datadeed_mirror_lag_blocks"] == stamp["lag_blocks"]
    assert shown["datadeed_orphaned_acts"] == found["orphaned"]
    assert shown["datadeed_unknown_dossiers"] == found["unknown"]
    assert shown["datadeed_audit_block"] == checked["block"]
    assert shown["datadeed_audit_mismatches"] == checked["mismatches"] == 0
    assert iso(int(shown["datadeed_audit_seconds"])) == checked["checked"]
    assert shown["datadeed_mirror_stopped"] == 0
    forget(site.mirror.engine)
    site.mirror.catch_up()
    made_anew = gauges(site)
    told = ("block", "seconds", "mismatches")
    assert [made_anew[f"datadeed_audit_{each}"] for each in told] == [0, 0, 0]
    audit(site.mirror.engine, site.mirror.chain, clock=now)
    checked = site.get("/v1/status")["audit"]
    page = site.client.get("/status?lang=en").text
    for value in (stamp["chain_head"], found["final_block"], found["dossiers"]):
        assert f">{value}</dd>" in page
    assert f"block {checked['block']} · {clock(checked['checked'])}" in page
