"""What can keep a registrant from filing."""

from dataclasses import dataclass
from typing import ClassVar

from api.problems import ApiError


@dataclass(eq=False)
class NotEnrolled(ApiError):
    """This home knows no party of yours: run `datadeed enrol` first."""

    code: ClassVar[str] = "NOT_ENROLLED"

    home: str


@dataclass(eq=False)
class RecordUnreadable(ApiError):
    """The record file cannot be read as one JSON object."""

    code: ClassVar[str] = "RECORD_UNREADABLE"

    path: str


@dataclass(eq=False)
class ProofUnreadable(ApiError):
    """A proof file that the record names cannot be read."""

    code: ClassVar[str] = "PROOF_UNREADABLE"

    path: str


@dataclass(eq=False)
class HoldersElsewhere(ApiError):
    """The record splits rights among other parties too: each of them must sign as well."""

    code: ClassVar[str] = "HOLDERS_ELSEWHERE"

    parties: tuple[str, ...]


@dataclass(eq=False)
class ServerRefused(ApiError):
    """The server did not take what was sent."""

    code: ClassVar[str] = "SERVER_REFUSED"

    answered: int
    problem: str
