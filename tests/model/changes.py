"""Renewals, corrections, and the ends of titles before their term."""

from dataclasses import replace
from typing import Final

from ledger.bindings import errors
from ledger.domain.acts import (
    ApplicationState,
    Burden,
    Closing,
    DocumentDigest,
    Effect,
    EndGround,
    FieldGroup,
    Ground,
    LotId,
    Operation,
    PartyId,
    PledgeId,
    RecordRoot,
    Registration,
    Role,
    Share,
    Split,
    Tag,
    Time,
    TitleId,
    TitleState,
)
from ledger.domain.burdens import effect
from ledger.domain.ids import application_id, lot_id, pledge_id
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.rules.change import CANCELLING, REVOKING, changing
from ledger.domain.rules.disposals import needs_authority, of_whole
from ledger.domain.words import (
    ApplicationRecord,
    HoldingWord,
    LotWord,
    TitleRecord,
    lot_key,
    party_of_tail,
    pledge_key,
)
from ledger.registrar import application, change
from ledger.registrar.acting import Hand
from ledger.registrar.change import Corrected, Ended
from tests.cast import DAY, FLOORS, digest32
from tests.model.filing import passed_on, staff
from tests.model.moves import Town
from tests.model.world import Attempt, Refusal

NOBODY: Final = PartyId(bytes(32))


def file_renewal(town: Town) -> None:
    """All holders apply for a new term, now and then out of its window or for other shares."""
    if not town.titles:
        return
    open_now = [each for each in town.titles if not _window_refusals(town, record_of(town, each))]
    titled = town.random.choice(open_now if open_now and town.chance(0.8) else town.titles)
    record, issued = record_of(town, titled), town.issues[titled]
    splits = tuple(
        Split(PartyId(party), *map(Share, word.shares)) for party, word in holders_of(town, titled)
    )
    refusals = _window_refusals(town, record)
    if town.chance(0.15):
        splits = (replace(splits[0], hold=Share(splits[0].hold + 1)), *splits[1:])
        refusals |= {errors.NotByAllHolders, errors.SplitsDoNotSum}
    content = replace(
        town.stage.content({}),
        registration=Registration.RENEWAL,
        title=titled,
        fingerprint=issued.fingerprint,
        splits=splits,
    )
    hands = tuple(town.player(split.holder).signs() for split in splits)
    if town.give(Attempt(application.SUBMIT, content, hands, refusals=frozenset(refusals))):
        made = application_id(content)
        town.filed.append(made)
        town.contents[made] = content


def hurry_renewal(town: Town) -> None:
    """All holders apply for a new term and the registry takes it on to the deposit at once."""
    before = len(town.filed)
    file_renewal(town)
    if len(town.filed) > before and passed_on(town, town.filed[-1], Ground.OTHER_LAW):
        renew(town)


def renew(town: Town) -> None:
    """The seal on a renewal that is registered, or that is not yet."""
    contents = town.contents
    asked = [each for each in town.filed if contents[each].registration is Registration.RENEWAL]
    ready = [each for each in asked if state_of(town, each) is ApplicationState.REGISTERED]
    if not asked or (not ready and town.chance(0.8)):
        return
    made = town.random.choice(ready or asked)
    content, record = contents[made], record_of(town, contents[made].title)
    refusals: set[Refusal] = set()
    if state_of(town, made) is not ApplicationState.REGISTERED:
        # one that another has renewed meanwhile is not pending either
        refusals |= {errors.ApplicationNotRegistered, errors.RenewalNotPending}
    if record.state is not TitleState.LIVE:
        refusals.add(errors.TitleNotLive)
    until = record.valid_until + town.random.choice((30 * DAY, FLOORS.maximum_term))
    if town.chance(0.1):
        until = record.valid_until + town.random.choice((0, FLOORS.maximum_term + 1))
        refusals.add(errors.TermWrong)
    court, wrong = some_court(town, record, Operation.RENEWAL)
    terms = change.renewal_terms(
        town.register, town.issues[content.title], made, valid_until=until, court=court
    )
    hands = staff(town, Role.SEAL_KEEPER)
    town.give(Attempt(change.RENEW, terms, hands, content, frozenset(refusals | wrong)))


def put_right(town: Town) -> None:
    """A new record for every holder; now and then a holder or a pledgee is forgotten."""
    if not town.titles:
        return
    titled = town.random.choice(town.titles)
    group = town.random.choice((FieldGroup.IDENTITY, FieldGroup.DESCRIPTION))
    record, operation = record_of(town, titled), changing(group)
    holders = [PartyId(party) for party, _ in holders_of(town, titled)]
    consents = effect(operation, Burden.PLEDGED) is Effect.CONSENT
    lots = lots_of(town, titled) if consents else {}
    refusals = whole_refusals(town, record, operation)
    if town.chance(0.1):
        holders.pop()
        refusals.add(errors.HoldersIncomplete)
    banks = pledgees_of(town, titled, lots)
    if lots and town.chance(0.15):
        lots.popitem()
        refusals.add(errors.PledgesIncomplete)
    elif banks and town.chance(0.15):
        banks = banks[:-1]
        refusals.add(errors.PledgeeConsentMissing)
    court, wrong = some_court(town, record, operation)
    made = Corrected(
        title=titled,
        group=group,
        record=RecordRoot(digest32()),
        holders=holders,
        instrument=DocumentDigest(digest32()),
        lots=lots,
        court=court,
    )
    terms = change.correction_terms(town.register, made)
    if town.chance(0.05):
        terms = replace(terms, instrument=DocumentDigest(bytes(32)))
        refusals.add(errors.InstrumentMissing)
    hands = (*examiners(town), *banks)
    town.give(Attempt(change.CORRECT, terms, hands, refusals=frozenset(refusals | wrong)))


def end(town: Town) -> None:
    """A title is revoked or cancelled, sometimes on a ground of the other."""
    if len(town.titles) < 2:
        return
    live = [each for each in town.titles if record_of(town, each).state is TitleState.LIVE]
    titled = town.random.choice(live if live and town.chance(0.8) else town.titles)
    record = record_of(town, titled)
    revokes = town.chance(0.5)
    ground = town.random.choice(sorted(REVOKING if revokes else CANCELLING))
    refusals: set[Refusal] = set()
    if record.state is not TitleState.LIVE:
        refusals.add(errors.TitleNotLive)
    since = record.registered_at if revokes else 0
    if town.chance(0.1):
        since = town.register.time() + DAY
        refusals.add(errors.EffectWrong)
    if town.chance(0.1):
        ground = town.random.choice((EndGround.NONE, EndGround.REQUEST))
        refusals.add(errors.EndGroundWrong)
    court, wrong = some_court(town, record, Operation.ORDERED_CANCEL)
    ended = Ended(ground, DocumentDigest(digest32()), since=Time(since), court=court)
    issued = town.issues[titled]
    terms: Closing = change.closing_terms(town.register, issued, ended)
    content = town.contents[issued.application]
    door = change.REVOKE if revokes else change.CANCEL
    hands = examiners(town)
    town.give(Attempt(door, terms, hands, content, frozenset(refusals | wrong)))


def record_of(town: Town, titled: bytes) -> TitleRecord:
    """A title's record."""
    return town.world.state(titled).record(TitleRecord)


def state_of(town: Town, made: bytes) -> ApplicationState:
    """Where an application stands."""
    return town.world.state(made).record(ApplicationRecord).state


def examiners(town: Town) -> tuple[Hand, ...]:
    """The two who decide."""
    return staff(town, Role.EXAMINER, Role.REVIEWER)


def holders_of(town: Town, titled: bytes) -> list[tuple[bytes, HoldingWord]]:
    """Who holds some of it now, in the order of their ids."""
    held = (
        (party_of_tail(key[12:]), HoldingWord.parse(word))
        for key, word in town.world.state(titled).under(Tag.HOLDING)
    )
    return sorted((each for each in held if not each[1].ended), key=lambda each: each[0])


def _window_refusals(town: Town, record: TitleRecord) -> set[Refusal]:
    if record.state is not TitleState.LIVE:
        return {errors.TitleNotLive}
    left = record.valid_until - town.register.time()
    refusals: set[Refusal] = {errors.RenewalPending} if record.renewing else set()
    if not FLOORS.renewal_closes <= left <= FLOORS.renewal_opens:
        refusals.add(errors.RenewalWindow)
    return refusals


def whole_refusals(town: Town, record: TitleRecord, operation: Operation) -> set[Refusal]:
    """What a title's life, its term and orders that bar say against an act on the whole of it."""
    now = town.register.time()
    if record.state is not TitleState.LIVE:
        return {errors.TitleNotLive}
    over = record.expired(now) and effect(operation, Burden.EXPIRED) is Effect.BARS
    barred = of_whole(record, operation, now) is Effect.BARS
    return {errors.Barred} if over or barred else set()


def some_court(
    town: Town, record: TitleRecord, operation: Operation
) -> tuple[PartyId, set[Refusal]]:
    """Whose instrument allows it; a bank's or nobody's counts for nothing."""
    cast, now = town.stage.cast, town.register.time()
    named = town.random.choice((cast.court.party, cast.court.party, cast.bank.party, NOBODY))
    asked = record.state is TitleState.LIVE and needs_authority(record, operation, now)
    wrong = asked and named != cast.court.party
    return named, {errors.AuthorityMissing} if wrong else set()


def lots_of(town: Town, titled: TitleId) -> dict[LotId, list[PledgeId]]:
    """Every open lot of a title with its open pledges."""
    state = town.world.state(titled)
    found: dict[LotId, list[PledgeId]] = {}
    for terms in town.pledges:
        lot, own = lot_id(terms), pledge_id(terms)
        if terms.title != titled or not state.read(lot_key(lot), LotWord).open:
            continue
        if state.read(pledge_key(lot, own), PledgeWord).open:
            found.setdefault(lot, []).append(own)
    return dict(sorted(found.items()))


def pledgees_of(town: Town, titled: TitleId, lots: dict[LotId, list[PledgeId]]) -> tuple[Hand, ...]:
    """Every pledgee of these lots."""
    state = town.world.state(titled)
    parties = {
        state.read(pledge_key(lot, each), PledgeWord).pledgee
        for lot, pledges in lots.items()
        for each in pledges
    }
    return tuple(town.player(each).signs() for each in sorted(parties))
