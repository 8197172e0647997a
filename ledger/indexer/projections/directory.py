"""Rows of the directory of institutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import InstitutionListing, Suspension, Tag
from ledger.domain.directory import LISTING_KEY, ListingWord
from ledger.indexer.projections.words import terms_under, written
from ledger.store.tables.directory import InstitutionRow

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


def superior_named(_: Dossier, __: Act, ___: Dossier) -> Iterator[Row]:
    """Nothing is searched by it: whoever asks reads it in the dossier."""
    yield from ()
