"""Rows of the directory of institutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import InstitutionListing, Superior, Suspension, Tag
from ledger.domain.directory import LISTING_KEY, ListingWord
from ledger.indexer.projections.words import terms_of, terms_under, written
from ledger.store.tables.directory import InstitutionRow, SuperiorRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.tables.row import Row


def listing_changed(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A listing is made, renewed, suspended or resumed; `ground` is that of this act."""
    terms = terms_under(after, LISTING_KEY, InstitutionListing)
    ground = act.terms.ground if isinstance(act.terms, Suspension) else b""
    for _key, word in written(act, Tag.LISTING, ListingWord):
        yield InstitutionRow(
            party=after.subject,
            kinds=word.kinds,
            licence=terms.licence,
            since=word.since,
            until=word.until,
            suspended=word.suspended,
            ground=ground,
            listed_time=act.raw.time,
            block=act.raw.block,
            seq=act.seq,
        )


def superior_named(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """Who stands above a court or organ, in the place of who was named before."""
    terms = terms_of(act, Superior)
    yield SuperiorRow(
        court=after.subject,
        superior=terms.superior,
        basis=terms.basis,
        named_time=act.raw.time,
        block=act.raw.block,
        seq=act.seq,
    )
