"""A party that was absorbed by another (Civil Code Art. 67), and one that goes by a new name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.domain.acts import PartyKind
from ledger.domain.party_words import HEIR_KEY, RECOVERY_KEY, RecoveryWord
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.rules.party import require_living, require_own
from ledger.domain.values import replace
from ledger.domain.words import CONTENT_KEY, RECORD_KEY, PartyRecord

if TYPE_CHECKING:
    from ledger.domain.acts import Absorption, Renaming
    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier

# persons are inherited from, organs and courts are succeeded by order of law
UNMERGEABLE: Final = frozenset(
    {PartyKind.NONE, PartyKind.NATURAL_PERSON, PartyKind.ORGAN, PartyKind.COURT}
)


def mergeable(party: Dossier, time: int) -> bool:
    """Whether a party may take part in a merger: a legal person that no recovery is pending for."""
    legal = party.record(PartyRecord).kind not in UNMERGEABLE
    return legal and not party.read(RECOVERY_KEY, RecoveryWord).pending(time)


def succeeded(state: Dossier, act: Act, terms: Absorption) -> Outcome:
    """Another party absorbed this one, or the successor of the one that did."""
    require_own(state, act, terms.absorbed, terms.seq)
    record, time = state.record(PartyRecord), act.raw.time
    founded = any(terms.instrument) and terms.absorbed != terms.successor
    require("a notice is named, and two parties", holds=founded, values=terms.successor.hex())
    require("legal persons merge", holds=mergeable(state, time), values=record.kind.name)
    staff = record.roles != 0 and time < record.roles_until
    require("staff is not absorbed", holds=not staff, values=record.roles)
    after = replace(record, succeeded=True)
    return Outcome(((RECORD_KEY, after), (HEIR_KEY, terms.successor)), terms={HEIR_KEY: terms})


def renamed(state: Dossier, act: Act, terms: Renaming) -> Outcome:
    """A new commitment to the party's real name; those before stay readable in its history."""
    require_own(state, act, terms.party, terms.seq)
    require_living(state)
    founded = any(terms.instrument) and any(terms.identity)
    fresh = founded and state.words.get(CONTENT_KEY) != terms.identity
    require("a new name rests on a document", holds=fresh, values=terms.identity.hex())
    return Outcome(((CONTENT_KEY, terms.identity),), terms={CONTENT_KEY: terms})
