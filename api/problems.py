"""Errors as problem documents (RFC 9457): the only place that knows HTTP status codes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, ClassVar, Final

from api.texts.problems import FAMILIES, TITLES
from ledger.bindings.errors import book as book_errors
from ledger.bindings.errors import (
    directory_book,
    filing_desk,
    licence_book,
    mandate_book,
    order_desk,
    party_book,
    pledge_book,
    register,
    report_book,
    title_book,
)
from ledger.bindings.revert import ContractError, Panicked, Reverted, RevertUnknown
from ledger.chain import errors as chain
from ledger.deposit import errors as deposit
from ledger.domain.abi import AbiError
from ledger.domain.errors import DomainError
from ledger.domain.numbers import NumberMalformed
from ledger.errors import LedgerError
from ledger.indexer.errors import MirrorBusy
from ledger.movables import errors as movables
from ledger.queries.errors import (
    DossierUnknown,
    FacetUnknown,
    MarkMalformed,
    NumberUnknown,
    QueryError,
    SearchEmpty,
    SearchTooLong,
    SubjectUnknown,
)
from ledger.registrar.errors import TermsWrong
from ledger.store.errors import (
    DowngradeLoses,
    RevisionUnknown,
    StoreError,
    TableUnknown,
    ValueRefused,
)
from notarization.batches.errors import (
    BatchAnchorMissing,
    BatchDigestMalformed,
    BatchDigestUnknown,
    BatchLogMissing,
    BatchLogUnwritable,
)
from notarization.content import errors as content
from notarization.errors import NotarizationError
from notarization.evidence_errors import (
    DossierMissing,
    EvidenceError,
    EvidenceRefused,
    HeaderUnknown,
)
from notarization.paper.errors import DocumentUnreadable, SigningError
from notarization.timestamps import errors as stamp_errors
from notarization.verify.certificate import CertificateAbsent
from notarization.verify.errors import VerificationError
from notarization.verify.report import Message

MEDIA: Final = "application/problem+json"
SERVER_FAULT: Final = 500
LONGEST: Final = 200
# JavaScript reads whole numbers exactly up to here.
MOST_EXACT: Final = 2**53
_HUMPS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class ApiError(Exception):
    """A request cannot be answered; `code` is stable, children carry the offending values."""

    code: ClassVar[str] = "API"
    status: ClassVar[int] = 400

    def __str__(self) -> str:
        """The code and the offending values by name, for the console and logs."""
        values = (f"{name}={value!r}" for name, value in _fields(self).items())
        return " ".join((self.code, *values))


@dataclass(eq=False)
class NotFound(ApiError):
    """There is no such page or resource."""

    code: ClassVar[str] = "NOT_FOUND"
    status: ClassVar[int] = 404

    path: str


@dataclass(eq=False)
class MethodNotAllowed(ApiError):
    """This address does not know this method."""

    code: ClassVar[str] = "METHOD_NOT_ALLOWED"
    status: ClassVar[int] = 405

    method: str


@dataclass(eq=False)
class IdMalformed(ApiError):
    """An id does not have its form: so many bytes as hexadecimal digits."""

    code: ClassVar[str] = "ID_MALFORMED"

    name: str
    needs: str


@dataclass(eq=False)
class MomentUnknown(ApiError):
    """The moment asked for lies outside what the mirror has read, or has no known form."""

    code: ClassVar[str] = "MOMENT_UNKNOWN"

    at: str


@dataclass(eq=False)
class JsonMalformed(ApiError):
    """The body is no JSON, or JSON that cannot be taken apart."""

    code: ClassVar[str] = "JSON_MALFORMED"


@dataclass(eq=False)
class FormMalformed(ApiError):
    """The form that was sent cannot be taken apart, or has too many parts."""

    code: ClassVar[str] = "FORM_MALFORMED"


@dataclass(eq=False)
class RequestInvalid(ApiError):
    """The request does not have the form that this address needs."""

    code: ClassVar[str] = "REQUEST_INVALID"
    status: ClassVar[int] = 422

    faults: list[dict[str, str]] = field(default_factory=list)


@dataclass(eq=False)
class BodyTooLarge(ApiError):
    """The body is longer than this address takes."""

    code: ClassVar[str] = "BODY_TOO_LARGE"
    status: ClassVar[int] = 413

    most: int


@dataclass(eq=False)
class TooManyRequests(ApiError):
    """So many requests a minute are not answered to one client: wait, then ask again."""

    code: ClassVar[str] = "TOO_MANY_REQUESTS"
    status: ClassVar[int] = 429

    most_per_minute: int
    retry_after: int


@dataclass(eq=False)
class RequestTooSlow(ApiError):
    """The request did not arrive in time."""

    code: ClassVar[str] = "REQUEST_TOO_SLOW"
    status: ClassVar[int] = 408


@dataclass(eq=False)
class HeadTooLarge(ApiError):
    """Address and headers of the request are longer than this server takes."""

    code: ClassVar[str] = "HEAD_TOO_LARGE"
    status: ClassVar[int] = 431

    most: int


@dataclass(eq=False)
class RequestUnreadable(ApiError):
    """What arrived is no HTTP request, can be read in two ways, or has headers behind its body."""

    code: ClassVar[str] = "REQUEST_UNREADABLE"


@dataclass(eq=False)
class ServerBusy(ApiError):
    """Connections, bodies or long lists are as many as can be: ask again in a few seconds."""

    code: ClassVar[str] = "SERVER_BUSY"
    status: ClassVar[int] = 503


@dataclass(eq=False)
class RelayClosed(ApiError):
    """This server relays no acts: it has no relayer's key."""

    code: ClassVar[str] = "RELAY_CLOSED"
    status: ClassVar[int] = 503


@dataclass(eq=False)
class ActUnknown(ApiError):
    """There is no act of this kind to prepare or relay."""

    code: ClassVar[str] = "ACT_UNKNOWN"
    status: ClassVar[int] = 404

    kind: str


@dataclass(eq=False)
class TermsMalformed(ApiError):
    """A member of the terms is missing, unknown or of the wrong form."""

    code: ClassVar[str] = "TERMS_MALFORMED"
    status: ClassVar[int] = 422

    place: str
    needs: str


@dataclass(eq=False)
class EntryUnclear(ApiError):
    """A member of what was filled in is missing or of the wrong form."""

    code: ClassVar[str] = "ENTRY_UNCLEAR"
    status: ClassVar[int] = 422

    member: str
    needs: str


@dataclass(eq=False)
class ActWouldBeRefused(ApiError):
    """The register would refuse this act as things stand: nothing is proposed or signed."""

    code: ClassVar[str] = "ACT_WOULD_BE_REFUSED"
    status: ClassVar[int] = 409

    rule: str
    values: str
    zh: str
    en: str


@dataclass(eq=False)
class PackageUnknown(ApiError):
    """No evidence package is kept under this name: ask for one to be made."""

    code: ClassVar[str] = "PACKAGE_UNKNOWN"
    status: ClassVar[int] = 404

    name: str


@dataclass(eq=False)
class Internal(ApiError):
    """The server failed, and logged why."""

    code: ClassVar[str] = "INTERNAL"
    status: ClassVar[int] = SERVER_FAULT


# The most exact class of an error decides.
STATUS: Final[dict[type[Exception], int]] = {
    DomainError: 422,
    NumberMalformed: 400,
    AbiError: 422,
    VerificationError: 422,
    NotarizationError: 500,
    stamp_errors.StampQueueFailed: 503,
    stamp_errors.StampUnknown: 404,
    content.GatewayUnreachable: 503,
    content.GatewayRefused: 502,
    content.GatewayWrong: 502,
    DocumentUnreadable: 422,
    SigningError: 422,
    EvidenceError: 409,
    BatchLogMissing: 404,
    BatchLogUnwritable: 503,
    BatchDigestUnknown: 404,
    BatchAnchorMissing: 409,
    BatchDigestMalformed: 422,
    CertificateAbsent: 404,
    DossierMissing: 503,
    HeaderUnknown: 502,
    EvidenceRefused: 500,
    LedgerError: 500,
    deposit.DepositError: 503,
    deposit.DepositRefused: 409,
    deposit.DepositNotOpen: 409,
    movables.MovablesError: 503,
    movables.FilingRefused: 409,
    MirrorBusy: 503,
    StoreError: 503,
    ValueRefused: 422,
    RevisionUnknown: 422,
    TableUnknown: 422,
    DowngradeLoses: 409,
    DossierUnknown: 503,
    QueryError: 422,
    NumberUnknown: 404,
    SubjectUnknown: 404,
    MarkMalformed: 400,
    FacetUnknown: 400,
    SearchEmpty: 400,
    SearchTooLong: 400,
    chain.ChainError: 502,
    chain.ProfileError: 500,
    chain.KeyFault: 500,
    chain.NodeUnreachable: 503,
    chain.NodeRefused: 502,
    chain.OutcomeUnknown: 503,
    chain.SenderUnfunded: 503,
    chain.OutboxUnwritable: 503,
    chain.StateUnknown: 503,
    TermsWrong: 422,
    ContractError: 409,
    Reverted: 409,
    Panicked: 500,
    RevertUnknown: 502,
    book_errors.PartyUnknown: 404,
    book_errors.SignerMissing: 403,
    book_errors.SignersWrong: 403,
    book_errors.StaffMissing: 403,
    book_errors.StaffOfAnotherRegistry: 403,
    register.SignatureWrong: 403,
    register.AccountNotLive: 403,
    register.RoleNotHeld: 403,
    register.ConsentExpired: 403,
    register.ConsentRevokedBefore: 403,
    register.ActorRepeated: 403,
    register.OfficerMissing: 403,
    register.OfficerAlone: 403,
    register.AuthorityOnly: 403,
    party_book.EnrollerRoleWrong: 403,
    title_book.TitleNotLive: 404,
    title_book.PledgeeConsentMissing: 403,
    pledge_book.PledgorKindBarred: 403,
    pledge_book.LegalReviewMissing: 403,
    pledge_book.ResolutionMissing: 403,
    filing_desk.ApplicationUnknown: 404,
    filing_desk.RegistryIsApplicant: 403,
    order_desk.OrderTargetUnknown: 404,
    order_desk.OrderAuthorityWrong: 403,
    filing_desk.StaffIsAgent: 403,
    filing_desk.StaffExamined: 403,
    mandate_book.AgentEndedByStranger: 403,
    mandate_book.AgentNotAppointed: 404,
    directory_book.InstitutionNotListed: 404,
    licence_book.LicenceNotGranted: 404,
    licence_book.LicensorHoldsNot: 403,
    report_book.ReportNotFiled: 404,
    report_book.ReporterNotListed: 403,
    report_book.ReporterConcerned: 403,
    mandate_book.StaffNotOfRegistry: 403,
}
ROOTS: Final = (
    ApiError,
    DomainError,
    LedgerError,
    NotarizationError,
    VerificationError,
    ContractError,
    RevertUnknown,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What a problem document says."""

    status: int
    code: str
    title: Message
    fields: dict[str, Any]


def problem_of(fault: Exception) -> Problem:
    """The problem of an error. An error of none of our families is the server's own failure."""
    if not isinstance(fault, ROOTS):
        return problem_of(Internal())
    status = _status(type(fault))
    code = code_of(type(fault))
    # What went wrong inside may hold addresses of nodes and databases: it stays in the log.
    shown = {} if status >= SERVER_FAULT else _fields(fault)
    return Problem(status, code, title_of(type(fault)), shown)


def code_of(kind: type[Exception]) -> str:
    """The stable code of an error: its own, or the contract's name for it."""
    code: str | None = getattr(kind, "code", None)
    return _HUMPS.sub("_", kind.__name__).upper() if code is None else code


def title_of(kind: type[Exception]) -> Message:
    """What happened, in a sentence: the class's own in English, and in Chinese."""
    english = (kind.__doc__ or kind.__name__).strip().split("\n")[0]
    chinese = TITLES.get(code_of(kind))
    if chinese is None:
        chinese = next(
            FAMILIES[each.__name__] for each in kind.__mro__ if each.__name__ in FAMILIES
        )
    return Message(chinese, english)


def title_of_code(code: str) -> Message:
    """What an error of this code says that was kept; a code that no class has says itself."""
    return _titles().get(code, Message(code, code))


@cache
def _titles() -> dict[str, Message]:
    found: dict[str, Message] = {}
    waiting: list[type[Exception]] = list(ROOTS)
    while waiting:
        kind = waiting.pop()
        found[code_of(kind)] = title_of(kind)
        waiting += kind.__subclasses__()
    return found


def _status(kind: type[Exception]) -> int:
    if issubclass(kind, ApiError):
        return kind.status
    return next(STATUS[each] for each in kind.__mro__ if each in STATUS)


def _fields(fault: Exception) -> dict[str, Any]:
    # A ClassVar is no field, though it stands among the names of a dataclass.
    kind: Any = type(fault)
    names = [each.name for each in fields(kind)] if is_dataclass(kind) else []
    return {name: _json(getattr(fault, name)) for name in names}


def _json(value: Any) -> Any:
    """A value as JSON; ids in hexadecimal, texts cut."""
    match value:
        case bytes():
            return "0x" + value.hex()
        case Enum():
            return value.name
        case list() | tuple():
            return [_json(each) for each in value]
        case dict():
            return {_text(name): _json(each) for name, each in value.items()}
        case int() if abs(value) < MOST_EXACT:
            return value
        case _:
            return value if value is None else _text(value)


def _text(value: object) -> str:
    """A text that can be sent: JSON may have escaped what UTF-8 cannot carry."""
    return str(value)[:LONGEST].encode(errors="backslashreplace").decode()
