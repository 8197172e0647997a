"""Disputes over titles: filed, answered, ruled on, blocked for, ended."""

from typing import Final

from ledger.bindings import errors
from ledger.domain.acts import (
    Dispute,
    DisputeAction,
    DisputeBlock,
    DisputeClaim,
    DisputeState,
    DocumentDigest,
    PartyId,
    Role,
    TitleState,
)
from ledger.domain.dispute_words import DisputeWord, dispute_key
from ledger.domain.rules.dispute import FOLLOWS, ORDERED, RULINGS
from ledger.domain.words import TitleRecord
from ledger.registrar import dispute
from ledger.registrar.acting import Signatory
from tests.cast import digest32
from tests.model.finance import someone_of
from tests.model.moves import Town
from tests.model.world import Attempt, Refusal

A = DisputeAction
ON: Final = 4
STEPS: Final = tuple(each for each in A if each and each not in RULINGS)


def file(town: Town) -> None:
    """Somebody disputes a title, now and then without evidence."""
    if not town.titles:
        return
    titled, rival = town.random.choice(town.titles), town.random.choice(town.people)
    evidence = DocumentDigest(digest32())
    refusals: set[Refusal] = set()
    if town.world.state(titled).record(TitleRecord).state is not TitleState.LIVE:
        refusals.add(errors.TitleNotLive)
    elif town.chance(0.1):
        evidence = dispute.NO_DOCUMENT
        refusals.add(errors.DisputeTermsWrong)
    claim = town.random.choice((DisputeClaim.OWNERSHIP, DisputeClaim.SOURCE))
    papers = (DocumentDigest(digest32()), evidence)
    terms = dispute.dispute_terms(town.register, titled, rival.party, claim, papers=papers)
    if town.give(Attempt(dispute.FILE, terms, (rival.signs(),), refusals=frozenset(refusals))):
        town.disputes.append(terms)


def step(town: Town) -> None:
    """A step that no examiner takes, by who may or by who may not."""
    if not town.disputes:
        return
    terms, word = _one(town)
    action = town.random.choice([*_following(word, STEPS), town.random.choice(STEPS)])
    refusals = _refusals(word, action)
    party, hands = _steppers(town, terms, action, refusals)
    place = (terms.title, dispute.dispute_id(terms))
    document = DocumentDigest(digest32())
    own = dispute.step_terms(town.register, place, action, party=party, document=document)
    town.give(Attempt(dispute.STEP, own, hands, refusals=frozenset(refusals)))


def rule(town: Town) -> None:
    """Two who did not pass the title rule."""
    if not town.disputes:
        return
    terms, word = _one(town)
    every = sorted(RULINGS)
    action = town.random.choice([*_following(word, every), town.random.choice(every)])
    refusals = _refusals(word, action)
    if action is A.BLOCK and terms.claim is not DisputeClaim.OWNERSHIP:
        refusals.add(errors.DisputeStepWrong)
    place, issued = (terms.title, dispute.dispute_id(terms)), town.issues[terms.title]
    own = dispute.ruling_terms(town.register, place, action, issued, DocumentDigest(digest32()))
    town.give(Attempt(dispute.RULE, own, town.stage.others(), refusals=frozenset(refusals)))


def rule_anew(town: Town) -> None:
    """A dispute is filed, and goes on until somebody may rule on it."""
    file(town)
    for _ in range(ON):
        step(town)
        rule(town)


def _one(town: Town) -> tuple[Dispute, DisputeWord]:
    words = {terms: _word(town, terms) for terms in town.disputes}
    live = [terms for terms, word in words.items() if word.open]
    terms = town.random.choice(live if live and town.chance(0.9) else town.disputes)
    return terms, words[terms]


def _word(town: Town, terms: Dispute) -> DisputeWord:
    key = dispute_key(dispute.dispute_id(terms))
    return town.world.state(terms.title).read(key, DisputeWord)


def _following(word: DisputeWord, among: list[A] | tuple[A, ...]) -> list[A]:
    return [each for each in among if (word.state, each) in FOLLOWS]


def _refusals(word: DisputeWord, action: A) -> set[Refusal]:
    """What the dispute's own state says against it."""
    to, blocks = FOLLOWS.get((word.state, action)), word.blocks
    if to is None:
        return {errors.DisputeStepWrong}
    wrong = to >= DisputeState.RETURNED and blocks is DisputeBlock.COURT
    if action in {A.BLOCK, A.ORDER_BLOCK}:
        wrong = blocks is not DisputeBlock.NONE
    elif action is A.UNBLOCK:
        wrong = blocks is not DisputeBlock.REGISTRY
    elif action is A.ORDER_UNBLOCK:
        wrong = blocks is DisputeBlock.NONE
    return {errors.DisputeBlockWrong} if wrong else set()


def _steppers(
    town: Town, terms: Dispute, action: A, refusals: set[Refusal]
) -> tuple[PartyId, tuple[Signatory, ...]]:
    """The party that a step names, and who signs; what is wrong with them joins the refusals."""
    cast = town.stage.cast
    if action in ORDERED:
        return cast.court.party, town.stage.clerks()
    if action in {A.NOTIFY, A.RETURN}:
        return dispute.NOBODY, (cast.acceptance.signs(Role.ACCEPTANCE),)
    if action is A.WITHDRAW:
        return dispute.NOBODY, (town.player(terms.disputant).signs(),)
    someone, holding = someone_of(town, terms.title)
    if action is A.REFER:
        if holding.ended and someone.party != terms.disputant:
            refusals.add(errors.ReferringPartyWrong)
        return someone.party, (someone.signs(),)
    holders = town.world.state(terms.title).record(TitleRecord).holders
    if holding.ended or (action is A.ADMIT and holders != 1):
        refusals.add(errors.AnswererWrong)
    return someone.party, (someone.signs(),)
