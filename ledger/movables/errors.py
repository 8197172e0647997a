"""What can go wrong between us and the movables register."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.errors import LedgerError


class MovablesError(LedgerError):
    """The movables register gave no answer."""

    code: ClassVar[str] = "MOVABLES"


@dataclass(eq=False)
class MovablesUnreachable(MovablesError):
    """The movables register did not answer in time, or not now: what is known grows older."""

    url: str
    fault: str
    code: ClassVar[str] = "MOVABLES_UNREACHABLE"


@dataclass(eq=False)
class MovablesUnreadable(MovablesError):
    """The movables register's answer cannot be read."""

    url: str
    fault: str
    code: ClassVar[str] = "MOVABLES_UNREADABLE"


@dataclass(eq=False)
class FilingRefused(MovablesError):
    """The movables register takes no such filing or entry, and says why."""

    refusal: str
    reason: str
    code: ClassVar[str] = "FILING_REFUSED"
