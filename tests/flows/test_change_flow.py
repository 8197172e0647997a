"""Corrections, revocations and cancellations on a real chain, and what everybody is shown then."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.bindings.errors import (
    AuthorityMissing,
    Barred,
    EndGroundWrong,
    FiledAlready,
    PledgeeConsentMissing,
    TitleNotLive,
)
from ledger.domain.acts import (
    Burden,
    Closing,
    DocumentDigest,
    EndGround,
    FieldGroup,
    Issue,
    Operation,
    OrderScope,
    RecordRoot,
    Role,
    Time,
    TitleState,
)
from ledger.domain.ending import ENDING_KEY, EndingWord
from ledger.domain.numbers import written
from ledger.domain.record import commit, notice_of, public_fields
from ledger.domain.verdict import Purpose
from ledger.domain.words import TitleRecord
from ledger.registrar import application, change
from ledger.registrar.acting import Signatory
from ledger.registrar.change import Corrected, Ended
from notarization.verify.report import Grade
from tests.cast import DAY, WHOLE, IssuedTitle, Player, Stage, digest32
from tests.factories import a_record
from tests.site import Site, issued_with_notice

pytestmark = pytest.mark.node


def examiners(stage: Stage) -> list[Signatory]:
    cast = stage.cast
    return [cast.examiner.signs(Role.EXAMINER), cast.reviewer.signs(Role.REVIEWER)]


def shared(stage: Stage) -> dict[Player, tuple[int, int, int]]:
    """Two holders, as many as the record of the tests names."""
    cast = stage.cast
    return {cast.registrant: (WHOLE, WHOLE, 700_000), cast.coholder: (0, 0, 300_000)}


def closing(stage: Stage, issued: IssuedTitle, ended: Ended) -> Closing:
    terms = issued.issued.entered.act.terms
    assert isinstance(terms, Issue)
    return change.closing_terms(stage.register, terms, ended)


def decision() -> DocumentDigest:
    return DocumentDigest(digest32())


def revoked(stage: Stage, issued: IssuedTitle, **changes: Any) -> Closing:
    """The terms of a revocation for fraud, void from the registration on."""
    since = stage.register.record(issued.title, TitleRecord).registered_at
    ended = Ended(EndGround.FRAUD, decision(), since=Time(since))
    return closing(stage, issued, replace(ended, **changes))


def number_of(stage: Stage, issued: IssuedTitle) -> str:
    """The registrant's certificate."""
    return written(issued.issued.numbers[stage.cast.registrant.party])


def test_a_revoked_title_is_invalid_for_every_purpose_and_says_why(site: Site) -> None:
    stage = site.stage
    issued = issued_with_notice(stage, shared(stage))
    stage.pledged(issued.title, stage.cast.registrant, stage.cast.bank, 100_000)
    terms = revoked(stage, issued)
    change.revoke(stage.register, terms, issued.content, examiners(stage))
    site.mirror.catch_up()
    number = number_of(stage, issued)
    for purpose in Purpose:
        found = site.verdict(number, purpose.value)
        blocks = [each for each in found["blocks"] if each["code"] == "REVOKED"]
        assert found["result"] == "INVALID"
        assert [each["values"]["end_ground"] for each in blocks] == ["FRAUD"]
        assert "COLLATERAL_LOST" in {each["code"] for each in found["warnings"]}
    shown = site.get(f"/v1/certificates/{number}")
    assert (shown["open"], shown["standing"], shown["state"]) == (False, "REVOKED", "CLOSED")
    assert shown["ending"]["ground"] == "FRAUD"
    page = site.client.get(f"/certificates/{number}", headers={"accept-language": "zh"}).text
    assert "登记已撤销（以欺骗等不正当手段取得登记）" in page
    hits = site.get("/v1/certificates", q=number, status="REVOKED")["hits"]
    assert [hit["status"] for hit in hits] == ["REVOKED"]
    assert site.get("/v1/certificates", q=number, status="LIVE")["hits"] == []
    with pytest.raises(TitleNotLive) as gone:
        change.revoke(stage.register, revoked(stage, issued), issued.content, examiners(stage))
    assert gone.value.title == issued.title


def test_a_package_of_a_revoked_title_verifies_and_says_that_it_was_revoked(site: Site) -> None:
    stage = site.stage
    issued = issued_with_notice(stage, shared(stage))
    change.revoke(stage.register, revoked(stage, issued), issued.content, examiners(stage))
    site.mirror.catch_up()
    report = site.report(number_of(stage, issued))
    assert report.grade is Grade.VERIFIED
    assert "登记已撤销" in report.to_json().decode()


def test_the_applicant_of_a_revoked_title_may_file_again(stage: Stage) -> None:
    issued = stage.issued_title()
    again = replace(issued.content, deadline=issued.content.deadline + 1)
    due = Time(stage.register.time() + 10 * 86_400)
    again = replace(again, due=due, deadline=stage.register.deadline())
    hands = stage.holders(again, (stage.cast.registrant,))
    with pytest.raises(FiledAlready) as twice:
        application.submit(stage.register, again, hands)
    assert twice.value.fingerprint == again.fingerprint
    change.revoke(stage.register, revoked(stage, issued), issued.content, examiners(stage))
    assert application.submit(stage.register, again, hands).application


def test_a_lapsed_title_is_cancelled_by_law_before_it_is_registered_anew(stage: Stage) -> None:
    issued = stage.issued_title(valid_until=stage.register.time() + 60 * DAY)
    stage.pass_time(61 * DAY)
    due = Time(stage.register.time() + 10 * DAY)
    again = replace(issued.content, due=due, deadline=stage.register.deadline())
    hands = stage.holders(again, (stage.cast.registrant,))
    with pytest.raises(FiledAlready) as filed:
        application.submit(stage.register, again, hands)
    assert filed.value.applicant == stage.cast.registrant.party
    terms = closing(stage, issued, Ended(EndGround.LAW, decision()))
    change.cancel(stage.register, terms, issued.content, examiners(stage))
    assert application.submit(stage.register, again, hands).application


def test_a_cancellation_takes_effect_with_its_act(site: Site) -> None:
    stage = site.stage
    issued = stage.issued_title()
    terms = closing(stage, issued, Ended(EndGround.DATA_DESTROYED, decision()))
    entered = change.cancel(stage.register, terms, issued.content, examiners(stage))
    record = stage.register.record(issued.title, TitleRecord)
    ending = stage.register.read(issued.title, ENDING_KEY, EndingWord)
    assert record.state is TitleState.CLOSED
    assert ending == EndingWord(EndGround.DATA_DESTROYED, entered.act.raw.time)
    site.mirror.catch_up()
    found = site.verdict(number_of(stage, issued), "authenticity")
    assert [each["code"] for each in found["blocks"]] == ["CANCELLED"]


def test_a_ground_of_cancellation_revokes_nothing(stage: Stage) -> None:
    issued = stage.issued_title()
    terms = revoked(stage, issued, ground=EndGround.LAW)
    with pytest.raises(EndGroundWrong) as wrong:
        change.revoke(stage.register, terms, issued.content, examiners(stage))
    assert (wrong.value.title, wrong.value.ground) == (issued.title, EndGround.LAW)


def test_a_frozen_title_is_revoked_by_a_courts_instrument_only(stage: Stage) -> None:
    issued = stage.issued_title()
    stage.ordered(stage.order_terms(OrderScope.TITLE, titled=issued.title))
    with pytest.raises(AuthorityMissing) as missing:
        change.revoke(stage.register, revoked(stage, issued), issued.content, examiners(stage))
    assert missing.value.operation is Operation.ORDERED_CANCEL
    terms = revoked(stage, issued, court=stage.cast.court.party)
    change.revoke(stage.register, terms, issued.content, examiners(stage))
    assert stage.register.record(issued.title, TitleRecord).state is TitleState.CLOSED


def test_a_corrected_name_is_shown_and_found_and_gives_a_new_version(site: Site) -> None:
    stage = site.stage
    issued = issued_with_notice(stage, shared(stage))
    fields = {**a_record(), "data_name": "2026年山东省灯塔能见度观测"}
    record = commit(fields, {name: digest32()[:16] for name in fields})
    clear = notice_of(record.disclose(public_fields(fields)))
    made = Corrected(
        title=issued.title,
        group=FieldGroup.DESCRIPTION,
        record=RecordRoot(record.root),
        holders=[each.party for each in shared(stage)],
        instrument=decision(),
        clear=clear,
    )
    change.correct(stage.register, change.correction_terms(stage.register, made), examiners(stage))
    site.mirror.catch_up()
    number = number_of(stage, issued)
    shown = site.get(f"/v1/certificates/{number}")
    assert shown["data_name"] == fields["data_name"]
    assert shown["record"] == record.root.hex()
    assert [each["version"] for each in shown["holdings"]] == [2, 2]
    assert site.get("/v1/certificates", q="灯塔能见度")["hits"][0]["numbers"].count(number) == 1
    kinds = [each["kind"] for each in site.get(f"/v1/certificates/{number}/history")["entries"]]
    assert kinds[-1] == "TitleCorrected"
    report = site.report(number)
    assert report.grade is Grade.VERIFIED
    assert "2 notices" in report.to_json().decode()
    assert "RECORD_NOT_OPENED" not in {each.code for each in report.checks}


def test_what_a_new_record_does_not_publish_is_not_shown_beside_it(site: Site) -> None:
    stage = site.stage
    issued = issued_with_notice(stage, shared(stage))
    made = Corrected(
        title=issued.title,
        group=FieldGroup.DESCRIPTION,
        record=RecordRoot(digest32()),
        holders=[each.party for each in shared(stage)],
        instrument=decision(),
    )
    site.mirror.catch_up()
    number = number_of(stage, issued)
    assert site.get(f"/v1/certificates/{number}")["data_name"]
    change.correct(stage.register, change.correction_terms(stage.register, made), examiners(stage))
    site.mirror.catch_up()
    shown = site.get(f"/v1/certificates/{number}")
    assert (shown["data_name"], shown["record"]) == ("", made.record.hex())
    assert site.client.get(f"/certificates/{number}").status_code == 200
    assert site.report(number).grade is Grade.VERIFIED


def test_a_description_changes_with_every_pledgees_consent_only(stage: Stage) -> None:
    issued = stage.issued_title()
    bank = stage.cast.bank
    pledged = stage.pledged(issued.title, stage.cast.registrant, bank, 100_000)
    made = Corrected(
        title=issued.title,
        group=FieldGroup.DESCRIPTION,
        record=RecordRoot(digest32()),
        holders=[stage.cast.registrant.party],
        instrument=decision(),
        lots={pledged.lot: [pledged.pledge]},
    )
    terms = change.correction_terms(stage.register, made)
    with pytest.raises(PledgeeConsentMissing) as missing:
        change.correct(stage.register, terms, examiners(stage))
    assert missing.value.pledgee == bank.party
    change.correct(stage.register, terms, [*examiners(stage), bank.signs()])


def test_a_frozen_description_is_not_corrected(stage: Stage) -> None:
    issued = stage.issued_title()
    frozen = stage.order_terms(OrderScope.TITLE, titled=issued.title)
    stage.ordered(frozen)
    made = Corrected(
        title=issued.title,
        group=FieldGroup.DESCRIPTION,
        record=RecordRoot(digest32()),
        holders=[stage.cast.registrant.party],
        instrument=decision(),
    )
    with pytest.raises(Barred) as barred:
        change.correct(
            stage.register, change.correction_terms(stage.register, made), examiners(stage)
        )
    found = (barred.value.operation, barred.value.burden, barred.value.until)
    assert found == (Operation.DESCRIPTION_CHANGE, Burden.FROZEN, frozen.until)
