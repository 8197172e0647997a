"""Licences: granted, noticed for breach, ended by whoever may."""

from dataclasses import replace
from typing import Final

from ledger.bindings import errors
from ledger.domain.acts import (
    DocumentDigest,
    Licence,
    LicenceEndGround,
    LicenceEnding,
    LicenceState,
    Operation,
    PartyId,
    RecordRoot,
    Right,
    Time,
    TitleId,
)
from ledger.domain.ids import licence_id
from ledger.domain.licence_words import LicenceWord, LicensorWord, licence_key, licensor_key
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.words import WHOLE, HoldingWord, TitleRecord, pledge_key
from ledger.registrar import licence
from ledger.registrar.acting import Signatory
from tests.cast import DAY, Player, digest32
from tests.model import finance
from tests.model.moves import Town
from tests.model.world import Attempt, Refusal

NONE: Final = DocumentDigest(bytes(32))
NOTICED: Final = 30 * DAY


def grant(town: Town) -> None:
    """Somebody licenses what he holds, or what he does not; his pledgees are asked."""
    if not town.titles:
        return
    titled = town.random.choice(town.titles)
    licensor, holding = finance.someone_of(town, titled)
    others = [each for each in town.people if each != licensor]
    licensee = town.random.choice(others if town.chance(0.95) else town.people)
    terms, refusals = _wrong(town, _terms(town, titled, licensor, licensee))
    lots = finance.lots_of(town, titled, licensor.party, most=99)
    given = {each: lots[each] for each in list(lots)[: None if town.chance(0.8) else 1]}
    pledges = tuple(pledge for lot in given.values() for pledge in lot)
    terms = replace(terms, lots=tuple(given), pledges=pledges)
    if len(given) < len(lots):
        refusals.add(errors.PledgesIncomplete)
    refusals |= _licensor_refusals(terms, holding)
    refusals |= _disposal(town, titled, licensor, terms)
    refusals |= _shut(town, titled, terms)
    if terms.licensee == terms.licensor:
        refusals.add(errors.LicenceTermsWrong)
    state = town.world.state(titled)
    pledgees = {
        state.read(pledge_key(lot, each), PledgeWord).pledgee
        for lot, found in given.items()
        for each in found
    } - {licensor.party, licensee.party}
    banks = [town.player(each).signs() for each in sorted(pledgees)]
    if banks and town.chance(0.15):
        banks.pop()
        refusals.add(errors.PledgeeConsentMissing)
    hands = (licensor.signs(), licensee.signs(), *banks)
    if town.give(Attempt(licence.GRANT, terms, hands, refusals=frozenset(refusals))):
        town.licences.append(terms)


def notify(town: Town) -> None:
    """The licensor gives notice, sometimes too late or of what has ended."""
    if not town.licences:
        return
    terms = town.random.choice(town.licences)
    own = licence.notice(town.register, terms.title, licence_id(terms), _document(town))
    refusals = _ended(town, terms)
    if town.register.time() >= terms.until:
        refusals.add(errors.LicenceRunWrong)
    if own.notice == NONE:
        refusals.add(errors.BreachNoticeMissing)
    if town.chance(0.05):
        own = replace(own, version=own.version + 1)
        refusals.add(errors.LicenceVersionWrong)
    hand = town.player(terms.licensor)
    if town.chance(0.05):
        hand = town.player(terms.licensee)
        refusals.add(errors.SignerMissing)
    town.give(Attempt(licence.NOTIFY, own, (hand.signs(),), refusals=frozenset(refusals)))


def end(town: Town) -> None:
    """A licence is ended on any ground, founded or not."""
    if not town.licences:
        return
    terms = town.random.choice(town.licences)
    grounds = [each for each in LicenceEndGround if each or town.chance(0.1)]
    ground = town.random.choice(grounds)
    ordered = ground is LicenceEndGround.ORDERED
    court = town.stage.cast.court.party if ordered else licence.NO_COURT
    document, refusals = _document(town), _ended(town, terms)
    if (document == NONE and ground is not LicenceEndGround.RUN_OUT) or not ground:
        refusals.add(errors.LicenceEndWrong)
    over = town.register.time() >= terms.until
    if over != (ground is LicenceEndGround.RUN_OUT):
        refusals.add(errors.LicenceRunWrong)
    if ground is LicenceEndGround.BREACH:
        refusals |= _breach(town, terms)
    if ordered and town.chance(0.1):
        court = PartyId(town.stage.cast.bank.party)
        refusals.add(errors.OrderingPartyWrong)
    place = (terms.title, licence_id(terms))
    own = licence.ending(town.register, place, ground, document=document, court=court)
    hands = _enders(town, terms, ground)
    town.give(Attempt(licence.END, own, hands, refusals=frozenset(refusals)))


def _terms(town: Town, titled: TitleId, licensor: Player, licensee: Player) -> Licence:
    now = town.register.time()
    days = town.random.choice((1, 10, 60))
    entrusted = town.chance(0.1)
    right = Right.USE if entrusted or town.chance(0.4) else Right.OPER
    return Licence(
        title=titled,
        licensor=licensor.party,
        licensee=licensee.party,
        right=right,
        exclusive=not entrusted and town.chance(0.3),
        entrusted=entrusted,
        from_=Time(now),
        until=Time(now + days * DAY),
        scope=RecordRoot(digest32()),
        document=DocumentDigest(digest32()),
        lots=(),
        pledges=(),
        deadline=town.register.deadline(),
    )


def _wrong(town: Town, terms: Licence) -> tuple[Licence, set[Refusal]]:
    """Now and then terms that nobody may sign."""
    state = town.world.state(terms.title)
    record, refusals = state.record(TitleRecord), set[Refusal]()
    if town.chance(0.15):
        wrong: Licence = town.random.choice(
            (
                replace(terms, right=Right.HOLD),
                replace(terms, scope=RecordRoot(bytes(32))),
                replace(terms, document=NONE),
                replace(terms, entrusted=True, right=Right.OPER),
                replace(terms, entrusted=True, exclusive=True),
            )
        )
        terms, refusals = wrong, {errors.LicenceTermsWrong}
    elif town.chance(0.1):
        terms = replace(terms, until=Time(record.valid_until + 1))
    period = record.registered_at <= terms.from_ < terms.until <= record.valid_until
    if not period:
        refusals.add(errors.LicencePeriodWrong)
    return terms, refusals


def _licensor_refusals(terms: Licence, holding: HoldingWord) -> set[Refusal]:
    held = holding.shares[terms.right]
    refusals: set[Refusal] = set()
    if not held or not (terms.entrusted or holding.oper):
        refusals.add(errors.LicensorHoldsNot)
    if terms.exclusive and held < WHOLE:
        refusals.add(errors.ExclusiveNeedsWhole)
    return refusals


def _disposal(town: Town, titled: TitleId, licensor: Player, terms: Licence) -> set[Refusal]:
    rights = {terms.right} | ({Right.OPER} if not terms.entrusted else set())
    moved = tuple(int(right in rights) for right in Right)
    return finance.disposal_refusals(town, titled, licensor.party, moved, Operation.LICENCE)


def _shut(town: Town, titled: TitleId, terms: Licence) -> set[Refusal]:
    """What was granted and ended, act by act: the register keeps a count and the latest ends."""
    plain: dict[bytes, int] = {}
    exclusive: dict[bytes, int] = {}
    latest = 0
    for act in town.world.histories[titled].acts:
        match act.terms:
            case Licence() as each if each.right is terms.right:
                (exclusive if each.exclusive else plain)[licence_id(each)] = each.until
                latest = latest if each.exclusive else max(latest, each.until)
            case LicenceEnding() as ending:
                exclusive.pop(ending.licence, None)
                plain.pop(ending.licence, None)
                latest = latest if plain else 0
    ends = [*exclusive.values(), *([latest] if terms.exclusive else [])]
    return {errors.LicenceExcluded} if max(ends, default=0) > town.register.time() else set()


def _ended(town: Town, terms: Licence) -> set[Refusal]:
    word = town.world.state(terms.title).read(licence_key(licence_id(terms)), LicenceWord)
    return set() if word.state is LicenceState.GRANTED else {errors.LicenceNotGranted}


def _breach(town: Town, terms: Licence) -> set[Refusal]:
    key = licensor_key(licence_id(terms))
    noticed = town.world.state(terms.title).read(key, LicensorWord).noticed_at
    within = noticed and NOTICED <= town.register.time() - noticed <= 365 * DAY
    return set() if within else {errors.BreachPeriodWrong}


def _enders(town: Town, terms: Licence, ground: LicenceEndGround) -> tuple[Signatory, ...]:
    licensor, licensee = town.player(terms.licensor).signs(), town.player(terms.licensee).signs()
    match ground:
        case LicenceEndGround.ORDERED:
            return town.stage.clerks()
        case LicenceEndGround.AGREED:
            return licensor, licensee
        case LicenceEndGround.WAIVED:
            return (licensee,)
        case _:
            return (licensor,)


def _document(town: Town) -> DocumentDigest:
    return NONE if town.chance(0.05) else DocumentDigest(digest32())
