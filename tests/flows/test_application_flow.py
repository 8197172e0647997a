from dataclasses import replace

import pytest

from ledger.bindings.errors import (
    ActorRepeated,
    ApplicationContentWrong,
    ApplicationExists,
    ApplicationUnknown,
    CorrectionChangesParties,
    DueBelowFloor,
    ExtendedAlready,
    FiledAlready,
    NoticeTooLong,
    ProfileUnknown,
    ReceiptInFuture,
    RegistryClosed,
    RegistryIsApplicant,
    SignersWrong,
    SplitsDoNotSum,
    SplitsWrong,
    StaffExamined,
    StaffMissing,
    StepNotAllowed,
    StepTooEarly,
    StepTooLate,
)
from ledger.domain.acts import (
    Action,
    ActKind,
    ApplicationId,
    ApplicationState,
    FingerprintId,
    RecordRoot,
    RegistryCode,
    Right,
    Role,
    Time,
    struct_hash,
)
from ledger.domain.closure import object_subject
from ledger.domain.ids import application_id
from ledger.domain.words import (
    CONTENT_KEY,
    ApplicationRecord,
    filing_key,
)
from ledger.registrar import application
from ledger.registrar.register import Register
from tests.cast import ALL, DAY, FLOORS, WHOLE, Cast, Player, Stage, digest32

pytestmark = pytest.mark.node
Splits = dict[Player, tuple[int, int, int]]
LIVE, ENDED = (1).to_bytes(32), (2).to_bytes(32)


def state(register: Register, filed: ApplicationId) -> ApplicationState:
    return register.record(filed, ApplicationRecord).state


def test_a_filing_stands_in_the_dossiers_of_application_and_object(
    stage: Stage, register: Register, cast: Cast
) -> None:
    splits: Splits = {cast.registrant: (WHOLE, 600_000, 0), cast.coholder: (0, 400_000, 0)}
    content = stage.content(splits)
    filed = application.submit(register, content, stage.holders(content, tuple(splits)))
    assert filed.application == application_id(content)
    assert register.word(filed.application, CONTENT_KEY) == struct_hash(content)
    record = register.record(filed.application, ApplicationRecord)
    assert (record.seq, record.state, record.due) == (1, ApplicationState.SUBMITTED, content.due)
    kinds = [act.kind for act in filed.entered.acts]
    assert kinds == [ActKind.ApplicationSubmitted, ActKind.ObjectFiled]
    data_object = object_subject(content.fingerprint)
    assert filed.entered.act.links[0].subject == data_object
    for player in splits:
        assert register.word(data_object, filing_key(player.party)) == LIVE


def test_the_same_application_is_filed_once_by_whoever_relays(stage: Stage, cast: Cast) -> None:
    content = stage.content({cast.registrant: ALL})
    hands = [cast.registrant.signs()]
    first = application.submit(stage.register, content, hands)
    again = application.submit(stage.register, content, hands)
    assert first == again
    other = replace(stage.register, sender=stage.another_sender())
    with pytest.raises(ApplicationExists) as refused:
        application.submit(other, content, hands)
    assert refused.value.application == first.application


@pytest.mark.parametrize(
    ("shares", "right", "total"),
    [
        ((WHOLE - 1, WHOLE, WHOLE), Right.HOLD, WHOLE - 1),
        ((WHOLE, WHOLE + 1, WHOLE), Right.USE, WHOLE + 1),
        ((0, 0, 1), Right.OPER, 1),
    ],
)
def test_each_right_is_split_into_a_million_parts_or_not_at_all(
    stage: Stage, cast: Cast, shares: tuple[int, int, int], right: Right, total: int
) -> None:
    content = stage.content({cast.registrant: shares})
    with pytest.raises(SplitsDoNotSum) as refused:
        application.submit(stage.register, content, [cast.registrant.signs()])
    assert (refused.value.right, refused.value.sum) == (right, total)


def test_holders_stand_in_ascending_order_each_with_a_share(stage: Stage, cast: Cast) -> None:
    splits: Splits = {cast.registrant: ALL, cast.coholder: (0, 0, 0)}
    content = stage.content(splits)
    hands = stage.holders(content, tuple(splits))
    empty = next(place for place, split in enumerate(content.splits) if not split.hold)
    with pytest.raises(SplitsWrong) as refused:
        application.submit(stage.register, content, hands)
    assert refused.value.place == empty
    descending = replace(content, splits=content.splits[::-1])
    with pytest.raises(SplitsWrong):
        application.submit(stage.register, descending, hands[::-1])
    nobody = replace(content, splits=())
    with pytest.raises(SplitsWrong) as none:
        application.submit(stage.register, nobody, [])
    assert none.value.place == 0


def test_the_second_live_filing_of_an_applicant_is_refused_another_applicants_is_not(
    stage: Stage, register: Register, cast: Cast
) -> None:
    _, content = stage.filed({cast.registrant: ALL})
    again = replace(content, record=RecordRoot(digest32()))
    with pytest.raises(FiledAlready) as refused:
        application.submit(register, again, [cast.registrant.signs()])
    assert refused.value.fingerprint == content.fingerprint
    assert refused.value.applicant == cast.registrant.party
    other = replace(stage.content({cast.newcomer: ALL}), fingerprint=content.fingerprint)
    application.submit(register, other, [cast.newcomer.signs()])


def test_registry_profile_and_time_are_checked(
    stage: Stage, register: Register, cast: Cast
) -> None:
    content, hands = stage.content({cast.registrant: ALL}), [cast.registrant.signs()]
    nowhere = RegistryCode(112)
    with pytest.raises(RegistryClosed) as closed:
        application.submit(register, replace(content, registry=nowhere), hands)
    assert closed.value.registry == nowhere
    unknown = digest32()
    with pytest.raises(ProfileUnknown) as profile:
        application.submit(register, replace(content, profile=unknown), hands)
    assert profile.value.profile == unknown
    early = Time(register.time() + FLOORS.minimum_acceptance - DAY)
    with pytest.raises(DueBelowFloor) as below:
        application.submit(register, replace(content, due=early), hands)
    assert below.value.due == early
    assert below.value.floor > early
    own = stage.content({cast.institution: ALL})
    with pytest.raises(RegistryIsApplicant) as institution:
        application.submit(register, own, [cast.institution.signs()])
    assert institution.value.institution == cast.institution.party


def test_intake_corrects_and_examines(stage: Stage, register: Register, cast: Cast) -> None:
    filed, content = stage.filed({cast.registrant: ALL})
    clerk = cast.acceptance.signs(Role.ACCEPTANCE)
    stage.step((filed, content), Action.ASK_CORRECTION, clerk, due=10 * DAY)
    assert state(register, filed) is ApplicationState.CORRECTION
    better = replace(content, record=RecordRoot(digest32()), due=Time(register.time() + 10 * DAY))
    terms = application.correction(register, filed, better)
    application.correct(register, terms, content, [cast.registrant.signs()])
    assert state(register, filed) is ApplicationState.ACCEPTED
    assert register.word(filed, CONTENT_KEY) == struct_hash(terms)
    with pytest.raises(ApplicationContentWrong) as wrong:
        stage.step((filed, content), Action.ASSIGN, cast.examiner.signs(Role.EXAMINER), due=DAY)
    assert (wrong.value.application, wrong.value.filed, wrong.value.shown) == (
        filed,
        struct_hash(terms),
        struct_hash(content),
    )
    examiner = cast.examiner.signs(Role.EXAMINER)
    stage.step((filed, terms), Action.ASSIGN, examiner, due=DAY)
    stage.step((filed, terms), Action.EXTEND, examiner, due=2 * DAY)
    with pytest.raises(ExtendedAlready) as extended:
        stage.step((filed, terms), Action.EXTEND, examiner, due=3 * DAY)
    assert extended.value.application == filed


def test_a_correction_keeps_the_data_object(stage: Stage, register: Register, cast: Cast) -> None:
    filed, content = stage.filed({cast.registrant: ALL})
    stage.step(
        (filed, content), Action.ASK_CORRECTION, cast.acceptance.signs(Role.ACCEPTANCE), due=DAY
    )
    other = replace(content, fingerprint=FingerprintId(digest32()))
    terms = application.correction(register, filed, other)
    with pytest.raises(CorrectionChangesParties) as refused:
        application.correct(register, terms, content, [cast.registrant.signs()])
    assert refused.value.application == filed


def test_a_correction_that_comes_late_lapses(stage: Stage, register: Register, cast: Cast) -> None:
    filed = stage.filed({cast.registrant: ALL})
    clerk = cast.acceptance.signs(Role.ACCEPTANCE)
    stage.step(filed, Action.ASK_CORRECTION, clerk, due=DAY)
    due = register.record(filed[0], ApplicationRecord).due
    with pytest.raises(StepTooEarly) as early:
        stage.step(filed, Action.LAPSE)
    assert (early.value.application, early.value.action, early.value.due) == (
        filed[0],
        Action.LAPSE,
        due,
    )
    stage.pass_time(2 * DAY)
    terms = application.correction(register, *filed)
    with pytest.raises(StepTooLate) as late:
        application.correct(register, terms, filed[1], [cast.registrant.signs()])
    assert (late.value.application, late.value.action, late.value.due) == (
        filed[0],
        Action.CORRECT,
        due,
    )
    stage.step(filed, Action.LAPSE)
    assert state(register, filed[0]) is ApplicationState.NOT_FILED
    data_object = object_subject(filed[1].fingerprint)
    assert register.word(data_object, filing_key(cast.registrant.party)) == ENDED


def test_silence_of_the_registry_accepts(stage: Stage, register: Register, cast: Cast) -> None:
    filed = stage.filed({cast.registrant: ALL})
    stage.pass_time(11 * DAY)
    stage.step(filed, Action.DEEM_ACCEPTED)
    assert state(register, filed[0]) is ApplicationState.ACCEPTED


def test_examination_takes_two_persons(stage: Stage, register: Register, cast: Cast) -> None:
    filed = stage.examined({cast.registrant: ALL})
    both = stage.enrolled()
    stage.employed(both, cast.institution, Role.EXAMINER, Role.REVIEWER)
    due = register.time() + FLOORS.minimum_notice + DAY
    terms = application.notice_terms(register, filed[0], due=due, clear=b"{}")
    alone = (both.signs(Role.EXAMINER), both.signs(Role.REVIEWER))
    with pytest.raises(ActorRepeated) as repeated:
        application.publish(register, terms, filed[1], alone)
    assert repeated.value.party == both.party
    with pytest.raises(SignersWrong) as one:
        application.publish(register, terms, filed[1], alone[:1])
    assert (one.value.given, one.value.expected) == (1, 2)
    swapped = (cast.reviewer.signs(Role.REVIEWER), cast.examiner.signs(Role.EXAMINER))
    with pytest.raises(StaffMissing) as missing:
        application.publish(register, terms, filed[1], swapped)
    assert (missing.value.place, missing.value.role) == (0, Role.EXAMINER)


def test_a_notice_has_a_floor_and_a_size(stage: Stage, register: Register, cast: Cast) -> None:
    filed = stage.examined({cast.registrant: ALL})
    hands = (cast.examiner.signs(Role.EXAMINER), cast.reviewer.signs(Role.REVIEWER))
    early = register.time() + FLOORS.minimum_notice - DAY
    short = application.notice_terms(register, filed[0], due=early, clear=b"{}")
    with pytest.raises(DueBelowFloor) as below:
        application.publish(register, short, filed[1], hands)
    assert below.value.due == early
    due = register.time() + FLOORS.minimum_notice + DAY
    long = application.notice_terms(register, filed[0], due=due, clear=bytes(2_049))
    with pytest.raises(NoticeTooLong) as large:
        application.publish(register, long, filed[1], hands)
    assert (large.value.length, large.value.most) == (2_049, 2_048)
    full = application.notice_terms(register, filed[0], due=due, clear=bytes(2_048))
    entered = application.publish(register, full, filed[1], hands)
    assert entered.act.terms == full


def test_an_objection_holds_the_notice_up_and_gives_its_end_back(
    stage: Stage, register: Register, cast: Cast
) -> None:
    filed = stage.noticed({cast.registrant: ALL})
    before = register.record(filed[0], ApplicationRecord)
    stage.step(filed, Action.OBJECT, cast.newcomer.signs(), due=DAY)
    assert state(register, filed[0]) is ApplicationState.OBJECTION
    examiner, reviewer = cast.examiner.signs(Role.EXAMINER), cast.reviewer.signs(Role.REVIEWER)
    others = stage.others()
    for hands, own in (((examiner, others[1]), examiner), ((others[0], reviewer), reviewer)):
        with pytest.raises(StaffExamined) as refused:
            stage.step(filed, Action.DISMISS_OBJECTION, *hands)
        assert refused.value.staff == own.party
    stage.step(filed, Action.DISMISS_OBJECTION, *others)
    after = register.record(filed[0], ApplicationRecord)
    assert (after.state, after.due) == (ApplicationState.NOTICE, before.notice_due)
    with pytest.raises(StepTooEarly) as early:
        stage.step(filed, Action.CLOSE_NOTICE, cast.acceptance.signs(Role.ACCEPTANCE))
    assert early.value.due == before.notice_due


def test_a_deposit_receipt_is_not_of_the_future(
    stage: Stage, register: Register, cast: Cast
) -> None:
    filed = stage.noticed({cast.registrant: ALL})
    stage.pass_time(FLOORS.minimum_notice + DAY)
    clerk = cast.acceptance.signs(Role.ACCEPTANCE)
    stage.step(filed, Action.CLOSE_NOTICE, clerk)
    future = register.time() + DAY
    terms = application.step_terms(register, filed[0], Action.DEPOSIT, due=future)
    with pytest.raises(ReceiptInFuture) as refused:
        application.step(register, terms, filed[1], [clerk])
    assert refused.value.receipt == future


def test_steps_out_of_the_procedure_are_refused(stage: Stage, cast: Cast) -> None:
    filed = stage.filed({cast.registrant: ALL})
    with pytest.raises(StepNotAllowed) as refused:
        stage.step(filed, Action.DEPOSIT, cast.acceptance.signs(Role.ACCEPTANCE))
    assert (refused.value.application, refused.value.state, refused.value.action) == (
        filed[0],
        ApplicationState.SUBMITTED,
        Action.DEPOSIT,
    )
    unknown = ApplicationId(bytes([2]) + digest32()[1:])
    with pytest.raises(ApplicationUnknown) as nobody:
        stage.step((unknown, filed[1]), Action.ACCEPT, cast.acceptance.signs(Role.ACCEPTANCE))
    assert nobody.value.application == unknown


def test_an_applicant_withdraws_and_files_again(
    stage: Stage, register: Register, cast: Cast
) -> None:
    filed, content = stage.filed({cast.registrant: ALL})
    stage.step((filed, content), Action.WITHDRAW, cast.registrant.signs())
    assert state(register, filed) is ApplicationState.WITHDRAWN
    again = replace(content, deadline=content.deadline + 1)
    assert application.submit(register, again, [cast.registrant.signs()]).application != filed
