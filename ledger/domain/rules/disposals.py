"""The checks of disposals and of acts on whole titles that a title's own dossier can answer."""

from collections.abc import Iterable

from ledger.domain.acts import Burden, Effect, Operation, OrderKind, SubjectKind, TitleState
from ledger.domain.burdens import EVERY_KIND, effect, kind_bit, of_orders, strictest
from ledger.domain.rules.outcome import require
from ledger.domain.scope_word import ScopeWord, scope_key
from ledger.domain.state import Dossier
from ledger.domain.words import RIGHTS, TitleRecord


def require_free(
    state: Dossier, holder: bytes, rights: tuple[int, ...], operation: Operation, time: int
) -> TitleRecord:
    """The title lives and no order on it or on the holder's rights bars the operation.

    `rights` is indexed by Right; what is not zero is disposed of. Orders on the whole party stand
    in the party's dossier: see ledger.domain.closure.
    """
    record = state.record(TitleRecord)
    require("title lives", holds=record.state is TitleState.LIVE)
    if effect(operation, Burden.EXPIRED) is Effect.BARS:
        require("title has not expired", holds=not record.expired(time), values=time)
    contested = record.disputes and effect(operation, Burden.CONTESTED) is Effect.BARS
    require("no dispute over the ownership bars it", holds=not contested, values=record.disputes)
    scope = state.read(scope_key(holder), ScopeWord)
    untils = [(scope.until[right], scope.kinds) for right in RIGHTS if rights[right]]
    bars = ((record.barred_until, record.order_kinds), *untils)
    barring = barred_by(operation, bars, time)
    insolvent = barring is Burden.INSOLVENT
    require("an administrator acts for who is insolvent", holds=not insolvent, values=holder.hex())
    require("no order bars it", holds=barring is None, values=untils)
    return record


def barred_by(operation: Operation, bars: Iterable[tuple[int, int]], time: int) -> Burden | None:
    """What keeps a holder from disposing; `bars` are times until when and kinds of order.

    What needs an administrator's consent is barred: no act of one stands here yet (EBL Art. 25).
    """
    kinds = 0
    for until, each in bars:
        kinds |= each if time < until else 0
    bars_it = of_orders(operation, kinds) >= Effect.CONSENT
    return strictest(operation, kinds) if bars_it else None


def require_not_stayed(state: Dossier, holder: bytes, time: int) -> None:
    """A court that enforces sells nothing of an insolvent holder (EBL Art. 19)."""
    record, scope = state.record(TitleRecord), state.read(scope_key(holder), ScopeWord)
    bars = (
        (record.barred_until, record.order_kinds),
        *((each, scope.kinds) for each in scope.until),
    )
    stays = any(time < until and kinds & kind_bit(OrderKind.INSOLVENCY) for until, kinds in bars)
    require("no insolvency stays it", holds=not stays, values=holder.hex())


def require_whole(state: Dossier, operation: Operation, time: int, authority: bytes) -> TitleRecord:
    """The title lives and its burdens leave room for an act on the whole of it.

    Where orders stand and the operation needs consent, a court or organ must be named. Orders on
    whole parties stand in their own dossiers and bar what those parties do.
    """
    record = state.record(TitleRecord)
    require("title lives", holds=record.state is TitleState.LIVE)
    if effect(operation, Burden.EXPIRED) is Effect.BARS:
        require("title has not expired", holds=not record.expired(time), values=time)
    bars = of_whole(record, operation, time) is Effect.BARS
    require("no order bars it", holds=not bars, values=record.barred_until)
    named = not needs_authority(record, operation, time) or authority[0] == SubjectKind.PARTY
    require("a court or organ is named", holds=named, values=authority.hex())
    return record


def order_kinds(record: TitleRecord, time: int) -> int:
    """The kinds of the orders that count against an act on the whole title.

    Those on holders' shares count as of every kind: the title's record does not tell theirs.
    """
    whole = record.order_kinds if time < record.barred_until else 0
    return whole | (EVERY_KIND if record.frozen_holders else 0)


def of_whole(record: TitleRecord, operation: Operation, time: int) -> Effect:
    """What the orders on a title, and disputes that block, do to an act on the whole of it."""
    contested = effect(operation, Burden.CONTESTED) if record.disputes else Effect.ALLOWS
    return max(of_orders(operation, order_kinds(record, time)), contested)


def needs_authority(record: TitleRecord, operation: Operation, time: int) -> bool:
    """Whether an act on the whole title needs the word of a court or organ, for its orders."""
    return of_whole(record, operation, time) is Effect.CONSENT
