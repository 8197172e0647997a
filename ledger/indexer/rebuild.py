"""All projections and heads anew, from the journal alone."""

from __future__ import annotations

import logging
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ledger.domain.checkpoint import EVERY
from ledger.indexer import searching
from ledger.indexer.applying import raise_alarm, replayed
from ledger.indexer.errors import RebuildStopped
from ledger.indexer.replayers import ReplayerLost, Replayers
from ledger.queries.replay import anchor_of
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import alert, checkpoint, journal, mandate, mirror, proof, search
from ledger.store.repositories.rows import clear
from ledger.store.tables import INDEXED, MIRROR, PROJECTED
from ledger.store.tables.journal import HeadRow, UnreadableRow
from ledger.store.tables.offchain import AuditRow, HeadDiffersRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.store.engine import Engine

LOG: Final = logging.getLogger(__name__)
# acts that are replayed in one go, and below how many acts one process does all of it
PART: Final = 1_000
FEW: Final = 10_000
BEFORE_ALL: Final = -1


def rebuild(
    engine: Engine,
    *,
    processes: int = 1,
    few: int = FEW,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Drop every projection and head and make them again; how many dossiers. One commit.

    `processes` replay beside this one where there are more than `few` acts. `stopped` is asked now
    and then.

    Raises:
        CursorMissing: nothing was ever read.
        RebuildStopped: told so before the end; nothing was written.
    """
    replayers = _beside(engine, processes, few)
    if replayers is not None:
        with closing(replayers):
            try:
                return _rebuilt(engine, replayers, stopped)
            except ReplayerLost as fault:
                LOG.warning("rebuilding in one process code=%s fault=%s", fault.code, fault)
    return _rebuilt(engine, None, stopped)


def _rebuilt(engine: Engine, replayers: Replayers | None, stopped: Callable[[], bool]) -> int:
    def go_on() -> None:
        if stopped():
            raise RebuildStopped

    with unit_of_work(engine) as work:
        anchor = anchor_of(mirror.require_cursor(work))
        clear(work, (*PROJECTED, *INDEXED, HeadRow, UnreadableRow))
        parts = journal.all_subjects(work, PART)
        here = (replayed(anchor, journal.of_subjects(work, part)).entered() for part in parts)
        dossiers = 0
        for entered in here if replayers is None else replayers.replay(parts):
            go_on()
            # before the commit a staging table keeps its dead rows: each part would read them again
            entered.write(work, fresh=True)
            raise_alarm(entered.lost)
            known = {row.subject for row in entered.heads} | {row.subject for row in entered.lost}
            dossiers += len(known)
        if replayers is not None:
            # their memory is needed for the index
            replayers.close()
        searching.fill(work, go_on)
    return dossiers


def _beside(engine: Engine, processes: int, few: int) -> Replayers | None:
    """The processes to replay in; None where there is little to do, or nothing yet."""
    with read_session(engine, now=0) as session:
        cursor = mirror.cursor(session)
        many = cursor is not None and processes > 1 and journal.count(session) > few
    if cursor is None or not many:
        return None
    return Replayers(engine, anchor_of(cursor), processes)


def complete(
    engine: Engine, *, processes: int = 1, stopped: Callable[[], bool] = lambda: False
) -> None:
    """Rebuild where an earlier version, which had other tables, has left something out.

    Raises RebuildStopped.
    """
    with read_session(engine, now=0) as session:
        due = (
            search.is_due(session) or checkpoint.are_due(session, EVERY) or mandate.is_due(session)
        )
    if due:
        rebuild(engine, processes=processes, stopped=stopped)


def forget(engine: Engine) -> None:
    """Drop the journal too: the chain itself is read again, from its first block.

    Alerts are raised again from there: who was told one knows its id, and is not told it twice.
    What audits found was of heads that are gone; proofs may be of a chain that is.
    """
    with unit_of_work(engine) as work:
        clear(work, (*PROJECTED, *INDEXED, *(row for row, _ in MIRROR), HeadDiffersRow, AuditRow))
        proof.doubt(work)
        if (told := alert.alerter(work)) is not None:
            alert.note(work, replace(told, block=BEFORE_ALL))
