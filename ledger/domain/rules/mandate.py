"""Who acts for a party: agents, recovered accounts; and which signatures count no more."""

from ledger.domain.acts import (
    AgentPower,
    Appointment,
    AppointmentEnd,
    Recovery,
    RecoveryEnd,
    RevocationGround,
    StaffRevocation,
)
from ledger.domain.dossier import Act
from ledger.domain.party_words import (
    LOST_KEY,
    RECOVERY_KEY,
    AgentWord,
    DisownedWord,
    LostWord,
    RecoveryWord,
    agent_key,
    disowned_key,
)
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.rules.party import require_living, require_own
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import RECORD_KEY, AccountWord, PartyRecord, Word, account_key

# how long a recovery waits for an objection, as the book has it
RECOVERY_DELAY = 30 * 86_400
POWERS = sum(1 << power for power in AgentPower)


def agent_appointed(state: Dossier, act: Act, terms: Appointment) -> Outcome:
    """A written authority holds from now on (Civil Code Art. 165)."""
    require_own(state, act, terms.principal, terms.seq)
    require_living(state)
    require("nobody is his own agent", holds=terms.agent != terms.principal)
    known = terms.powers != 0 and not terms.powers & ~POWERS
    require("powers are known", holds=known, values=terms.powers)
    require("authority ends later", holds=terms.until > act.raw.time, values=terms.until)
    word = AgentWord(terms.powers, act.raw.time, terms.until)
    key = agent_key(terms.agent)
    return Outcome(((key, word),), terms={key: terms})


def agent_ended(state: Dossier, act: Act, terms: AppointmentEnd) -> Outcome:
    """A written authority ends before its time (Civil Code Art. 173)."""
    require_own(state, act, terms.principal, terms.seq)
    own = terms.by in {terms.principal, terms.agent}
    require("principal or agent ends it", holds=own, values=terms.by.hex())
    key = agent_key(terms.agent)
    word = state.read(key, AgentWord)
    require("authority holds", holds=act.raw.time < word.until, values=word.until)
    return Outcome(((key, replace(word, until=act.raw.time)),))


def staff_key_revoked(state: Dossier, act: Act, terms: StaffRevocation) -> Outcome:
    """A clerk's roles end, and what the clerk signed since a date is disowned."""
    require_own(state, act, terms.staff, terms.seq)
    before = state.record(PartyRecord)
    own = before.registry == terms.registry
    require("the registry revokes its own clerk", holds=own, values=terms.registry)
    require("no effect in the future", holds=terms.since <= act.raw.time, values=terms.since)
    require("a ground is named", holds=terms.ground is not RevocationGround.NONE)
    key = disowned_key(terms.seq)
    record = replace(before, roles=0, roles_until=act.raw.time)
    word = DisownedWord(terms.registry, terms.since, terms.ground)
    return Outcome(((RECORD_KEY, record), (key, word)), terms={key: terms})


def recovery_filed(state: Dossier, act: Act, terms: Recovery) -> Outcome:
    """A new account begins later, and a lost one ends then, unless somebody objects."""
    require_own(state, act, terms.party, terms.seq)
    require_living(state)
    record, time = state.record(PartyRecord), act.raw.time
    staff = record.roles != 0 and time < record.roles_until
    require("staff is not recovered", holds=not staff, values=record.roles)
    pending = state.read(RECOVERY_KEY, RecoveryWord)
    require("no recovery is pending", holds=not pending.pending(time), values=pending.since)
    require("a document is named", holds=any(terms.document) and any(terms.account))
    late = terms.from_ >= time + RECOVERY_DELAY
    require("there is time to object", holds=late, values=terms.from_)
    key = account_key(terms.account)
    require("the account is new", holds=key not in state.words, values=terms.account.hex())
    word = RecoveryWord.of(terms.account, terms.from_, terms.registry)
    # whoever takes the place of an officer is one
    officer = state.read(account_key(terms.lost), AccountWord).officer
    writes: list[tuple[bytes, Word]] = [
        (key, AccountWord(since=terms.from_, officer=officer)),
        (RECOVERY_KEY, word),
        (LOST_KEY, LostWord.of(terms.lost)),
    ]
    if any(terms.lost):
        lost = account_key(terms.lost)
        old = state.read(lost, AccountWord)
        acts = lost in state.words and old.live(time) and not old.until
        require("the lost account acts", holds=acts, values=terms.lost.hex())
        writes.append((lost, replace(old, until=terms.from_)))
    return Outcome(tuple(writes), terms={RECOVERY_KEY: terms})


def recovery_ended(state: Dossier, act: Act, terms: RecoveryEnd) -> Outcome:
    """The new account never acts, and the lost one acts on unless it was retired meanwhile."""
    require_own(state, act, terms.party, terms.seq)
    word = state.read(RECOVERY_KEY, RecoveryWord)
    pending = word.pending(act.raw.time) and word.account == terms.account
    require("the recovery is pending", holds=pending, values=word.since)
    writes: list[tuple[bytes, Word]] = [
        (account_key(word.account), AccountWord(since=word.since, until=word.since)),
        (RECOVERY_KEY, replace(word, since=0)),
    ]
    lost = account_key(state.read(LOST_KEY, LostWord).account)
    old = state.read(lost, AccountWord)
    if old.until == word.since:
        writes.append((lost, replace(old, until=0)))
    return Outcome(tuple(writes))
