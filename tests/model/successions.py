"""Titles that name the earlier one over the same data that they follow."""

from dataclasses import replace

from ledger.bindings import errors
from ledger.domain.acts import Ground, PartyId, Role, Share, Split, TitleState
from ledger.domain.ids import application_id, title_id
from ledger.domain.rules.succession import PREDECESSOR_KEY, is_over
from ledger.domain.words import HoldingWord, holding_key
from ledger.registrar import application, title
from tests.cast import DAY
from tests.model.changes import holders_of, record_of
from tests.model.filing import filed_already, passed_on, staff
from tests.model.moves import Town
from tests.model.world import Attempt, Refusal


def succeed(town: Town) -> None:
    """Mostly two titles over one object, the younger after the older; else any two."""
    if len(town.titles) < 2:
        return
    pairs = [
        (after, before)
        for after in town.titles
        for before in town.titles
        if after != before
        and town.issues[after].fingerprint == town.issues[before].fingerprint
        and town.issues[after].registered_at > town.issues[before].registered_at
    ]
    if not pairs and town.chance(0.8):
        return
    named = town.random.choice(pairs) if pairs else town.random.sample(town.titles, 2)
    after, before = named
    issued, first = town.issues[after], town.issues[before]
    holders = [PartyId(party) for party, _ in holders_of(town, after)]
    refusals: set[Refusal] = set()
    if record_of(town, after).state is not TitleState.LIVE:
        refusals.add(errors.TitleNotLive)
    if (after, before) not in pairs:
        refusals.add(errors.PredecessorDiffers)
    if not is_over(record_of(town, before), town.register.time()):
        refusals.add(errors.PredecessorLives)
    if PREDECESSOR_KEY in town.world.state(after).words:
        refusals.add(errors.PredecessorNamedBefore)
    if town.chance(0.1):
        holders.pop()
        refusals.add(errors.PredecessorOfAnother)
    older = town.world.state(before)
    if any(older.read(holding_key(each), HoldingWord).ended for each in holders):
        refusals.add(errors.PredecessorOfAnother)
    terms = title.succession_terms(town.register, issued, first, holders)
    # the very same terms would be the very same act, which a relayer enters once
    terms = replace(terms, deadline=terms.deadline - town.random.randint(0, 600))
    hands = staff(town, Role.SEAL_KEEPER)
    town.give(Attempt(title.SUCCEED, terms, hands, refusals=frozenset(refusals)))


def register_anew(town: Town) -> None:
    """The holders of a title that has ended register its data once more, at once."""
    closed = [each for each in town.titles if record_of(town, each).state is TitleState.CLOSED]
    if not closed:
        return
    before = town.random.choice(closed)
    splits = tuple(
        Split(PartyId(party), *map(Share, word.shares)) for party, word in holders_of(town, before)
    )
    content = replace(
        town.stage.content({}), fingerprint=town.issues[before].fingerprint, splits=splits
    )
    refusals = frozenset(filed_already(town, content))
    hands = tuple(town.player(split.holder).signs() for split in splits)
    if not town.give(Attempt(application.SUBMIT, content, hands, refusals=refusals)):
        return
    made = application_id(content)
    town.filed.append(made)
    town.contents[made] = content
    if passed_on(town, made, Ground.OTHER_LAW):
        until = town.register.time() + 20 * DAY
        terms = title.issue_terms(town.register, made, content, valid_until=until)
        attempt = Attempt(title.ISSUE, terms, staff(town, Role.SEAL_KEEPER), content)
        if town.world.give(attempt):
            town.titles.append(title_id(terms))
            town.issues[title_id(terms)] = terms
            succeed(town)
