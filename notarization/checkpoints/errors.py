"""What can go wrong with a log of checkpoints, its keys and its witnesses."""

from dataclasses import dataclass
from typing import ClassVar

from notarization.errors import NotarizationError


class LogError(NotarizationError):
    """A log or a witness cannot do what it was asked for; nothing was signed."""

    code: ClassVar[str] = "LOG"


@dataclass(eq=False)
class LogMissing(LogError):
    """There is no log or witness in this folder."""

    folder: str
    code: ClassVar[str] = "LOG_MISSING"


@dataclass(eq=False)
class LogExists(LogError):
    """There is a log or witness in this folder already."""

    folder: str
    code: ClassVar[str] = "LOG_EXISTS"


@dataclass(eq=False)
class LogNameMalformed(LogError):
    """A name of a log or a witness is one word without `+`, such as example.org/log."""

    name: str
    code: ClassVar[str] = "LOG_NAME_MALFORMED"


@dataclass(eq=False)
class WitnessNameDiffers(LogError):
    """The witness in this folder has another name."""

    expected: str
    found: str
    code: ClassVar[str] = "WITNESS_NAME_DIFFERS"


@dataclass(eq=False)
class LogBroken(LogError):
    """The entries are not those that were signed: nothing more is signed by this log."""

    folder: str
    fault: str
    code: ClassVar[str] = "LOG_BROKEN"


@dataclass(eq=False)
class LogBusy(LogError):
    """Another process writes this log or witness."""

    folder: str
    code: ClassVar[str] = "LOG_BUSY"


@dataclass(eq=False)
class WitnessUnreachable(LogError):
    """A witness did not answer in time, or not now."""

    url: str
    fault: str
    code: ClassVar[str] = "WITNESS_UNREACHABLE"


@dataclass(eq=False)
class WitnessRefused(LogError):
    """A witness will not cosign; `status` is its HTTP status (C2SP tlog-witness)."""

    url: str
    status: int
    code: ClassVar[str] = "WITNESS_REFUSED"


@dataclass(eq=False)
class WitnessWrong(LogError):
    """A witness answered with no cosignature of its own over this checkpoint."""

    url: str
    code: ClassVar[str] = "WITNESS_WRONG"


@dataclass(eq=False)
class PackageUnreadable(LogError):
    """The file is no evidence package with a block."""

    fault: str
    code: ClassVar[str] = "PACKAGE_UNREADABLE"


@dataclass(eq=False)
class WitnessMalformed(LogError):
    """A witness is named as ADDRESS=KEY, the key as `datadeed witness create` prints it."""

    text: str
    code: ClassVar[str] = "WITNESS_MALFORMED"
