"""Licences and reports proposed among their sides: refused in words, signed by all, entered."""

from dataclasses import replace

import pytest

from api import typed
from ledger.domain.acts import LotId, PledgeId
from tests.cast import ALL
from tests.licensing import appraiser, licence_terms, report_terms
from tests.proposing import Dealer
from tests.sessions import refused
from tests.site import Site

pytestmark = pytest.mark.node


def test_a_licence_is_signed_by_both_sides_and_the_pledgee(site: Site) -> None:
    stage, bank = site.stage, site.stage.cast.bank
    owner, firm = stage.enrolled(), stage.enrolled()
    issued = stage.issued_title({owner: ALL})
    pledged = stage.pledged(issued.title, owner, bank, 400_000)
    site.mirror.catch_up()
    dealers = [Dealer.at(site, each) for each in (owner, firm, bank)]
    terms = licence_terms(stage, issued.title, owner, firm)
    body = {"kind": "licence", "terms": typed.message(terms)}
    answer = dealers[0].ask("POST", "/v1/proposals", body)
    assert refused(answer) == (409, "ACT_WOULD_BE_REFUSED")
    assert "《民法典》第四百四十四条" in answer.text
    terms = replace(terms, lots=(LotId(pledged.lot),), pledges=(PledgeId(pledged.pledge),))
    made = dealers[0].done("POST", "/v1/proposals", {**body, "terms": typed.message(terms)})
    sides = [bytes.fromhex(each["party"]["party"]) for each in made["sides"]]
    assert sides == [owner.party, firm.party, bank.party]
    assert refused(dealers[0].ask("POST", f"/v1/proposals/{made['proposal'][2:]}/relay"))[0] == 409
    cookies = {"cookie": f"session={dealers[1].token}"}
    page = site.client.get(f"/proposals/{made['proposal'][2:]}?lang=zh", headers=cookies)
    assert (page.status_code, "被许可人" in page.text) == (200, True)
    for each in dealers:
        each.signs(made)
    dealers[1].on(made, "relay")
    site.mirror.catch_up()
    number = site.get(f"/v1/parties/{owner.party.hex()}")["titles"][0]["number"]
    assert site.get(f"/v1/certificates/{number}")["licences"] == 1


def test_a_report_of_who_is_not_listed_is_refused_before_it_is_signed(site: Site) -> None:
    stage = site.stage
    owner, maker = stage.enrolled(), appraiser(stage)
    issued = stage.issued_title({owner: ALL})
    site.mirror.catch_up()
    terms = report_terms(stage, issued.title, issued.content.record, owner)
    stranger = Dealer.at(site, owner)
    answer = stranger.ask(
        "POST", "/v1/proposals", {"kind": "report", "terms": typed.message(terms)}
    )
    assert refused(answer) == (409, "ACT_WOULD_BE_REFUSED")
    terms = report_terms(stage, issued.title, issued.content.record, maker)
    own = Dealer.at(site, maker)
    made = own.done("POST", "/v1/proposals", {"kind": "report", "terms": typed.message(terms)})
    own.signs(made)
    own.on(made, "relay")
    site.mirror.catch_up()
    cookies = {"cookie": f"session={own.token}"}
    assert "价值评估报告" in site.client.get("/uses?lang=zh", headers=cookies).text
