"""What can go wrong between us and the national system."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.errors import LedgerError


class DepositError(LedgerError):
    """The national system gave no receipt."""

    code: ClassVar[str] = "DEPOSIT"


@dataclass(eq=False)
class DepositUnreachable(DepositError):
    """The national system did not answer in time, or not now: the same is sent again later."""

    url: str
    fault: str
    code: ClassVar[str] = "DEPOSIT_UNREACHABLE"


@dataclass(eq=False)
class DepositUnreadable(DepositError):
    """The national system's answer cannot be read: nobody knows what it did, so ask again."""

    url: str
    fault: str
    code: ClassVar[str] = "DEPOSIT_UNREADABLE"


@dataclass(eq=False)
class DepositRefused(DepositError):
    """The national system refuses the deposit, and says why: a person must look."""

    refusal: str
    reason: str
    code: ClassVar[str] = "DEPOSIT_REFUSED"


@dataclass(eq=False)
class DepositNotOpen(DepositError):
    """The application waits for no deposit: it is not ready, or is registered already."""

    application: bytes
    code: ClassVar[str] = "DEPOSIT_NOT_OPEN"


@dataclass(eq=False)
class DepositPending(DepositError):
    """The receipt has not come yet: the application stays ready, and no certificate is shown."""

    application: bytes
    seconds: int
    code: ClassVar[str] = "DEPOSIT_PENDING"
