"""A corrected application comes in time, and names an end that lies ahead."""

from dataclasses import replace

import pytest

from ledger.domain.acts import Action, ActKind, ApplicationState, Time
from ledger.domain.rules.outcome import RuleBroken
from ledger.domain.words import ApplicationRecord
from tests import forge
from tests.forge import Forge, Terms

FILED, ASKED, DUE = 1, 10, 20


def corrected(time: int, due: int, asking: Action = Action.ASK_CORRECTION) -> ApplicationState:
    """The state that a correction at a time leads to."""
    book = Forge()
    terms = forge.content(1, (1,))
    book.act(forge.filing(terms)[0], 1, FILED)
    if asking is Action.ASK_SUPPLEMENT:
        for action in (Action.ACCEPT, Action.ASSIGN):
            book.act(forge.step(book, terms, action), 2, ASKED)
    step = forge.step(book, terms, asking)
    book.act(replace(step, body=replace(step.body, due=Time(DUE))), 3, ASKED)
    own = forge.application_id(terms)
    body = replace(terms, previous=own, seq=book.state(own).seq, due=Time(due))
    book.act(Terms(own, ActKind.ApplicationCorrected, body), 4, time)
    return book.state(own).record(ApplicationRecord).state


def test_a_correction_comes_until_the_last_second_of_its_time() -> None:
    assert corrected(DUE, DUE) is ApplicationState.ACCEPTED
    with pytest.raises(RuleBroken, match="the correction is in time"):
        corrected(DUE + 1, DUE + 1)


@pytest.mark.parametrize("asking", [Action.ASK_CORRECTION, Action.ASK_SUPPLEMENT])
def test_what_is_corrected_names_an_end_that_lies_ahead(asking: Action) -> None:
    corrected(DUE, DUE, asking)
    with pytest.raises(RuleBroken, match="a deadline lies ahead"):
        corrected(DUE, DUE - 1, asking)


def test_a_supplement_may_come_late() -> None:
    late = corrected(DUE + 1, DUE + 1, Action.ASK_SUPPLEMENT)
    assert late is ApplicationState.EXAMINING
