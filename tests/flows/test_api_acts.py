"""Acts and evidence packages through the API, on a real node."""

import json
import logging
from typing import Any

import pytest

from api.registrant.server import relay_body
from api.typed import message
from ledger.domain.acts import Role
from ledger.registrar import application, pledge
from ledger.registrar.acting import prepare, sign
from tests.cast import ALL, DAY
from tests.site import Site

pytestmark = pytest.mark.node


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


def test_a_notice_that_shows_a_number_of_a_person_is_neither_prepared_nor_relayed(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    own, stage = "11010519491231002X", site.stage
    filed = stage.examined({stage.cast.newcomer: ALL})
    clear = json.dumps({"summary": f"经办人 {own}"}).encode()
    due = stage.register.time() + 10 * DAY
    terms = application.notice_terms(stage.register, filed[0], due=due, clear=clear)
    prepared = prepare(stage.register, application.PUBLISH, terms, filed[1])
    hands = (
        stage.cast.examiner.signs(Role.EXAMINER),
        stage.cast.reviewer.signs(Role.REVIEWER),
    )
    before = stage.register.seq(filed[0])
    body = relay_body(terms, sign(prepared, hands), filed[1])
    for door in ("prepare", "relay"):
        asked = body if door == "relay" else {key: body[key] for key in ("terms", "content")}
        answer = site.client.post(f"/v1/acts/notice:{door}", json=asked)
        told = answer.json()
        assert (answer.status_code, told["code"]) == (422, "PERSONAL_DATA_FOUND")
        assert told["fields"] == {"file_kind": "notice", "data": "id_number", "line": 2, "kib": 0}
        assert own not in answer.text
    assert stage.register.seq(filed[0]) == before
    assert own not in caplog.text


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
