"""Changes and cancellations that all holders apply for, on a real chain (Arts. 35 and 37)."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.bindings.errors import (
    Barred,
    ChangeWrong,
    NotByAllHolders,
    PledgeeConsentMissing,
    PledgesIncomplete,
    RequestPending,
    SourceChanged,
)
from ledger.domain.acts import (
    Action,
    AgentPower,
    Application,
    ApplicationId,
    ApplicationState,
    Burden,
    DocumentDigest,
    EndGround,
    FieldGroup,
    Fulfilment,
    Ground,
    Issue,
    LotId,
    Operation,
    OrderScope,
    Origin,
    PledgeId,
    RecordRoot,
    Registration,
    Role,
    TitleState,
)
from ledger.domain.desk import Bar
from ledger.domain.ending import ENDING_KEY, EndingWord
from ledger.domain.numbers import written
from ledger.domain.record import commit, notice_of, public_fields
from ledger.domain.words import ApplicationRecord, TitleRecord
from ledger.queries.fulfilling import bars_of_groups
from ledger.registrar import application, mandate, order, request, title
from ledger.registrar.acting import Signatory
from ledger.registrar.request import Asked
from ledger.registrar.title import Move
from notarization.verify.report import Grade
from tests.cast import DAY, WHOLE, IssuedTitle, Player, Stage, digest32
from tests.factories import a_record
from tests.site import Site, issued_with_notice

pytestmark = pytest.mark.node
CHANGE, CANCELLATION = Registration.CHANGE, Registration.CANCELLATION

Filed = tuple[ApplicationId, Application]


def examiners(stage: Stage) -> list[Signatory]:
    cast = stage.cast
    return [cast.examiner.signs(Role.EXAMINER), cast.reviewer.signs(Role.REVIEWER)]


def shared(stage: Stage) -> dict[Player, tuple[int, int, int]]:
    cast = stage.cast
    return {cast.registrant: (WHOLE, WHOLE, 700_000), cast.coholder: (0, 0, 300_000)}


def asked_for(
    stage: Stage, issued: IssuedTitle, registration: Registration, **changes: Any
) -> Application:
    """An application by those who hold the title since its issue."""
    content = replace(
        stage.content({}),
        registration=registration,
        title=issued.title,
        fingerprint=issued.content.fingerprint,
        splits=issued.content.splits,
    )
    return replace(content, **changes)


def filed(stage: Stage, content: Application) -> Filed:
    hands = stage.holders(content, (stage.cast.registrant, stage.cast.coholder))
    return application.submit(stage.register, content, hands).application, content


def passed(stage: Stage, asked: Filed) -> Filed:
    """Examined, and deposited without a notice: nothing material is to be published."""
    stage.taken_on(asked)
    reasons = application.Reasons(Ground.NOT_MATERIAL, DocumentDigest(digest32()))
    terms = application.step_terms(
        stage.register, asked[0], Action.PASS_UNPUBLISHED, reasons=reasons
    )
    application.step(stage.register, terms, asked[1], examiners(stage))
    return stage.deposited(asked)


def fulfilment(stage: Stage, issued: IssuedTitle, asked: Filed, **more: Any) -> Fulfilment:
    terms = issued.issued.entered.act.terms
    assert isinstance(terms, Issue)
    made = Asked(asked[0], terms, issued.content, **more)
    return request.fulfilment_terms(stage.register, made)


def number_of(stage: Stage, issued: IssuedTitle) -> str:
    return written(issued.issued.numbers[stage.cast.registrant.party])


def renamed() -> tuple[Any, dict[str, Any]]:
    fields = {**a_record(), "data_name": "2027年山东省验潮站潮位观测"}
    return commit(fields, {name: digest32()[:16] for name in fields}), fields


def test_a_change_is_applied_for_published_and_shown(site: Site) -> None:
    stage = site.stage
    issued = issued_with_notice(stage, shared(stage))
    record, fields = renamed()
    clear = notice_of(record.disclose(public_fields(fields)))
    content = asked_for(stage, issued, CHANGE, record=RecordRoot(record.root))
    asked = stage.taken_on(filed(stage, content))
    site.mirror.catch_up()
    number = number_of(stage, issued)
    shown = site.get(f"/v1/certificates/{number}")
    assert (shown["requested"], shown["standing"]) == ("CHANGE", "ACTIVE")
    warned = {each["code"] for each in site.verdict(number, "pledge")["warnings"]}
    assert "CHANGE_PENDING" in warned
    page = site.client.get(f"/certificates/{number}", headers={"accept-language": "zh"}).text
    assert "全体权利人已申请变更登记" in page
    stage.deposited(stage.unopposed(stage.published(asked, clear)))
    terms = fulfilment(stage, issued, asked, group=FieldGroup.DESCRIPTION, clear=clear)
    request.change(stage.register, terms, content, examiners(stage))
    site.mirror.catch_up()
    shown = site.get(f"/v1/certificates/{number}")
    assert (shown["data_name"], shown["requested"]) == (fields["data_name"], None)
    assert shown["record"] == record.root.hex()
    assert [each["version"] for each in shown["holdings"]] == [2, 2]
    hits = site.get("/v1/certificates", q="验潮站潮位")["hits"]
    assert number in {each for hit in hits for each in hit["numbers"]}
    kinds = [each["kind"] for each in site.get(f"/v1/certificates/{number}/history")["entries"]]
    assert kinds[-2:] == ["RequestFiled", "TitleChanged"]
    assert stage.register.record(asked[0], ApplicationRecord).state is ApplicationState.CERTIFIED
    report = site.report(number)
    assert report.grade is Grade.VERIFIED
    assert "RECORD_NOT_OPENED" not in {each.code for each in report.checks}


def test_a_title_is_given_up_by_all_holders_with_its_pledgees_consent(site: Site) -> None:
    stage = site.stage
    issued = issued_with_notice(stage, shared(stage))
    pledged = stage.pledged(issued.title, stage.cast.registrant, stage.cast.bank, 100_000)
    asked = passed(stage, filed(stage, asked_for(stage, issued, CANCELLATION)))
    site.mirror.catch_up()
    number = number_of(stage, issued)
    warned = {each["code"] for each in site.verdict(number, "trade")["warnings"]}
    assert "CANCELLATION_PENDING" in warned
    bare = fulfilment(stage, issued, asked)
    with pytest.raises(PledgesIncomplete) as incomplete:
        request.surrender(stage.register, bare, asked[1], examiners(stage))
    assert incomplete.value.title == issued.title
    lots: dict[LotId, list[PledgeId]] = {pledged.lot: [pledged.pledge]}
    terms = fulfilment(stage, issued, asked, lots=lots)
    with pytest.raises(PledgeeConsentMissing) as missing:
        request.surrender(stage.register, terms, asked[1], examiners(stage))
    assert missing.value.pledgee == stage.cast.bank.party
    hands = [*examiners(stage), stage.cast.bank.signs()]
    entered = request.surrender(stage.register, terms, asked[1], hands)
    record = stage.register.record(issued.title, TitleRecord)
    ending = stage.register.read(issued.title, ENDING_KEY, EndingWord)
    assert (record.state, record.requested) == (TitleState.CLOSED, Registration.NONE)
    assert ending == EndingWord(EndGround.REQUEST, entered.act.raw.time)
    site.mirror.catch_up()
    shown = site.get(f"/v1/certificates/{number}")
    assert (shown["standing"], shown["ending"]["ground"]) == ("CANCELLED", "REQUEST")
    page = site.client.get(f"/certificates/{number}", headers={"accept-language": "zh"}).text
    assert "权利人申请" in page
    assert site.report(number).grade is Grade.VERIFIED


def test_who_gave_a_title_up_may_file_the_data_again(stage: Stage) -> None:
    issued = stage.issued_title()
    asked = passed(stage, filed(stage, asked_for(stage, issued, CANCELLATION)))
    terms = fulfilment(stage, issued, asked)
    request.surrender(stage.register, terms, asked[1], examiners(stage))
    again = replace(stage.content({}), fingerprint=issued.content.fingerprint)
    assert filed(stage, replace(again, splits=issued.content.splits))


def test_a_request_is_by_all_holders_and_one_at_a_time(stage: Stage) -> None:
    issued = stage.issued_title(shared(stage))
    alone = asked_for(stage, issued, CANCELLATION)
    alone = replace(alone, splits=stage.content({stage.cast.registrant: (WHOLE,) * 3}).splits)
    with pytest.raises(NotByAllHolders) as by_one:
        filed(stage, alone)
    assert (by_one.value.given, by_one.value.holders) == (1, 2)
    asked = filed(stage, asked_for(stage, issued, CHANGE))
    with pytest.raises(RequestPending) as twice:
        filed(stage, asked_for(stage, issued, CANCELLATION))
    assert twice.value.pending is CHANGE
    cast = stage.cast
    hands = stage.holders(asked[1], (cast.registrant, cast.coholder))
    stage.step(asked, Action.WITHDRAW, *hands)
    assert stage.register.record(issued.title, TitleRecord).requested is Registration.NONE


def test_an_agent_applies_for_a_holder(stage: Stage) -> None:
    cast = stage.cast
    issued, agent = stage.issued_title(), stage.enrolled()
    terms = mandate.appointment(
        stage.register,
        (cast.registrant.party, agent.party),
        (AgentPower.FILE,),
        until=stage.register.time() + 30 * DAY,
        authority=DocumentDigest(digest32()),
    )
    mandate.appoint_agent(stage.register, terms, (cast.registrant.signs(), agent.signs()))
    content = asked_for(stage, issued, CANCELLATION)
    assert application.submit(stage.register, content, [agent.signs()]).application


def test_who_bought_a_share_meanwhile_is_not_changed_over(stage: Stage) -> None:
    cast = stage.cast
    issued = stage.issued_title()
    asked = passed(stage, filed(stage, asked_for(stage, issued, CHANGE)))
    move = Move(issued.title, cast.registrant.party, cast.newcomer.party, (1, 0, 0))
    hands = (cast.registrant.signs(), cast.newcomer.signs())
    title.transfer(stage.register, title.transfer_terms(stage.register, move), hands)
    terms = fulfilment(stage, issued, asked, group=FieldGroup.DESCRIPTION)
    with pytest.raises(NotByAllHolders) as others:
        request.change(stage.register, terms, asked[1], examiners(stage))
    assert (others.value.given, others.value.holders) == (1, 2)


def test_a_change_leaves_source_and_record_neither_other_nor_the_same(stage: Stage) -> None:
    issued = stage.issued_title()
    derived = asked_for(stage, issued, CHANGE, origin=Origin.DERIVED)
    asked = passed(stage, filed(stage, derived))
    terms = fulfilment(stage, issued, asked, group=FieldGroup.IDENTITY)
    with pytest.raises(SourceChanged) as other:
        request.change(stage.register, terms, asked[1], examiners(stage))
    assert other.value.application == asked[0]
    issued = stage.issued_title()
    asked = passed(
        stage, filed(stage, asked_for(stage, issued, CHANGE, record=issued.content.record))
    )
    terms = fulfilment(stage, issued, asked, group=FieldGroup.IDENTITY)
    with pytest.raises(ChangeWrong) as same:
        request.change(stage.register, terms, asked[1], examiners(stage))
    assert same.value.group is FieldGroup.IDENTITY


def test_a_frozen_title_is_not_given_up(stage: Stage) -> None:
    issued = stage.issued_title()
    asked = passed(stage, filed(stage, asked_for(stage, issued, CANCELLATION)))
    stage.ordered(stage.order_terms(OrderScope.TITLE, titled=issued.title))
    terms = fulfilment(stage, issued, asked, court=stage.cast.court.party)
    with pytest.raises(Barred) as barred:
        request.surrender(stage.register, terms, asked[1], examiners(stage))
    assert barred.value.operation is Operation.VOLUNTARY_CANCEL


def test_who_is_frozen_as_a_whole_gives_no_title_up(site: Site) -> None:
    """An order on the whole party bars what it asks for of a title, as one on the title does."""
    stage = site.stage
    issued = stage.issued_title(shared(stage))
    asked = passed(stage, filed(stage, asked_for(stage, issued, CANCELLATION)))
    frozen = stage.order_terms(OrderScope.PARTY, of=stage.cast.coholder.party)
    ordered = stage.ordered(frozen)
    terms = fulfilment(stage, issued, asked, court=stage.cast.court.party)
    with pytest.raises(Barred) as barred:
        request.surrender(stage.register, terms, asked[1], examiners(stage))
    named = (barred.value.party, barred.value.burden, barred.value.until)
    assert named == (stage.cast.coholder.party, Burden.FROZEN, frozen.until)
    site.mirror.catch_up()
    with site.mirror.reading() as session:
        bars = bars_of_groups(session, asked[0], stage.register.time())
    assert bars == {FieldGroup.NONE: (Bar.BURDENED,)}
    lift = order.lift_terms(
        stage.register, ordered, remaining=(), instrument=DocumentDigest(digest32())
    )
    order.lift(stage.register, lift, stage.clerks())
    request.surrender(stage.register, terms, asked[1], examiners(stage))
