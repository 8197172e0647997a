"""Who passed an application's examination decides on no objection against it."""

from dataclasses import replace
from typing import Final

import pytest

from ledger.domain.acts import Action, ActorMode, Application, ApplicationState, Role
from ledger.domain.dossier import Actor
from ledger.domain.examined import EXAMINED_KEY, examined_word, has_examined
from ledger.domain.rules.outcome import RuleBroken
from ledger.domain.words import ApplicationRecord, party_of_tail
from tests import forge
from tests.forge import CLERKS, Forge

EXAMINER, REVIEWER = CLERKS
OTHERS: Final = tuple(
    Actor(party_of_tail(bytes([at]) * 20), bytes([at]) * 20, role, ActorMode.SIGNED, 1, b"s")
    for at, role in ((7, Role.EXAMINER), (8, Role.REVIEWER))
)
DECISIONS: Final = (Action.DISMISS_OBJECTION, Action.UPHOLD_OBJECTION)
TIME: Final = 1


def objected() -> tuple[Forge, Application]:
    """An application that somebody objected to in its notice."""
    book = Forge()
    applicant = forge.enrolment(1)
    book.act(applicant, 1, TIME)
    terms = forge.content(1, (1,))
    first, _ = forge.filing(terms)
    book.act(first, 1, TIME)
    for action in (Action.ACCEPT, Action.ASSIGN):
        book.act(forge.step(book, terms, action), 1, TIME)
    book.act(forge.notice(book, terms, b"{}"), 1, TIME)
    book.act(forge.step(book, terms, Action.OBJECT), 1, TIME)
    return book, terms


def decide(action: Action, *actors: Actor) -> ApplicationState:
    """The state that a decision by these leads to."""
    book, terms = objected()
    step = replace(forge.step(book, terms, action), actors=actors, digest=bytes(32))
    book.act(step, 1, TIME)
    return book.state(step.subject).record(ApplicationRecord).state


def test_a_notice_names_the_two_who_passed_it() -> None:
    book, terms = objected()
    word = book.state(forge.application_id(terms)).words[EXAMINED_KEY]
    assert word == examined_word(EXAMINER.party, REVIEWER.party)
    assert [has_examined(word, actor.party) for actor in (*CLERKS, *OTHERS)] == [
        *(True, True),
        *(False, False),
    ]


@pytest.mark.parametrize("action", DECISIONS)
def test_others_decide(action: Action) -> None:
    dismissed = action is Action.DISMISS_OBJECTION
    expected = ApplicationState.NOTICE if dismissed else ApplicationState.REFUSED
    assert decide(action, *OTHERS) is expected


@pytest.mark.parametrize("action", DECISIONS)
@pytest.mark.parametrize(
    "actors",
    [(EXAMINER, OTHERS[1]), (OTHERS[0], REVIEWER), (replace(REVIEWER, role=Role.EXAMINER),)],
)
def test_neither_of_the_two_decides_in_any_role(action: Action, actors: tuple[Actor, ...]) -> None:
    with pytest.raises(RuleBroken, match="others decide on an objection"):
        decide(action, *actors)


def test_a_notice_that_one_clerk_signed_is_none() -> None:
    book, terms = objected()
    book = Forge()
    first, _ = forge.filing(terms)
    book.act(first, 1, TIME)
    for action in (Action.ACCEPT, Action.ASSIGN):
        book.act(forge.step(book, terms, action), 1, TIME)
    alone = replace(forge.notice(book, terms, b"{}"), actors=(EXAMINER,))
    with pytest.raises(RuleBroken, match="examiner and reviewer pass it"):
        book.act(alone, 1, TIME)
