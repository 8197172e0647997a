"""The checks of disposals and of acts on whole titles that a title's own dossier can answer."""

from ledger.domain.acts import Burden, Effect, Operation, SubjectKind, TitleState
from ledger.domain.burdens import effect, of_orders
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
    scope = state.read(scope_key(holder), ScopeWord)
    untils = [record.barred_until, *(scope.until[right] for right in RIGHTS if rights[right])]
    if effect(operation, Burden.FROZEN) is Effect.BARS:
        require("no order bars it", holds=all(time >= until for until in untils), values=untils)
    return record


def require_whole(state: Dossier, operation: Operation, time: int, authority: bytes) -> TitleRecord:
    """The title lives and its burdens leave room for an act on the whole of it.

    Where orders stand and the operation needs consent, a court or organ must be named. Orders on
    whole parties stand in their own dossiers and bar what those parties do.
    """
    record = state.record(TitleRecord)
    require("title lives", holds=record.state is TitleState.LIVE)
    if effect(operation, Burden.EXPIRED) is Effect.BARS:
        require("title has not expired", holds=not record.expired(time), values=time)
    bars = ordered(record, time) and of_orders(operation) is Effect.BARS
    require("no order bars it", holds=not bars, values=record.barred_until)
    named = not needs_authority(record, operation, time) or authority[0] == SubjectKind.PARTY
    require("a court or organ is named", holds=named, values=authority.hex())
    return record


def ordered(record: TitleRecord, time: int) -> bool:
    """Whether an order stands against the title or against any holder's share of it."""
    return time < record.barred_until or bool(record.frozen_holders)


def needs_authority(record: TitleRecord, operation: Operation, time: int) -> bool:
    """Whether an act on the whole title needs the word of a court or organ, for its orders."""
    return ordered(record, time) and of_orders(operation) is Effect.CONSENT
