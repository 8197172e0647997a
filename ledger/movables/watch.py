"""The watch on the movables register: asks for every pledge and every holder, again and again.

Nothing of the ledger is changed by what it sees. A register that does not answer, or answers
something else, leaves what was seen before as it is, and older.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger.domain.errors import DomainError
from ledger.domain.movables import By, Question
from ledger.domain.movables_answer import require_timely
from ledger.errors import LedgerError
from ledger.movables.keeping import AT_ONCE, Keeping, Pace
from ledger.store.errors import CursorMissing

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from ledger.movables.client import MovablesRegister
    from ledger.store.engine import Engine
    from ledger.store.tables.movables import FilingLookRow

LOG: Final = logging.getLogger(__name__)
PATIENCE: Final = 30.0
OLDER: Final = "MOVABLES_OLDER"
USUAL: Final = Pace()


@dataclass(frozen=True, slots=True)
class Round:
    """What one look did: questions newly taken up, answered, failed; whether more are due."""

    found: int
    answered: int
    failed: int
    more: bool


class Watch:
    """The watch of one database; `clock` gives the chain's time in seconds since 1970."""

    def __init__(
        self,
        engine: Engine,
        register: MovablesRegister,
        pace: Pace = USUAL,
        *,
        clock: Callable[[], int],
    ) -> None:
        self.register = register
        self.clock = clock
        self.keeping = Keeping(engine, pace, clock=clock)

    def run_once(self) -> Round:
        """Take up what the mirror newly names, and ask what is due.

        Raises:
            ChainError: the chain does not tell its time: nothing was asked.
            CursorMissing: the mirror has read nothing yet.
            StoreUnavailable: nothing was written; the same comes again.
        """
        found = self.keeping.take_up()
        rows = self.keeping.due()
        failed = sum(not self._asked(row) for row in rows)
        return Round(found, len(rows) - failed, failed, more=len(rows) == AT_ONCE)

    def follow(self, stop: Event, *, poll: float) -> None:
        """Do so until told to stop; what does not answer is asked again."""
        pause = 0.0
        while not stop.wait(pause):
            try:
                pause = 0.0 if self.run_once().more else poll
            except CursorMissing:
                pause = poll
            except LedgerError as fault:
                LOG.warning("movables wait fault=%s", fault)
                pause = min(PATIENCE, max(poll, 2 * pause))

    def _asked(self, row: FilingLookRow) -> bool:
        try:
            answer = self.register.ask(Question(By(row.by), row.about))
            require_timely(answer, now=self.clock())
        except (DomainError, LedgerError) as fault:
            LOG.warning("movables not asked by=%s about=%s fault=%s", row.by, row.about, fault)
            self.keeping.failed(row, fault.code)
            return False
        if answer.as_of < row.checked:
            # a copy of the register that lags behind the one that was asked before
            self.keeping.failed(row, OLDER)
            return False
        self.keeping.answered(row, answer)
        return True
