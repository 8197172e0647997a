"""What can go wrong between us and a time-stamping authority."""

from dataclasses import dataclass
from typing import ClassVar

from notarization.errors import NotarizationError


class TimestampError(NotarizationError):
    """A package could not be stamped; it is as it was before."""

    code: ClassVar[str] = "TIMESTAMP"


@dataclass(eq=False)
class AuthoritiesMalformed(TimestampError):
    """The file of the time authorities cannot be read; `where` names the member."""

    where: str
    fault: str
    code: ClassVar[str] = "AUTHORITIES_MALFORMED"


@dataclass(eq=False)
class AuthorityUnreachable(TimestampError):
    """The authority did not answer in time, or not now: the same is asked again later."""

    authority: str
    fault: str
    code: ClassVar[str] = "AUTHORITY_UNREACHABLE"


@dataclass(eq=False)
class AuthorityRefused(TimestampError):
    """The authority will not stamp: no account, no quota left, or another digest wanted."""

    authority: str
    fault: str
    code: ClassVar[str] = "AUTHORITY_REFUSED"


@dataclass(eq=False)
class TokenWrong(TimestampError):
    """The authority's answer is no token that would hold; `fault` is the verifier's code."""

    authority: str
    fault: str
    code: ClassVar[str] = "TOKEN_WRONG"


@dataclass(eq=False)
class PackageNotStampable(TimestampError):
    """The file is no evidence package, or its time stamps do not hold as they are."""

    fault: str
    code: ClassVar[str] = "PACKAGE_NOT_STAMPABLE"


@dataclass(eq=False)
class SeriesFull(TimestampError):
    """The authority has stamped this package as often as a series can hold."""

    authority: str
    most: int
    code: ClassVar[str] = "SERIES_FULL"


@dataclass(eq=False)
class StampQueueFailed(TimestampError):
    """The queue of what is to be stamped cannot be read or written; nothing in it is lost."""

    path: str
    fault: str
    code: ClassVar[str] = "STAMP_QUEUE_FAILED"


@dataclass(eq=False)
class StampUnknown(TimestampError):
    """Nothing was put into the queue under this digest."""

    key: str
    code: ClassVar[str] = "STAMP_UNKNOWN"
