"""When the national system was last heard: asked again, told to a bank, holding approvals back."""

from typing import Any

import pytest

from ledger.domain.values import replace
from ledger.store.engine import unit_of_work
from ledger.store.repositories import deposit as deposits
from tests.cast import REGISTRY
from tests.flows.test_deposit import Hall, hall
from tests.simulators.national import Fault

__all__ = ["hall"]
pytestmark = pytest.mark.node
HOUR = 3_600


def question_19(hall: Hall) -> tuple[dict[str, Any], dict[str, Any]]:
    """A bank's presentation, and its answer on other registers."""
    hall.mirror.catch_up()
    asked = {"number": hall.site.pledgor_number, "purpose": "pledge"}
    found = hall.site.get("/v1/presentations", **asked)
    [answer] = [each for each in found["answers"] if each["code"] == "OTHER_REGISTERS"]
    return found, answer


def status(hall: Hall) -> tuple[str, bool]:
    """Why the last question was not answered, and whether the last answer is too old."""
    hall.mirror.catch_up()
    found = hall.site.get("/v1/status")["national"]
    assert found["connected"] is True
    return found["code"], found["stale"]


def hours_pass(hall: Hall, hours: int, *, tried: int = 0) -> None:
    """On the chain, and as far as our own clock goes for the pause after a failure."""
    hall.stage.pass_time(hours * HOUR)
    with unit_of_work(hall.mirror.engine) as work:
        known = deposits.national(work, REGISTRY)
        assert known is not None
        deposits.keep(work, replace(known, tried=tried))
    hall.mirror.catch_up()


def test_before_any_deposit_it_is_said_to_be_unconnected(hall: Hall) -> None:
    """The first test of the file."""
    _, answer = question_19(hall)
    assert answer["source"] == "NOT_KEPT"
    assert hall.site.get("/v1/status")["national"]["connected"] is False


def test_scenario_11_the_national_system_of_31_hours_ago_holds_approval_back(hall: Hall) -> None:
    hall.ready()
    hall.once()
    found, answer = question_19(hall)
    assert "NATIONAL_STALE" not in found["held_back"]
    hall.stage.pass_time(31 * HOUR)
    found, answer = question_19(hall)
    told = answer["values"]["national"]
    assert (answer["source"], told["stale"]) == ("NATIONAL", True)
    assert 31 * HOUR <= told["age"] < 31 * HOUR + 600
    assert "31 小时前），已逾时" in answer["zh"]
    [warned] = [each for each in found["verdict"]["warnings"] if each["code"] == "NATIONAL_STALE"]
    assert "已过 31 小时，逾二十四小时" in warned["zh"]
    assert (found["automatic"], "NATIONAL_STALE" in found["held_back"]) == (False, True)
    assert found["verdict"]["result"] == "VALID"
    assert status(hall) == ("", True)
    page = hall.site.client.get("/status?lang=zh").text
    assert "国家数据产权登记服务系统" in page


def test_where_nothing_was_heard_for_hours_a_known_receipt_is_asked_for_again(hall: Hall) -> None:
    filed = hall.ready()
    hall.once()
    before = hall.known(filed)
    hall.national.asked.clear()
    hall.once()
    assert hall.national.asked == []
    hours_pass(hall, 7)
    hall.national.faults.append(Fault.UNAVAILABLE)
    hall.once()
    assert status(hall) == ("DEPOSIT_UNREACHABLE", False)
    hall.once()
    assert len(hall.national.asked) == 1
    hours_pass(hall, 18)
    assert status(hall) == ("DEPOSIT_UNREACHABLE", True)
    hall.once()
    assert len(hall.national.asked) == 2
    assert status(hall) == ("", False)
    assert hall.known(filed) == before


def test_a_question_that_was_asked_under_a_clock_that_was_ahead_puts_none_off(hall: Hall) -> None:
    hall.ready()
    hall.once()
    hours_pass(hall, 7, tried=2**40)
    hall.national.asked.clear()
    hall.once()
    assert len(hall.national.asked) == 1


def test_another_receipt_than_the_kept_one_is_no_answer(hall: Hall) -> None:
    filed = hall.ready()
    hall.once()
    [key] = [each for each in hall.national.receipts if each.startswith(filed[0].hex())]
    kept = hall.national.receipts[key]
    hall.national.receipts[key] = kept.replace(b'"number":"', b'"number":"X')
    hours_pass(hall, 25)
    hall.once()
    assert status(hall) == ("RECEIPT_CHANGED", True)
    hall.national.receipts[key] = kept


def test_a_verdict_on_paper_says_nothing_of_what_others_said(hall: Hall) -> None:
    """So it agrees with the register for ever."""
    hall.ready()
    hall.once()
    hours_pass(hall, 31)
    assert "NATIONAL_STALE" in question_19(hall)[0]["held_back"]
    asked = {"number": hall.site.pledgor_number, "purpose": "pledge"}
    data = hall.site.client.get("/v1/verdicts/document", params=asked).content
    hall.once()
    hall.stage.node.mine()
    hall.mirror.catch_up()
    files = {"document": ("a.pdf", data, "application/pdf")}
    found = hall.site.client.post("/v1/documents:check", files=files).json()
    assert (found["agreement"], found["fields"]) == ("AGREES", [])
