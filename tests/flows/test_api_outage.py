"""An outage or a stale mirror is UNKNOWN or 503: never INVALID, never VALID."""

import dataclasses
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.typed import message
from ledger.chain.client import Web3Chain
from ledger.chain.records import At, Header
from ledger.domain.keccak import keccak256
from ledger.indexer.errors import ForkBelowFinality
from ledger.settings import Settings
from tests.mirrors import open_mirror
from tests.site import DATABASE, Site

pytestmark = pytest.mark.node


def test_a_mirror_that_lost_its_node_says_unknown_and_never_invalid(site: Site) -> None:
    nowhere = Web3Chain("http://127.0.0.1:9")
    lost = open_mirror(site.settings.home / DATABASE, nowhere, site.mirror.profile)
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
        assert "落后多少未知" in page
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


class Rewritten(Web3Chain):
    """The node, with other blocks than it had from some block on."""

    first = 0

    def block(self, at: At) -> Header:
        found = super().block(at)
        changed = found.number >= self.first
        return dataclasses.replace(found, hash=keccak256(found.hash)) if changed else found

    def headers(self, numbers: Sequence[int]) -> list[Header]:
        return [self.block(number) for number in numbers]


def test_a_change_of_what_was_final_stops_the_mirror_and_every_answer_says_so(site: Site) -> None:
    site.mirror.catch_up()
    chain = Rewritten(site.stage.node.url)
    chain.first = site.get("/v1/status")["as_of"]["block"]
    broken = open_mirror(site.settings.home / DATABASE, chain, site.mirror.profile)
    with pytest.raises(ForkBelowFinality):
        broken.follower.follow(threading.Event(), poll=0.1)
    broken.engine.dispose()
    try:
        for path in (
            "/v1/status",
            f"/v1/certificates/{site.pledgor_number}",
            f"/v1/certificates/{site.pledgor_number}/history",
            "/v1/certificates?q=温",
        ):
            stamp = site.get(path)["as_of"]
            assert (stamp["state"], stamp["code"]) == ("stopped", "FORK_BELOW_FINALITY"), path
        found = site.verdict(site.pledgor_number, "authenticity")
        assert found["result"] == "UNKNOWN"
        assert [each["code"] for each in found["unknown"]] == ["MIRROR_STOPPED"]
        assert found["unknown"][0]["values"] == {"reason": "FORK_BELOW_FINALITY"}
        page = site.client.get(f"/certificates/{site.pledgor_number}").text
        assert "镜像已停止" in page
        assert "FORK_BELOW_FINALITY" in page
        assert "datadeed_mirror_stopped 1.0" in site.client.get("/metrics").text
    finally:
        site.mirror.catch_up()
    assert site.get("/v1/status")["as_of"]["state"] == "live"
    assert site.verdict(site.pledgor_number, "authenticity")["result"] == "VALID"


def test_a_mirror_far_behind_says_unknown_and_never_invalid(site: Site) -> None:
    allowed = site.settings.lag_blocks
    site.mirror.catch_up()
    site.stage.node.mine(allowed + 2)
    path, chain, profile = site.settings.home / DATABASE, site.mirror.chain, site.mirror.profile
    slow = open_mirror(path, chain, profile, most_span=1)
    slow.follower.run_once()
    for number in (site.pledgor_number, site.frozen_number):
        found = site.verdict(number, "pledge")
        assert found["result"] == "UNKNOWN"
        assert [each["code"] for each in found["unknown"]] == ["MIRROR_BEHIND"]
        assert found["as_of"]["lag_blocks"] == allowed + 1
        assert found["as_of"]["state"] == "behind"
    items = [{"number": site.frozen_number, "purpose": "pledge"}]
    many = site.client.post("/v1/verdicts", json={"items": items}).json()
    assert [each["result"] for each in many["items"]] == ["UNKNOWN"]
    slow.follower.run_once()
    within = site.verdict(site.pledgor_number, "authenticity")
    assert (within["result"], within["as_of"]["lag_blocks"]) == ("VALID", allowed)
    slow.engine.dispose()
    site.mirror.catch_up()


def test_without_a_node_what_needs_one_is_503_and_the_rest_answers(site: Site) -> None:
    cut_off = dataclasses.replace(site.settings, rpc_url="http://127.0.0.1:9")
    terms = site.stage.pledge_terms(
        site.issued.title, site.stage.cast.registrant, site.stage.cast.second_bank, 1_000
    )
    body = {"terms": message(terms), "signers": []}
    asked = {"number": site.pledgor_number, "purpose": "pledge", "requester": "甲", "case_ref": ""}
    with TestClient(create_app(cut_off), raise_server_exceptions=False) as client:
        for act in ("pledge:prepare", "pledge:relay"):
            given = body if act.endswith("relay") else {"terms": body["terms"]}
            refused(client.post(f"/v1/acts/{act}", json=given))
        content = message(site.issued.content)
        refused(client.post("/v1/applications", json={"terms": content, "signers": []}))
        at_a_new_block(site)
        refused(client.post("/v1/evidence-packages", json=asked))
        answer = client.get(f"/v1/certificates/{site.pledgor_number}")
        assert answer.status_code == 200
        assert answer.json()["as_of"]["state"] == "live"


def refused(answer: Any) -> None:
    """A clear 503 that names no address."""
    told = answer.json()
    assert (answer.status_code, told["code"]) == (503, "NODE_UNREACHABLE"), told
    assert told["titles"]["zh"] == "无法连接链节点，请稍后再试。"
    assert "127.0.0.1" not in answer.text


def at_a_new_block(site: Site) -> None:
    """The mirror reads an act on the title that no stored proof covers yet."""
    cast = site.stage.cast
    site.stage.pledged(site.issued.title, cast.registrant, cast.second_bank, 1_000)
    site.mirror.catch_up()


def test_without_a_database_the_answer_is_503(tmp_path: Path) -> None:
    home = {"DATADEED_HOME": str(tmp_path / "none")}
    with TestClient(create_app(Settings.read(home)), raise_server_exceptions=False) as client:
        answer = client.get("/v1/status")
        assert (answer.status_code, answer.json()["code"]) == (503, "STORE_UNAVAILABLE")
        assert client.get("/").status_code == 503
        relay = client.post("/v1/acts/pledge:prepare", json={"terms": {}})
        assert (relay.status_code, relay.json()["code"]) == (503, "RELAY_CLOSED")
