"""The deposit desk: from ready to registered, by the national system's receipt.

What it does next stands in the database before it is done, and a receipt is kept before anything
else. Killed anywhere it does the same again: the national system gives one receipt for one content,
the register takes one step for one count of acts. Several desks of one database only work twice.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from ledger.bindings.revert import ContractError
from ledger.deposit.clerk import Clerk
from ledger.deposit.client import DepositRegistry
from ledger.deposit.errors import DepositRefused
from ledger.deposit.keeping import AT_ONCE, USUAL, Keeping, Retry
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
    Deposit,
    DepositState,
    ReceiptWrong,
    receipt_of,
    require_timely,
)
from ledger.domain.values import replace
from ledger.domain.words import CONTENT_KEY, ApplicationRecord
from ledger.errors import LedgerError
from ledger.queries.replay import load_dossier
from ledger.store.engine import read_session
from ledger.store.errors import CursorMissing

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from ledger.domain.deposit import Receipt
    from ledger.domain.state import Dossier
    from ledger.registrar.register import Register
    from ledger.store.engine import Engine
    from ledger.store.tables.deposit import DepositRow

LOG: Final = logging.getLogger(__name__)
PATIENCE: Final = 30.0
# the national system now says something else of what it gave a receipt for
RECEIPT_CHANGED: Final = "RECEIPT_CHANGED"
# a consent that ends sooner than this is signed anew
SPARE: Final = 60


@dataclass(frozen=True, slots=True)
class Office:
    """Whose applications a desk deposits, where, who signs the step, and when it sends again."""

    registry: int
    national: DepositRegistry
    clerk: Clerk
    retry: Retry = USUAL


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
        self.keeping = Keeping(engine, office.registry, office.retry, clock=clock)

    def again(self, application: bytes) -> None:
        """Send a deposit again at the next look. Raises DepositNotOpen."""
        self.keeping.again(application)

    def run_once(self) -> Round:
        """Take up what is ready, send what is due, take the step where there is a receipt.

        Raises:
            ChainError: the chain does not tell its time: nothing was sent.
            CursorMissing: the mirror has read nothing yet.
            StoreUnavailable: nothing was written; the same comes again.
        """
        found = self.keeping.take_up()
        rows = self.keeping.due()
        receipted = taken = failed = 0
        for row in rows:
            after = row if row.receipt else self._sent(row)
            if after.receipt:
                receipted += not row.receipt
                after = self._stepped(after)
                taken += after.state == DepositState.RECEIPTED
            failed += after.state != DepositState.RECEIPTED
        self._confirm()
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

    def _sent(self, row: DepositRow) -> DepositRow:
        """Send, and keep what comes back."""
        now = self.register.time()
        attempt = {"state": int(DepositState.SENT), "attempts": row.attempts + 1}
        row = self.keeping.changed(row, tried=self.clock(), **attempt)
        if row.receipt:
            return row
        try:
            ready = self._dossier(row).time
            receipt = self._asked(row, now)
            require_timely(receipt, ready=ready, now=now)
        except DepositRefused as fault:
            return self.keeping.failed(
                row, fault.refusal, DepositState.REFUSED, reason=fault.reason
            )
        except ReceiptWrong as fault:
            _warn("deposit answered wrongly", row.application, fault)
            return self.keeping.failed(row, fault.code, DepositState.ALARM)
        except LedgerError as fault:
            _warn("deposit waits", row.application, fault)
            return self.keeping.failed(row, fault.code, DepositState.SENT)
        return self.keeping.changed(
            row,
            state=int(DepositState.RECEIPTED),
            attempts=0,
            next=0,
            code="",
            number=receipt.number,
            received_at=receipt.received_at,
            receipt=receipt.data,
        )

    def _asked(self, row: DepositRow, now: int) -> Receipt:
        """Ask the national system, and keep that it answered. Raises as DepositRegistry.deposit."""
        try:
            receipt = self.office.national.deposit(Deposit(row.application, row.body))
        except DepositRefused:
            self.keeping.heard(now)
            raise
        except (LedgerError, ReceiptWrong) as fault:
            self.keeping.unheard(fault.code)
            raise
        if row.receipt and receipt.data != row.receipt:
            self.keeping.unheard(RECEIPT_CHANGED)
            raise ReceiptWrong("receipt", sha256(row.receipt).hexdigest(), receipt.digest.hex())
        self.keeping.heard(now, row.application)
        return receipt

    def _confirm(self) -> None:
        """Ask for a receipt that is known, where nothing was heard for hours: is it there still?"""
        now = self.register.time()
        row = self.keeping.to_confirm(now)
        if row is None:
            return
        try:
            self._asked(row, now)
        except (LedgerError, ReceiptWrong) as fault:
            _warn("national system not heard", row.application, fault)

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
            return self.keeping.failed(row, type(fault).__name__, DepositState.ALARM)
        except LedgerError as fault:
            _warn("deposit not entered", row.application, fault)
            return self.keeping.failed(row, fault.code, DepositState.RECEIPTED)
        if row.code:
            row = self.keeping.changed(
                row, state=int(DepositState.RECEIPTED), code="", attempts=0, next=0
            )
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
        return self.keeping.changed(row, terms=encode(terms))

    def _dossier(self, row: DepositRow) -> Dossier:
        with read_session(self.engine, now=self.clock()) as session:
            return load_dossier(session, row.application)


def _warn(what: str, application: bytes, fault: Exception) -> None:
    LOG.warning("%s application=%s fault=%s", what, application.hex(), fault)


def _step_of(terms: bytes) -> Step | None:
    try:
        return decode(Step, terms) if terms else None
    except AbiError:
        return None
