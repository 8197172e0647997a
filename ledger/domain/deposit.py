"""The national deposit: what is deposited, and what a receipt must say (NAT-2026 Arts. 26, 27).

Registration is complete at the receipt, and the receipt's time is its legal time. The national
system's own interface is unpublished: form and names here are ours, docs/deposits.md has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.domain import canonical
from ledger.domain.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.domain.canonical import JsonInput, JsonValue

SCHEMA: Final = "datadeed/deposit/1"
RECEIPT_SCHEMA: Final = "datadeed/deposit-receipt/1"
# clocks of two institutions: what lies further ahead than this is no delay but a fault
MOST_AHEAD: Final = 300
SHOWN: Final = 80
# what was heard of the national system longer ago than this is said to be old
STALE_SECONDS: Final = 86_400
_NUMBER: Final = re.compile(r"[A-Za-z0-9-]{1,64}")


class DepositState(IntEnum):
    """Where the deposit of an application stands at our desk."""

    QUEUED = 1
    SENT = 2
    RECEIPTED = 3
    REFUSED = 4
    ALARM = 5


# somebody must look: nothing more happens by itself, or not what was meant to happen
ALARMS: Final = frozenset({DepositState.REFUSED, DepositState.ALARM})


@dataclass(eq=False)
class ReceiptWrong(DomainError):
    """The receipt of the national system is not that of what was deposited: it is not believed."""

    code: ClassVar[str] = "RECEIPT_WRONG"

    member: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Deposit:
    """What is sent of an application: canonical JSON. Its key makes a second sending harmless."""

    application: bytes
    body: bytes

    @classmethod
    def of(cls, application: bytes, members: Mapping[str, JsonInput]) -> Deposit:
        """The deposit with these members, and the application's id among them."""
        told = {"schema": SCHEMA, "application": application.hex(), **members}
        return cls(application, canonical.encode(told))

    @property
    def digest(self) -> bytes:
        """SHA-256 of the body."""
        return sha256(self.body).digest()

    @property
    def key(self) -> str:
        """The same for every sending of the same content."""
        return f"{self.application.hex()}-{self.digest.hex()}"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The national system's receipt: its number, its time (seconds since 1970), its very bytes."""

    number: str
    received_at: int
    data: bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 of the receipt's bytes: what the clerk signs as the step's document."""
        return sha256(self.data).digest()


def receipt_of(deposit: Deposit, data: bytes) -> Receipt:
    """The receipt that these bytes are, for this deposit. What else they say is left alone.

    Raises:
        CanonicalJsonError: they are no JSON.
        ReceiptWrong: a member is missing, or not that of the deposit.
    """
    found = canonical.parse(data)
    told = found if isinstance(found, dict) else {}
    expected = {
        "schema": RECEIPT_SCHEMA,
        "application": deposit.application.hex(),
        "digest": deposit.digest.hex(),
    }
    for member, value in expected.items():
        if told.get(member) != value:
            raise ReceiptWrong(member, value, _shown(told.get(member)))
    number, time = told.get("number"), told.get("received_at")
    if not isinstance(number, str) or not _NUMBER.fullmatch(number):
        raise ReceiptWrong("number", _NUMBER.pattern, _shown(number))
    if not isinstance(time, int) or isinstance(time, bool) or time <= 0:
        raise ReceiptWrong("received_at", "seconds since 1970", _shown(time))
    return Receipt(number, time, data)


def require_timely(receipt: Receipt, *, ready: int, now: int) -> None:
    """A receipt is not older than the notice's end, nor of the future; both by the chain's time.

    Raises:
        ReceiptWrong: a step under it would be refused, or register from before its time.
    """
    if receipt.received_at < ready:
        raise ReceiptWrong("received_at", f"not before {ready}", str(receipt.received_at))
    if receipt.received_at > now + MOST_AHEAD:
        raise ReceiptWrong("received_at", f"not after {now}", str(receipt.received_at))


def _shown(value: JsonValue) -> str:
    return repr(value)[:SHOWN]
