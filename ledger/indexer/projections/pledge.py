"""Rows of pledges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import Knowledge, Pledge, Tag
from ledger.domain.pledge_words import KnowledgeWord, PledgeWord, knowledge_key
from ledger.domain.rules.pledge import lot_and_pledge
from ledger.domain.rules.pledge_life import stands
from ledger.domain.words import pledge_key
from ledger.indexer.projections import title
from ledger.indexer.projections.lots import lots
from ledger.indexer.projections.title import holdings
from ledger.indexer.projections.words import terms_of
from ledger.store.tables.pledge import PledgeRow, PledgeStateRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.tables.row import Row

AMOUNT_BYTES = 16


def recorded(before: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A pledge on a lot."""
    terms = terms_of(act, Pledge)
    lot, pledge = lot_and_pledge(terms)
    yield _pledge(act, terms, pledge, lot)
    yield _state(act, after, pledge, pledge_key(lot, pledge))
    yield from lots(act, after)
    yield from holdings(before, act)


def changed(before: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """Whatever happens to pledges and lots: one row for each that the act wrote."""
    touched = {key for key, _ in act.writes if key[0] == Tag.PLEDGE}
    for key, terms in after.terms.items():
        if key in touched and isinstance(terms, Pledge):
            yield _state(act, after, lot_and_pledge(terms)[1], key)
    yield from lots(act, after)
    yield from holdings(before, act)


def learned(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A pledgee knows of a seizure, which leaves its note as it is."""
    terms = terms_of(act, Knowledge)
    yield _state(act, after, terms.pledge, pledge_key(terms.lot, terms.pledge))


def sold(before: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A lot goes to its buyer, whose certificate it may be the first of."""
    yield from changed(before, act, after)
    yield title.state(act, after)


def _pledge(act: Act, terms: Pledge, pledge: bytes, lot: bytes) -> Row:
    return PledgeRow(
        title=act.raw.subject,
        pledge=pledge,
        lot=lot,
        pledgor=terms.pledgor,
        pledgee=terms.pledgee,
        right=terms.right,
        ppm=terms.ppm,
        kind=terms.kind,
        maximum=terms.maximum,
        amount=terms.amount.to_bytes(AMOUNT_BYTES),
        term_end=terms.term_end,
        filed_at=terms.filed_at,
        filing=terms.filing,
        document=terms.document,
        basis=terms.basis,
        for_another=terms.for_another,
        past_term=terms.past_term,
        recorded_time=act.raw.time,
        block=act.raw.block,
        seq=act.seq,
    )


def _state(act: Act, after: Dossier, pledge: bytes, key: bytes) -> Row:
    terms = after.terms[key]
    if not isinstance(terms, Pledge):
        raise TypeError(type(terms).__name__)
    word, now = after.read(key, PledgeWord), stands(after, terms)
    known = after.read(knowledge_key(lot_and_pledge(terms)[0], pledge), KnowledgeWord)
    return PledgeStateRow(
        title=after.subject,
        pledge=pledge,
        state=word.state,
        version=word.version,
        pledgee=now.pledgee,
        amount=now.amount.to_bytes(AMOUNT_BYTES),
        maximum=now.maximum,
        term_end=now.term_end,
        rank=word.rank,
        realisation=word.realisation,
        known_seizure=known.since,
        changed_time=act.raw.time,
        block=act.raw.block,
        seq=act.seq,
    )
