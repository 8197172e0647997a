"""The national system over HTTP: one question, one receipt, the same for the same content."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Protocol

import httpx

from ledger.deposit.errors import DepositRefused, DepositUnreachable, DepositUnreadable
from ledger.domain import canonical
from ledger.domain.deposit import receipt_of
from ledger.outside import (
    AnswerTooLong,
    NoAnswer,
    Patience,
    RefusalUnclear,
    answered,
    patiently,
    refusal_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.domain.deposit import Deposit, Receipt

PATH: Final = "/v1/deposits"
KEY: Final = "Idempotency-Key"
MOST_ANSWER: Final = 2**16
TAKEN: Final = frozenset({200, 201})
REFUSED: Final = frozenset({409, 422})


class DepositRegistry(Protocol):
    """The national system, as the desk meets it."""

    def deposit(self, deposit: Deposit) -> Receipt:
        """Deposit, or ask for the receipt of what was deposited before: both are one question.

        Raises:
            DepositUnreachable, DepositUnreadable: nobody knows; ask again.
            DepositRefused: it will not take this content.
            ReceiptWrong: it answers with the receipt of something else.
        """


class HttpDeposits:
    """The national system behind an address. One question at a time."""

    def __init__(
        self,
        url: str,
        patience: Patience | None = None,
        *,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = url.rstrip("/")
        self.patience = patience or Patience()
        self.wait = wait

    def deposit(self, deposit: Deposit) -> Receipt:
        """See DepositRegistry. Asks again, each time after twice the pause."""
        again = (DepositUnreachable, DepositUnreadable)
        return patiently(lambda: self._asked(deposit), again, self.patience, self.wait)

    def _asked(self, deposit: Deposit) -> Receipt:
        status, data = self._answer(deposit)
        if status in REFUSED:
            raise self._refusal(data)
        if status not in TAKEN:
            raise DepositUnreachable(self.url, f"HTTP status {status}")
        try:
            return receipt_of(deposit, data)
        except canonical.CanonicalJsonError as fault:
            raise DepositUnreadable(self.url, fault.code) from fault

    def _answer(self, deposit: Deposit) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json", KEY: deposit.key}
        request = httpx.Request("POST", self.url + PATH, content=deposit.body, headers=headers)
        try:
            return answered(request, self.patience, MOST_ANSWER)
        except NoAnswer as fault:
            raise DepositUnreachable(self.url, fault.fault) from fault
        except AnswerTooLong as fault:
            raise DepositUnreadable(self.url, f"more than {fault.most} bytes") from fault

    def _refusal(self, data: bytes) -> DepositRefused | DepositUnreadable:
        try:
            return DepositRefused(*refusal_of(data))
        except RefusalUnclear as fault:
            return DepositUnreadable(self.url, fault.fault)
