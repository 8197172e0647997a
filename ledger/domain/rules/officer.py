"""A party that asked that its chief data officer sign beside it, and the end of that."""

from ledger.domain.acts import OfficerEnding, OfficerNaming
from ledger.domain.dossier import Act
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.rules.party import require_living, require_own
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import RECORD_KEY, AccountWord, PartyRecord, account_key

JOINING = 2


def named(state: Dossier, act: Act, terms: OfficerNaming) -> Outcome:
    """An officer signs beside the party from now on, by an account that is new to it."""
    require_own(state, act, terms.party, terms.seq)
    require_living(state)
    record, key = state.record(PartyRecord), account_key(terms.officer)
    require("one officer at a time", holds=not record.officer)
    signed = len(act.actors) == JOINING and act.actors[1].account == terms.officer
    require("the officer signs", holds=signed, values=terms.officer.hex())
    fresh = key not in state.words and any(terms.document)
    require("the account is new, a document named", holds=fresh, values=terms.officer.hex())
    word = AccountWord(since=act.raw.time, officer=True)
    return Outcome(((RECORD_KEY, replace(record, officer=True)), (key, word)))


def ended(state: Dossier, act: Act, terms: OfficerEnding) -> Outcome:
    """The officer's account ends, and the party signs alone again."""
    require_own(state, act, terms.party, terms.seq)
    record, key = state.record(PartyRecord), account_key(terms.officer)
    word = state.read(key, AccountWord)
    holds = word.officer and word.live(act.raw.time)
    require("the officer is in office", holds=holds, values=terms.officer.hex())
    after = replace(word, until=act.raw.time)
    return Outcome(((RECORD_KEY, replace(record, officer=False)), (key, after)))
