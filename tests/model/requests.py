"""Changes and cancellations that all holders apply for."""

from dataclasses import replace

from ledger.bindings import errors
from ledger.domain.acts import (
    Application,
    ApplicationState,
    Burden,
    Effect,
    FieldGroup,
    Ground,
    Operation,
    Origin,
    PartyId,
    RecordRoot,
    Registration,
    Share,
    Split,
    TitleState,
)
from ledger.domain.burdens import effect
from ledger.domain.ids import application_id
from ledger.domain.order_conditions import of_party
from ledger.domain.party_words import heir_of
from ledger.domain.rules.application import REQUESTS
from ledger.domain.rules.change import changing
from ledger.domain.words import CONTENT_KEY, HoldingWord, PartyRecord, holding_key
from ledger.registrar import application, request
from ledger.registrar.request import Asked
from tests.model.changes import (
    examiners,
    holders_of,
    lots_of,
    pledgees_of,
    record_of,
    some_court,
    state_of,
    whole_refusals,
)
from tests.model.filing import passed_on
from tests.model.moves import Town
from tests.model.world import Attempt, Refusal


def file_request(town: Town) -> None:
    """All holders apply; now and then with other shares, of another source, or once too often."""
    if not town.titles:
        return
    titled = town.random.choice(town.titles)
    record, issued = record_of(town, titled), town.issues[titled]
    splits = tuple(
        Split(PartyId(party), *map(Share, word.shares)) for party, word in holders_of(town, titled)
    )
    refusals: set[Refusal] = set()
    if record.state is not TitleState.LIVE:
        refusals.add(errors.TitleNotLive)
    elif record.requested is not Registration.NONE:
        refusals.add(errors.RequestPending)
    if town.chance(0.1):
        splits = (replace(splits[0], hold=Share(splits[0].hold + 1)), *splits[1:])
        refusals |= {errors.NotByAllHolders, errors.SplitsDoNotSum}
    content = replace(
        town.stage.content({}),
        registration=town.random.choice(sorted(REQUESTS)),
        title=titled,
        fingerprint=issued.fingerprint,
        origin=Origin.DERIVED if town.chance(0.05) else Origin.SELF_GENERATED,
        splits=splits,
    )
    hands = tuple(town.player(split.holder).signs() for split in splits)
    if town.give(Attempt(application.SUBMIT, content, hands, refusals=frozenset(refusals))):
        made = application_id(content)
        town.filed.append(made)
        town.contents[made] = content


def hurry_request(town: Town) -> None:
    """All holders apply and the registry takes it on to the deposit at once."""
    before = len(town.filed)
    file_request(town)
    if len(town.filed) > before and passed_on(town, town.filed[-1], Ground.NOT_MATERIAL):
        fulfil(town)


def fulfil(town: Town) -> None:
    """A registered request is done, with every pledgee or without one; or it is not registered."""
    asked = [each for each in town.filed if town.contents[each].registration in REQUESTS]
    ready = [each for each in asked if state_of(town, each) is ApplicationState.REGISTERED]
    if not asked or (not ready and town.chance(0.8)):
        return
    made = town.random.choice(ready or asked)
    content = town.contents[made]
    titled, issued = content.title, town.issues[content.title]
    group, operation = _operation(town, content)
    refusals = _refusals(town, content, operation)
    if state_of(town, made) is not ApplicationState.REGISTERED:
        # another may be pending now, over which this one would go
        refusals |= {errors.ApplicationNotRegistered, errors.RequestNotPending}
    consents = effect(operation, Burden.PLEDGED) is Effect.CONSENT
    lots = lots_of(town, titled) if consents else {}
    banks = pledgees_of(town, titled, lots)
    if banks and town.chance(0.15):
        banks = banks[:-1]
        refusals.add(errors.PledgeeConsentMissing)
    elif lots and town.chance(0.1):
        lots.popitem()
        refusals.add(errors.PledgesIncomplete)
    court, wrong = some_court(town, record_of(town, titled), operation)
    refusals |= _of_askers(town, content, operation, court)
    first = town.contents[issued.application]
    asking = Asked(made, issued, first, group=group, lots=lots, court=court)
    terms = request.fulfilment_terms(town.register, asking)
    door = request.SURRENDER if operation is Operation.VOLUNTARY_CANCEL else request.CHANGE
    hands = (*examiners(town), *banks)
    town.give(Attempt(door, terms, hands, content, frozenset(refusals | wrong)))


def _of_askers(
    town: Town, content: Application, operation: Operation, court: bytes
) -> set[Refusal]:
    """What orders on whole holders, and on who absorbed them, say against what they ask for."""
    holders = [town.world.state(each.holder) for each in content.splits]
    heirs = [town.world.state(heir) for each in holders if (heir := heir_of(each)) is not None]
    now = town.register.time()
    records = [each.record(PartyRecord) for each in (*holders, *heirs)]
    found = max(of_party(each, operation, now) for each in records)
    if found is Effect.BARS:
        return {errors.Barred}
    unheard = found is Effect.CONSENT and court != town.stage.cast.court.party
    return {errors.AuthorityMissing} if unheard else set()


def _operation(town: Town, content: Application) -> tuple[FieldGroup, Operation]:
    if content.registration is Registration.CANCELLATION:
        return FieldGroup.NONE, Operation.VOLUNTARY_CANCEL
    group = town.random.choice((FieldGroup.IDENTITY, FieldGroup.DESCRIPTION))
    return group, changing(group)


def _refusals(town: Town, content: Application, operation: Operation) -> set[Refusal]:
    """What the title says against it: its end, orders, and holders who came or went."""
    record = record_of(town, content.title)
    if record.state is not TitleState.LIVE:
        return {errors.TitleNotLive}
    refusals = whole_refusals(town, record, operation)
    if content.origin is Origin.DERIVED:
        refusals.add(errors.SourceChanged)
    state = town.world.state(content.title)
    held = all(
        state.read(holding_key(each.holder), HoldingWord).shares == (each.hold, each.use, each.oper)
        for each in content.splits
    )
    if not held or len(content.splits) != record.holders:
        refusals.add(errors.NotByAllHolders)
    if content.record == RecordRoot(state.words.get(CONTENT_KEY, bytes(32))):
        refusals.add(errors.ChangeWrong)
    return refusals
