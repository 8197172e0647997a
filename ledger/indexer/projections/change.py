"""Rows of changes of titles: corrections and ends before the term."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import Correction, Issue
from ledger.domain.words import RECORD_KEY
from ledger.indexer.projections import notice
from ledger.indexer.projections.title import holdings, state
from ledger.indexer.projections.words import terms_of, terms_under

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.tables.row import Row


def corrected(before: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A new record, its published fields where there are any, new versions of certificates."""
    terms = terms_of(act, Correction)
    yield state(act, after)
    yield from holdings(before, act)
    if terms.clear:
        application = terms_under(after, RECORD_KEY, Issue).application
        yield notice.changed(act, application, terms.clear, terms.record)


def state_changed(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """The title's record: its term, a pending renewal, its end."""
    yield state(act, after)
