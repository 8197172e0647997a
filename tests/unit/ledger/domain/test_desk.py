"""What may be done next is the procedure table's, within the times that the contracts hold."""

import pytest

from ledger.domain.acts import Action, ApplicationState, Role, Signatories
from ledger.domain.desk import Times, next_steps, worked_on
from ledger.domain.procedure import TABLE, is_end

DUE, NOTICE_DUE = 1_000, 2_000
TIMES = Times(DUE, NOTICE_DUE, extended=False)
_A, _S = Action, ApplicationState


@pytest.mark.parametrize("state", ApplicationState)
def test_the_steps_are_those_of_the_table(state: ApplicationState) -> None:
    told = [(each.action, each.signatories) for each in next_steps(state, TIMES)]
    rows = sorted((action, row.signatories) for (at, action), row in TABLE.items() if at is state)
    assert told == rows


def test_an_extension_is_offered_once() -> None:
    again = next_steps(_S.EXAMINING, Times(DUE, NOTICE_DUE, extended=True))
    assert _A.EXTEND in {each.action for each in next_steps(_S.EXAMINING, TIMES)}
    assert _A.EXTEND not in {each.action for each in again}


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
    (step,) = (each for each in next_steps(state, TIMES) if each.action is action)
    assert step.open_at(last or 10**9)
    assert step.open_at(first or 0)
    if last:
        assert not step.open_at(last + 1)
    if first:
        assert not step.open_at(first - 1)


def test_who_signs_is_said_in_order() -> None:
    (publish,) = (each for each in next_steps(_S.EXAMINING, TIMES) if each.action is _A.PUBLISH)
    assert publish.staff == (Role.EXAMINER, Role.REVIEWER)
    (withdraw,) = (each for each in next_steps(_S.EXAMINING, TIMES) if each.action is _A.WITHDRAW)
    assert (withdraw.staff, withdraw.signatories) == ((), Signatories.APPLICANTS)


def test_the_desk_works_on_what_has_a_next_step() -> None:
    resting = {each for each in _S if not worked_on(each)}
    assert resting == {_S.NONE, _S.CERTIFIED, *filter(is_end, _S)}
