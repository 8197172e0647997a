"""A title registered anew over data whose earlier title is over: the two name each other.

No title comes back to life (domain: 6.2); what follows is a title of its own.
"""

from ledger.domain.acts import (
    Issue,
    SubjectKind,
    Succession,
    Tag,
    TitleState,
    struct_hash,
)
from ledger.domain.dossier import Act
from ledger.domain.rules.application import require_secondary
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.state import Dossier
from ledger.domain.words import HoldingWord, TitleRecord, holding_key, low_key

PREDECESSOR_KEY = low_key(Tag.PREDECESSOR, b"")
NAMED = (1).to_bytes(32)
KIND_BYTES = 1


def successor_key(title: bytes) -> bytes:
    """Key of a title that follows, in the dossier of the one before."""
    return low_key(Tag.SUCCESSOR, title[KIND_BYTES:])


def title_of(key: bytes) -> bytes:
    """The title that follows, by its key."""
    return bytes([SubjectKind.TITLE]) + key[KIND_BYTES:]


def predecessor_named(state: Dossier, _: Act, terms: Succession) -> Outcome:
    """The new title names the one before; that one's end and holders stand in its own dossier.

    In the place of a holder one that it absorbed may be named: who that is stands in its dossier.
    """
    require("title is the dossier's", holds=terms.title == state.subject, values=terms.title.hex())
    require_own(terms.title, terms.issued)
    require_own(terms.predecessor, terms.before)
    record = state.record(TitleRecord)
    require("title lives", holds=record.state is TitleState.LIVE)
    earlier = terms.before.registered_at < terms.issued.registered_at
    same = terms.before.fingerprint == terms.issued.fingerprint
    require("registered before, over the same data", holds=earlier and same)
    require("no predecessor is named", holds=PREDECESSOR_KEY not in state.words)
    own = [each for each in terms.holders if holds(state, each)]
    require("holders ascend", holds=sorted(set(own)) == own)
    require("every holder is named", holds=len(set(terms.holders)) == record.holders)
    return Outcome(((PREDECESSOR_KEY, terms.predecessor),), terms={PREDECESSOR_KEY: terms})


def succeeded(state: Dossier, act: Act, _: None) -> Outcome:
    """The title that is over is followed by the linked one."""
    require_secondary(act)
    over = is_over(state.record(TitleRecord), act.raw.time)
    require("a predecessor is over", holds=over)
    keys = [key for key, _ in act.writes]
    require("one successor", holds=[key[0] for key in keys] == [Tag.SUCCESSOR])
    linked = act.links[0].subject
    require("the linked title", holds=keys == [successor_key(linked)], values=linked.hex())
    return Outcome(((keys[0], NAMED),))


def is_over(record: TitleRecord, time: int) -> bool:
    """Whether a title has ended, or its term has."""
    return record.state is not TitleState.LIVE or record.expired(time)


def require_own(title: bytes, terms: Issue) -> None:
    """A title is named by the terms of its issue."""
    made = bytes([SubjectKind.TITLE]) + struct_hash(terms)[:31]
    require("the title's own issue", holds=made == title, values=made.hex())


def holds(title: Dossier, party: bytes) -> bool:
    """Whether a party holds a share of a title, or held one to its end."""
    return not title.read(holding_key(party), HoldingWord).ended
