"""The deposit desk: from ready to registered, by the national system's receipt.

What it does next stands in the database before it is done, and a receipt is kept before anything
else. Killed anywhere it does the same again: the national system gives one receipt for one content,
the register takes one step for one count of acts. Several desks of one database only work twice.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ledger.bindings.revert import ContractError
from ledger.deposit.clerk import Clerk
from ledger.deposit.client import DepositRegistry
from ledger.deposit.errors import DepositNotOpen, DepositRefused
from ledger.domain.abi import AbiError
from ledger.domain.acts import (
    Action,
    Application,
    ApplicationId,
    ApplicationState,
    DocumentDigest,
    Ground,
    Step,
    Time,
    decode,
    encode,
)
from ledger.domain.deposit import (
    ALARMS,
    Deposit,
    DepositState,
    ReceiptWrong,
    receipt_of,
    require_timely,
)
from ledger.domain.values import replace
from ledger.domain.words import CONTENT_KEY, ApplicationRecord
from ledger.errors import LedgerError
from ledger.queries.deposit import content_of
from ledger.queries.replay import load_dossier
from ledger.store.engine import read_session, unit_of_work
from ledger.store.errors import CursorMissing
from ledger.store.repositories import deposit as deposits
from ledger.store.tables.deposit import DepositRow

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from ledger.domain.state import Dossier
    from ledger.registrar.register import Register
    from ledger.store.engine import Engine

LOG: Final = logging.getLogger(__name__)
AT_ONCE: Final = 50
PATIENCE: Final = 30.0
# a consent that ends sooner than this is signed anew
SPARE: Final = 60


@dataclass(frozen=True, slots=True)
class Retry:
    """Seconds until the next sending, doubled each time up to `most`; alarm after so many."""

    first: int = 15
    most: int = 3_600
    alarm_after: int = 5

    def pause(self, attempts: int) -> int:
        """How long to wait after so many attempts."""
        return min(self.most, self.first << min(attempts - 1, 20))


@dataclass(frozen=True, slots=True)
class Office:
    """Whose applications a desk deposits, where, who signs the step, and when it sends again."""

    registry: int
    national: DepositRegistry
    clerk: Clerk
    retry: Retry = Retry()


@dataclass(frozen=True, slots=True)
class Round:
    """What one look did: applications newly found, receipts that came, steps taken, faults."""

    found: int
    receipted: int
    taken: int
    failed: int
    more: bool


class DepositDesk:
    """The desk of one registry over one database."""

    def __init__(
        self,
        engine: Engine,
        register: Register,
        office: Office,
        *,
        clock: Callable[[], int],
    ) -> None:
        self.engine = engine
        self.register = register
        self.office = office
        self.clock = clock

    def run_once(self) -> Round:
        """Take up what is ready, send what is due, take the step where there is a receipt.

        Raises:
            ChainError: the chain does not tell its time: nothing was sent.
            CursorMissing: the mirror has read nothing yet.
            StoreUnavailable: nothing was written; the same comes again.
        """
        found = self._take_up()
        with read_session(self.engine, now=self.clock()) as session:
            rows = deposits.due(session, self.office.registry, self.clock(), AT_ONCE)
        receipted = taken = failed = 0
        for row in rows:
            after = row if row.receipt else self._sent(row)
            if after.receipt:
                receipted += not row.receipt
                after = self._stepped(after)
                taken += after.state == DepositState.RECEIPTED
            failed += after.state != DepositState.RECEIPTED
        return Round(found, receipted, taken, failed, more=len(rows) == AT_ONCE)

    def follow(self, stop: Event, *, poll: float) -> None:
        """Do so until told to stop; a chain or a database that does not answer is asked again."""
        pause = 0.0
        while not stop.wait(pause):
            try:
                pause = 0.0 if self.run_once().more else poll
            except CursorMissing:
                pause = poll
            except LedgerError as fault:
                _warn("deposits wait", b"", fault)
                pause = min(PATIENCE, max(poll, 2 * pause))

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

    def _take_up(self) -> int:
        with read_session(self.engine, now=self.clock()) as session:
            fresh = deposits.unqueued(session, self.office.registry, AT_ONCE)
        if not fresh:
            return 0
        with unit_of_work(self.engine, silent=True) as work:
            for each in fresh:
                if deposits.deposit(work, each.application) is None:
                    body = content_of(work, each.application).body
                    deposits.keep(work, _queued(each.application, body, self.clock()))
        return len(fresh)

    def _sent(self, row: DepositRow) -> DepositRow:
        """Send, and keep what comes back."""
        now = self.register.time()
        attempt = {"state": int(DepositState.SENT), "attempts": row.attempts + 1}
        row = self._changed(row, tried=self.clock(), **attempt)
        if row.receipt:
            return row
        try:
            ready = self._dossier(row).time
            receipt = self.office.national.deposit(Deposit(row.application, row.body))
            require_timely(receipt, ready=ready, now=now)
        except DepositRefused as fault:
            return self._failed(row, fault.refusal, DepositState.REFUSED, reason=fault.reason)
        except ReceiptWrong as fault:
            _warn("deposit answered wrongly", row.application, fault)
            return self._failed(row, fault.code, DepositState.ALARM)
        except LedgerError as fault:
            _warn("deposit waits", row.application, fault)
            return self._failed(row, fault.code, DepositState.SENT)
        return self._changed(
            row,
            state=int(DepositState.RECEIPTED),
            attempts=0,
            next=0,
            code="",
            number=receipt.number,
            received_at=receipt.received_at,
            receipt=receipt.data,
        )

    def _stepped(self, row: DepositRow) -> DepositRow:
        """Take the step that the receipt allows, unless it stands on the chain already."""
        try:
            record = self.register.record(row.application, ApplicationRecord)
            if record.state is not ApplicationState.READY or self._is_ahead(row):
                return row
            content = self._dossier(row).terms[CONTENT_KEY]
            row = self._with_terms(row, record.seq)
            if isinstance(content, Application):
                self.office.clerk.take(decode(Step, row.terms), content)
        except ContractError as fault:
            if not self._is_ready(row):  # another desk was quicker
                return row
            _warn("deposit not entered", row.application, fault)
            # what was refused once stays refused: the next try is another act
            row = replace(row, terms=b"")
            return self._failed(row, type(fault).__name__, DepositState.ALARM)
        except LedgerError as fault:
            _warn("deposit not entered", row.application, fault)
            return self._failed(row, fault.code, DepositState.RECEIPTED)
        if row.code:
            row = self._changed(row, state=int(DepositState.RECEIPTED), code="", attempts=0, next=0)
        return row

    def _is_ready(self, row: DepositRow) -> bool:
        """Whether the chain still has it so; a chain that does not answer changes nothing."""
        with suppress(LedgerError):
            record = self.register.record(row.application, ApplicationRecord)
            return record.state is ApplicationState.READY
        return True

    def _is_ahead(self, row: DepositRow) -> bool:
        return row.received_at > self.register.time()

    def _with_terms(self, row: DepositRow, seq: int) -> DepositRow:
        """With the step's terms, kept before they are signed: the same ones are entered once."""
        kept, now = _step_of(row.terms), self.register.time()
        if kept is not None and kept.seq == seq and kept.deadline > now + SPARE:
            return row
        receipt = receipt_of(Deposit(row.application, row.body), row.receipt)
        terms = Step(
            application=ApplicationId(row.application),
            seq=seq,
            action=Action.DEPOSIT,
            ground=Ground.NONE,
            due=Time(receipt.received_at),
            document=DocumentDigest(receipt.digest),
            deadline=now + self.office.clerk.consent,
        )
        return self._changed(row, terms=encode(terms))

    def _failed(
        self, row: DepositRow, code: str, state: DepositState, *, reason: str = ""
    ) -> DepositRow:
        """Note a fault, and when to go on; too many are an alarm."""
        retry, attempts = self.office.retry, max(row.attempts, 1)
        if row.receipt:
            attempts = row.attempts + 1
        if state not in ALARMS and attempts >= retry.alarm_after:
            state = DepositState.ALARM
        if state in ALARMS:
            LOG.error("deposit alarm application=%s code=%s", row.application.hex(), code)
        return self._changed(
            row,
            state=int(state),
            attempts=attempts,
            next=self.clock() + retry.pause(attempts),
            code=code,
            reason=reason,
        )

    def _changed(self, row: DepositRow, **changes: Any) -> DepositRow:
        """Write a change, unless another desk has a receipt that this one does not know of."""
        with unit_of_work(self.engine, silent=True) as work:
            known = deposits.deposit(work, row.application) or row
            if known.receipt and not row.receipt:
                return known
            after: DepositRow = replace(row, **changes)
            deposits.keep(work, after)
        return after

    def _dossier(self, row: DepositRow) -> Dossier:
        with read_session(self.engine, now=self.clock()) as session:
            return load_dossier(session, row.application)


def _warn(what: str, application: bytes, fault: Exception) -> None:
    LOG.warning("%s application=%s fault=%s", what, application.hex(), fault)


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


def _step_of(terms: bytes) -> Step | None:
    try:
        return decode(Step, terms) if terms else None
    except AbiError:
        return None
