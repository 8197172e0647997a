"""What a certificate that secures loans lives through: the scenarios with their own numbers.

Domain: 7, scenarios 10 to 12, 14 to 19, 21 and 22. The chain starts in September 2026; each test
goes on from where the one before it left the clock, on certificates of its own where an earlier
one left its mark.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pytest

from api.paper.faces import pdf_of
from ledger.bindings.errors import (
    Barred,
    FreeShareTooSmall,
    LegalReviewMissing,
    PledgedNeedsConsent,
    PledgeeConsentMissing,
    PledgorKindBarred,
    RenewalWindow,
)
from ledger.chain.client import Web3Chain
from ledger.domain.acts import (
    Action,
    Burden,
    DocumentDigest,
    OrderScope,
    PartyKind,
    PledgeState,
    Time,
)
from ledger.domain.ids import lot_id, pledge_id
from ledger.domain.movables import Change
from ledger.domain.movables_filing import Later
from ledger.domain.numbers import written
from ledger.domain.proceeds import Deposit, Proceeds
from ledger.registrar import pledge, pledge_life, title
from ledger.registrar.title import Move
from notarization.trust_file import trust_from
from notarization.verify.codes import Step
from notarization.verify.report import Grade, Status
from tests.cast import ALL, DAY, WHOLE, IssuedTitle, Player, digest32
from tests.flows.test_documents import brought, certificate, record_of
from tests.flows.test_renewal_flow import filed, renewal_of
from tests.lending import AMOUNT, END, HL, VALUE, Lending, clerks, end_of, lending
from tests.licensing import appraiser, reported
from tests.moments import beijing
from tests.packages.both import verify
from tests.pledging import Bank, hands, named
from tests.proposing import FILING, Dealer, place, wish
from tests.sessions import held, opened, refused
from tests.simulators.movables import Fault

pytestmark = pytest.mark.node
HOUR: Final = 3_600
NUMBER: Final = "SJ3712026090001"
# which of HL's certificates is renewed in time, and which is not
KEPT: Final = 4
LEFT: Final = 5


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lending]:
    with lending(tmp_path_factory.mktemp("lending")) as made:
        yield made


def answers(found: dict[str, Any]) -> dict[str, Any]:
    return {each["code"]: each["values"] for each in found["answers"]}


def bank_of(world: Lending, which: int) -> Bank:
    """The acts of a pledge's life on one of HL's titles."""
    return Bank(world.stage, world.issued[which].title, world.holder)


def unpublished(world: Lending, player: Player, shares: tuple[int, int, int]) -> IssuedTitle:
    """A title that passed without a notice."""
    stage = world.stage
    filed_ = stage.taken_on(stage.filed({player: shares}))
    _, examiner, reviewer = clerks(stage)
    stage.step(filed_, Action.PASS_UNPUBLISHED, examiner, reviewer)
    return stage.titled(stage.deposited(filed_))


def number_of(issued: IssuedTitle, player: Player) -> str:
    return written(issued.issued.numbers[player.party])


def test_the_certificate_is_the_scenarios_one(world: Lending) -> None:
    shown = world.get(f"/v1/certificates/{NUMBER}")
    assert world.number() == NUMBER
    assert (shown["holder"]["name"], shown["rules"]) == (HL, "NAT-2026")
    assert shown["data_name"] == "2021年至2025年山东省近海养殖水温盐度监测数据集"
    assert shown["registered_at"].startswith("2026-09-30T01:")
    assert shown["valid_until"] == "2031-09-30T15:59:59Z"
    assert shown["holdings"][0]["shares"] == {"hold": WHOLE, "use": WHOLE, "oper": WHOLE}


def test_scenario_10_a_clean_check_and_the_same_file_offline_next_day(world: Lending) -> None:
    site = world.site
    world.at("2026-11-20T08:00")
    world.watched.look(anew=True)
    world.at("2026-11-20T10:00")
    found = world.presented()
    assert [each["number"] for each in found["answers"]] == list(range(1, 21))
    told = answers(found)
    assert told["ENCUMBRANCES"] == {"open": 0, "pledges": []}
    assert told["ORDERS"] == {"standing": 0, "orders": []}
    assert (told["OTHER_REGISTERS"]["age"], told["OTHER_REGISTERS"]["stale"]) == (2 * HOUR, False)
    assert found["verdict"]["result"] == "VALID"
    asked = {"number": NUMBER, "purpose": "pledge"}
    jws = site.client.post("/v1/verdicts:sign", json=asked).json()["jws"].encode()
    made = site.client.post("/v1/evidence-packages", json={"number": NUMBER}).json()
    data = site.client.get(made["url"]).content
    profile = world.stage.register.profile
    trust = trust_from(Web3Chain(world.stage.node.url), profile, made["block"])
    today = verify(data, trust, signed_verdict=jws)
    world.at("2026-11-21T10:00")
    tomorrow = verify(data, trust, signed_verdict=jws)
    assert today == tomorrow
    held = [each.status for each in today.checks if each.number == Step.SIGNED_VERDICT]
    assert (today.grade, held) == (Grade.VERIFIED, [Status.PASSED])
    whole = [each.status for each in today.checks if each.number == Step.CLOSURE]
    assert set(whole) == {Status.PASSED}


def test_scenario_11_31_hours_warn_and_hold_an_automatic_approval_back(world: Lending) -> None:
    world.at("2026-11-21T12:00")
    world.watched.look(anew=True)
    assert world.presented()["held_back"] == ["REPORT_MISSING"]
    world.watched.movables.faults.extend([Fault.LOSE] * 100)
    world.at("2026-11-22T19:00")
    assert world.watched.look().failed > 0
    found = world.presented()
    [stale] = [each for each in found["verdict"]["warnings"] if each["code"] == "MOVABLES_STALE"]
    assert stale["values"]["age"] == 31 * HOUR
    assert "已过 31 小时，逾二十四小时" in stale["zh"]
    assert (found["automatic"], "MOVABLES_STALE" in found["held_back"]) == (False, True)
    assert found["verdict"]["result"] == "VALID"
    assert answers(found)["ENCUMBRANCES"] == {"open": 0, "pledges": []}
    world.watched.movables.faults.clear()


def test_scenario_12_a_forged_term_and_name_differ_field_by_field(
    world: Lending, caplog: pytest.LogCaptureFixture
) -> None:
    record = record_of(certificate(world.site, NUMBER))
    true = dict(record["certificate"])
    forged = {
        **true,
        "valid_until": true["valid_until"].replace("2031", "2036"),
        "data_name": true["data_name"] + "及养殖产量",
    }
    record["certificate"] = forged
    with caplog.at_level(logging.WARNING, "datadeed.api"):
        found = brought(world.site, pdf_of(record))
    assert (found["agreement"], found["number"]) == ("DIFFERS", NUMBER)
    assert {each["field"]: (each["document"], each["ledger"]) for each in found["fields"]} == {
        "certificate.valid_until": ("2036-09-30T15:59:59Z", "2031-09-30T15:59:59Z"),
        "certificate.data_name": (forged["data_name"], true["data_name"]),
    }
    files = {"document": ("a.pdf", pdf_of(record), "application/pdf")}
    page = world.site.client.post("/documents/check?lang=zh", files=files).text
    assert "以登记簿的记载为准" in page
    assert any(NUMBER in each.getMessage() for each in caplog.records)


def test_scenario_14_the_filed_pledge_is_noted_first_at_49_38_per_cent(world: Lending) -> None:
    stage, lb, first = world.stage, world.stage.cast.bank, world.issued[0]
    world.at("2026-11-23T09:00")
    told = {
        "base_date": Time(beijing("2026-10-31T00:00")),
        "valid_until": Time(beijing("2027-10-30T23:59:59")),
        "amount": VALUE,
    }
    reported(stage, first.title, first.content.record, appraiser(stage), **told)
    world.at("2026-11-23T10:06")
    until = Time(beijing("2027-11-30T23:59:59"))
    terms, _ = world.lent(0, lb, "LB", "2026-11-23T10:05:11", term_end=until)
    world.watched.look(anew=True)
    found = answers(world.presented(loan_end="2027-11-30"))
    assert found["TERM_LEFT"]["covers_loan"] is True
    [valued] = found["VALUATION"]["valuations"]
    assert (valued["amount_fen"], valued["base_date"]) == (str(VALUE), told["base_date"])
    [shown] = found["ENCUMBRANCES"]["pledges"]
    assert (shown["rank"], shown["rank_conflict"], shown["amount_fen"]) == (1, False, str(AMOUNT))
    assert shown["filed_at"] == shown["registered"]["filed_at"] == beijing("2026-11-23T10:05:11")
    [noted] = world.get(f"/v1/certificates/{NUMBER}")["pledges"]
    assert (noted["state"], noted["filed_at"]) == ("NOTED", "2026-11-23T02:05:11Z")
    assert noted["term_end"] == "2027-11-30T15:59:59Z"
    headers = held(opened(world.site, lb.key)["token"])
    address = f"/v1/financing/{pledge_id(terms).hex()}"
    entry = {"kind": "LOAN", "amount_fen": str(AMOUNT), "on": "2026-11-23", "loan": "LB-1"}
    entry["due_on"] = "2027-11-30"
    made = world.site.client.post(f"{address}/entries", headers=headers, json=entry)
    assert made.status_code == 201, made.text
    file = world.site.client.get(address, headers=headers).json()["file"]
    assert file["summary"]["ratio"]["per_cent"] == "49.38"
    valued = file["summary"]["valuation"]
    assert (valued["on"], valued["purpose"], valued["until"]) == (
        "2026-10-31",
        "PLEDGE",
        "2027-10-30",
    )


def test_scenario_15_the_filing_of_10_05_09_ranks_before_that_of_10_05_11(world: Lending) -> None:
    cast = world.stage.cast
    world.at("2026-11-23T10:30")
    lot = bytes.fromhex(world.get(f"/v1/certificates/{NUMBER}")["pledges"][0]["lot"])
    world.lent(0, cast.second_bank, "JB", "2026-11-23T10:05:09", lot=lot)
    world.watched.look(anew=True)
    found = world.presented()
    ranks = {
        each["pledgee"]: (each["rank"], each["rank_conflict"], each["filed_at"])
        for each in answers(found)["ENCUMBRANCES"]["pledges"]
    }
    assert ranks == {
        cast.second_bank.party.hex(): (1, True, beijing("2026-11-23T10:05:09")),
        cast.bank.party.hex(): (2, True, beijing("2026-11-23T10:05:11")),
    }
    assert "RANK_CONFLICT" in found["held_back"]
    for player, rank in ((cast.second_bank, 1), (cast.bank, 2)):
        shown = world.page("/portfolio?lang=zh", player)
        assert f"第 {rank} 顺位，共 2 项" in shown
        assert "顺位与记入次序不一致" in shown
        [told] = world.alerts(player, "RANK_CONFLICT")
        assert told["facts"]["filed_at"] == beijing("2026-11-23T10:05:09")


def test_scenario_16_who_only_holds_secures_nothing(world: Lending) -> None:
    stage, site = world.stage, world.site
    jinyun = stage.enrolled()
    issued = unpublished(world, jinyun, (WHOLE, 0, 0))
    number = number_of(issued, jinyun)
    site.mirror.catch_up()
    found = site.verdict(number, "pledge")
    [block] = found["blocks"]
    assert (found["result"], block["code"]) == ("INVALID", "NO_OPERATING_RIGHT")
    assert "该凭证不含数据经营权" in block["zh"]
    asked = wish(site, number, stage.cast.bank)
    barred = Dealer.at(site, jinyun).ask("POST", "/v1/proposals:pledge", asked)
    assert refused(barred) == (409, "PURPOSE_BARRED")
    terms = stage.pledge_terms(issued.title, jinyun, stage.cast.bank, WHOLE)
    with pytest.raises(FreeShareTooSmall) as free:
        pledge.pledge(stage.register, terms, hands(jinyun, stage.cast.bank))
    assert free.value.free == 0


def test_scenario_17_an_organ_is_barred_and_a_hospital_waits_for_its_review(world: Lending) -> None:
    stage, site, bank = world.stage, world.site, world.stage.cast.bank
    bureau = stage.enrolled(PartyKind.ORGAN)
    hospital = stage.enrolled(PartyKind.PUBLIC_INSTITUTION)
    titles = {each: unpublished(world, each, ALL) for each in (bureau, hospital)}
    site.mirror.catch_up()
    found = site.verdict(number_of(titles[bureau], bureau), "pledge")
    [block] = found["blocks"]
    assert (found["result"], block["code"]) == ("INVALID", "PLEDGOR_KIND_BARRED")
    assert block["values"]["article"] == "SPC Security Interpretation Art. 5"
    terms = stage.pledge_terms(titles[bureau].title, bureau, bank, WHOLE)
    with pytest.raises(PledgorKindBarred) as organ:
        pledge.pledge(stage.register, terms, hands(bureau, bank))
    assert organ.value.kind is PartyKind.ORGAN
    number = number_of(titles[hospital], hospital)
    asked = {"number": number, "purpose": "pledge"}
    found = site.get("/v1/presentations", **asked)
    assert found["verdict"]["result"] == "VALID"
    assert (found["automatic"], "LEGAL_REVIEW_NEEDED" in found["held_back"]) == (False, True)
    assert answers(found)["MAY_SECURE"]["legal_review"] is True
    terms = stage.pledge_terms(titles[hospital].title, hospital, bank, WHOLE)
    with pytest.raises(LegalReviewMissing):
        pledge.pledge(stage.register, terms, hands(hospital, bank))
    reviewed = replace(terms, basis=DocumentDigest(digest32()))
    pledge.pledge(stage.register, reviewed, hands(hospital, bank))


def test_scenario_18_a_sale_waits_for_both_pledgees_and_the_proceeds(world: Lending) -> None:
    """The transfer's document is the statement of the proceeds in deposit for both pledges."""
    stage, cast = world.stage, world.stage.cast
    world.at("2026-11-26T10:00")
    bank, buyer = bank_of(world, 1), cast.newcomer
    lb = bank.noted(cast.bank, WHOLE)
    jb = bank.noted(cast.second_bank, WHOLE, lot=lot_id(lb))
    told = Proceeds(
        title=bank.title,
        pledges=tuple(sorted(pledge_id(each) for each in (lb, jb))),
        deposit=Deposit("青岛市某公证处", AMOUNT, digest32()),
        contract=digest32(),
        salt=digest32()[:16],
    )
    document = DocumentDigest(told.digest)
    plain = Move(bank.title, world.holder.party, buyer.party, ALL, {}, document)
    terms = title.transfer_terms(stage.register, plain)
    with pytest.raises(PledgedNeedsConsent):
        title.transfer(stage.register, terms, hands(world.holder, buyer))
    whole = replace(plain, lots={lot_id(lb): named(lb, jb)})
    terms = title.transfer_terms(stage.register, whole)
    with pytest.raises(PledgeeConsentMissing) as silent:
        title.transfer(stage.register, terms, hands(world.holder, buyer, cast.bank))
    assert silent.value.pledgee == cast.second_bank.party
    every = hands(world.holder, buyer, cast.bank, cast.second_bank)
    title.transfer(stage.register, terms, every)
    shown = world.get(f"/v1/certificates/{world.number(1)}")
    assert (shown["open"], len(shown["holdings"])) == (False, 1)
    assert {each["pledgor"]["party"] for each in shown["pledges"]} == {buyer.party.hex()}
    assert [each["rank"] for each in shown["pledges"]] == [1, 2]
    history = world.get(f"/v1/certificates/{world.number(1)}/history")["entries"]
    [moved] = [each for each in history if each["kind"] == "SharesTransferred"]
    assert moved["terms"]["document"] == Proceeds.read(told.statement).digest.hex()
    assert set(map(bytes.hex, told.pledges)) == set(moved["terms"]["pledges"])


def test_scenario_19_a_freeze_at_nine_stops_what_was_agreed_at_ten_to_nine(world: Lending) -> None:
    stage, cast, site = world.stage, world.stage.cast, world.site
    world.at("2026-11-30T10:00")
    lb, _ = world.lent(2, cast.bank, "LB", "2026-11-30T09:30", maximum=True)
    world.at("2026-12-01T08:50")
    site.mirror.catch_up()
    holder, jb = Dealer.at(site, world.holder), Dealer.at(site, cast.second_bank)
    asked = wish(site, world.number(2), cast.second_bank, ppm=0, lot="0x" + lot_id(lb).hex())
    agreed = holder.done("POST", "/v1/proposals:pledge", asked)
    assert (agreed["waits_for"], agreed["fitness"]["fit"]) == ("FILING", True)
    world.at("2026-12-01T09:00")
    order = stage.order_terms(OrderScope.TITLE, titled=world.issued[2].title)
    ordered = stage.ordered(replace(order, until=Time(beijing("2029-12-01T09:00"))))
    told = world.at("2026-12-01T09:02")
    bank = bank_of(world, 2)
    knowledge = bank.knowledge(lb, ordered.order, told)
    pledge_life.learn(stage.register, knowledge, [stage.clerks()[0]])
    world.at("2026-12-01T09:20:30")
    site.mirror.catch_up()
    filing = {"filing": FILING, "filed_at": "2026-12-01T01:20:00Z"}
    late = jb.ask("POST", f"{place(agreed)}/filing", filing)
    assert refused(late) == (409, "PURPOSE_BARRED")
    assert late.json()["fields"]["findings"] == ["FROZEN"]
    terms = world.terms(2, cast.second_bank, "2026-12-01T09:20", lot=lot_id(lb))
    with pytest.raises(Barred) as barred:
        pledge.pledge(stage.register, terms, hands(world.holder, cast.second_bank))
    assert (barred.value.burden, barred.value.until) == (Burden.FROZEN, beijing("2029-12-01T09:00"))
    [left] = world.get(f"/v1/certificates/{world.number(2)}")["pledges"]
    assert (left["pledgee"]["party"], left["rank"]) == (cast.bank.party.hex(), 1)
    assert (left["maximum"], left["known_seizure"]) == (True, "2026-12-01T01:02:00Z")


def test_scenario_22_a_filing_that_stays_is_told_and_a_judgment_removes_a_note(
    world: Lending,
) -> None:
    stage, cast = world.stage, world.stage.cast
    world.at("2026-12-02T10:00")
    until = Time(beijing("2027-11-30T23:59:59"))
    lb, code = world.lent(3, cast.bank, "LB", "2026-12-02T09:00", term_end=until)
    jb, _ = world.lent(
        3, cast.second_bank, "JB", "2026-12-02T09:30", term_end=until, lot=lot_id(lb)
    )
    world.at("2027-12-01T10:00")
    at = (lot_id(lb), pledge_id(lb))
    release = pledge.release_terms(stage.register, world.issued[3].title, at)
    pledge.release(stage.register, release, hands(cast.bank))
    world.at("2027-12-15T22:00")
    world.watched.look(anew=True)
    assert filings_told(world) == []
    world.at("2027-12-16T09:00")
    world.watched.look(anew=True)
    [late] = filings_told(world)
    assert (late["code"], late["values"]["due"]) == (
        "FILING_NOT_CANCELLED",
        beijing("2027-12-15T23:59:59"),
    )
    assert "逾期" in world.page(f"/certificates/{world.number(3)}?lang=zh")
    for player in (cast.bank, world.holder):
        told = world.alerts(player, "FILING_NOT_CANCELLED")
        assert [each["facts"]["due"] for each in told] == [late["values"]["due"]]
    number = late["values"]["filing"]
    world.watched.movables.entered(Later(number, Change.CANCELLED, {}, code))
    world.watched.look(anew=True)
    assert filings_told(world) == []
    judgment = bank_of(world, 3).judgment(jb, PledgeState.DISCHARGED)
    pledge_life.conclude(stage.register, judgment, stage.clerks())
    [ended] = world.alerts(cast.second_bank, "PLEDGE_CONCLUDED")
    assert ended["zh"] == "一项质押备注依判决终止：依判决消灭"
    assert world.get(f"/v1/certificates/{world.number(3)}")["pledges"] == []


def filings_told(world: Lending) -> list[dict[str, Any]]:
    """What a verdict on the fourth certificate says of filings that stayed."""
    world.site.mirror.catch_up()
    found = world.site.verdict(world.number(3), "pledge")["warnings"]
    return [each for each in found if each["code"] == "FILING_NOT_CANCELLED"]


def test_scenario_21_the_end_of_the_term_is_told_on_its_days(world: Lending) -> None:
    """The loan runs until 2032-03-31; two titles, of which one is renewed below."""
    cast, loan_end = world.stage.cast, Time(beijing("2032-03-31T15:00"))
    for which in (KEPT, LEFT):
        terms = world.terms(which, cast.bank, "2027-12-16T09:00", term_end=loan_end, past_term=True)
        world.noted(terms, cast.bank)
    expected: list[int] = []
    for days in (180, 60, 30, 7):
        at = END - days * DAY + 2 * HOUR
        world.stage.pass_time(at - world.stage.register.time())
        expected.append(days)
        assert days_told(world) == expected


def test_scenario_21_a_renewal_on_the_day_of_the_end_is_out_of_its_window(world: Lending) -> None:
    world.at("2031-09-29T12:00")
    filed(world.stage, renewal(world, KEPT))
    world.at("2031-09-30T12:00")
    assert days_told(world)[-1] == 1
    with pytest.raises(RenewalWindow) as late:
        filed(world.stage, renewal(world, LEFT))
    assert late.value.closes == END - DAY
    assert world.get(f"/v1/certificates/{world.number(LEFT)}")["standing"] == "ACTIVE"


def test_scenario_21_expired_and_pledged_are_both_shown(world: Lending) -> None:
    world.at("2031-10-01T00:00")
    shown = world.get(f"/v1/certificates/{world.number(LEFT)}")
    assert (shown["standing"], shown["pledges"][0]["state"]) == ("EXPIRED", "NOTED_ON_EXPIRED")
    found = world.site.verdict(world.number(LEFT), "authenticity")
    assert {"EXPIRED", "PLEDGED"} <= {each["code"] for each in found["warnings"]}
    [noted] = [each for each in found["facts"] if each["code"] == "PLEDGE"]
    assert noted["values"]["pledge_state"] == "NOTED_ON_EXPIRED"
    kept = world.get(f"/v1/certificates/{world.number(KEPT)}")
    assert (kept["standing"], kept["pledges"][0]["state"]) == ("PENDING_RENEWAL", "NOTED")
    found = world.site.verdict(world.number(KEPT), "authenticity")
    assert {"RENEWAL_PENDING", "PLEDGED"} <= {each["code"] for each in found["warnings"]}
    world.at("2031-10-01T02:00")
    told = world.alerts(world.stage.cast.bank, "TITLE_EXPIRED")
    assert world.issued[LEFT].title.hex() in {each["title"] for each in told}


def days_told(world: Lending) -> list[int]:
    """How many days before its end the bank was told of the title that nobody renews."""
    told = world.alerts(world.stage.cast.bank, "TITLE_EXPIRES")
    left = world.issued[LEFT].title.hex()
    return [each["facts"]["days"] for each in told if each["title"] == left]


def renewal(world: Lending, which: int) -> Any:
    """All holders' application for a renewal, with the rules' own period."""
    asked = renewal_of(world.stage, world.issued[which])
    return replace(asked, due=Time(end_of(world.stage, "acceptance")))
