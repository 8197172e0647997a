"""What can keep a member of staff from a file."""

from dataclasses import dataclass
from typing import ClassVar

from api.problems import ApiError
from ledger.domain.acts import Action, FieldGroup, Ground


class DeskError(ApiError):
    """The desk does not do this."""

    code: ClassVar[str] = "DESK"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class FileTaken(DeskError):
    """Somebody else was first: see who has the file now and since when, and ask again."""

    code: ClassVar[str] = "FILE_TAKEN"

    application: bytes
    party: bytes
    since: str
    version: int


@dataclass(eq=False)
class FileRecused(DeskError):
    """A member of staff that has recused itself never works on this file again."""

    code: ClassVar[str] = "FILE_RECUSED"

    application: bytes
    party: bytes


@dataclass(eq=False)
class GovernmentDataNotTakenOn(DeskError):
    """Public data that an organ or a court collected in its duties is not registered (Art. 15)."""

    code: ClassVar[str] = "GOVERNMENT_DATA_NOT_TAKEN_ON"

    application: bytes


@dataclass(eq=False)
class FileClosed(DeskError):
    """There is nothing left to do with this file."""

    code: ClassVar[str] = "FILE_CLOSED"

    application: bytes
    state: str


@dataclass(eq=False)
class FileNotYours(DeskError):
    """Only who has the file, or a reviewer, gives it to another."""

    code: ClassVar[str] = "FILE_NOT_YOURS"
    status: ClassVar[int] = 403

    application: bytes
    party: bytes


@dataclass(eq=False)
class StaffUnknown(DeskError):
    """The party has no staff role at this registry now."""

    code: ClassVar[str] = "STAFF_UNKNOWN"
    status: ClassVar[int] = 422

    party: bytes


@dataclass(eq=False)
class ReviewersOnly(DeskError):
    """This is for reviewers: the log of readers, handing over files, packages for abroad."""

    code: ClassVar[str] = "REVIEWERS_ONLY"
    status: ClassVar[int] = 403

    registry: int


@dataclass(eq=False)
class RecordOpensDifferently(DeskError):
    """The fields and salts are not those that the application commits to."""

    code: ClassVar[str] = "RECORD_OPENS_DIFFERENTLY"

    committed: bytes
    given: bytes


@dataclass(eq=False)
class NotApplicant(DeskError):
    """Record and proofs are given back to who applied, or to its agent that may file for it."""

    code: ClassVar[str] = "NOT_APPLICANT"
    status: ClassVar[int] = 403

    application: bytes
    party: bytes


@dataclass(eq=False)
class ErasedAlready(DeskError):
    """All of this was erased before; its first tombstones stay."""

    code: ClassVar[str] = "ERASED_ALREADY"

    application: bytes
    names: list[str]


@dataclass(eq=False)
class ErasureUnconfirmed(DeskError):
    """Erasing cannot be undone: type the last eight characters of the application's number."""

    code: ClassVar[str] = "ERASURE_UNCONFIRMED"
    status: ClassVar[int] = 422

    application: bytes


@dataclass(eq=False)
class ErasureStale(DeskError):
    """These tombstones were drafted more than an hour ago, or are not of now: draft them anew."""

    code: ClassVar[str] = "ERASURE_STALE"

    drafted: str


@dataclass(eq=False)
class ErasureSignatureWrong(DeskError):
    """The account that signed in did not sign this tombstone; nothing was erased."""

    code: ClassVar[str] = "ERASURE_SIGNATURE_WRONG"
    status: ClassVar[int] = 403

    name: str


@dataclass(eq=False)
class RecordNotKept(DeskError):
    """No record of this application was left here: there is nothing to erase."""

    code: ClassVar[str] = "RECORD_NOT_KEPT"
    status: ClassVar[int] = 404

    application: bytes


@dataclass(eq=False)
class FileChanged(DeskError):
    """What is kept of this application's objections was changed meanwhile: ask again."""

    code: ClassVar[str] = "FILE_CHANGED"

    application: bytes


@dataclass(eq=False)
class ContentNotKept(DeskError):
    """No file with this digest is kept for this application."""

    code: ClassVar[str] = "CONTENT_NOT_KEPT"
    status: ClassVar[int] = 404

    sha256: bytes


@dataclass(eq=False)
class NoticeNotOpen(DeskError):
    """An objection is raised while the application is on public notice, and it is not."""

    code: ClassVar[str] = "NOTICE_NOT_OPEN"

    application: bytes
    state: str
    until: str


@dataclass(eq=False)
class ObjectionDiffers(DeskError):
    """What was signed is not this objection: terms, document and signature belong together."""

    code: ClassVar[str] = "OBJECTION_DIFFERS"
    status: ClassVar[int] = 422

    member: str
    expected: str
    found: str


@dataclass(eq=False)
class MaterialNotListed(DeskError):
    """The objection names no file with these bytes."""

    code: ClassVar[str] = "MATERIAL_NOT_LISTED"
    status: ClassVar[int] = 422

    sha256: bytes


@dataclass(eq=False)
class PaperNotNamed(DeskError):
    """Neither this dispute nor a step of it names a file with these bytes."""

    code: ClassVar[str] = "PAPER_NOT_NAMED"
    status: ClassVar[int] = 422

    dispute: bytes
    sha256: bytes


@dataclass(eq=False)
class RecordKeyMissing(DeskError):
    """This server keeps no records for a registry: it has none of its keys."""

    code: ClassVar[str] = "RECORD_KEY_MISSING"


@dataclass(eq=False)
class StepImpossible(DeskError):
    """The procedure has no such step for the desk now, or what it needs is not here."""

    code: ClassVar[str] = "STEP_IMPOSSIBLE"

    action: Action
    state: str


@dataclass(eq=False)
class DraftTextMissing(DeskError):
    """This step owes the applicant its reasons: write them down."""

    code: ClassVar[str] = "DRAFT_TEXT_MISSING"
    status: ClassVar[int] = 422

    action: Action


@dataclass(eq=False)
class DraftGroundWrong(DeskError):
    """The step has a ground of its own, out of those that its article lists."""

    code: ClassVar[str] = "DRAFT_GROUND_WRONG"
    status: ClassVar[int] = 422

    action: Action
    ground: Ground


@dataclass(eq=False)
class DraftGroupWrong(DeskError):
    """A change concerns what holders are called or how the data are described; nothing else is."""

    code: ClassVar[str] = "DRAFT_GROUP_WRONG"
    status: ClassVar[int] = 422

    action: Action
    group: FieldGroup


@dataclass(eq=False)
class ConsentNotAsked(DeskError):
    """This act asks for no consent of this party: only pledgees of what it names consent."""

    code: ClassVar[str] = "CONSENT_NOT_ASKED"
    status: ClassVar[int] = 403

    party: bytes


@dataclass(eq=False)
class DraftUnknown(DeskError):
    """No act of this digest was prepared at this desk."""

    code: ClassVar[str] = "DRAFT_UNKNOWN"
    status: ClassVar[int] = 404

    digest: bytes


@dataclass(eq=False)
class DraftChanged(DeskError):
    """Another signed meanwhile: look at the act again."""

    code: ClassVar[str] = "DRAFT_CHANGED"

    digest: bytes


@dataclass(eq=False)
class DraftSignatureWrong(DeskError):
    """The account that signed in did not sign this act."""

    code: ClassVar[str] = "DRAFT_SIGNATURE_WRONG"
    status: ClassVar[int] = 403

    account: bytes


@dataclass(eq=False)
class NoRoleLeft(DeskError):
    """There is nothing for you to sign: nobody signs twice, and every role only once."""

    code: ClassVar[str] = "NO_ROLE_LEFT"
    status: ClassVar[int] = 403

    digest: bytes


@dataclass(eq=False)
class DraftUnsigned(DeskError):
    """Signatures are missing: nothing was sent."""

    code: ClassVar[str] = "DRAFT_UNSIGNED"

    digest: bytes
    missing: list[str]


@dataclass(eq=False)
class OrderNotStanding(DeskError):
    """No such order stands in this dossier, or it was lifted."""

    code: ClassVar[str] = "ORDER_NOT_STANDING"
    status: ClassVar[int] = 404

    order: bytes
