"""Rows of disputes over titles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import Dispute, DisputeRuling, DisputeStep, struct_hash
from ledger.domain.dispute_words import DisputeWord, dispute_key
from ledger.domain.words import TitleRecord
from ledger.indexer.projections.title import state
from ledger.indexer.projections.words import terms_of, terms_under
from ledger.store.tables.dispute import DisputeRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.tables.row import Row


def filed(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A dispute is filed."""
    yield state(act, after)
    yield _row(act, after, struct_hash(terms_of(act, Dispute)))


def stepped(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A side or a clerk takes a step."""
    yield state(act, after)
    yield _row(act, after, terms_of(act, DisputeStep).dispute)


def ruled(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """Two who did not pass the title rule."""
    yield state(act, after)
    yield _row(act, after, terms_of(act, DisputeRuling).dispute)


def _row(act: Act, after: Dossier, dispute: bytes) -> Row:
    key = dispute_key(dispute)
    terms, word = terms_under(after, key, Dispute), after.read(key, DisputeWord)
    return DisputeRow(
        title=after.subject,
        dispute=dispute,
        registry_code=after.record(TitleRecord).registry,
        disputant=terms.disputant,
        claim=terms.claim,
        state=word.state,
        blocks=word.blocks,
        changed_time=act.raw.time,
        block=act.raw.block,
        seq=act.seq,
    )
