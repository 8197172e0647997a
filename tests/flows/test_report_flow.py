"""Reports of listed institutions on a real chain, and what a bank sees of them."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.bindings.errors import (
    ReporterConcerned,
    ReporterNotListed,
    ReportExists,
    ReportNotFiled,
    ReportPeriodWrong,
    ReportTermsWrong,
    SignerMissing,
)
from ledger.domain.acts import (
    DocumentDigest,
    InstitutionKind,
    ReportKind,
    ReportPurpose,
    Time,
)
from ledger.domain.numbers import written
from ledger.registrar import report
from ledger.registrar.register import Register
from notarization.verify.report import Grade
from tests.cast import ALL, DAY, YEAR, IssuedTitle, Player, Stage, digest32
from tests.licensing import (
    VALUE,
    appraiser,
    console,
    licensed,
    report_terms,
    reported,
    suspended,
)
from tests.mirrors import unread
from tests.sessions import opened
from tests.site import Site

pytestmark = pytest.mark.node


def titled(stage: Stage) -> tuple[IssuedTitle, Player, bytes]:
    """A title, who holds it, and its record's root."""
    owner = stage.enrolled()
    issued = stage.issued_title({owner: ALL})
    return issued, owner, issued.content.record


def asked(site: Site, issued: IssuedTitle, purpose: str) -> tuple[Any, dict[str, list[Any]]]:
    """A verdict, and the values of its findings by code."""
    site.mirror.catch_up()
    number = written(min(issued.issued.numbers.values()))
    found = site.verdict(number, purpose)
    by_code: dict[str, list[Any]] = {}
    for each in (*found["facts"], *found["blocks"], *found["warnings"]):
        by_code.setdefault(each["code"], []).append(each["values"])
    return found, by_code


def test_a_contribution_waits_for_a_valuation_made_for_it(site: Site) -> None:
    stage = site.stage
    issued, _, record = titled(stage)
    maker = appraiser(stage)
    found, by_code = asked(site, issued, "contribution")
    assert found["result"] == "INVALID"
    [missing] = by_code["REPORT_MISSING"]
    assert (missing["why"], missing["article"]) == ("MISSING", "Company Law Art. 48")
    reported(stage, issued.title, record, maker)
    found, by_code = asked(site, issued, "contribution")
    assert (found["result"], by_code["REPORT_MISSING"][0]["why"]) == ("INVALID", "OTHER_PURPOSE")
    reported(stage, issued.title, record, maker, purpose=ReportPurpose.CONTRIBUTION)
    found, by_code = asked(site, issued, "contribution")
    assert (found["result"], "REPORT_MISSING" in by_code) == ("VALID", False)
    assert [each["amount_fen"] for each in by_code["REPORT"]] == [str(VALUE)] * 2


def test_the_banks_sixteenth_question_is_answered_with_who_and_what_listed_now(site: Site) -> None:
    stage = site.stage
    issued, _, record = titled(stage)
    maker = appraiser(stage)
    _, by_code = asked(site, issued, "pledge")
    assert by_code["REPORT_MISSING"][0]["report_kind"] == "VALUATION"
    filed = reported(stage, issued.title, record, maker)
    found, by_code = asked(site, issued, "pledge")
    assert (found["result"], "REPORT_MISSING" in by_code) == ("VALID", False)
    number = written(min(issued.issued.numbers.values()))

    def valuation() -> Any:
        site.mirror.catch_up()
        answers = site.get("/v1/presentations", number=number, purpose="pledge")["answers"]
        [found] = [each for each in answers if each["code"] == "VALUATION"]
        assert found["source"] == "LEDGER"
        return found

    [own] = valuation()["values"]["valuations"]
    assert (own["report"], own["listing"]) == (filed.report.hex(), "LISTED")
    assert (own["amount_fen"], own["report_standing"]) == (str(VALUE), "VALID")
    suspended(stage, maker)
    [own] = valuation()["values"]["valuations"]
    assert own["listing"] == "SUSPENDED"
    assert "16,200,000.00" in valuation()["zh"]
    assert site.report(number).grade is Grade.VERIFIED


def test_a_report_of_another_version_and_an_old_one_are_warnings(site: Site) -> None:
    stage = site.stage
    issued, _, record = titled(stage)
    maker = appraiser(stage)
    reported(stage, issued.title, digest32(), maker)
    _, by_code = asked(site, issued, "pledge")
    assert by_code["REPORT_MISSING"][0]["why"] == "OF_OTHER_VERSION"
    assert len(by_code["REPORT_OF_OTHER_VERSION"]) == 1
    now = stage.register.time()
    stale = {"base_date": Time(now - YEAR - DAY), "valid_until": Time(now + 2 * DAY)}
    reported(stage, issued.title, record, maker, **stale)
    _, by_code = asked(site, issued, "pledge")
    assert by_code["VALUE_STALE"][0]["institution"] == maker.party.hex()
    assert "REPORT_OF_OTHER_VERSION" not in by_code
    stage.pass_time(3 * DAY)
    stage.node.mine()
    _, by_code = asked(site, issued, "pledge")
    assert by_code["REPORT_MISSING"][0]["why"] == "EXPIRED"
    assert len(by_code["REPORT_EXPIRED"]) == 1


def test_only_who_is_listed_for_it_reports_and_not_on_what_it_holds(stage: Stage) -> None:
    issued, owner, record = titled(stage)
    maker = appraiser(stage, InstitutionKind.QUALITY)
    valued = report_terms(stage, issued.title, record, maker)
    with pytest.raises(ReporterNotListed) as other:
        report.file(stage.register, valued, [maker.signs()])
    assert other.value.needed is InstitutionKind.VALUATION
    quality = replace(valued, kind=ReportKind.QUALITY, amount=0)
    with pytest.raises(SignerMissing):
        report.file(stage.register, quality, [owner.signs()])
    filed = report.file(stage.register, quality, [maker.signs()])
    second = Register(stage.register.chain, stage.register.profile, stage.another_sender())
    with pytest.raises(ReportExists) as twice:
        report.file(second, quality, [maker.signs()])
    assert twice.value.report == filed.report
    suspended(stage, maker)
    with pytest.raises(ReporterNotListed):
        report.file(
            stage.register, replace(quality, document=DocumentDigest(digest32())), [maker.signs()]
        )
    ground = DocumentDigest(digest32())
    terms = report.withdrawal(stage.register, issued.title, filed.report, ground)
    with pytest.raises(SignerMissing):
        report.withdraw(stage.register, terms, [owner.signs()])
    report.withdraw(stage.register, terms, [maker.signs()])
    with pytest.raises(ReportNotFiled):
        report.withdraw(second, terms, [maker.signs()])


def test_a_holder_and_the_registry_report_on_nothing_of_their_own(stage: Stage) -> None:
    maker = appraiser(stage)
    issued = stage.issued_title({maker: ALL})
    terms = report_terms(stage, issued.title, issued.content.record, maker)
    with pytest.raises(ReporterConcerned) as holds:
        report.file(stage.register, terms, [maker.signs()])
    assert holds.value.institution == maker.party
    wrong = replace(terms, institution=stage.cast.institution.party)
    with pytest.raises(ReporterNotListed):
        report.file(stage.register, wrong, [stage.cast.institution.signs()])


def test_terms_that_no_institution_may_sign(stage: Stage) -> None:
    issued, _, record = titled(stage)
    maker = appraiser(stage)
    good = report_terms(stage, issued.title, record, maker)
    for wrong in (
        replace(good, amount=0),
        replace(good, purpose=ReportPurpose.GENERAL),
        replace(good, kind=ReportKind.NONE, amount=0),
        replace(good, independence=DocumentDigest(bytes(32))),
    ):
        with pytest.raises(ReportTermsWrong):
            report.file(stage.register, wrong, [maker.signs()])
    late = replace(good, base_date=Time(stage.register.time() + DAY))
    with pytest.raises(ReportPeriodWrong):
        report.file(stage.register, late, [maker.signs()])


def test_the_page_of_both_sides_says_what_has_run_out_and_what_cannot_be_read(site: Site) -> None:
    stage = site.stage
    issued, owner, record = titled(stage)
    firm, maker = stage.enrolled(), appraiser(stage)
    end = Time(stage.register.time() + 40 * DAY)
    licensed(stage, issued.title, (owner, firm), until=end)
    reported(stage, issued.title, record, maker, valid_until=end)
    site.mirror.catch_up()
    cookies = [{"cookie": f"session={opened(site, each.key)['token']}"} for each in (firm, maker)]

    def shown() -> list[str]:
        return [site.client.get("/uses?lang=zh", headers=each).text for each in cookies]

    taken, made = shown()
    assert (">存续<" in taken, ">有效<" in made) == (True, True)
    with unread(site.mirror, issued.title):
        assert all(">无法判断<" in each for each in shown())
    stage.pass_time(41 * DAY)
    stage.enrolled()
    site.mirror.catch_up()
    taken, made = shown()
    assert (">已期满<" in taken, ">已过有效期<" in made) == (True, True)


def test_a_report_is_shown_on_the_titles_page_and_on_its_makers(site: Site) -> None:
    stage = site.stage
    issued, _, record = titled(stage)
    maker = appraiser(stage)
    filed = reported(stage, issued.title, record, maker)
    site.mirror.catch_up()
    number = written(min(issued.issued.numbers.values()))
    [own] = site.get(f"/v1/certificates/{number}/uses")["reports"]
    assert (own["report"], own["amount_fen"], own["standing"]) == (
        *(filed.report.hex(), str(VALUE)),
        "VALID",
    )
    page = site.client.get(f"/certificates/{number}?lang=zh").text
    assert ("价值评估报告" in page, "16,200,000.00" in page) == (True, True)
    cookies = {"cookie": f"session={opened(site, maker.key)['token']}"}
    seen = site.client.get("/uses?lang=zh", headers=cookies).text
    assert ("价值评估报告" in seen, "16,200,000.00" in seen, number in seen) == (True, True, True)
    ground = DocumentDigest(digest32())
    terms = report.withdrawal(stage.register, issued.title, filed.report, ground)
    report.withdraw(stage.register, terms, [maker.signs()])
    site.mirror.catch_up()
    assert site.get(f"/v1/certificates/{number}")["reports"] == 0
    assert "已撤回" in site.client.get("/uses?lang=zh", headers=cookies).text
    assert "Valuation  16,200,000.00" in console(site, "certificate", "uses", number)
