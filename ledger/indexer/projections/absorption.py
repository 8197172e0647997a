"""Rows of mergers of parties, and of their later names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import Absorption, Renaming
from ledger.indexer.projections.words import terms_of
from ledger.store.tables.absorption import AbsorptionRow, RenamingRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.tables.row import Row


def succeeded(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """Another party goes on in this one's place."""
    terms = terms_of(act, Absorption)
    yield AbsorptionRow(
        party=after.subject,
        successor=terms.successor,
        registry_code=terms.registry,
        instrument=terms.instrument,
        time=act.raw.time,
        block=act.raw.block,
        seq=act.seq,
    )


def renamed(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """The party goes by a new name."""
    terms = terms_of(act, Renaming)
    yield RenamingRow(
        party=after.subject,
        seq=act.seq,
        identity=terms.identity,
        registry_code=terms.registry,
        instrument=terms.instrument,
        time=act.raw.time,
        block=act.raw.block,
    )
