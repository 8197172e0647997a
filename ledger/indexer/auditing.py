"""The audit on a schedule, beside the follower; when the last one was stands in the database."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from ledger.chain.errors import ChainError
from ledger.indexer.audit import audit, note_failure
from ledger.indexer.errors import RangeMoved
from ledger.queries.as_of import MirrorState, as_of
from ledger.store.engine import read_session
from ledger.store.errors import StoreError
from ledger.store.repositories import offchain

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from ledger.chain.client import Chain
    from ledger.errors import LedgerError
    from ledger.store.engine import Engine

LOG: Final = logging.getLogger(__name__)
LOOK: Final = 1.0
# a mirror further behind has blocks to read first, whose state its node may not keep
MOST_LAG: Final = 16


class Auditor:
    """Audits a mirror every so many seconds."""

    def __init__(
        self, engine: Engine, chain: Chain, *, every: int, clock: Callable[[], int]
    ) -> None:
        self.engine = engine
        self.chain = chain
        self.every = every
        self.clock = clock

    def follow(self, stop: Event, *, look: float = LOOK) -> None:
        """Audit when it is due, until told to stop.

        What keeps an audit from its end is written down, and the next comes in its turn.
        """
        while not stop.wait(look):
            try:
                if due(self.engine, every=self.every, now=self.clock()):
                    audit(self.engine, self.chain, clock=self.clock)
            except (ChainError, RangeMoved) as fault:
                self._note(fault)
            except StoreError as fault:
                LOG.warning("audit put off code=%s", fault.code)

    def _note(self, fault: LedgerError) -> None:
        LOG.warning("audit put off code=%s fault=%s", fault.code, fault)
        try:
            note_failure(self.engine, self.clock(), fault.code)
        except StoreError as refused:
            LOG.warning("audit put off code=%s", refused.code)


def due(engine: Engine, *, every: int, now: int) -> bool:
    """Whether the mirror has read what there is, and was not audited for so long.

    Raises:
        CursorMissing, StoreUnavailable: it has read nothing, or cannot be asked.
    """
    with read_session(engine, now=now) as session:
        last, stamp = offchain.last_audit(session), as_of(session)
    ready = stamp.state in (MirrorState.LIVE, MirrorState.BEHIND) and stamp.lag_blocks <= MOST_LAG
    # one of the future was tried under another clock, which may have been years ahead
    return ready and (last is None or not 0 <= now - last.tried < every)
