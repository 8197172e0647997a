"""Disputes over an issued title as its readers see them: at /v1, on its page, at the console."""

from typing import Any

import pytest

from ledger.domain.acts import DisputeAction, DisputeClaim
from tests.flows.test_dispute_flow import Quarrel
from tests.licensing import console
from tests.proposing import number_of
from tests.site import Site

pytestmark = pytest.mark.node
A = DisputeAction


@pytest.fixture
def quarrel(site: Site) -> Quarrel:
    return Quarrel(site.stage)


def number(quarrel: Quarrel) -> str:
    return number_of(quarrel.issued, quarrel.holder)


def told(site: Site, quarrel: Quarrel, **query: str) -> Any:
    site.mirror.catch_up()
    return site.get(f"/v1/certificates/{number(quarrel)}/disputes", **query)


def test_a_dispute_is_told_with_its_steps_its_effect_and_who_steps_next(
    site: Site, quarrel: Quarrel
) -> None:
    which = quarrel.filed()
    [own] = told(site, quarrel)["disputes"]
    assert (own["state"], own["effect"], own["steps"]) == ("FILED", "WARNS", [])
    assert {(each["action"], each["by"]) for each in own["next"]} == {
        ("NOTIFY", "ACCEPTANCE"),
        ("RETURN", "ACCEPTANCE"),
        ("WITHDRAW", "DISPUTANT"),
    }
    before = str(site.get("/v1/status")["as_of"]["block"])
    clerk = quarrel.notify(which)
    quarrel.rules(which, A.BLOCK)
    [own] = told(site, quarrel)["disputes"]
    assert (own["effect"], own["blocked_by"], own["claim"]) == ("BARS", "REGISTRY", "OWNERSHIP")
    assert [each["action"] for each in own["steps"]] == ["NOTIFY", "BLOCK"]
    assert own["steps"][0]["actors"][0]["party"] == clerk.hex()
    assert (own["notice_late"], len(own["steps"][1]["actors"])) == (False, 2)
    following = {each["action"] for each in own["next"]}
    assert {"ADMIT", "UNBLOCK", "ORDER_UNBLOCK"} <= following
    assert not following & {"BLOCK", "ORDER_BLOCK", "CLOSE"}
    [then] = told(site, quarrel, at=before)["disputes"]
    assert (then["state"], then["effect"], then["version"]) == ("FILED", "WARNS", 1)
    page = site.client.get(f"/certificates/{number(quarrel)}?lang=zh").text
    assert "限制处分" in page
    assert "bars disposal" in console(site, "certificate", "disputes", number(quarrel))


def test_a_dispute_that_ended_is_a_mere_note_and_the_next_says_it_came_to_nothing(
    site: Site, quarrel: Quarrel
) -> None:
    which = quarrel.notified(DisputeClaim.SOURCE)
    quarrel.rules(which, A.DISMISS)
    quarrel.rules(which, A.CLOSE)
    quarrel.filed()
    found = told(site, quarrel)
    newest, oldest = found["disputes"]
    assert (found["dispute_count"], found["running"]) == (2, 1)
    assert (oldest["state"], oldest["effect"], oldest["next"]) == ("CLOSED", "NOTED", [])
    assert (newest["empty_before"], newest["effect"]) == (1, "WARNS")
    page = site.client.get(f"/certificates/{number(quarrel)}?lang=en").text
    assert "over, a mere note" in page
    assert "warns only, bars nothing" in page
