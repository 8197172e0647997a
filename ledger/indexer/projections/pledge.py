"""Rows of pledges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import Pledge, Release
from ledger.domain.rules.pledge import lot_and_pledge
from ledger.domain.words import PledgeWord, pledge_key
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


def released(before: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A pledge ends."""
    terms = terms_of(act, Release)
    yield _state(act, after, terms.pledge, pledge_key(terms.lot, terms.pledge))
    yield from lots(act, after)
    yield from holdings(before, act)


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
        recorded_time=act.raw.time,
        block=act.raw.block,
        seq=act.seq,
    )


def _state(act: Act, after: Dossier, pledge: bytes, key: bytes) -> Row:
    word = after.read(key, PledgeWord)
    return PledgeStateRow(
        title=after.subject,
        pledge=pledge,
        state=word.state,
        version=word.version,
        changed_time=act.raw.time,
        block=act.raw.block,
        seq=act.seq,
    )
