"""The national system over HTTP: one question, one receipt, the same for the same content."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import httpx

from ledger.deposit.errors import DepositRefused, DepositUnreachable, DepositUnreadable
from ledger.domain import canonical
from ledger.domain.deposit import receipt_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.domain.deposit import Deposit, Receipt

PATH: Final = "/v1/deposits"
KEY: Final = "Idempotency-Key"
MOST_ANSWER: Final = 2**16
MOST_WAIT: Final = 30.0
MOST_REASON: Final = 200
TAKEN: Final = frozenset({200, 201})
REFUSED: Final = frozenset({409, 422})
NOT_NOW: Final = frozenset({429, 503})
_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]{0,39}")


class DepositRegistry(Protocol):
    """The national system, as the desk meets it."""

    def deposit(self, deposit: Deposit) -> Receipt:
        """Deposit, or ask for the receipt of what was deposited before: both are one question.

        Raises:
            DepositUnreachable, DepositUnreadable: nobody knows; ask again.
            DepositRefused: it will not take this content.
            ReceiptWrong: it answers with the receipt of something else.
        """


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for a connection and for a whole answer; how often to ask, and the first pause."""

    connect: float = 5.0
    answer: float = 20.0
    tries: int = 3
    pause: float = 0.5


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
        pause = self.patience.pause
        for _ in range(self.patience.tries - 1):
            try:
                return self._asked(deposit)
            except _NotNow as fault:
                self.wait(min(MOST_WAIT, max(pause, fault.after)))
            except (DepositUnreachable, DepositUnreadable):
                self.wait(pause)
            pause *= 2
        return self._asked(deposit)

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
        timeout = httpx.Timeout(self.patience.answer, connect=self.patience.connect)
        try:
            # a proxy of the environment has no business between us and the national system
            with (
                httpx.Client(timeout=timeout, trust_env=False) as client,
                client.stream(
                    "POST", self.url + PATH, content=deposit.body, headers=headers
                ) as answer,
            ):
                if answer.status_code in NOT_NOW:
                    raise _NotNow.of(self.url, answer)
                return answer.status_code, self._read(answer)
        except httpx.HTTPError as fault:
            raise DepositUnreachable(self.url, type(fault).__name__) from fault

    def _read(self, answer: httpx.Response) -> bytes:
        """The body, neither longer nor slower than an answer may be."""
        data, end = bytearray(), time.monotonic() + self.patience.answer
        for part in answer.iter_bytes():
            data += part
            if len(data) > MOST_ANSWER:
                raise DepositUnreadable(self.url, f"more than {MOST_ANSWER} bytes")
            if time.monotonic() > end:
                raise DepositUnreachable(self.url, "slow answer")
        return bytes(data)

    def _refusal(self, data: bytes) -> DepositRefused | DepositUnreadable:
        try:
            found = canonical.parse(data)
        except canonical.CanonicalJsonError as fault:
            return DepositUnreadable(self.url, fault.code)
        told = found if isinstance(found, dict) else {}
        code, reason = told.get("code"), told.get("reason")
        if not isinstance(code, str) or not _CODE.fullmatch(code) or not isinstance(reason, str):
            return DepositUnreadable(self.url, "a refusal without code and reason")
        return DepositRefused(code, reason[:MOST_REASON])


class _NotNow(DepositUnreachable):
    """It asks to come again, after so many seconds; 0 where it names none."""

    after: float = 0.0

    @classmethod
    def of(cls, url: str, answer: httpx.Response) -> _NotNow:
        fault = cls(url, f"HTTP status {answer.status_code}")
        told = answer.headers.get("Retry-After", "")
        fault.after = float(told) if told.isascii() and told.isdigit() else 0.0
        return fault
