"""What may be done next is the procedure table's, within the times and gates of the contracts."""

from dataclasses import replace

import pytest

from ledger.domain.acts import (
    Action,
    ApplicationState,
    DataGrade,
    FieldGroup,
    Ground,
    Registration,
    Role,
    Signatories,
)
from ledger.domain.desk import Bar, Filing, Person, Step, Times, steps_for, worked_on
from ledger.domain.procedure import TABLE, grounds_of, is_end

DUE, NOTICE_DUE = 1_000, 2_000
TIMES = Times(DUE, NOTICE_DUE, extended=False)
APPLICANT, PARTNER, CLERK = b"\x03applicant", b"\x03partner", b"\x03clerk"
STAFF = frozenset(Role) - {Role.PARTY}
EVERYBODY = Person(CLERK, STAFF)
_A, _S = Action, ApplicationState


def a_file(state: ApplicationState) -> Filing:
    return Filing(
        state=state,
        times=TIMES,
        registration=Registration.FIRST,
        grade=DataGrade.GENERAL,
        holders=frozenset({APPLICANT}),
        participants=frozenset({PARTNER}),
        examined=frozenset(),
        recused=frozenset(),
        ruled=True,
        opened=True,
        authority=False,
    )


def step_of(filing: Filing, action: Action, person: Person = EVERYBODY, time: int = 0) -> Step:
    (found,) = (each for each in steps_for(filing, person, time) if each.action is action)
    return found


def test_who_passed_the_examination_decides_no_objection_and_may_do_all_else() -> None:
    barred = {
        (state, step.action)
        for state in ApplicationState
        for step in steps_for(replace(a_file(state), examined=frozenset({CLERK})), EVERYBODY, 10**9)
        if Bar.EXAMINED in step.bars
    }
    assert barred == {(_S.OBJECTION, _A.DISMISS_OBJECTION), (_S.OBJECTION, _A.UPHOLD_OBJECTION)}


@pytest.mark.parametrize("state", ApplicationState)
def test_the_steps_are_those_of_the_table(state: ApplicationState) -> None:
    steps = steps_for(a_file(state), EVERYBODY, 0)
    told = [(each.action, each.signatories) for each in steps]
    rows = sorted((action, row.signatories) for (at, action), row in TABLE.items() if at is state)
    assert told == rows


def test_an_extension_is_offered_once() -> None:
    first = a_file(_S.EXAMINING)
    again = replace(first, times=replace(TIMES, extended=True))
    assert step_of(first, _A.EXTEND).open
    assert step_of(again, _A.EXTEND).bars == (Bar.EXTENDED,)


@pytest.mark.parametrize(
    ("state", "action", "last", "first"),
    [
        (_S.SUBMITTED, _A.DEEM_ACCEPTED, None, DUE + 1),
        (_S.CORRECTION, _A.LAPSE, None, DUE + 1),
        (_S.NOTICE, _A.CLOSE_NOTICE, None, NOTICE_DUE + 1),
        (_S.NOTICE, _A.OBJECT, NOTICE_DUE, None),
        (_S.EXAMINING, _A.REFUSE, None, None),
    ],
)
def test_a_step_is_open_when_the_contract_takes_it(
    state: ApplicationState, action: Action, last: int | None, first: int | None
) -> None:
    def bars(time: int) -> tuple[Bar, ...]:
        return step_of(a_file(state), action, time=time).bars

    assert bars(last or 10**9) == bars(first or 0) == ()
    if last:
        assert bars(last + 1) == (Bar.TOO_LATE,)
    if first:
        assert bars(first - 1) == (Bar.TOO_EARLY,)


@pytest.mark.parametrize("action", [_A.ASK_CORRECTION, _A.REJECT_INTAKE])
def test_what_silence_accepted_is_neither_sent_back_nor_turned_away(action: Action) -> None:
    filed = a_file(_S.SUBMITTED)
    assert step_of(filed, action, time=DUE).open
    late = step_of(filed, action, time=DUE + 1)
    assert (late.bars, late.until) == ((Bar.TOO_LATE,), DUE)
    for still in (_A.ACCEPT, _A.DEEM_ACCEPTED, _A.WITHDRAW):
        assert step_of(filed, still, time=DUE + 1).open
    organs = step_of(replace(filed, government=True), action, time=DUE + 1)
    assert organs.open is (action is _A.REJECT_INTAKE)


def test_important_data_passes_without_a_notice_only() -> None:
    important = replace(a_file(_S.EXAMINING), grade=DataGrade.IMPORTANT)
    assert step_of(important, _A.PUBLISH).bars == (Bar.IMPORTANT,)
    assert step_of(important, _A.PASS_UNPUBLISHED).open


def test_what_organs_collected_is_turned_away_or_refused_and_let_through_by_nobody() -> None:
    barred = {
        (state, step.action)
        for state in ApplicationState
        for step in steps_for(replace(a_file(state), government=True), EVERYBODY, 10**9)
        if Bar.GOVERNMENT in step.bars
    }
    taken = {_A.PUBLISH, _A.PASS_UNPUBLISHED}
    assert barred == {(_S.SUBMITTED, _A.ACCEPT), *((_S.EXAMINING, each) for each in taken)}
    given_up = replace(a_file(_S.SUBMITTED), government=True)
    given_up = replace(given_up, registration=Registration.CANCELLATION)
    assert step_of(given_up, _A.ACCEPT).open


def test_what_cannot_be_worked_out_here_is_not_offered() -> None:
    unopened = replace(a_file(_S.EXAMINING), opened=False)
    assert step_of(unopened, _A.PUBLISH).bars == (Bar.RECORD_UNOPENED,)
    assert step_of(unopened, _A.REFUSE).open
    unruled = replace(a_file(_S.EXAMINING), ruled=False)
    barred = {each.action for each in steps_for(unruled, EVERYBODY, 0) if not each.open}
    assert barred == {_A.EXTEND, _A.ASK_SUPPLEMENT, _A.PUBLISH}
    ordered = replace(a_file(_S.REGISTERED), authority=True)
    assert step_of(ordered, _A.CERTIFY).bars == (Bar.AUTHORITY,)


@pytest.mark.parametrize(
    ("person", "bar"),
    [
        (Person(APPLICANT, STAFF), Bar.INVOLVED),
        (Person(PARTNER, STAFF), Bar.INVOLVED),
        (Person(CLERK, STAFF, frozenset({APPLICANT})), Bar.AGENT),
    ],
)
def test_who_is_no_stranger_decides_nothing_and_may_keep_the_seal(person: Person, bar: Bar) -> None:
    for state in _S:
        for step in steps_for(a_file(state), person, 10**9):
            decides = step.staff and step.action is not _A.CERTIFY
            assert (bar in step.bars) == bool(decides), step


@pytest.mark.parametrize("registration", Registration)
def test_a_request_alone_passes_as_not_material_and_is_done_by_two_examiners(
    registration: Registration,
) -> None:
    asks = registration in (Registration.CHANGE, Registration.CANCELLATION)
    examining = replace(a_file(_S.EXAMINING), registration=registration)
    grounds = step_of(examining, _A.PASS_UNPUBLISHED).grounds
    assert (Ground.NOT_MATERIAL in grounds) == asks
    assert set(grounds_of(_A.PASS_UNPUBLISHED)) - set(grounds) <= {Ground.NOT_MATERIAL}
    assert step_of(examining, _A.REFUSE).grounds == grounds_of(_A.REFUSE)
    registered = replace(a_file(_S.REGISTERED), registration=registration)
    last = step_of(registered, _A.CERTIFY)
    decided = (Role.EXAMINER, Role.REVIEWER)
    assert (last.bars, last.staff) == ((), decided if asks else (Role.SEAL_KEEPER,))
    involved = step_of(registered, _A.CERTIFY, Person(APPLICANT, STAFF))
    assert involved.bars == ((Bar.INVOLVED,) if asks else ())


def test_a_change_is_open_as_long_as_one_group_of_fields_is() -> None:
    free: tuple[Bar, ...] = ()
    identity, description = FieldGroup.IDENTITY, FieldGroup.DESCRIPTION
    for barred, bars in (
        ({identity: free, description: (Bar.BURDENED,)}, ()),
        ({identity: (Bar.AUTHORITY,), description: (Bar.BURDENED,)}, (Bar.AUTHORITY, Bar.BURDENED)),
        ({identity: (Bar.SOURCE,), description: (Bar.SOURCE,)}, (Bar.SOURCE,)),
    ):
        registered = replace(
            a_file(_S.REGISTERED), registration=Registration.CHANGE, groups=tuple(barred.items())
        )
        last = step_of(registered, _A.CERTIFY)
        assert (last.bars, dict(last.groups)) == (bars, barred)


def test_an_agent_of_who_took_part_only_is_a_stranger() -> None:
    person = Person(CLERK, STAFF, frozenset({PARTNER}))
    assert step_of(a_file(_S.EXAMINING), _A.REFUSE, person).open


def test_who_is_recused_takes_no_step_at_all() -> None:
    for state in _S:
        filing = replace(a_file(state), recused=frozenset({CLERK}))
        for step in steps_for(filing, EVERYBODY, 10**9):
            assert (Bar.RECUSED in step.bars) == bool(step.staff), step


@pytest.mark.parametrize("role", sorted(STAFF))
def test_a_step_is_open_to_who_holds_one_of_its_roles(role: Role) -> None:
    for state in _S:
        for step in steps_for(a_file(state), Person(CLERK, frozenset({role})), 10**9):
            lacking = bool(step.staff) and role not in step.staff
            assert (Bar.ROLE in step.bars) == lacking, step


def test_who_signs_is_said_in_order() -> None:
    examining = a_file(_S.EXAMINING)
    assert step_of(examining, _A.PUBLISH).staff == (Role.EXAMINER, Role.REVIEWER)
    withdraw = step_of(examining, _A.WITHDRAW)
    assert (withdraw.staff, withdraw.signatories) == ((), Signatories.APPLICANTS)


def test_the_desk_works_on_what_has_a_next_step() -> None:
    resting = {each for each in _S if not worked_on(each)}
    assert resting == {_S.NONE, _S.CERTIFIED, *filter(is_end, _S)}
