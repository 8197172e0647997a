"""Rows of changes of titles: new records and ends before the term."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import Correction, Fulfilment, Issue
from ledger.domain.words import CONTENT_KEY, RECORD_KEY
from ledger.indexer.projections import notice
from ledger.indexer.projections.title import holdings, state
from ledger.indexer.projections.words import terms_of, terms_under

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.tables.row import Row


def corrected(before: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A new record, what is published of it, new versions of certificates."""
    yield from _new_record(before, act, after, terms_of(act, Correction).clear)


def changed(before: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """The same, as all holders applied for it."""
    yield from _new_record(before, act, after, terms_of(act, Fulfilment).clear)


def _new_record(before: Dossier, act: Act, after: Dossier, clear: bytes) -> Iterator[Row]:
    yield state(act, after)
    yield from holdings(before, act)
    application = terms_under(after, RECORD_KEY, Issue).application
    yield notice.changed(act, application, clear, after.words[CONTENT_KEY])


def state_changed(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """The title's record: its term, a pending renewal, its end."""
    yield state(act, after)
