"""What pledges go through after they are noted: amended, assigned, ranked, enforced, ended."""

from collections.abc import Callable
from typing import Any, Final

from ledger.bindings import errors
from ledger.domain.acts import (
    Amendment,
    Assignment,
    DocumentDigest,
    Enforcement,
    Judgment,
    Operation,
    OrderKind,
    Pledge,
    PledgeId,
    PledgeState,
    Ranking,
    Realisation,
    Sale,
    Share,
    Shrinking,
    TitleState,
)
from ledger.domain.burdens import kind_bit
from ledger.domain.ids import lot_id, pledge_id
from ledger.domain.party_words import heir_of
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.rules.pledge_life import stands
from ledger.domain.scope_word import ScopeWord, scope_key
from ledger.domain.words import LotWord, PartyRecord, TitleRecord, lot_key, pledge_key
from ledger.registrar import pledge_life
from ledger.registrar.acting import Signatory
from tests.cast import Player, digest32
from tests.model import finance
from tests.model.moves import Town
from tests.model.world import Attempt, Refusal

LENDINGS: Final = 3


def amend(town: Town) -> None:
    """Half, as much or twice the amount; twice needs every pledgee and a title that is free."""
    terms = _one(town)
    if terms is None:
        return
    lot, word, now = _lot(town, terms), _word(town, terms), stands(_state(town, terms), terms)
    if word.pledgee == lot.holder:
        return
    amount = town.random.choice((max(now.amount // 2, 1), now.amount, now.amount * 2))
    refusals: set[Refusal] = set()
    if amount == now.amount:
        refusals.add(errors.AmendmentEmpty)
    sides = (lot.holder, word.pledgee)
    others: tuple[PledgeId, ...] = ()
    if amount > now.amount:
        others = _named(town, terms)
        ppm = (0, 0, lot.ppm)
        refusals |= finance.disposal_refusals(town, terms.title, lot.holder, ppm, Operation.PLEDGE)
    given = Amendment(
        pledged=terms,
        version=word.version,
        maximum=now.maximum,
        amount=amount,
        term_end=now.term_end,
        past_term=True,
        pledges=others,
        **_common(town),
    )
    asked = _pledgees(town, terms) if others else set()
    hands = _hands(town, *sides, *sorted(asked - set(sides)))
    town.give(Attempt(pledge_life.AMEND, given, hands, refusals=frozenset(refusals)))


def assign(town: Town) -> None:
    """A bank sells its claim, now and then to whom it may not."""
    terms = _one(town)
    if terms is None:
        return
    word, lot = _word(town, terms), _lot(town, terms)
    cast = town.stage.cast
    buyer = town.random.choice((cast.bank, cast.second_bank, *town.people))
    refusals: set[Refusal] = set()
    if buyer.party in (word.pledgee, lot.holder):
        refusals.add(errors.AssignmentWrong)
    own = town.world.state(word.pledgee).record(PartyRecord)
    if own.barred_until > town.register.time():
        refusals.add(errors.Barred)
    notice = DocumentDigest(digest32())
    given = Assignment(**_place(town, terms), assignee=_id(buyer), notice=notice, **_common(town))
    hands = (town.player(word.pledgee).signs(), buyer.signs())
    town.give(Attempt(pledge_life.ASSIGN, given, hands, refusals=frozenset(refusals)))


def rank(town: Town) -> None:
    """The pledges of a lot in another order; mostly of one that has several."""
    terms = (_shared(town) if town.chance(0.8) else None) or _one(town)
    if terms is None:
        return
    order = list(_named(town, terms))
    town.random.shuffle(order)
    refusals: set[Refusal] = {errors.RankingWrong} if len(order) < 2 else set()
    given = Ranking(**_on_lot(town, terms), pledges=tuple(order), **_common(town))
    hands = _hands(town, *sorted(_pledgees(town, terms)))
    town.give(Attempt(pledge_life.RANK, given, hands, refusals=frozenset(refusals)))


def shrink(town: Town) -> None:
    """Half of a lot is freed, or nothing."""
    terms = _one(town)
    if terms is None:
        return
    lot = _lot(town, terms)
    stays = town.random.choice((lot.ppm // 2, lot.ppm))
    refusals: set[Refusal] = set() if 0 < stays < lot.ppm else {errors.ShareNotLess}
    given = Shrinking(
        **_on_lot(town, terms), ppm=Share(stays), pledges=_named(town, terms), **_common(town)
    )
    hands = _hands(town, lot.holder, *sorted(_pledgees(town, terms) - {lot.holder}))
    town.give(Attempt(pledge_life.SHRINK, given, hands, refusals=frozenset(refusals)))


def enforce(town: Town) -> None:
    """Default is declared, once, or the declaration taken back."""
    terms = _one(town)
    if terms is None:
        return
    word = _word(town, terms)
    how = town.random.choice((Realisation.NONE, Realisation.WITHDRAWN))
    first = word.state is PledgeState.RECORDED
    refusals: set[Refusal] = set()
    if first is not (how is Realisation.NONE):
        refusals.add(errors.EnforcementWrong)
    given = Enforcement(**_place(town, terms), realisation=how, **_common(town))
    hands = (town.player(word.pledgee).signs(),)
    town.give(Attempt(pledge_life.ENFORCE, given, hands, refusals=frozenset(refusals)))


def conclude(town: Town) -> None:
    """A court ends a pledge."""
    terms = _one(town)
    if terms is None:
        return
    state = town.random.choice((PledgeState.DISCHARGED, PledgeState.VOIDED, PledgeState.RELEASED))
    wrong = state is PledgeState.RELEASED
    given = Judgment(
        **_place(town, terms),
        state=state,
        court=_id(town.stage.cast.court),
        instrument=DocumentDigest(digest32()),
        deadline=town.register.deadline(),
    )
    refusals: set[Refusal] = {errors.JudgmentWrong} if wrong else set()
    hands = town.stage.clerks()
    town.give(Attempt(pledge_life.CONCLUDE, given, hands, refusals=frozenset(refusals)))


def sell(town: Town) -> None:
    """A court sells a lot, whatever is frozen; some of its pledges follow it."""
    terms = _one(town)
    if terms is None:
        return
    lot, taker, every = _lot(town, terms), town.random.choice(town.people), _named(town, terms)
    refusals: set[Refusal] = set()
    if taker.party == lot.holder:
        refusals.add(errors.SaleWrong)
    if _state(town, terms).record(TitleRecord).state is not TitleState.LIVE:
        refusals.add(errors.TitleNotLive)
    elif _stayed(town, terms, lot.holder):
        refusals.add(errors.Barred)
    given = Sale(
        **_on_lot(town, terms),
        realisation=Realisation.COURT_SALE,
        taker=_id(taker),
        pledges=every,
        ended=town.random.randrange(1, 1 << len(every)),
        court=_id(town.stage.cast.court),
        **_common(town),
    )
    hands = town.stage.clerks()
    town.give(Attempt(pledge_life.SELL, given, hands, refusals=frozenset(refusals)))


def after_lending(move: Callable[[Town], None]) -> Callable[[Town], None]:
    """The same move, made likelier to find an open pledge, or several of one lot."""

    def moved(town: Town) -> None:
        for _ in range(LENDINGS):
            finance.make_pledge(town)
        move(town)

    return moved


def _stayed(town: Town, terms: Pledge, holder: bytes) -> bool:
    """Whether an insolvency stands on title, holder, who absorbed it, or shares."""
    title, party = _state(town, terms), town.world.state(holder)
    scope, heir = title.read(scope_key(holder), ScopeWord), heir_of(party)
    parties = (party, *(() if heir is None else (town.world.state(heir),)))
    records = (title.record(TitleRecord), *(each.record(PartyRecord) for each in parties))
    bars = [(each.barred_until, each.order_kinds) for each in records]
    bars += [(each, scope.kinds) for each in scope.until]
    insolvent = kind_bit(OrderKind.INSOLVENCY)
    return any(until > town.register.time() and kinds & insolvent for until, kinds in bars)


def _one(town: Town) -> Pledge | None:
    """A pledge that is open, None where none is."""
    every = [each for each in town.pledges if _word(town, each).open]
    return town.random.choice(every) if every else None


def _shared(town: Town) -> Pledge | None:
    """An open pledge of a lot that has others, None where no lot has."""
    every = [each for each in town.pledges if _word(town, each).open]
    several = [each for each in every if _lot(town, each).open > 1]
    return town.random.choice(several) if several else None


def _named(town: Town, terms: Pledge) -> tuple[PledgeId, ...]:
    """The open pledges of its lot, ascending."""
    lot = lot_id(terms)
    same = [each for each in town.pledges if lot_id(each) == lot and _word(town, each).open]
    return tuple(sorted(map(pledge_id, same)))


def _pledgees(town: Town, terms: Pledge) -> set[bytes]:
    state, lot = _state(town, terms), lot_id(terms)
    return {state.read(pledge_key(lot, each), PledgeWord).pledgee for each in _named(town, terms)}


def _state(town: Town, terms: Pledge) -> Any:
    return town.world.state(terms.title)


def _word(town: Town, terms: Pledge) -> PledgeWord:
    key = pledge_key(lot_id(terms), pledge_id(terms))
    return town.world.state(terms.title).read(key, PledgeWord)


def _lot(town: Town, terms: Pledge) -> LotWord:
    return town.world.state(terms.title).read(lot_key(lot_id(terms)), LotWord)


def _place(town: Town, terms: Pledge) -> dict[str, Any]:
    place = {"title": terms.title, "lot": lot_id(terms), "pledge": pledge_id(terms)}
    return {**place, "version": _word(town, terms).version}


def _on_lot(town: Town, terms: Pledge) -> dict[str, Any]:
    place = {"title": terms.title, "lot": lot_id(terms)}
    return {**place, "version": _lot(town, terms).version}


def _common(town: Town) -> dict[str, Any]:
    return {"document": DocumentDigest(digest32()), "deadline": town.register.deadline()}


def _id(player: Player) -> Any:
    return player.party


def _hands(town: Town, *parties: bytes) -> tuple[Signatory, ...]:
    return tuple(town.player(each).signs() for each in parties)
