"""What can keep somebody from signing in, or from what only those who signed in may do."""

from dataclasses import dataclass
from typing import ClassVar

from api.problems import ApiError


class SignInError(ApiError):
    """Nobody was signed in."""

    code: ClassVar[str] = "SIGN_IN"
    status: ClassVar[int] = 403


@dataclass(eq=False)
class SignInMessageMalformed(SignInError):
    """The signed text is no sign-in message of EIP-4361, version 1."""

    code: ClassVar[str] = "SIGN_IN_MESSAGE_MALFORMED"
    status: ClassVar[int] = 422

    field: str


@dataclass(eq=False)
class SignInElsewhere(SignInError):
    """The message asks to sign in to another site or over another chain: never sign it here."""

    code: ClassVar[str] = "SIGN_IN_ELSEWHERE"

    field: str
    expected: str
    found: str


@dataclass(eq=False)
class SignInExpired(SignInError):
    """The time in which the message could be used is over: ask for another."""

    code: ClassVar[str] = "SIGN_IN_EXPIRED"

    expired: str


@dataclass(eq=False)
class SignInSignatureWrong(SignInError):
    """The account did not sign this message: neither key nor contract (EIP-1271) says so."""

    code: ClassVar[str] = "SIGN_IN_SIGNATURE_WRONG"

    account: bytes


@dataclass(eq=False)
class ChallengeUnknown(SignInError):
    """This server never gave out this message, or it has been used: each serves once."""

    code: ClassVar[str] = "CHALLENGE_UNKNOWN"


@dataclass(eq=False)
class AccountUnknown(SignInError):
    """The account acts for no party now, as far as the mirror has read."""

    code: ClassVar[str] = "ACCOUNT_UNKNOWN"

    account: bytes


@dataclass(eq=False)
class CodeUnknown(SignInError):
    """There is no such code for signing in, or it is over or used: each serves once."""

    code: ClassVar[str] = "CODE_UNKNOWN"


@dataclass(eq=False)
class SessionMissing(ApiError):
    """Nobody is signed in here, or the session is over: sign in with the party's key."""

    code: ClassVar[str] = "SESSION_MISSING"
    status: ClassVar[int] = 401


@dataclass(eq=False)
class FormForeign(ApiError):
    """The form does not come from this site, or from another session: open the page again."""

    code: ClassVar[str] = "FORM_FOREIGN"
    status: ClassVar[int] = 403
