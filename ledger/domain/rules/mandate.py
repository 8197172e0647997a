"""Who acts for a party: agents; and which signatures of a clerk count no more."""

from ledger.domain.acts import (
    AgentPower,
    Appointment,
    AppointmentEnd,
    RevocationGround,
    StaffRevocation,
)
from ledger.domain.dossier import Act
from ledger.domain.party_words import AgentWord, DisownedWord, agent_key, disowned_key
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.rules.party import require_own
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import RECORD_KEY, PartyRecord

POWERS = sum(1 << power for power in AgentPower)


def agent_appointed(state: Dossier, act: Act, terms: Appointment) -> Outcome:
    """A written authority holds from now on (Civil Code Art. 165)."""
    require_own(state, act, terms.principal, terms.seq)
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
