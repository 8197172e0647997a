"""Transfers, pledges, releases, orders and their lifting."""

from dataclasses import replace
from typing import Any, Final

from ledger.bindings import errors
from ledger.domain.acts import (
    Burden,
    DocumentDigest,
    Effect,
    LotId,
    Operation,
    OrderKind,
    OrderScope,
    OrderState,
    PartyId,
    Pledge,
    PledgeId,
    Right,
    Share,
    Tag,
    Time,
    TitleId,
    TitleState,
)
from ledger.domain.burdens import effect
from ledger.domain.ids import lot_id, order_id, pledge_id
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.pledgors import PUBLIC_POWERS, RESOLVED, REVIEWED
from ledger.domain.rules.disposals import barred_by
from ledger.domain.scope_word import ScopeWord, scope_key
from ledger.domain.words import (
    RIGHTS,
    HoldingWord,
    LotWord,
    OrderWord,
    PartyRecord,
    TitleRecord,
    holding_key,
    lot_key,
    order_key,
    party_of_tail,
    pledge_key,
)
from ledger.registrar import order, pledge, title
from ledger.registrar.order import Ordered
from ledger.registrar.title import Move
from tests.cast import DAY, FLOORS, Player, digest32
from tests.model.moves import Town
from tests.model.world import Attempt, Refusal

KINDS: Final = (OrderKind.HOLD, OrderKind.INSOLVENCY)
NO_LOT: Final = LotId(bytes(32))


def transfer(town: Town) -> None:
    """Some share goes to somebody, free or with a pledged lot."""
    if not town.titles:
        return
    titled = town.random.choice(town.titles)
    giver, holding = someone_of(town, titled)
    others = [each for each in town.people if each != giver]
    taker = town.random.choice(others if town.chance(0.9) else town.people)
    lots = lots_of(town, titled, giver.party) if town.chance(0.3) else {}
    shares = _moved(town, holding, sum(_lot(town, titled, lot).ppm for lot in lots))
    terms = title.transfer_terms(
        town.register, Move(titled, giver.party, taker.party, shares, lots)
    )
    refusals = disposal_refusals(town, titled, giver.party, shares, Operation.TRANSFER)
    refusals |= _share_refusals(town, titled, holding, shares, lots)
    if not any(shares) or taker.party == giver.party:
        refusals.add(errors.TransferEmpty)
    if town.chance(0.05):
        terms = replace(terms, giver_version=terms.giver_version + 1)
        refusals.add(errors.HoldingChanged)
    pledgees = {
        town.world.state(titled).read(pledge_key(lot, each), PledgeWord).pledgee
        for lot, pledges in lots.items()
        for each in pledges
    } - {giver.party, taker.party}
    banks = [town.player(each).signs() for each in sorted(pledgees)]
    if banks and town.chance(0.2):
        banks.pop()
        refusals.add(errors.PledgeeConsentMissing)
    hands = (giver.signs(), taker.signs(), *banks)
    town.give(Attempt(title.TRANSFER, terms, hands, refusals=frozenset(refusals)))


def make_pledge(town: Town) -> None:
    """A first pledge, or a junior one on a lot that is there."""
    if not town.titles:
        return
    titled = town.random.choice(town.titles)
    pledgor, holding = someone_of(town, titled)
    bank = town.random.choice((town.stage.cast.bank, town.stage.cast.second_bank))
    free = holding.oper - holding.pledged_oper
    ppm = town.random.choice((1, 1_000, max(free, 1), free + 1))
    terms = town.stage.pledge_terms(titled, pledgor, bank, ppm)
    refusals = disposal_refusals(town, titled, pledgor.party, (0, 0, ppm), Operation.PLEDGE)
    terms, gated = _gated(town, terms)
    refusals |= gated
    lots = lots_of(town, titled, pledgor.party)
    if lots and town.chance(0.4):
        lot = town.random.choice(sorted(lots))
        own = _lot(town, titled, lot)
        terms = replace(terms, lot=LotId(lot), ppm=Share(own.ppm))
        if town.chance(0.1):
            terms = replace(terms, ppm=Share(own.ppm + 1))
            refusals.add(errors.LotDiffers)
    elif ppm > free:
        refusals.add(errors.FreeShareTooSmall)
    terms, wrong = _wrong_terms(town, terms)
    hands = (pledgor.signs(), bank.signs())
    attempt = Attempt(pledge.PLEDGE, terms, hands, refusals=frozenset(refusals | wrong))
    if town.give(attempt):
        town.pledges.append(terms)


def _gated(town: Town, terms: Pledge) -> tuple[Pledge, set[Refusal]]:
    """For whom, by what decision, beyond the title's term or not: and who refuses that."""
    kind = town.world.state(terms.pledgor).record(PartyRecord).kind
    end = town.world.state(terms.title).record(TitleRecord).valid_until
    basis = DocumentDigest(digest32() if town.chance(0.6) else bytes(32))
    terms = replace(terms, basis=basis, for_another=town.chance(0.3), past_term=town.chance(0.5))
    if town.chance(0.1):
        terms = replace(terms, term_end=Time(end + 1))
    refusals: set[Refusal] = set()
    if kind in PUBLIC_POWERS:
        refusals.add(errors.PledgorKindBarred)
    if not any(basis) and kind in REVIEWED:
        refusals.add(errors.LegalReviewMissing)
    if not any(basis) and terms.for_another and kind in RESOLVED:
        refusals.add(errors.ResolutionMissing)
    if terms.term_end > end and not terms.past_term:
        refusals.add(errors.TermOverrun)
    return terms, refusals


def release(town: Town) -> None:
    """A pledgee lets go; sometimes what is released already, sometimes another bank."""
    if not town.pledges:
        return
    terms = town.random.choice(town.pledges)
    place = (lot_id(terms), pledge_id(terms))
    word = town.world.state(terms.title).read(pledge_key(*place), PledgeWord)
    refusals: set[Refusal] = set()
    if not word.open:
        refusals.add(errors.PledgeNotOpen)
    own = pledge.release_terms(town.register, terms.title, place)
    if town.chance(0.05):
        own = replace(own, version=own.version + 1)
        refusals.add(errors.PledgeVersionWrong)
    bank = town.player(word.pledgee if word.open else terms.pledgee)
    if town.chance(0.05):
        bank = town.random.choice(town.people)
        refusals.add(errors.SignerMissing)
    town.give(Attempt(pledge.RELEASE, own, (bank.signs(),), refusals=frozenset(refusals)))


def make_order(town: Town) -> None:
    """A freeze of a title, of one holder's shares, or of a party."""
    if not town.titles:
        return
    titled = town.random.choice(town.titles)
    holder, _ = someone_of(town, titled)
    scope = town.random.choice((OrderScope.TITLE, OrderScope.HOLDER, OrderScope.PARTY))
    given: dict[str, Any] = {"titled": titled}
    if scope is OrderScope.HOLDER:
        given |= {"of": holder.party, "rights": town.random.randint(1, 7)}
    if scope is OrderScope.PARTY:
        given = {"of": town.random.choice(town.people).party}
    terms = town.stage.order_terms(scope, **given)
    days = town.random.choice((1, 3, 9))
    kind = town.random.choice((OrderKind.FREEZE, OrderKind.FREEZE, *KINDS))
    terms = replace(terms, kind=kind, until=Time(town.register.time() + days * DAY))
    refusals: set[Refusal] = set()
    if scope is OrderScope.HOLDER and not _ever_held(town, titled, holder.party):
        refusals.add(errors.OrderTargetUnknown)
    if _queue(town, scope, terms) >= 16:
        refusals.add(errors.OrderQueueFull)
    if town.chance(0.15):
        wrong: dict[Refusal, dict[str, Any]] = {
            errors.OrderTermsWrong: {"instrument": DocumentDigest(bytes(32))},
            errors.OrderingPartyWrong: {"court": town.stage.cast.bank.party},
            errors.OrderTermWrong: {
                "until": Time(town.register.time() + FLOORS.maximum_freeze + DAY)
            },
        }
        refusal = town.random.choice(list(wrong))
        terms = replace(terms, **wrong[refusal])
        refusals.add(refusal)
    attempt = Attempt(order.ORDER, terms, town.stage.clerks(), refusals=frozenset(refusals))
    entered = town.world.give(attempt)
    if entered is not None:
        ordered = Ordered(order_id(terms), *order.scope_of(terms), entered)
        town.orders.append((terms, ordered))


def lift(town: Town) -> None:
    """An order is lifted, with all others of its scope named; now and then one is forgotten."""
    if not town.orders:
        return
    live = [each for each in town.orders if _recorded(town, each[1])]
    _, ordered = town.random.choice(live if live and town.chance(0.9) else town.orders)
    refusals: set[Refusal] = set()
    if not _recorded(town, ordered):
        refusals.add(errors.OrderNotRecorded)
    others = [
        each.order
        for _, each in town.orders
        if (each.subject, each.holder) == (ordered.subject, ordered.holder)
        and each.order != ordered.order
        and _recorded(town, each)
    ]
    if others and town.chance(0.15):
        others.pop()
        refusals.add(errors.RemainingOrdersWrong)
    own = order.lift_terms(
        town.register, ordered, remaining=others, instrument=DocumentDigest(digest32())
    )
    town.give(Attempt(order.LIFT, own, town.stage.clerks(), refusals=frozenset(refusals)))


def extend(town: Town) -> None:
    """An order gets a longer term, or is over, or is another court's."""
    if not town.orders:
        return
    live = [each for each in town.orders if _recorded(town, each[1])]
    _, ordered = town.random.choice(live if live and town.chance(0.9) else town.orders)
    word = town.world.state(ordered.subject).read(
        order_key(ordered.holder, ordered.order), OrderWord
    )
    now, refusals = town.register.time(), set[Refusal]()
    until = word.until + town.random.choice((-1, 0, 1, 5)) * DAY + 1
    if word.state is not OrderState.RECORDED:
        refusals.add(errors.OrderNotRecorded)
    elif word.until <= now:
        refusals.add(errors.OrderRunOut)
    elif not word.until < until <= now + FLOORS.maximum_freeze:
        refusals.add(errors.OrderTermWrong)
    court = PartyId(word.court)
    if town.chance(0.1):
        court = town.stage.cast.bank.party
        refusals.add(errors.OrderAuthorityWrong)
    instrument = DocumentDigest(digest32())
    terms = order.extension_terms(
        town.register, ordered, until=until, instrument=instrument, court=court
    )
    town.give(Attempt(order.EXTEND, terms, town.stage.clerks(), refusals=frozenset(refusals)))


def extend_anew(town: Town) -> None:
    """An order is made, and extended while it runs."""
    make_order(town)
    for _ in range(3):
        extend(town)


def _recorded(town: Town, ordered: Ordered) -> bool:
    key = order_key(ordered.holder, ordered.order)
    word = town.world.state(ordered.subject).read(key, OrderWord)
    return word.state is OrderState.RECORDED


def someone_of(town: Town, titled: TitleId) -> tuple[Player, HoldingWord]:
    """Somebody who holds some of it, or once did, or never."""
    held = [
        (party_of_tail(key[12:]), HoldingWord.parse(word))
        for key, word in town.world.state(titled).under(Tag.HOLDING)
    ]
    living = [each for each in held if not each[1].ended]
    if town.chance(0.05):
        someone = town.random.choice(town.people)
        key = holding_key(someone.party)
        return someone, town.world.state(titled).read(key, HoldingWord)
    party, word = town.random.choice(living)
    return town.player(party), word


def _moved(town: Town, holding: HoldingWord, pledged: int) -> tuple[int, int, int]:
    match town.random.randrange(5):
        case 0:
            hold, use, oper = holding.shares
            return hold, use, max(oper, pledged)
        case 1:
            return 0, 0, pledged or 1
        case 2:
            return 0, 0, holding.oper - holding.pledged_oper + pledged + 1
        case 3:
            return holding.hold, 0, pledged
        case _:
            return 0, min(holding.use, 1_000), pledged


def lots_of(town: Town, titled: bytes, holder: bytes, most: int = 2) -> dict[LotId, list[PledgeId]]:
    """The holder's open lots with their open pledges, some of them."""
    state = town.world.state(titled)
    found: dict[LotId, list[PledgeId]] = {}
    for terms in town.pledges:
        lot, own = lot_id(terms), pledge_id(terms)
        if terms.title != titled or state.read(lot_key(lot), LotWord).holder != holder:
            continue
        if state.read(pledge_key(lot, own), PledgeWord).open:
            found.setdefault(lot, []).append(own)
    return {lot: sorted(pledges) for lot, pledges in sorted(found.items())[:most]}


def _lot(town: Town, titled: bytes, lot: bytes) -> LotWord:
    return town.world.state(titled).read(lot_key(lot), LotWord)


def disposal_refusals(
    town: Town, titled: bytes, holder: bytes, moved: tuple[int, ...], operation: Operation
) -> set[Refusal]:
    """Why a holder may not dispose of rights (by Right, what is not zero)."""
    state, now = town.world.state(titled), town.register.time()
    record = state.record(TitleRecord)
    if record.state is not TitleState.LIVE:
        return {errors.TitleNotLive}
    scope = state.read(scope_key(holder), ScopeWord)
    party = town.world.state(holder).record(PartyRecord)
    orders = [(scope.until[right], scope.kinds) for right in RIGHTS if moved[right]]
    orders += [(each.barred_until, each.order_kinds) for each in (record, party)]
    barred = barred_by(operation, orders, now) is not None
    expired = record.expired(now) and effect(operation, Burden.EXPIRED) is Effect.BARS
    contested = record.disputes and effect(operation, Burden.CONTESTED) is Effect.BARS
    return {errors.Barred} if barred or expired or contested else set()


def _share_refusals(
    town: Town,
    titled: bytes,
    holding: HoldingWord,
    shares: tuple[int, int, int],
    lots: dict[LotId, list[PledgeId]],
) -> set[Refusal]:
    refusals: set[Refusal] = set()
    consented = sum(_lot(town, titled, lot).ppm for lot in lots)
    for right in RIGHTS:
        agreed = consented if right is Right.OPER else 0
        if shares[right] > holding.shares[right]:
            refusals.add(errors.HeldTooLittle)
        free = holding.shares[right] - holding.pledged[right] + agreed
        if shares[right] > free or agreed > shares[right]:
            refusals.add(errors.PledgedNeedsConsent)
    return refusals


def _ever_held(town: Town, titled: bytes, holder: bytes) -> bool:
    return holding_key(holder) in town.world.state(titled).words


def _queue(town: Town, scope: OrderScope, terms: Any) -> int:
    subject = terms.party if scope is OrderScope.PARTY else terms.title
    state = town.world.state(subject)
    if scope is OrderScope.HOLDER:
        return state.read(scope_key(terms.party), ScopeWord).live_orders
    if scope is OrderScope.PARTY:
        return state.record(PartyRecord).live_orders
    return state.record(TitleRecord).live_orders


def _wrong_terms(town: Town, terms: Pledge) -> tuple[Pledge, set[Refusal]]:
    if not town.chance(0.15):
        return terms, set()
    if town.chance(0.3):
        return replace(terms, right=Right.USE), {errors.OperatingRightNeeded}
    wrong: tuple[dict[str, Any], ...] = (
        {"filing": bytes(32)},
        {"amount": 0},
        {"ppm": Share(0)},
        {"filed_at": Time(town.register.time() + DAY)},
    )
    return replace(terms, **town.random.choice(wrong)), {errors.PledgeTermsMissing}
