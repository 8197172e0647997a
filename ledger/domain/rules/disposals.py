"""The checks of every disposal that a title's own dossier can answer."""

from ledger.domain.acts import Burden, Effect, Operation, TitleState
from ledger.domain.burdens import effect
from ledger.domain.rules.outcome import require
from ledger.domain.state import Dossier
from ledger.domain.words import RIGHTS, ScopeWord, TitleRecord, scope_key


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
        require("title has not expired", holds=time < record.valid_until, values=time)
    scope = state.read(scope_key(holder), ScopeWord)
    untils = [record.barred_until, *(scope.until[right] for right in RIGHTS if rights[right])]
    if effect(operation, Burden.FROZEN) is Effect.BARS:
        require("no order bars it", holds=all(time >= until for until in untils), values=untils)
    return record
