"""What origin, class and grade let through on a real chain: scenarios 4 to 6 (Arts. 15, 21)."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ledger.bindings.errors import (
    CoreDataRefused,
    ImportantNotPublished,
    ParticipantConsentMissing,
    ProductOpinionMissing,
    PublicDataCodeMissing,
    StaffInvolved,
)
from ledger.domain.acts import (
    Action,
    Application,
    ApplicationId,
    ApplicationState,
    DataClass,
    DataGrade,
    DocumentDigest,
    Ground,
    Origin,
    PartyKind,
    Role,
)
from ledger.domain.numbers import written
from ledger.domain.words import ApplicationRecord, HoldingWord, holding_key
from ledger.registrar import application
from notarization.verify.report import Grade
from tests.cast import DAY, FLOORS, WHOLE, Player, Stage, digest32
from tests.site import Site

pytestmark = [pytest.mark.node, pytest.mark.usefixtures("cast")]
ALL = (WHOLE, WHOLE, WHOLE)
NO_OPER = (WHOLE, WHOLE, 0)

Filed = tuple[ApplicationId, Application]


def filed(stage: Stage, content: Application, hands: Sequence[Player]) -> Filed:
    signers = stage.holders(content, tuple(hands[:1])) + [each.signs() for each in hands[1:]]
    return application.submit(stage.register, content, signers).application, content


def registered(stage: Stage, made: Filed) -> Filed:
    return stage.deposited(stage.unopposed(stage.published(stage.taken_on(made))))


def basis() -> DocumentDigest:
    return DocumentDigest(digest32())


def test_scenario_4_what_organs_collect_is_turned_away_and_a_product_of_it_needs_its_code(
    site: Site,
) -> None:
    stage = site.stage
    bureau, operator = stage.enrolled(PartyKind.ORGAN), stage.enrolled()
    visits = replace(stage.content({bureau: NO_OPER}), data_class=DataClass.PUBLIC)
    made = filed(stage, visits, [bureau])
    clerk = stage.cast.acceptance.signs(Role.ACCEPTANCE)
    reasons = application.Reasons(Ground.GOVERNMENT_DATA, basis())
    terms = application.step_terms(stage.register, made[0], Action.REJECT_INTAKE, reasons=reasons)
    application.step(stage.register, terms, visits, [clerk])
    state = stage.register.record(made[0], ApplicationRecord).state
    assert state is ApplicationState.REJECTED_INTAKE
    site.mirror.catch_up()
    shown = site.get(f"/v1/applications/{made[0].hex()}")
    last = shown["steps"][-1]
    assert (last["action"], last["ground"]) == ("REJECT_INTAKE", "GOVERNMENT_DATA")
    assert shown["application"]["state"] == "REJECTED_INTAKE"
    product = replace(
        stage.content({operator: ALL}), origin=Origin.AUTHORISED, data_class=DataClass.PUBLIC
    )
    with pytest.raises(PublicDataCodeMissing) as shut:
        filed(stage, product, [operator])
    assert shut.value.fingerprint == product.fingerprint
    coded = stage.taken_on(filed(stage, replace(product, basis=basis()), [operator]))
    state = stage.register.record(coded[0], ApplicationRecord).state
    assert state is ApplicationState.EXAMINING


def test_scenario_5_scraped_data_is_held_and_used_and_operated_as_a_product_only(
    stage: Stage,
) -> None:
    firm = stage.enrolled()
    prices = replace(stage.content({firm: ALL}), origin=Origin.SCRAPED_PUBLIC)
    with pytest.raises(ProductOpinionMissing) as shut:
        filed(stage, prices, [firm])
    assert shut.value.fingerprint == prices.fingerprint
    kept = replace(prices, splits=stage.content({firm: NO_OPER}).splits)
    issued = stage.titled(registered(stage, filed(stage, kept, [firm])))
    holding = stage.register.read(issued.title, holding_key(firm.party), HoldingWord)
    assert holding.shares == NO_OPER
    index = replace(stage.content({firm: ALL}), origin=Origin.SCRAPED_PUBLIC, basis=basis())
    issued = stage.titled(registered(stage, filed(stage, index, [firm])))
    holding = stage.register.read(issued.title, holding_key(firm.party), HoldingWord)
    assert holding.shares == ALL


def test_scenario_6_fused_data_is_operated_with_the_others_consent_only(site: Site) -> None:
    stage = site.stage
    firm, *others = (stage.enrolled() for _ in range(3))
    others.sort(key=lambda each: each.party)
    fused = replace(
        stage.content({firm: ALL}),
        origin=Origin.FUSED,
        participants=tuple(each.party for each in others),
    )
    for consenting in ([], others[:1]):
        with pytest.raises(ParticipantConsentMissing) as missing:
            filed(stage, fused, [firm, *consenting])
        assert missing.value.participant == others[len(consenting)].party
    issued = stage.titled(registered(stage, filed(stage, fused, [firm, *others])))
    holding = stage.register.read(issued.title, holding_key(firm.party), HoldingWord)
    assert holding.shares == ALL
    for own, rest in ((others[0], others[1]), (others[1], others[0])):
        parties = sorted((firm.party, rest.party))
        mine = replace(
            stage.content({own: NO_OPER}),
            origin=Origin.FUSED,
            fingerprint=fused.fingerprint,
            participants=tuple(parties),
        )
        other = stage.titled(registered(stage, filed(stage, mine, [own])))
        assert other.title != issued.title
        kept = stage.register.read(other.title, holding_key(own.party), HoldingWord)
        assert kept.shares == NO_OPER
    site.mirror.catch_up()
    shown = site.get(f"/v1/applications/{issued.application.hex()}")
    assert shown["origin"] == "FUSED"
    assert [each["party"] for each in shown["participants"]] == [
        each.party.hex() for each in others
    ]
    number = written(next(iter(issued.issued.numbers.values())))
    assert site.get(f"/v1/certificates/{number}")["other_count"] == 2
    assert site.report(number).grade is Grade.VERIFIED


def test_core_data_is_refused_and_important_data_is_not_published(stage: Stage) -> None:
    cast = stage.cast
    core = replace(stage.content({cast.registrant: ALL}), grade=DataGrade.CORE)
    with pytest.raises(CoreDataRefused) as shut:
        filed(stage, core, [cast.registrant])
    assert shut.value.fingerprint == core.fingerprint
    important = replace(stage.content({cast.registrant: ALL}), grade=DataGrade.IMPORTANT)
    made = stage.taken_on(filed(stage, important, [cast.registrant]))
    due = stage.register.time() + FLOORS.minimum_notice + DAY
    terms = application.notice_terms(stage.register, made[0], due=due, clear=b"{}")
    examiner, reviewer = cast.examiner.signs(Role.EXAMINER), cast.reviewer.signs(Role.REVIEWER)
    with pytest.raises(ImportantNotPublished) as public:
        application.publish(stage.register, terms, important, (examiner, reviewer))
    assert public.value.application == made[0]
    stage.step(made, Action.PASS_UNPUBLISHED, examiner, reviewer)
    state = stage.register.record(made[0], ApplicationRecord).state
    assert state is ApplicationState.READY


def test_a_clerk_takes_no_part_in_his_own_application(stage: Stage) -> None:
    cast = stage.cast
    own = stage.content({cast.acceptance: ALL})
    made = filed(stage, own, [cast.acceptance])
    with pytest.raises(StaffInvolved) as involved:
        stage.step(made, Action.ACCEPT, cast.acceptance.signs(Role.ACCEPTANCE), due=20 * DAY)
    assert involved.value.staff == cast.acceptance.party
