"""All projections and heads anew, from the journal alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.domain.checkpoint import EVERY
from ledger.indexer import searching
from ledger.indexer.applying import raise_alarm, replayed
from ledger.queries.replay import anchor_of
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import checkpoint, journal, mirror, search
from ledger.store.repositories.rows import clear
from ledger.store.tables import INDEXED, MIRROR, PROJECTED
from ledger.store.tables.journal import HeadRow, UnreadableRow

if TYPE_CHECKING:
    from ledger.store.engine import Engine

AT_ONCE: Final = 500


def rebuild(engine: Engine) -> int:
    """Drop every projection and head and make them again; how many dossiers. One commit.

    Raises:
        CursorMissing: nothing was ever read.
    """
    dossiers = 0
    with unit_of_work(engine) as work:
        anchor = anchor_of(mirror.require_cursor(work))
        clear(work, (*PROJECTED, *INDEXED, HeadRow, UnreadableRow))
        for subjects in journal.all_subjects(work, AT_ONCE):
            batch = replayed(anchor, journal.of_subjects(work, subjects))
            batch.write(work)
            raise_alarm(batch.newly_lost)
            dossiers += len(subjects)
        searching.fill(work)
    return dossiers


def complete(engine: Engine) -> None:
    """Rebuild where an earlier version, which had other tables, has left something out."""
    with read_session(engine, now=0) as session:
        due = search.is_due(session) or checkpoint.are_due(session, EVERY)
    if due:
        rebuild(engine)


def forget(engine: Engine) -> None:
    """Drop the journal too: the chain itself is read again, from its first block."""
    with unit_of_work(engine) as work:
        clear(work, (*PROJECTED, *INDEXED, *(row for row, _ in MIRROR)))
