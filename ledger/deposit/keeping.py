"""What a deposit desk keeps before it does anything: what is to be sent, what came, what failed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ledger.deposit.errors import DepositNotOpen
from ledger.domain.deposit import ALARMS, DepositState
from ledger.domain.values import replace
from ledger.queries.deposit import content_of
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import deposit as deposits
from ledger.store.tables.deposit import DepositRow, NationalRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.store.engine import Engine

LOG: Final = logging.getLogger(__name__)
AT_ONCE: Final = 50
# where nothing was heard for so long a receipt is asked for again; where that failed, after a pause
EVERY: Final = 6 * 3_600
PAUSE: Final = 300


@dataclass(frozen=True, slots=True)
class Retry:
    """Seconds until the next sending, doubled each time up to `most`; alarm after so many."""

    first: int = 15
    most: int = 3_600
    alarm_after: int = 5

    def pause(self, attempts: int) -> int:
        """How long to wait after so many attempts."""
        return min(self.most, self.first << min(attempts - 1, 20))


USUAL: Final = Retry()


class Keeping:
    """The deposits of one registry in one database; `clock` gives seconds since 1970."""

    def __init__(
        self, engine: Engine, registry: int, retry: Retry, *, clock: Callable[[], int]
    ) -> None:
        self.engine = engine
        self.registry = registry
        self.retry = retry
        self.clock = clock

    def due(self) -> list[DepositRow]:
        """What is to be gone on with now."""
        now, longest = self.clock(), self.retry.most
        with read_session(self.engine, now=now) as session:
            return deposits.due(session, self.registry, now, longest=longest, limit=AT_ONCE)

    def take_up(self) -> int:
        """Queue the applications that are ready; how many."""
        with read_session(self.engine, now=self.clock()) as session:
            fresh = deposits.unqueued(session, self.registry, AT_ONCE)
        if not fresh:
            return 0
        with unit_of_work(self.engine, silent=True) as work:
            for each in fresh:
                if deposits.deposit(work, each.application) is None:
                    body = content_of(work, each.application).body
                    deposits.keep(work, _queued(each.application, body, self.clock()))
        return len(fresh)

    def again(self, application: bytes) -> None:
        """Send a deposit again that was refused or gave an alarm, at the next look.

        What was refused is written anew; what may lie in the national system stays as it was sent.
        Raises DepositNotOpen.
        """
        with unit_of_work(self.engine, silent=True) as work:
            row = deposits.deposit(work, application)
            if row is None or row.state not in ALARMS:
                raise DepositNotOpen(application)
            body = row.body
            if row.state == DepositState.REFUSED:
                body = content_of(work, application).body
            state = DepositState.RECEIPTED if row.receipt else DepositState.QUEUED
            fresh = replace(
                row, state=int(state), body=body, attempts=0, next=0, code="", reason=""
            )
            deposits.keep(work, fresh)

    def failed(
        self, row: DepositRow, code: str, state: DepositState, *, reason: str = ""
    ) -> DepositRow:
        """Note a fault, and when to go on; too many are an alarm."""
        retry, attempts = self.retry, max(row.attempts, 1)
        if row.receipt:
            attempts = row.attempts + 1
        if state not in ALARMS and attempts >= retry.alarm_after:
            state = DepositState.ALARM
        if state in ALARMS:
            LOG.error("deposit alarm application=%s code=%s", row.application.hex(), code)
        return self.changed(
            row,
            state=int(state),
            attempts=attempts,
            next=self.clock() + retry.pause(attempts),
            code=code,
            reason=reason,
        )

    def heard(self, time: int, application: bytes = b"") -> None:
        """Note that the national system answered, at a time of the chain: of which application."""
        # every answer changes what verdicts say: how old it is
        with unit_of_work(self.engine) as work:
            known = deposits.national(work, self.registry)
            last = application or (known.application if known else b"")
            row = NationalRow(self.registry, last, tried=self.clock(), heard=time, code="")
            deposits.keep(work, row)

    def unheard(self, code: str) -> None:
        """Note that it was asked, and why that is no answer: what was heard stays, and ages."""
        with unit_of_work(self.engine) as work:
            known = deposits.national(work, self.registry)
            last, heard = (known.application, known.heard) if known else (b"", 0)
            row = NationalRow(self.registry, last, tried=self.clock(), heard=heard, code=code)
            deposits.keep(work, row)

    def to_confirm(self, time: int) -> DepositRow | None:
        """A deposit whose receipt is to be asked for again, as nothing was heard for hours."""
        now = self.clock()
        with read_session(self.engine, now=now) as session:
            known = deposits.national(session, self.registry)
            # one of the future was tried under a clock that was ahead
            if known is None or known.heard + EVERY > time or 0 <= now - known.tried < PAUSE:
                return None
            row = deposits.deposit(session, known.application)
        return row if row is not None and row.receipt else None

    def changed(self, row: DepositRow, **changes: Any) -> DepositRow:
        """Write a change, unless another desk has a receipt that this one does not know of."""
        with unit_of_work(self.engine, silent=True) as work:
            known = deposits.deposit(work, row.application) or row
            if known.receipt and not row.receipt:
                return known
            after: DepositRow = replace(row, **changes)
            deposits.keep(work, after)
        return after


def _queued(application: bytes, body: bytes, now: int) -> DepositRow:
    return DepositRow(
        application=application,
        state=int(DepositState.QUEUED),
        body=body,
        queued=now,
        attempts=0,
        tried=0,
        next=0,
        code="",
        reason="",
        number="",
        received_at=0,
        receipt=b"",
        terms=b"",
    )
