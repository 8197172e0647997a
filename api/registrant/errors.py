"""What can keep a registrant from filing."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from api.problems import ApiError


@dataclass(eq=False)
class NotEnrolled(ApiError):
    """This home knows no party of yours: run `datadeed enrol` first."""

    code: ClassVar[str] = "NOT_ENROLLED"

    home: str


@dataclass(eq=False)
class RegistrationPending(ApiError):
    """A registration of these data was cut off: go on with its record, or move its file away."""

    code: ClassVar[str] = "REGISTRATION_PENDING"
    status: ClassVar[int] = 409

    application: str
    path: str


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
class TextUnreadable(ApiError):
    """The file is no text in this encoding."""

    code: ClassVar[str] = "TEXT_UNREADABLE"

    path: str
    encoding: str


@dataclass(eq=False)
class PasswordEmpty(ApiError):
    """The first line of the password file is empty."""

    code: ClassVar[str] = "PASSWORD_EMPTY"

    path: str


@dataclass(eq=False)
class ServerUnreachable(ApiError):
    """The server that relays does not answer."""

    code: ClassVar[str] = "SERVER_UNREACHABLE"
    status: ClassVar[int] = 503

    server: str
    fault: str


@dataclass(eq=False)
class ServerUnreadable(ApiError):
    """What answered speaks no JSON: a proxy before the server, or another server."""

    code: ClassVar[str] = "SERVER_UNREADABLE"

    server: str
    answered: int


@dataclass(eq=False)
class ServerRefused(ApiError):
    """The server did not take what was sent: `fields` are its own names and values of the fault."""

    code: ClassVar[str] = "SERVER_REFUSED"

    answered: int
    problem: str
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class ServerAnswerIncomplete(ApiError):
    """The server says that it took what was sent, and not what came of it: ask before you repeat.

    `member` is what its answer lacks.
    """

    code: ClassVar[str] = "SERVER_ANSWER_INCOMPLETE"
    status: ClassVar[int] = 502

    server: str
    member: str


@dataclass(eq=False)
class ActFileUnreadable(ApiError):
    """The file is no act that is to be signed: this member of it is missing or malformed."""

    code: ClassVar[str] = "ACT_FILE_UNREADABLE"

    path: str
    member: str


@dataclass(eq=False)
class ActElsewhere(ApiError):
    """The act is for another register than the one of your own chain profile."""

    code: ClassVar[str] = "ACT_ELSEWHERE"

    member: str
    expected: str
    found: str


@dataclass(eq=False)
class ActDigestDiffers(ApiError):
    """What the file asks to be signed is not what its terms say: do not sign it."""

    code: ClassVar[str] = "ACT_DIGEST_DIFFERS"

    member: str
    expected: str
    found: str


@dataclass(eq=False)
class ActOpeningDiffers(ApiError):
    """The names and fields that come with the file are not those that its terms commit to."""

    code: ClassVar[str] = "ACT_OPENING_DIFFERS"

    field: str


@dataclass(eq=False)
class ActsDiffer(ApiError):
    """The files hold different acts: their signatures cannot be brought together."""

    code: ClassVar[str] = "ACTS_DIFFER"

    digests: tuple[str, ...]


@dataclass(eq=False)
class ActUnsigned(ApiError):
    """Signatures are missing that the act needs: these parties or roles have not signed yet."""

    code: ClassVar[str] = "ACT_UNSIGNED"

    missing: tuple[str, ...]


@dataclass(eq=False)
class RecordNotOpened(ApiError):
    """The application's record was not left for the registry: its proofs and notice are unknown."""

    code: ClassVar[str] = "RECORD_NOT_OPENED"
    status: ClassVar[int] = 409

    application: str


@dataclass(eq=False)
class ProofNotListed(ApiError):
    """The application's record lists no proof with these bytes."""

    code: ClassVar[str] = "PROOF_NOT_LISTED"
    status: ClassVar[int] = 422

    sha256: str
