"""Batches of a registry's log, anchored one after the other."""

from ledger.domain.acts import Anchoring
from ledger.domain.anchor_words import NO_ROOT, LogRecord, batch_key, log_subject
from ledger.domain.dossier import Act
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import RECORD_KEY


def anchored(state: Dossier, _: Act, terms: Anchoring) -> Outcome:
    """A log's root with one more batch. That it only grew is for consistency proofs to show."""
    own = log_subject(terms.registry) == state.subject
    require("log is the registry's", holds=own, values=terms.registry)
    grown = any(terms.root) and terms.size > terms.previous_size
    require("a root is named, the log has grown", holds=grown, values=terms.size)
    record = state.record(LogRecord)
    root = state.words.get(batch_key(record.size), NO_ROOT)
    last = (record.size, root) == (terms.previous_size, terms.previous_root)
    require("the batch follows the last one", holds=last, values=terms.previous_size)
    writes = (RECORD_KEY, replace(record, size=terms.size)), (batch_key(terms.size), terms.root)
    return Outcome(writes)
