"""Rows of lots: pledges carve and free them, transfers move them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import Pledge, Tag
from ledger.domain.rules.pledge import lot_of
from ledger.domain.words import LotWord
from ledger.indexer.projections.words import terms_under, written
from ledger.store.tables.pledge import LotRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.tables.row import Row


def lots(act: Act, after: Dossier) -> Iterator[Row]:
    """The lots that an act wrote."""
    for key, word in written(act, Tag.LOT, LotWord):
        yield LotRow(
            title=after.subject,
            lot=lot_of(terms_under(after, key, Pledge)),
            party=word.holder,
            right=word.right,
            ppm=word.ppm,
            open=word.open,
            version=word.version,
            block=act.raw.block,
            seq=act.seq,
        )
