"""Orders of courts and other organs: freezes, holds, insolvency."""

from typing import TypeVar

from ledger.domain.acts import (
    Extension,
    Lift,
    Order,
    OrderKind,
    OrderScope,
    OrderState,
    SubjectKind,
    struct_hash,
)
from ledger.domain.burdens import kind_bit
from ledger.domain.dossier import Act
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.scope_word import ScopeWord, scope_key
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import (
    NOBODY,
    RECORD_KEY,
    RIGHTS,
    OrderWord,
    PartyRecord,
    TitleRecord,
    holding_key,
    order_key,
)

R = TypeVar("R", PartyRecord, TitleRecord)
# until when orders bar each right, and of which kinds they are
Bars = tuple[tuple[int, int, int], int]
ALL_RIGHTS = (1 << len(RIGHTS)) - 1


def holder_of(terms: Order) -> bytes:
    """The holder whose shares an order is limited to; 32 zero bytes for the other scopes."""
    return terms.party if terms.scope is OrderScope.HOLDER else NOBODY


def recorded(state: Dossier, act: Act, terms: Order) -> Outcome:
    """An order bars its scope until its end."""
    target = terms.party if terms.scope is OrderScope.PARTY else terms.title
    require("order is the dossier's", holds=target == state.subject, values=target.hex())
    whole = terms.scope is not OrderScope.HOLDER
    named = terms.kind is not OrderKind.NONE and any(terms.instrument)
    require("kind and instrument are named", holds=named)
    _require_scope(state, terms)
    fitting = 0 < terms.rights <= ALL_RIGHTS and (not whole or terms.rights == ALL_RIGHTS)
    require("rights fit the scope", holds=fitting, values=terms.rights)
    require("the order ends later", holds=terms.until > act.raw.time, values=terms.until)
    holder = holder_of(terms)
    key = order_key(holder, struct_hash(terms))
    require("order is new", holds=key not in state.words)
    word = OrderWord(
        court=terms.court,
        until=terms.until,
        state=OrderState.RECORDED,
        rights=terms.rights,
        version=1,
        registry=terms.registry,
        kind=terms.kind,
    )
    counted, *record = _counted(state, holder, _bars(word), 1)
    return Outcome((counted, (key, word), *record), terms={key: terms})


def _require_scope(state: Dossier, terms: Order) -> None:
    """What a scope does not need is left open; what it hits is there."""
    if terms.scope is OrderScope.PARTY:
        require("an order on a party names no title", holds=not any(terms.title))
        require("the party is enrolled", holds=state.seq > 0)
        return
    own = state.record(TitleRecord)
    require("the title is the registry's", holds=own.registry == terms.registry)
    if terms.scope is OrderScope.TITLE:
        require("an order on a title names no party", holds=not any(terms.party))
        return
    require("the party held some of it", holds=holding_key(terms.party) in state.words)


def extended(state: Dossier, act: Act, terms: Extension) -> Outcome:
    """An order that runs bars its scope for longer; those that wait behind it wait on."""
    key, word = _standing(state, terms)
    time = act.raw.time
    require("the order runs", holds=time < word.until, values=word.until)
    require("the order ends later than before", holds=word.until < terms.until, values=terms.until)
    require("the instrument is named", holds=any(terms.instrument))
    after = replace(word, until=terms.until, version=word.version + 1)
    counted = _counted(state, terms.holder, _bars(after), 0)
    return Outcome((*counted, (key, after)))


def lifted(state: Dossier, act: Act, terms: Lift) -> Outcome:
    """An order is lifted; the others of its scope go on."""
    key, word = _standing(state, terms)
    over = act.raw.time >= word.until
    named = any(terms.court) and any(terms.instrument)
    require("court and instrument are named", holds=named or (over and not any(terms.court)))
    require("the others ascend", holds=sorted(set(terms.remaining)) == list(terms.remaining))
    bars = ((0, 0, 0), 0)
    for other in terms.remaining:
        stays = state.read(order_key(terms.holder, other), OrderWord)
        stands = stays.state is OrderState.RECORDED and other != terms.order
        require("the others stand", holds=stands, values=other.hex())
        bars = _later(bars, _bars(stays))
    after = replace(word, state=OrderState.LIFTED, version=word.version + 1)
    counted, *record = _counted(state, terms.holder, bars, -1)
    require("all others are named", holds=counted[1].live_orders == len(terms.remaining))
    return Outcome((counted, (key, after), *record))


def _standing(state: Dossier, terms: Extension | Lift) -> tuple[bytes, OrderWord]:
    """The order that terms are about, which stands at their version."""
    require("order is the dossier's", holds=terms.subject == state.subject)
    key = order_key(terms.holder, terms.order)
    word = state.read(key, OrderWord)
    require("order stands", holds=word.state is OrderState.RECORDED, values=terms.order.hex())
    require("order's version", holds=word.version == terms.version, values=word.version)
    return key, word


def _bars(word: OrderWord) -> Bars:
    hold, use, oper = (word.until if word.rights >> right & 1 else 0 for right in RIGHTS)
    return (hold, use, oper), kind_bit(word.kind)


def _later(left: Bars, right: Bars) -> Bars:
    hold, use, oper = (max(pair) for pair in zip(left[0], right[0], strict=True))
    return (hold, use, oper), left[1] | right[1]


def _counted(
    state: Dossier, holder: bytes, bars: Bars, change: int
) -> tuple[tuple[bytes, ScopeWord | PartyRecord | TitleRecord], ...]:
    """The words that count the scope's orders: first the one that says what they bar.

    `change`: one more, none, or one fewer; then `bars` is all that is left.
    """
    if holder != NOBODY:
        return _counted_in_scope(state, holder, bars, change)
    if state.kind is SubjectKind.PARTY:
        return ((RECORD_KEY, _barred(state.record(PartyRecord), bars, change)),)
    return ((RECORD_KEY, _barred(state.record(TitleRecord), bars, change)),)


def _counted_in_scope(
    state: Dossier, holder: bytes, bars: Bars, change: int
) -> tuple[tuple[bytes, ScopeWord | TitleRecord], ...]:
    """A holder's scope; with its first and without its last order the count of frozen holders."""
    scope = state.read(scope_key(holder), ScopeWord)
    (hold, use, oper), kinds = _later((scope.until, scope.kinds), bars) if change >= 0 else bars
    live = scope.live_orders + change
    counted = (scope_key(holder), ScopeWord(live, hold, use, oper, scope.version + 1, kinds))
    if scope.live_orders != 0 and live != 0:
        return (counted,)
    record = state.record(TitleRecord)
    return counted, (RECORD_KEY, replace(record, frozen_holders=record.frozen_holders + change))


def _barred(record: R, bars: Bars, change: int) -> R:
    (until, _, _), kinds = bars
    if change >= 0:
        until, kinds = max(record.barred_until, until), record.order_kinds | kinds
    live = record.live_orders + change
    return replace(record, live_orders=live, barred_until=until, order_kinds=kinds)
