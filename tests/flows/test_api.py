"""The API and the pages over a real mirror of a real node."""

import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.typed import message
from ledger.chain import profile as profiles
from ledger.chain.client import Web3Chain
from ledger.chain.keystore import Keystore
from ledger.domain.acts import Action, OrderScope, RecordRoot, Role
from ledger.domain.numbers import written
from ledger.domain.record import commit, notice_of, public_fields
from ledger.registrar import application, pledge, title
from ledger.registrar.acting import prepare, sign
from ledger.settings import Settings
from ledger.store.engine import sqlite_url
from tests.cast import COINS, DAY, FLOORS, YEAR, IssuedTitle, Player, Stage
from tests.factories import a_record
from tests.mirrors import Mirror, open_mirror

pytestmark = pytest.mark.node
WHOLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Site:
    """The API beside a stage: a title with two holders, one share pledged, one frozen."""

    client: TestClient
    mirror: Mirror
    stage: Stage
    issued: IssuedTitle
    pledgor_number: str
    frozen_number: str

    def get(self, path: str, **query: str) -> Any:
        """An answer that must be 200."""
        answer = self.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def verdict(self, number: str, purpose: str) -> Any:
        return self.get("/v1/verdicts", number=number, purpose=purpose)


def issued_with_notice(stage: Stage, shares: dict[Player, tuple[int, int, int]]) -> IssuedTitle:
    """A title whose notice shows the fields of a real record."""
    fields = a_record()
    for each, player in zip(fields["applicants"], shares, strict=True):
        each["party"] = player.party.hex()
    record = commit(fields, {name: secrets.token_bytes(16) for name in fields})
    content = replace(stage.content(shares), record=RecordRoot(record.root))
    hands = stage.holders(content, tuple(shares))
    filed = (application.submit(stage.register, content, hands).application, content)
    cast = stage.cast
    clerk, examiner = cast.acceptance.signs(Role.ACCEPTANCE), cast.examiner.signs(Role.EXAMINER)
    stage.step(filed, Action.ACCEPT, clerk, due=20 * DAY)
    stage.step(filed, Action.ASSIGN, examiner, due=20 * DAY)
    due = stage.register.time() + FLOORS.minimum_notice + 60
    clear = notice_of(record.disclose(public_fields(fields)))
    terms = application.notice_terms(stage.register, filed[0], due=due, clear=clear)
    reviewer = cast.reviewer.signs(Role.REVIEWER)
    application.publish(stage.register, terms, content, (examiner, reviewer))
    stage.pass_time(FLOORS.minimum_notice + 120)
    stage.step(filed, Action.CLOSE_NOTICE, clerk)
    deposited = stage.register.time()
    deposit = application.step_terms(stage.register, filed[0], Action.DEPOSIT, due=deposited)
    application.step(stage.register, deposit, content, [clerk])
    until = stage.register.time() + 2 * YEAR
    issue = title.issue_terms(stage.register, *filed, valid_until=until)
    issued = title.issue(stage.register, issue, content, [cast.seal_keeper.signs(Role.SEAL_KEEPER)])
    return IssuedTitle(issued.title, *filed, issued)


@pytest.fixture(scope="module")
def settings(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("home")
    profiles.save(stage.register.profile, home / "profile.json")
    relayer = Keystore(home / "keys").new_plain()
    stage.node.fund(relayer.account, COINS)
    return Settings.read(
        {
            "DATADEED_HOME": str(home),
            "DATADEED_RPC_URL": stage.node.url,
            "DATADEED_DATABASE_URL": sqlite_url(home / "mirror.db"),
            "DATADEED_RELAYER": "0x" + relayer.account.hex(),
        }
    )


@pytest.fixture(scope="module")
def site(stage: Stage, settings: Settings) -> Iterator[Site]:
    cast = stage.cast
    shares = {cast.registrant: (WHOLE, WHOLE, 700_000), cast.coholder: (0, 0, 300_000)}
    issued = issued_with_notice(stage, shares)
    stage.pledged(issued.title, cast.registrant, cast.bank, 400_000)
    stage.ordered(stage.order_terms(OrderScope.HOLDER, titled=issued.title, of=cast.coholder.party))
    chain, profile = Web3Chain(stage.node.url), stage.register.profile
    mirror = open_mirror(settings.home / "mirror.db", chain, profile)
    mirror.catch_up()
    numbers = issued.issued.numbers
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield Site(
            client=client,
            mirror=mirror,
            stage=stage,
            issued=issued,
            pledgor_number=written(numbers[cast.registrant.party]),
            frozen_number=written(numbers[cast.coholder.party]),
        )
    mirror.engine.dispose()


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


def test_search_finds_by_number_and_party(site: Site) -> None:
    for text in (site.pledgor_number, site.stage.cast.coholder.party.hex()):
        hits = site.get("/v1/certificates", q=text)["hits"]
        assert site.pledgor_number in {number for hit in hits for number in hit["numbers"]}


def test_a_party_and_an_application_are_told(site: Site) -> None:
    party = site.stage.cast.registrant.party.hex()
    found = site.get(f"/v1/parties/{party}")
    assert found["kind"] == "ENTERPRISE"
    assert site.pledgor_number in {each["number"] for each in found["titles"]}
    application = site.get(f"/v1/applications/{site.issued.application.hex()}")
    assert application["application"]["state"] == "CERTIFIED"
    assert site.get("/v1/applications", state="CERTIFIED")["applications"]


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


def relayed(site: Site, part: int, **changes: Any) -> Any:
    """A pledge prepared and signed through the API."""
    stage, cast = site.stage, site.stage.cast
    terms = stage.pledge_terms(site.issued.title, cast.registrant, cast.second_bank, part)
    shown = {**message(terms), **changes}
    answer = site.client.post("/v1/acts/pledge:prepare", json={"terms": shown})
    assert answer.status_code == 200, answer.text
    prepared = prepare(stage.register, pledge.PLEDGE, terms)
    if not changes:
        assert answer.json()["digest"] == "0x" + prepared.digest.hex()
    signers = sign(prepared, (cast.registrant.signs(), cast.second_bank.signs()))
    return {
        "terms": shown,
        "signers": [
            {
                "party": "0x" + each.party.hex(),
                "account": "0x" + each.account.hex(),
                "role": int(each.role),
                "signature": "0x" + each.signature.hex(),
            }
            for each in signers
        ],
    }


def test_a_signed_act_is_relayed_once_however_often_it_is_sent(site: Site) -> None:
    body = relayed(site, 50_000)
    first = site.client.post("/v1/acts/pledge:relay", json=body)
    assert first.status_code == 200, first.text
    again = site.client.post("/v1/acts/pledge:relay", json=body)
    assert again.json() == first.json()
    site.mirror.catch_up()
    found = site.get(f"/v1/certificates/{site.pledgor_number}")
    assert [each["ppm"] for each in found["pledges"]].count(50_000) == 1


def test_a_consent_for_other_terms_is_refused(site: Site) -> None:
    body = relayed(site, 10_000, ppm=20_000)
    answer = site.client.post("/v1/acts/pledge:relay", json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "SIGNATURE_WRONG")


def test_an_expired_consent_is_refused(site: Site) -> None:
    body = relayed(site, 10_000, deadline=1)
    answer = site.client.post("/v1/acts/pledge:relay", json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "CONSENT_EXPIRED")


def test_terms_of_the_wrong_form_are_named(site: Site) -> None:
    answer = site.client.post("/v1/acts/pledge:prepare", json={"terms": {"title": 1}})
    assert (answer.status_code, answer.json()["code"]) == (422, "TERMS_MALFORMED")
    answer = site.client.post("/v1/acts/war:prepare", json={"terms": {}})
    assert (answer.status_code, answer.json()["code"]) == (404, "ACT_UNKNOWN")


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


def test_the_verdict_page_tells_the_answers_apart(site: Site) -> None:
    path = f"/verdicts?number={site.frozen_number}&purpose="
    assert "不通过 INVALID" in site.client.get(path + "pledge").text
    assert "通过 VALID" in site.client.get(path + "authenticity").text


def test_a_package_is_made_fetched_and_checked(site: Site) -> None:
    number = site.pledgor_number
    asked = {"number": number, "purpose": "dispute", "requester": "某法院", "case_ref": "1"}
    made = site.client.post("/v1/evidence-packages", json=asked)
    assert made.status_code == 201, made.text
    package = site.client.get(made.json()["url"]).content
    report = site.client.post(
        "/v1/evidence-packages:check",
        files={"package": ("p.zip", package), "trust": ("t.json", b"{}")},
    )
    assert report.json()["grade"] == "UNREADABLE"
    proof = f"/v1/certificates/{site.frozen_number}/proof"
    assert site.client.get(proof).status_code == 404
    site.client.post(f"/certificates/{site.frozen_number}/package")
    assert site.client.get(proof).headers["content-type"] == "application/zip"


def test_status_and_metrics_speak_of_the_mirror(site: Site) -> None:
    assert site.get("/v1/status")["dossiers"] > 10
    assert "datadeed_mirror_block" in site.client.get("/metrics").text


def test_a_mirror_that_lost_its_node_says_unknown_and_never_invalid(
    site: Site, settings: Settings
) -> None:
    lost = open_mirror(
        settings.home / "mirror.db", Web3Chain("http://127.0.0.1:9"), site.mirror.profile
    )
    stop = threading.Event()
    follower = threading.Thread(target=lost.follower.follow, args=(stop,), kwargs={"poll": 0.1})
    follower.start()
    try:
        while site.get("/v1/status")["as_of"]["state"] == "live":
            stop.wait(0.05)
        for number in (site.frozen_number, site.pledgor_number):
            found = site.verdict(number, "pledge")
            assert found["result"] == "UNKNOWN"
            assert [each["code"] for each in found["unknown"]] == ["NODE_UNREACHABLE"]
        page = site.client.get(f"/verdicts?number={site.frozen_number}&purpose=pledge").text
        assert "无法判断 UNKNOWN" in page
        assert "镜像联系不到链" in page
        unknown = site.client.post(
            "/v1/verdicts", json={"items": [{"number": "SJ3712026019999"}]}
        ).json()
        assert unknown["items"][0]["result"] == "UNKNOWN"
        made = site.client.get(f"/v1/certificates/{site.pledgor_number}")
        assert made.json()["as_of"]["state"] == "unreachable"
    finally:
        stop.set()
        follower.join()
        lost.engine.dispose()
        site.mirror.catch_up()
    assert site.verdict(site.pledgor_number, "authenticity")["result"] == "VALID"


def test_a_mirror_far_behind_says_unknown(site: Site) -> None:
    last = site.mirror.chain.block(site.get("/v1/status")["as_of"]["block"]).number
    site.stage.node.mine(9)
    assert site.mirror.follower.run_once().block > last
    assert site.verdict(site.pledgor_number, "authenticity")["result"] == "VALID"


def test_without_a_database_the_answer_is_503(tmp_path: Path) -> None:
    home = {"DATADEED_HOME": str(tmp_path / "none")}
    with TestClient(create_app(Settings.read(home)), raise_server_exceptions=False) as client:
        answer = client.get("/v1/status")
        assert (answer.status_code, answer.json()["code"]) == (503, "STORE_UNAVAILABLE")
        assert client.get("/").status_code == 503
        relay = client.post("/v1/acts/pledge:prepare", json={"terms": {}})
        assert (relay.status_code, relay.json()["code"]) == (503, "RELAY_CLOSED")
