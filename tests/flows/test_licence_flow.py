"""Licences on a real chain: granted, kept through a sale, ended; what a bank and a court see."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.bindings.errors import (
    Barred,
    BreachPeriodWrong,
    ExclusiveNeedsWhole,
    LicenceEndWrong,
    LicenceExcluded,
    LicencePeriodWrong,
    LicenceRunWrong,
    LicenceTermsWrong,
    LicensorHoldsNot,
    OrderingPartyWrong,
    PledgeeConsentMissing,
    PledgesIncomplete,
    SignerMissing,
)
from ledger.bindings.revert import ContractError
from ledger.domain.acts import (
    Burden,
    DocumentDigest,
    LicenceEndGround,
    LotId,
    Operation,
    OrderScope,
    PledgeId,
    Right,
    Time,
)
from ledger.domain.history import history_of
from ledger.domain.licences import LicenceStanding, licences_at
from ledger.domain.numbers import written
from ledger.domain.words import HoldingWord, TitleRecord, holding_key
from ledger.indexer.alerting import Alerter
from ledger.registrar import licence, title
from ledger.registrar.title import Move
from notarization.verify.report import Grade
from tests.cast import ALL, DAY, YEAR, Stage, digest32
from tests.licensing import appraiser, console, licence_terms, licensed, reported
from tests.packages.scene import source_of
from tests.sessions import held, opened
from tests.site import Site

pytestmark = pytest.mark.node


def values(found: Any, code: str) -> list[dict[str, Any]]:
    every = (*found["facts"], *found["warnings"], *found["blocks"])
    return [each["values"] for each in every if each["code"] == code]


def test_an_exclusive_licence_stays_with_the_title_through_a_sale_and_is_shown(site: Site) -> None:
    stage, cast = site.stage, site.stage.cast
    owner, buyer, firm = stage.enrolled(), stage.enrolled(), stage.enrolled()
    issued = stage.issued_title({owner: ALL})
    granted = licensed(stage, issued.title, (owner, firm), exclusive=True)
    other = licence_terms(stage, issued.title, owner, cast.newcomer)
    with pytest.raises(LicenceExcluded) as shut:
        licence.grant(stage.register, other, [owner.signs(), cast.newcomer.signs()])
    assert (shut.value.title, shut.value.right) == (issued.title, Right.OPER)
    move = title.transfer_terms(
        stage.register, Move(issued.title, owner.party, buyer.party, ALL, {})
    )
    title.transfer(stage.register, move, [owner.signs(), buyer.signs()])
    bought = licence_terms(stage, issued.title, buyer, cast.newcomer)
    with pytest.raises(LicenceExcluded):
        licence.grant(stage.register, bought, [buyer.signs(), cast.newcomer.signs()])
    site.mirror.catch_up()
    held = stage.register.read(issued.title, holding_key(buyer.party), HoldingWord)
    number = written(held.number)
    found = site.verdict(number, "pledge")
    [fact] = values(found, "LICENCE")
    assert (fact["licence"], fact["licence_standing"]) == (granted.licence.hex(), "RUNNING")
    assert (fact["licensor"], fact["licensee"]) == (owner.party.hex(), firm.party.hex())
    [warning] = values(found, "EXCLUSIVE_LICENCE")
    assert (warning["right"], warning["licensee"]) == ("OPER", firm.party.hex())
    answers = site.get("/v1/presentations", number=number, purpose="pledge")
    [told] = [each for each in answers["answers"] if each["code"] == "LICENCES"]
    assert (told["source"], told["values"]["exclusive"]) == ("LEDGER", 1)
    assert site.report(number).grade is Grade.VERIFIED


def test_who_may_license_what_and_how_long(stage: Stage) -> None:
    owner, half, firm = stage.enrolled(), stage.enrolled(), stage.enrolled()
    titled = stage.issued_title({owner: (1_000_000, 500_000, 600_000), half: (0, 500_000, 400_000)})
    user, only = stage.enrolled(), stage.enrolled()
    used = stage.issued_title({user: (0, 1_000_000, 0), only: (1_000_000, 0, 1_000_000)})

    def refused(terms: Any, *hands: Any) -> ContractError:
        with pytest.raises(ContractError) as fault:
            licence.grant(stage.register, terms, [each.signs() for each in hands])
        return fault.value

    exclusive = licence_terms(stage, titled.title, owner, firm, exclusive=True)
    fault = refused(exclusive, owner, firm)
    assert isinstance(fault, ExclusiveNeedsWhole)
    assert (fault.licensor, fault.held) == (owner.party, 600_000)
    stranger = licence_terms(stage, titled.title, firm, owner)
    assert isinstance(refused(stranger, firm, owner), LicensorHoldsNot)
    using = licence_terms(stage, used.title, user, firm, right=Right.USE)
    assert isinstance(refused(using, user, firm), LicensorHoldsNot)
    licensed(stage, used.title, (user, firm), right=Right.USE, entrusted=True)
    hold = licence_terms(stage, titled.title, owner, firm, right=Right.HOLD)
    assert isinstance(refused(hold, owner, firm), LicenceTermsWrong)
    end = stage.register.record(titled.title, TitleRecord).valid_until
    long = licence_terms(stage, titled.title, owner, firm, until=Time(end + 1))
    fault = refused(long, owner, firm)
    assert isinstance(fault, LicencePeriodWrong)
    assert fault.latest == end
    assert isinstance(refused(replace(long, until=Time(end)), owner, half), SignerMissing)
    licensed(stage, titled.title, (owner, firm), until=Time(end))


def test_a_freeze_bars_licences_and_a_pledgee_must_consent(stage: Stage) -> None:
    owner, firm, bank = stage.enrolled(), stage.enrolled(), stage.cast.bank
    titled = stage.issued_title({owner: ALL}).title
    pledged = stage.pledged(titled, owner, bank, 400_000)
    terms = licence_terms(stage, titled, owner, firm)
    with pytest.raises(PledgesIncomplete):
        licence.grant(stage.register, terms, [owner.signs(), firm.signs()])
    named: dict[str, Any] = {"lots": (LotId(pledged.lot),), "pledges": (PledgeId(pledged.pledge),)}
    terms = replace(terms, **named)
    with pytest.raises(PledgeeConsentMissing) as missing:
        licence.grant(stage.register, terms, [owner.signs(), firm.signs()])
    assert missing.value.pledgee == bank.party
    licensed(stage, titled, (owner, firm, bank), **named)
    stage.ordered(stage.order_terms(OrderScope.HOLDER, titled=titled, of=owner.party, rights=4))
    frozen = licence_terms(stage, titled, owner, firm, **named)
    with pytest.raises(Barred) as barred:
        licence.grant(stage.register, frozen, [owner.signs(), firm.signs(), bank.signs()])
    assert (barred.value.operation, barred.value.burden) == (Operation.LICENCE, Burden.FROZEN)


def test_a_breach_ends_a_licence_after_its_notice_only(stage: Stage) -> None:
    owner, firm = stage.enrolled(), stage.enrolled()
    titled = stage.issued_title({owner: ALL}).title
    own = licensed(stage, titled, (owner, firm)).licence
    place, document = (titled, own), DocumentDigest(digest32())
    breach = LicenceEndGround.BREACH
    terms = licence.ending(stage.register, place, breach, document=document)
    with pytest.raises(BreachPeriodWrong) as early:
        licence.end(stage.register, terms, [owner.signs()])
    assert early.value.noticed_at == 0
    notice = licence.notice(stage.register, titled, own, DocumentDigest(digest32()))
    noticed = licence.notify(stage.register, notice, [owner.signs()]).act.raw.time
    with pytest.raises(BreachPeriodWrong) as soon:
        licence.end(stage.register, terms, [owner.signs()])
    assert soon.value.earliest == noticed + 30 * DAY
    stage.pass_time(30 * DAY)
    terms = licence.ending(stage.register, place, breach, document=document)
    ended = licence.end(stage.register, terms, [owner.signs()]).act.raw.time
    acts = source_of(stage).by_subject[titled]
    history = history_of(stage.register.anchor, titled, acts)
    standing = {
        time: [each.standing for each in licences_at(history.at_time(time), time)]
        for time in (noticed - 60, ended - 1, ended)
    }
    assert standing[ended - 1] == [LicenceStanding.RUNNING]
    assert standing[ended] == [LicenceStanding.ENDED]
    [last] = licences_at(history.last, ended)
    assert (last.noticed_at, last.ending and last.ending.ground) == (noticed, breach)


def test_a_court_ends_a_licence_by_two_clerks(stage: Stage) -> None:
    owner, firm, cast = stage.enrolled(), stage.enrolled(), stage.cast
    titled = stage.issued_title({owner: ALL}).title
    own = licensed(stage, titled, (owner, firm), exclusive=True).licence
    paper, ordered = DocumentDigest(digest32()), LicenceEndGround.ORDERED
    place = (titled, own)
    terms = licence.ending(stage.register, place, ordered, document=paper)
    with pytest.raises(LicenceEndWrong):
        licence.end(stage.register, terms, stage.clerks())
    wrong = replace(terms, court=cast.bank.party)
    with pytest.raises(OrderingPartyWrong):
        licence.end(stage.register, wrong, stage.clerks())
    right = replace(terms, court=cast.court.party)
    licence.end(stage.register, right, stage.clerks())
    licensed(stage, titled, (owner, cast.newcomer), exclusive=True)


def test_what_ran_out_is_counted_no_more_once_it_is_said(stage: Stage) -> None:
    owner, firm, other = stage.enrolled(), stage.enrolled(), stage.enrolled()
    titled = stage.issued_title({owner: ALL}).title
    now = stage.register.time()
    short = licensed(stage, titled, (owner, firm), until=Time(now + 10 * DAY)).licence
    long = licensed(stage, titled, (owner, other), until=Time(now + YEAR)).licence
    waived = licence.ending(
        stage.register, (titled, long), LicenceEndGround.WAIVED, document=DocumentDigest(digest32())
    )
    licence.end(stage.register, waived, [other.signs()])
    out = licence.ending(stage.register, (titled, short), LicenceEndGround.RUN_OUT)
    with pytest.raises(LicenceRunWrong):
        licence.end(stage.register, out, [owner.signs()])
    stage.pass_time(11 * DAY)
    exclusive = licence_terms(stage, titled, owner, other, exclusive=True)
    with pytest.raises(LicenceExcluded) as shut:
        licence.grant(stage.register, exclusive, [owner.signs(), other.signs()])
    assert shut.value.until == now + YEAR
    out = licence.ending(stage.register, (titled, short), LicenceEndGround.RUN_OUT)
    licence.end(stage.register, out, [owner.signs()])
    exclusive = licence_terms(stage, titled, owner, other, exclusive=True)
    licence.grant(stage.register, exclusive, [owner.signs(), other.signs()])


def test_the_titles_page_shows_licences_and_each_side_has_a_page_of_its_own(site: Site) -> None:
    stage = site.stage
    owner, firm = stage.enrolled(), stage.enrolled()
    issued = stage.issued_title({owner: ALL})
    granted = licensed(stage, issued.title, (owner, firm), exclusive=True)
    site.mirror.catch_up()
    number = written(min(issued.issued.numbers.values()))
    uses = site.get(f"/v1/certificates/{number}/uses")
    [own] = uses["licences"]
    assert (own["licence"], own["standing"]) == (granted.licence.hex(), "RUNNING")
    assert (uses["licence_count"], uses["report_count"], uses["reports"]) == (1, 0, [])
    shown = site.get(f"/v1/certificates/{number}")
    assert (shown["licences"], shown["reports"]) == (1, 0)
    before = site.get(
        f"/v1/certificates/{number}/uses", at=str(issued.issued.entered.act.raw.block)
    )
    assert before["licences"] == []
    page = site.client.get(f"/certificates/{number}?lang=zh").text
    assert ("许可与机构报告" in page, "独占" in page) == (True, True)
    away = site.client.get("/uses", follow_redirects=False)
    assert (away.status_code, away.headers["location"]) == (303, "/sign-in?to=%2Fuses")
    for player, word in ((owner, "exclusive, given"), (firm, "exclusive, taken")):
        cookies = {"cookie": f"session={opened(site, player.key)['token']}"}
        seen = site.client.get("/uses?lang=en", headers=cookies).text
        assert (word in seen, number in seen) == (True, True)
    told = console(site, "certificate", "uses", number)
    assert "exclusive licence  Operating right" in told


def test_a_co_holder_is_told_of_licences_and_reports_by_others(site: Site) -> None:
    stage = site.stage
    owner, other, firm = stage.enrolled(), stage.enrolled(), stage.enrolled()
    issued = stage.issued_title({owner: (1_000_000, 1_000_000, 600_000), other: (0, 0, 400_000)})
    licensed(stage, issued.title, (owner, firm))
    reported(stage, issued.title, issued.content.record, appraiser(stage))
    site.mirror.catch_up()
    Alerter(site.mirror.engine, clock=lambda: 0).catch_up()
    told = {}
    for player in (owner, other):
        headers = held(opened(site, player.key)["token"])
        answer = site.client.get("/v1/alerts", headers=headers).json()["alerts"]
        told[player.party] = [(each["kind"], each["facts"].get("right")) for each in answer]
    assert told[owner.party] == [("REPORT_FILED", None)]
    assert told[other.party] == [("LICENCE_GRANTED", "OPER"), ("REPORT_FILED", None)]


def test_search_tells_certificates_apart_by_their_licences(site: Site) -> None:
    stage = site.stage
    owner, firm = stage.enrolled(), stage.enrolled()
    plain, exclusive, free = (stage.issued_title({owner: ALL}) for _ in range(3))
    licensed(stage, plain.title, (owner, firm))
    only = licensed(stage, exclusive.title, (owner, firm), exclusive=True)
    site.mirror.catch_up()

    def found(*values: str) -> set[str]:
        asked = {"q": owner.party.hex(), "licence": list(values)}
        answer = site.client.get("/v1/certificates", params=asked)
        assert answer.status_code == 200, answer.text
        return {each["title"] for each in answer.json()["hits"]}

    assert found("EXCLUSIVE") == {exclusive.title.hex()}
    assert found("EXCLUSIVE", "PLAIN") == {plain.title.hex(), exclusive.title.hex()}
    assert found("NONE") == {free.title.hex()}
    page = site.client.get("/", params={"q": owner.party.hex(), "lang": "zh"}).text
    assert "独占许可" in page
    waived, paper = LicenceEndGround.WAIVED, DocumentDigest(digest32())
    place = (exclusive.title, only.licence)
    ending = licence.ending(stage.register, place, waived, document=paper)
    licence.end(stage.register, ending, [firm.signs()])
    site.mirror.catch_up()
    assert found("EXCLUSIVE") == set()
    told = console(site, "search", owner.party.hex(), "--licence", "PLAIN")
    assert written(plain.issued.numbers[owner.party]) in told
    wrong = site.client.get("/v1/certificates", params={"licence": "SOME"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "FACET_UNKNOWN")
