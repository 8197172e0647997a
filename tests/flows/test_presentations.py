"""Scenario 10: a bank's twenty questions, each answered with value, evidence and source."""

from typing import Any

import pytest

from api.texts.questions import HELD_BACK, NOT_KEPT, QUESTIONS
from ledger.domain.verdict import Purpose
from ledger.queries.presentation import ASKED, CODES, Source
from ledger.queries.presentation import NOT_KEPT as UNKNOWN_HERE
from tests.console import console
from tests.site import Site, environment_of

pytestmark = pytest.mark.node


def presented(site: Site, number: str, purpose: str, **given: str) -> dict[str, Any]:
    site.mirror.catch_up()
    found: dict[str, Any] = site.get("/v1/presentations", number=number, purpose=purpose, **given)
    return found


def by_code(found: dict[str, Any]) -> dict[str, Any]:
    return {each["code"]: each["values"] for each in found["answers"]}


def test_every_question_has_its_words() -> None:
    assert len(CODES) == len(set(CODES)) == 20
    assert tuple(QUESTIONS) == CODES
    assert set(NOT_KEPT) == UNKNOWN_HERE < set(CODES)


@pytest.mark.parametrize("purpose", Purpose)
def test_each_purpose_puts_its_questions_beside_the_same_verdict(
    site: Site, purpose: Purpose
) -> None:
    found = presented(site, site.pledgor_number, purpose.value)
    assert [each["number"] for each in found["answers"]] == sorted(ASKED[purpose])
    assert found["verdict"] == site.verdict(site.pledgor_number, purpose.value)
    for each in found["answers"]:
        assert each["code"] == CODES[each["number"] - 1]
        assert all(each[name] for name in ("zh", "en", "question_zh", "question_en"))
        kept = each["source"] != Source.NOT_KEPT
        assert (bool(each["subject"]), bool(each["values"])) == (kept, kept)


def test_the_answers_are_the_registers_own(site: Site) -> None:
    found = by_code(presented(site, site.pledgor_number, "pledge"))
    held = site.get(f"/v1/certificates/{site.pledgor_number}")
    cast = site.stage.cast
    assert found["ISSUED"]["number"] == site.pledgor_number
    assert found["DEPOSITED"]["record"] == held["record"]
    assert found["IDENTITY"]["uscc"] == held["holder"]["uscc"] != ""
    assert found["RIGHTS_HELD"] == {
        "shares": [1_000_000, 1_000_000, 700_000],
        "pledged": [0, 0, 400_000],
        "operating": True,
    }
    assert found["CO_HOLDERS_OF_TITLE"]["shares"][0]["party"] == cast.coholder.party.hex()
    [pledge] = found["ENCUMBRANCES"]["pledges"]
    assert (pledge["security_kind"], pledge["claimed_effect"]) == ("PLEDGE", "FROM_REGISTRATION")
    assert (pledge["rank"], pledge["pledgee"]) == (1, cast.bank.party.hex())
    assert (pledge["own"], pledge["maximum"], pledge["pledge_state"]) == (True, False, "NOTED")
    assert found["ORDERS"]["standing"] == len(held["orders"]) == 1
    # it is on the co-holder's shares: it bars nothing of what this certificate is for
    [order] = found["ORDERS"]["orders"]
    assert (order["scope"], order["own"]) == ("HOLDER", False)
    assert found["SAME_DATA"] == {"titles": 0, "numbers": [], "linked": [], "keyed": False}
    history = site.get(f"/v1/certificates/{site.pledgor_number}/history")["entries"]
    of_title = [each for each in history if each["subject"] == held["title"]]
    complete = found["COMPLETENESS"]
    assert (complete["acts"], complete["head"]) == (len(of_title), of_title[-1]["head"])


def test_an_accountant_sees_what_restricts_the_asset_at_the_balance_sheets_date(site: Site) -> None:
    """Registered, valued and booked stand apart (CaiKuai [2023] 11); pledges are disclosed."""
    number = site.pledgor_number
    pledge = by_code(presented(site, number, "book-entry"))["ENCUMBRANCES"]["pledges"][0]
    history = site.get(f"/v1/certificates/{number}/history")["entries"]
    [noted] = [each for each in history if each["kind"] == "PledgeRecorded"]
    for date, open_ in ((noted["block"] - 1, 0), (noted["block"], 1)):
        found = presented(site, number, "book-entry", at=str(date))
        told = by_code(found)
        assert told["ENCUMBRANCES"]["open"] == open_
        assert (told["VALUATION"]["valuations"], told["BOOK_ENTRY"]) == ([], {})
        warned = [each["code"] for each in found["verdict"]["warnings"]]
        assert "NO_PROOF_OF_RECOGNITION" in warned
    assert pledge["amount_fen"] == str(noted["terms"]["amount"])


def test_a_loan_and_a_copy_are_compared_where_they_are_told(site: Site) -> None:
    number = site.pledgor_number
    untold = by_code(presented(site, number, "pledge"))
    assert untold["TERM_LEFT"]["covers_loan"] is None
    assert untold["FINGERPRINT_OF_COPY"]["same"] is None
    held = site.get(f"/v1/certificates/{number}")
    for end, covers in ((held["valid_until"], True), ("2099-01-01", False)):
        seen = presented(site, number, "pledge", loan_end=end)
        assert by_code(seen)["TERM_LEFT"]["covers_loan"] is covers
        assert ("TITLE_ENDS_FIRST" in seen["held_back"]) is not covers
    upstream = {"loan_end": "2027-11-30", "upstream_end": "2027-11-30"}
    for told, covers in ((upstream, True), ({**upstream, "loan_end": "2027-12-01"}, False)):
        seen = presented(site, number, "pledge", **told)
        assert by_code(seen)["UPSTREAM_TERM"]["covers_loan"] is covers
        assert ("UPSTREAM_ENDS_FIRST" in seen["held_back"]) is not covers
        [seventh] = [each for each in seen["answers"] if each["number"] == 7]
        assert (seventh["source"], "as the asker tells" in seventh["en"]) == ("ASKER", True)
    for copy, same in ((held["fingerprint"], True), ("ab" * 32, False)):
        seen = presented(site, number, "pledge", fingerprint=copy)
        assert by_code(seen)["FINGERPRINT_OF_COPY"]["same"] is same
        assert ("COPY_DIFFERS" in seen["held_back"]) is not same
    for wrong in ({"loan_end": "soon"}, {"fingerprint": "ab"}, {"at": "2001-01-01"}):
        answer = site.client.get("/v1/presentations", params={"number": number, **wrong})
        assert answer.status_code in {400, 404}, answer.text
    nobody = site.client.get("/v1/presentations", params={"number": "SJ3712026019999"})
    assert (nobody.status_code, nobody.json()["code"]) == (404, "NUMBER_UNKNOWN")


def test_the_page_compares_what_a_bank_tells_it(site: Site) -> None:
    asked = {"number": site.pledgor_number, "purpose": "pledge"}
    held = site.get(f"/v1/certificates/{site.pledgor_number}")
    first = site.client.get("/verdicts", params=asked).text
    for name in ("loan_end", "upstream_end", "fingerprint"):
        assert f'name="{name}" value=""' in first
    assert "COPY_DIFFERS" not in first
    told = {"loan_end": "2099-01-01", "upstream_end": "2026-12-31", "fingerprint": "AB" * 32}
    shown = site.client.get("/verdicts", params=asked | told).text
    for code in ("TITLE_ENDS_FIRST", "UPSTREAM_ENDS_FIRST", "COPY_DIFFERS"):
        assert f"<code>{code}</code>" in shown
        assert f"{HELD_BACK[code].zh}<span" in shown
    # what was told stays, whatever purpose is looked at next
    assert shown.count("loan_end=2099-01-01&amp;upstream_end=2026-12-31&amp;fingerprint=AB") >= 6
    same = site.client.get("/verdicts", params=asked | {"fingerprint": held["fingerprint"]}).text
    assert "COPY_DIFFERS" not in same
    for name in told:
        wrong = site.client.get("/verdicts", params=asked | {name: "soon"})
        assert (wrong.status_code, "ENTRY_UNCLEAR" in wrong.text) == (422, True)


def test_the_page_and_the_console_answer_too(site: Site) -> None:
    number = site.frozen_number
    shown = site.client.get("/verdicts", params={"number": number, "purpose": "pledge"}).text
    assert "可否提供担保" in shown
    said = console(environment_of(site.settings), "--lang", "en", "presentation", number)
    assert said.code == 1, said.err
    assert "12. Freezes, those that wait, holds, insolvency?" in said.out
    assert "Not kept here: look at mandate and contract  [NOT_KEPT]" in said.out
