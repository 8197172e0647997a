"""Acts into dossiers and rows, in memory: the one path of live mirror, fork and rebuild."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from ledger.domain.checkpoint import EVERY, changes
from ledger.domain.dossier import Anchor, parse_act
from ledger.domain.errors import DomainError
from ledger.domain.evolve import evolve, open_dossier
from ledger.domain.state import Dossier
from ledger.indexer.projections import project
from ledger.queries.replay import raw_act
from ledger.store.repositories import mirror
from ledger.store.repositories.rows import put_values
from ledger.store.tables.checkpoint import CheckpointRow
from ledger.store.tables.journal import HeadRow, JournalRow, UnreadableRow
from ledger.store.tables.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ledger.store.engine import WriteSession

LOG: Final = logging.getLogger(__name__)
FAULT_CHARACTERS: Final = 500


Rows = dict[type[Row], dict[tuple[Any, ...], tuple[Any, ...]]]


@dataclass(slots=True)
class Entered:
    """What acts leave to be written: columns by key for each kind of row, heads, faults."""

    rows: Rows = field(default_factory=dict)
    heads: list[HeadRow] = field(default_factory=list)
    lost: list[UnreadableRow] = field(default_factory=list)

    def write(self, work: WriteSession, *, fresh: bool = False) -> None:
        """Write all of it; `fresh` where the tables were emptied before."""
        for kind, values in self.rows.items():
            put_values(work, kind, values.values(), fresh=fresh)
        mirror.put_state(work, self.heads, self.lost, fresh=fresh)


@dataclass(slots=True)
class Batch:
    """Dossiers while acts are read into them.

    `states` are those at hand before, `lost` those that are UNKNOWN already. A dossier in neither
    has no acts yet. `bases` are the states of long dossiers at their last checkpoints.
    """

    anchor: Anchor
    states: dict[bytes, Dossier] = field(default_factory=dict)
    lost: dict[bytes, UnreadableRow] = field(default_factory=dict)
    bases: dict[bytes, Dossier] = field(default_factory=dict)
    touched: set[bytes] = field(default_factory=set)
    newly_lost: list[UnreadableRow] = field(default_factory=list)
    rows: Rows = field(default_factory=dict)

    def enter(self, log: JournalRow) -> None:
        """Read one log; what cannot be read makes its dossier UNKNOWN and stops nothing else."""
        if log.subject in self.lost:
            return
        before = self.states.get(log.subject) or open_dossier(self.anchor, log.subject)
        try:
            act = parse_act(raw_act(log))
            after = evolve(self.anchor, before, act)
            rows = tuple(project(before, act, after))
        except DomainError as fault:
            self._lose(log, fault)
            return
        if not after.seq % EVERY:
            rows = (*rows, self._checkpoint(log, after))
        self.states[log.subject] = after
        self.touched.add(log.subject)
        for row in rows:
            kind = type(row)
            values = row.values()
            known = self.rows.get(kind)
            if known is None:
                known = self.rows[kind] = {}
            known[values[: kind.KEYS]] = values

    def enter_all(self, logs: Iterable[JournalRow]) -> None:
        """Read logs in the order of the chain."""
        for log in logs:
            self.enter(log)

    def entered(self) -> Entered:
        """What there is to write: rows, the heads of all dossiers that changed, faults."""
        changed = (self.states[subject] for subject in sorted(self.touched))
        heads = [HeadRow(each.subject, each.head, each.block, each.seq) for each in changed]
        return Entered(self.rows, heads, self.newly_lost)

    def _checkpoint(self, log: JournalRow, after: Dossier) -> CheckpointRow:
        changed = changes(self.bases.get(log.subject), after)
        self.bases[log.subject] = after
        place = (log.block, log.log_index, log.time)
        return CheckpointRow(log.subject, after.seq, *place, after.head, changed)

    def _lose(self, log: JournalRow, fault: DomainError) -> None:
        row = UnreadableRow(
            subject=log.subject,
            code=fault.code,
            fault=str(fault)[:FAULT_CHARACTERS],
            log_index=log.log_index,
            topics=log.topics,
            data=log.data,
            block=log.block,
            seq=log.seq,
        )
        self.lost[log.subject] = row
        self.newly_lost.append(row)


def raise_alarm(lost: Iterable[UnreadableRow]) -> None:
    """Say that dossiers became UNKNOWN."""
    for row in lost:
        LOG.error(
            "dossier unknown subject=%s block=%d log=%d code=%s fault=%s",
            row.subject.hex(),
            row.block,
            row.log_index,
            row.code,
            row.fault,
        )


def replayed(anchor: Anchor, logs: Mapping[bytes, Iterable[JournalRow]]) -> Batch:
    """Dossiers read from their first act on."""
    batch = Batch(anchor)
    for subject in sorted(logs):
        batch.enter_all(logs[subject])
    return batch
