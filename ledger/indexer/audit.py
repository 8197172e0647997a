"""The mirror against the chain: every head, at one block."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ledger.domain.dossier import head_slot
from ledger.indexer.errors import RangeMoved
from ledger.store.engine import Engine, read_session, unit_of_work
from ledger.store.repositories import mirror, offchain
from ledger.store.repositories.rows import clear, put
from ledger.store.tables.offchain import AuditRow, HeadDiffersRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ledger.chain.client import Chain
    from ledger.store.engine import ReadSession
    from ledger.store.tables.journal import CursorRow, HeadRow

LOG: Final = logging.getLogger(__name__)
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A dossier whose head on the chain is not the mirror's; `unknown`: the mirror knows that."""

    subject: bytes
    mirrored: bytes
    found: bytes
    unknown: bool


@dataclass(frozen=True, slots=True)
class Audit:
    """All heads compared at a block."""

    block: int
    block_hash: bytes
    dossiers: int
    mismatches: tuple[Mismatch, ...]

    @property
    def passed(self) -> bool:
        """No head differs but those of dossiers that are UNKNOWN."""
        return all(each.unknown for each in self.mismatches)


def audit(
    engine: Engine,
    chain: Chain,
    *,
    clock: Callable[[], int],
    advance: Callable[[int], None] = lambda _: None,
) -> Audit:
    """Compare every head with the register's storage at the mirror's last block, and write it down.

    Dossiers whose head differs are answered no more until an audit finds them right. `advance` is
    told how many more heads were compared. Raises:
        RangeMoved: the chain no longer has that block; let the mirror follow first.
        ChainError: the node does not answer, or has no state of that block any more.
    """
    begun = clock()
    with read_session(engine, now=begun) as session:
        cursor = mirror.require_cursor(session)
        _require_there(chain, cursor)
        unknown = {row.subject for row in mirror.all_unreadable(session)}
        heads = 0
        mismatches: list[Mismatch] = []
        for rows in _heads(session):
            heads += len(rows)
            mismatches += _compared(chain, cursor.register_address, cursor.block, rows)
            advance(len(rows))
        # a fork meanwhile would show heads of the other branch
        _require_there(chain, cursor)
    result = Audit(cursor.block, cursor.block_hash, heads, _marked(mismatches, unknown))
    _note(engine, result, begun, clock())
    return result


def note_failure(engine: Engine, now: int, code: str) -> None:
    """Write down that an audit could not be finished; what the last one found stands."""
    with unit_of_work(engine) as work:
        last = offchain.last_audit(work) or AuditRow(offchain.ONLY, -1, 0, 0, 0, 0, "")
        offchain.store(work, replace(last, tried=now, code=code))


def _require_there(chain: Chain, cursor: CursorRow) -> None:
    found = chain.block(cursor.block)
    if found.hash != cursor.block_hash:
        raise RangeMoved(cursor.block, cursor.block_hash, found.hash)


def _heads(session: ReadSession) -> Iterator[list[HeadRow]]:
    after = b""
    while rows := mirror.heads_from(session, after, AT_ONCE):
        yield rows
        after = rows[-1].subject


def _compared(chain: Chain, register: bytes, block: int, rows: list[HeadRow]) -> Iterator[Mismatch]:
    slots = [head_slot(row.subject) for row in rows]
    for row, found in zip(rows, chain.storage_all(register, slots, block), strict=True):
        if found != row.head:
            yield Mismatch(row.subject, row.head, found, unknown=False)


def _marked(mismatches: list[Mismatch], unknown: set[bytes]) -> tuple[Mismatch, ...]:
    return tuple(
        Mismatch(each.subject, each.mirrored, each.found, unknown=each.subject in unknown)
        for each in mismatches
    )


def _note(engine: Engine, result: Audit, begun: int, now: int) -> None:
    differ = [
        HeadDiffersRow(each.subject, each.mirrored, each.found, result.block)
        for each in result.mismatches
        if not each.unknown
    ]
    wrong = len(differ)
    if wrong:
        LOG.error("audit failed block=%d mismatches=%d", result.block, wrong)
    with unit_of_work(engine) as work:
        row = AuditRow(
            id=offchain.ONLY,
            block=result.block,
            checked=now,
            dossiers=result.dossiers,
            mismatches=wrong,
            tried=begun,
            code="",
        )
        offchain.store(work, row)
        clear(work, (HeadDiffersRow,))
        put(work, differ)
