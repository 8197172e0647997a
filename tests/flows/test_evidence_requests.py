"""Packages asked for by case: made behind the answer, fetched with their custody, or locked."""

import json
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from api import evidence_requests
from api.cli import run
from api.evidence import Request
from api.evidence_requests import MOST_FETCHED, PATIENCE, State
from api.forum import Forum
from api.problems import title_of
from api.wiring import Wiring
from ledger.chain.client import Web3Chain
from ledger.domain.commitment_errors import FieldUnknown
from ledger.domain.numbers import parse_number
from ledger.domain.verdict import Purpose
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import evidence as store
from ledger.store.repositories.rows import find
from ledger.store.tables.evidence import EvidenceRequestRow
from notarization.custody import kept
from notarization.trust_file import trust_from
from notarization.verify.container import read_container
from notarization.verify.custody import Handling, HandOver
from notarization.verify.digests import sha256, sm3
from notarization.verify.report import Grade, Report
from tests.cast import REGISTRY
from tests.packages.both import verify
from tests.sessions import held, opened, refused
from tests.site import Site, environment_of

pytestmark = pytest.mark.node
REQUESTS = "/v1/evidence-requests"
DESK = f"/v1/desk/{REGISTRY}/evidence-requests"
APPROVAL = {"approval": "司协外〔2026〕7号", "authority": "主管机关（演示）"}
COURT = "青岛某区法院"
LATER = "2099-01-01T00:00:00+08:00"


def ask(site: Site, **told: Any) -> str:
    """A request that must be taken; its id."""
    body = {"number": site.pledgor_number, "requester": COURT, "case_ref": "（2026）民初1号"}
    answer = site.client.post(REQUESTS, json={**body, **told})
    assert answer.status_code == 202, answer.text
    found: str = answer.json()["id"]
    return found


def ask_later(site: Site) -> bytes:
    """A request whose making has not begun; its id."""
    asked = Request(parse_number(site.pledgor_number), Purpose.DISPUTE, COURT, "（2026）民初2号")
    return evidence_requests.ask(wiring_of(site), asked, Forum.DOMESTIC)


def state(site: Site, key: str) -> tuple[str, str]:
    found = site.get(f"{REQUESTS}/{key}")
    return found["state"], found["code"]


def package(site: Site, key: str) -> bytes:
    answer = site.client.get(f"{REQUESTS}/{key}/package")
    assert answer.status_code == 200, answer.text
    content: bytes = answer.content
    return content


def report_of(site: Site, key: str) -> Report:
    block = site.get(f"{REQUESTS}/{key}")["block"]
    chain = Web3Chain(site.stage.node.url)
    return verify(package(site, key), trust_from(chain, site.stage.register.profile, block))


def wiring_of(site: Site) -> Wiring:
    app: Any = site.client.app
    found: Wiring = app.state.wiring
    return found


def token(site: Site, who: Any) -> dict[str, str]:
    return held(opened(site, who.key)["token"])


def test_a_package_is_made_behind_the_answer_and_handed_over(site: Site) -> None:
    key = ask(site)
    assert state(site, key) == ("made", "")
    report = report_of(site, key)
    assert report.grade is Grade.VERIFIED
    assert "NO_CUSTODY" not in {check.code for check in report.checks}
    told = site.get(f"{REQUESTS}/{key}")
    [path] = wiring_of(site).settings.packages.glob(f"by-case/{told['sha256']}/*")
    assert path.stat().st_mode & 0o777 == 0o600
    made = path.read_bytes()
    assert (told["sha256"], told["sm3"]) == (sha256(made).hex(), sm3(made).hex())
    assert told["sm3"] in site.client.get(f"/evidence-requests/{key}").text
    lines = kept(package(site, key))
    assert [each.kind for each in lines] == ["made", "handed_over", "handed_over"]
    assert {each.taker for each in lines[1:]} == {COURT}
    told = site.get(f"{REQUESTS}/{key}")["custody"]
    assert [each["taker"] for each in told] == [each.taker for each in lines]


def test_a_package_is_handed_over_so_often_as_its_log_takes(site: Site) -> None:
    wiring, key = wiring_of(site), ask(site)
    package(site, key)
    with unit_of_work(wiring.engine, silent=True) as work:
        fetched = store.custody(work, bytes.fromhex(key))[-1]
        for entry in range(2, MOST_FETCHED):
            store.enter(work, replace(fetched, entry=entry))
    assert len(kept(package(site, key))) == MOST_FETCHED + 1
    once_more = site.client.get(f"{REQUESTS}/{key}/package")
    assert refused(once_more) == (409, "EVIDENCE_HANDED_OVER")


def test_no_other_door_hands_a_package_over_without_a_line(site: Site) -> None:
    key = ask(site)
    digest = site.get(f"{REQUESTS}/{key}")["sha256"]
    beside = site.client.get(f"/v1/evidence-packages/{digest}")
    assert refused(beside) == (404, "PACKAGE_UNKNOWN")
    assert [each["kind"] for each in site.get(f"{REQUESTS}/{key}")["custody"]] == ["made"]


def test_a_package_of_an_earlier_version_is_still_handed_over(site: Site) -> None:
    key = ask(site)
    digest = site.get(f"{REQUESTS}/{key}")["sha256"]
    packages = wiring_of(site).settings.packages
    (packages / "requested").mkdir(exist_ok=True)
    (packages / "by-case" / digest).rename(packages / "requested" / digest)
    assert kept(package(site, key))


def test_a_bare_head_is_no_hand_over(site: Site) -> None:
    key = ask(site)
    assert site.client.head(f"{REQUESTS}/{key}/package").status_code == 405
    assert [each["kind"] for each in site.get(f"{REQUESTS}/{key}")["custody"]] == ["made"]


def test_a_package_speaks_of_the_moment_that_was_asked_about(site: Site) -> None:
    then = site.get("/v1/status")["as_of"]["time"]
    key = ask(site, at=then, purpose="pledge", open=[])
    told = site.get(f"{REQUESTS}/{key}")
    assert (told["at"], told["open"], told["state"]) == (then, [], "made")
    cover = json.loads(read_container(package(site, key))["cover.json"])
    moment = int(datetime.fromisoformat(then).timestamp())
    assert (cover["asOf"], cover["caseRef"]) == (moment, told["case_ref"])


@pytest.mark.parametrize("forum", ["domestic", "foreign"])
def test_a_moment_to_come_is_refused_before_anything_is_kept(site: Site, forum: str) -> None:
    body = {"number": site.pledgor_number, "requester": COURT, "case_ref": "将来", "forum": forum}
    answer = site.client.post(REQUESTS, json={**body, "at": LATER})
    assert refused(answer) == (400, "MOMENT_UNKNOWN")
    assert answer.json()["fields"] == {"at": "2098-12-31T16:00:00Z"}
    place = f"/certificates/{site.pledgor_number}/evidence"
    shown = site.client.post(place, data={**body, "at": LATER[:16]})
    assert (shown.status_code, "MOMENT_UNKNOWN" in shown.text) == (400, True)
    with read_session(wiring_of(site).engine, now=0) as session:
        rows = find(session, EvidenceRequestRow)
    assert "将来" not in {each.case_ref for each in rows}


def test_a_moment_that_is_not_final_yet_waits_until_it_is(site: Site) -> None:
    wiring = wiring_of(site)
    key = ask(site)
    with unit_of_work(wiring.engine, silent=True) as work:
        row = store.request(work, bytes.fromhex(key))
        assert row is not None
        moment = wiring.clock() + 3_600
        store.keep(work, replace(row, state=State.WAITING, at=moment))
    state(site, key)  # a look takes it up
    assert state(site, key) == ("waiting", "MOMENT_UNKNOWN")


def test_what_was_not_published_is_not_opened(site: Site) -> None:
    assert state(site, ask(site, open=["contacts"])) == ("refused", "FIELD_UNKNOWN")


def test_a_request_for_a_court_abroad_is_locked_until_it_is_approved(site: Site) -> None:
    cast = site.stage.cast
    assert state(site, ask(site))[0] == "made"
    key = ask(site, forum="foreign")
    assert state(site, key) == ("locked", "")
    evidence_requests.run(wiring_of(site), bytes.fromhex(key))
    locked = site.client.get(f"{REQUESTS}/{key}/package")
    assert refused(locked) == (409, "EVIDENCE_REQUEST_LOCKED")
    path = f"{DESK}/{key}:approve"
    for who, answered in (
        (cast.bank, (404, "NOT_FOUND")),
        (cast.acceptance, (403, "REVIEWERS_ONLY")),
    ):
        answer = site.client.post(path, json=APPROVAL, headers=token(site, who))
        assert refused(answer) == answered
    assert refused(site.client.post(path, json=APPROVAL)) == (401, "SESSION_MISSING")
    assert state(site, key) == ("locked", "")

    reviewer = token(site, cast.reviewer)
    listed = site.client.get(DESK, headers=reviewer).json()["requests"]
    assert key in {each["id"] for each in listed}
    answer = site.client.post(path, json=APPROVAL, headers=reviewer)
    assert answer.status_code == 200, answer.text
    assert state(site, key) == ("made", "")
    paper = json.loads(read_container(package(site, key))["registry/export-approval.json"])
    assert (paper["approval"], paper["authority"]) == tuple(APPROVAL.values())
    again = site.client.post(path, json=APPROVAL, headers=reviewer)
    assert refused(again) == (409, "EVIDENCE_REQUEST_NOT_LOCKED")


def test_a_making_that_did_not_end_is_taken_up_again(site: Site) -> None:
    wiring = wiring_of(site)
    key, time = ask(site), wiring.clock()
    # the last as under a clock that was ahead
    ages = ((0, "making"), (PATIENCE, "made"), (-1_000_000, "made"))
    for begun, found in ((time - age, state) for age, state in ages):
        with unit_of_work(wiring.engine, silent=True) as work:
            row = store.request(work, bytes.fromhex(key))
            assert row is not None
            store.keep(work, replace(row, state=State.MAKING, begun=begun))
        state(site, key)  # a look takes it up
        assert state(site, key)[0] == found


def test_a_making_that_another_has_overtaken_changes_nothing_of_what_was_handed_over(
    site: Site,
) -> None:
    wiring = wiring_of(site)
    key = ask_later(site)
    handed: list[tuple[EvidenceRequestRow, tuple[HandOver, ...]]] = []

    def slow() -> int:
        """A clock that stands still for two minutes while the first one is making."""
        wiring.clock = lambda: wall + PATIENCE
        evidence_requests.run(wiring, key)
        package(site, key.hex())
        looked = evidence_requests.look(wiring, key)
        handed.append((looked.row, looked.custody))
        wiring.clock = lambda: wall + 2 * PATIENCE
        return wall

    clock, wall = wiring.clock, wiring.clock()
    # looked at, begun, and then
    looks = iter((lambda: wall, lambda: wall, slow))

    def ticking() -> int:
        return next(looks, lambda: wall + 2 * PATIENCE)()

    try:
        wiring.clock = ticking
        evidence_requests.run(wiring, key)
    finally:
        wiring.clock = clock
    looked = evidence_requests.look(wiring, key)
    [told] = handed
    assert told[0].state == State.MADE
    assert (looked.row, looked.custody) == told
    assert [each.kind for each in kept(package(site, key.hex()))] == [
        Handling.MADE,
        Handling.HANDED_OVER,
        Handling.HANDED_OVER,
    ]


def test_a_node_that_does_not_answer_is_asked_again(site: Site) -> None:
    wiring = wiring_of(site)
    before = wiring.settings
    wiring.settings = replace(before, rpc_url="http://127.0.0.1:1")
    key = ask(site)
    assert state(site, key) == ("waiting", "NODE_UNREACHABLE")
    answer = site.client.get(f"{REQUESTS}/{key}/package")
    assert refused(answer) == (409, "EVIDENCE_NOT_MADE")
    wiring.settings = before
    state(site, key)
    assert state(site, key) == ("made", "")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"{REQUESTS}/{'ab' * 16}", 404, "EVIDENCE_REQUEST_UNKNOWN"),
        (f"{REQUESTS}/{'ab' * 16}/package", 404, "EVIDENCE_REQUEST_UNKNOWN"),
        (f"{REQUESTS}/zz", 422, "REQUEST_INVALID"),
    ],
)
def test_an_id_that_is_none_is_refused(site: Site, path: str, status: int, code: str) -> None:
    assert refused(site.client.get(path)) == (status, code)


def test_a_request_names_who_asks_and_for_which_case(site: Site) -> None:
    body = {"number": site.pledgor_number, "requester": " ", "case_ref": "1"}
    assert refused(site.client.post(REQUESTS, json=body)) == (422, "REQUEST_INVALID")
    body = {"number": "SJ3712024039999", "requester": COURT, "case_ref": "1"}
    assert refused(site.client.post(REQUESTS, json=body)) == (404, "NUMBER_UNKNOWN")


def test_the_pages_lead_from_the_certificate_to_the_package(site: Site) -> None:
    place = f"/certificates/{site.pledgor_number}/evidence"
    assert place in site.client.get(f"/certificates/{site.pledgor_number}").text
    assert "第三十六条" in site.client.get(place).text
    told = {"requester": COURT, "case_ref": "1", "at": "", "open": "none", "forum": "domestic"}
    shown = site.client.post(place, data=told)
    assert "离线核验通过" in shown.text
    key = shown.url.path.rpartition("/")[2]
    assert f"{REQUESTS}/{key}/package" in shown.text
    package(site, key)
    assert f"→ {COURT}" in site.client.get(f"/evidence-requests/{key}").text


def test_a_form_that_was_sent_twice_is_one_request_and_what_is_asked_anew_another(
    site: Site,
) -> None:
    """A reviewer saw two, and approved the one whose address nobody had any more."""
    place = f"/certificates/{site.pledgor_number}/evidence"
    told = {"requester": "Court of Elsewhere", "case_ref": "twice", "forum": "foreign"}

    def asked(form: Any, **other: str) -> str:
        (mark,) = re.findall(r'name="mark" value="([0-9a-f]{64})"', form.text)
        assert form.headers["cache-control"] == "no-store"
        shown = site.client.post(place, data={**told, **other, "mark": mark})
        assert shown.status_code == 200, shown.text
        return str(shown.url.path.rpartition("/")[2])

    first, second = (site.client.get(place) for _ in "12")
    key = asked(first)
    assert asked(first) == key
    assert len({key, asked(first, case_ref="another"), asked(second)}) == 3
    with read_session(wiring_of(site).engine, now=0) as session:
        rows = find(session, EvidenceRequestRow)
    assert [each.case_ref for each in rows].count("twice") == 2


def test_a_request_that_cannot_be_met_says_why_in_words_and_is_kept_by_no_browser(
    site: Site,
) -> None:
    key = ask(site, open=["contacts"])
    assert state(site, key) == ("refused", "FIELD_UNKNOWN")
    for language, said in (
        ("zh", title_of(FieldUnknown).zh),
        ("en", title_of(FieldUnknown).en),
    ):
        page = site.client.get(f"/evidence-requests/{key}", params={"lang": language})
        assert said in page.text
        assert page.headers["cache-control"] == "no-store"
    site.client.cookies.clear()


def test_the_desks_page_unlocks_what_it_is_approved_for(site: Site) -> None:
    place = f"/certificates/{site.pledgor_number}/evidence"
    told = {"requester": "Court of Elsewhere", "case_ref": "1", "forum": "foreign"}
    shown = site.client.post(place, data=told)
    key = shown.url.path.rpartition("/")[2]
    assert "已锁定" in shown.text
    client = site.client
    client.cookies.set("session", opened(site, site.stage.cast.reviewer.key)["token"])
    try:
        desk = client.get(f"/desk/{REGISTRY}/evidence-requests").text
        (mark, *_) = re.findall(r'name="mark" value="([^"]+)"', desk)
        form = f"/desk/{REGISTRY}/evidence-requests/{key}/approval"
        assert form in desk
        shown = client.post(form, data={**APPROVAL, "mark": mark})
        twice = client.post(form, data={**APPROVAL, "mark": mark})
        other = client.post(form, data={**APPROVAL, "approval": "另一号", "mark": mark})
    finally:
        client.cookies.clear()
    assert APPROVAL["approval"] in shown.text
    assert (twice.status_code, twice.url.path) == (200, shown.url.path)
    assert (other.status_code, "EVIDENCE_REQUEST_NOT_LOCKED" in other.text) == (409, True)
    assert state(site, key) == ("made", "")


def test_nothing_for_a_court_abroad_is_made_at_once(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """On any way: API, page and console say where it is asked for."""
    number, abroad = site.pledgor_number, {"requester": "Court of Elsewhere", "forum": "foreign"}
    kept = sorted(site.settings.packages.rglob("*.zip"))
    answer = site.client.post("/v1/evidence-packages", json={"number": number, **abroad})
    assert refused(answer) == (409, "EVIDENCE_BY_CASE")
    shown = site.client.post(f"/certificates/{number}/package", data=abroad)
    assert shown.status_code == 409
    assert "按案件申请" in shown.text
    variables = environment_of(site.settings)
    assert run(["package", number, "--forum", "foreign"], variables) == 1
    assert "EVIDENCE_BY_CASE" in capsys.readouterr().err
    assert sorted(site.settings.packages.rglob("*.zip")) == kept


def test_the_console_asks_follows_and_fetches(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    variables = environment_of(site.settings)
    asked = ["evidence", "ask", site.pledgor_number, "--requester", COURT, "--case", "1", "--json"]
    assert run(asked, variables) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["state"] == "made"
    output = tmp_path / "court.evidence.zip"
    assert run(["evidence", "fetch", told["request"], "--output", str(output)], variables) == 0
    assert kept(output.read_bytes())[-1].taker == COURT
    assert output.stat().st_mode & 0o777 == 0o600
    lines = kept(output.read_bytes())
    nowhere = tmp_path / "missing" / "court.evidence.zip"
    assert run(["evidence", "fetch", told["request"], "--output", str(nowhere)], variables) == 1
    assert run(["evidence", "fetch", told["request"], "--output", str(output)], variables) == 0
    # what could not be written was not handed over
    assert len(kept(output.read_bytes())) == len(lines) + 1
    assert run([*asked, "--forum", "foreign"], variables) == 0
    capsys.readouterr()
    assert run(["evidence", "show", "zz"], variables) == 1
