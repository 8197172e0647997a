"""The registry's desk."""

from typing import Annotated, Any, Final

from fastapi import UploadFile
from pydantic import BaseModel, Field

from api.schemas.acts import Hex32, SignerIn
from api.schemas.certificates import PartyOut
from api.schemas.common import NO_NUL, WORDED, AsOf, ElsewhereOut, Shape
from api.schemas.parties import ApplicationOut, ApplicationPageOut, ClockOut
from ledger.domain.acts import Action, ApplicationState, FieldGroup, Ground

Reason = Annotated[str, Field(min_length=1, max_length=200, pattern=WORDED)]
MOST_TEXT: Final = 4_000
MOST_FILES: Final = 10
Version = Annotated[int, Field(ge=0, lt=2**53, description="The version that was seen.")]


class QueueIn(BaseModel):
    """Which files are asked for."""

    state: Annotated[
        str | None, Field(pattern="^(" + "|".join(ApplicationState.__members__) + ")$")
    ] = None
    assignee: Annotated[
        str | None, Field(max_length=66, description="`mine`, `nobody`, or a party.")
    ] = None
    q: Annotated[
        str,
        Field(
            max_length=100,
            pattern=NO_NUL,
            description="A part of a name, a credit code, or of an id.",
        ),
    ] = ""
    cursor: Annotated[str | None, Field(max_length=200)] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 60


class ClaimOut(Shape):
    """Who works on a file; null for nobody. `version` is what the next change must name."""

    assignee: PartyOut | None
    since: str | None
    version: int


class BarOut(Shape):
    """Why a step is not open: the refusal that whoever tried it would get, and what that says."""

    code: str
    titles: dict[str, str]


class GroupOut(Shape):
    """A group of fields that a change may concern, and what bars it; NONE for a cancellation."""

    group: str
    open: bool
    bars: list[BarOut]


class NextStepOut(Shape):
    """A step that the procedure has from here: who signs it, on which grounds it may be taken.

    `open` where nothing bars it; a step of staff is open for whoever asks, in one of its roles.
    `groups`: of a change or cancellation on request, what it may concern. `needs_court`: orders
    stand against the title, and it names the court or organ that allows it.
    """

    action: str
    signatories: str
    staff: list[str]
    grounds: list[str]
    since: str | None
    until: str | None
    open: bool
    needs_court: bool
    bars: list[BarOut]
    groups: list[GroupOut]


class StepsOut(Shape):
    """What may follow in a file."""

    steps: list[NextStepOut]
    as_of: AsOf


class DeskFileOut(Shape):
    """A file in the queue; `clock` is the period that runs now."""

    application: ApplicationOut
    claim: ClaimOut
    clock: ClockOut | None
    steps: list[NextStepOut]


class QueueOut(Shape):
    """Files by their deadline, the nearest first; `counts` are all applications by state."""

    files: list[DeskFileOut]
    counts: dict[str, int]
    next: str | None
    as_of: AsOf


class SameObjectOut(Shape):
    """A filing or a title over the same fingerprint."""

    party: PartyOut | None
    application: str | None
    title: str | None
    ended: bool


class SimilarOut(Shape):
    """A record whose public name is like this one's."""

    data_name: str
    numbers: list[str]
    application: str


class ContentOut(Shape):
    """A file that is kept for an application; `kept` is false once it is erased or lost."""

    sha256: str
    kept: bool


class OpenedOut(Shape):
    """The record as its applicant opened it for staff; null where none fits the commitment."""

    fields: dict[str, Any] | None
    stored: str | None


class FileOut(Shape):
    """A file as staff reads it."""

    page: ApplicationPageOut
    claim: ClaimOut
    steps: list[NextStepOut]
    record: OpenedOut
    contents: list[ContentOut]
    same_object: list[SameObjectOut]
    similar: list[SimilarOut]
    recused: list[PartyOut]
    out_of_region: ElsewhereOut | None = Field(
        description="What the opened record says lies outside the registry's seat."
    )
    as_of: AsOf


class OpeningIn(Shape):
    """A field of a record with the salt that opens its commitment."""

    name: Annotated[str, Field(min_length=1, max_length=64)]
    salt: Annotated[str, Field(pattern=r"^([0-9a-f]{2}){16,64}$")]
    value: Any


class RecordIn(Shape):
    """All fields of a record."""

    fields: Annotated[list[OpeningIn], Field(min_length=1, max_length=100)]


class ClaimedOut(Shape):
    """The claim after a change."""

    claim: ClaimOut
    as_of: AsOf


class ClaimIn(Shape):
    """The claim that was seen."""

    version: Version


class RecuseIn(ClaimIn):
    """Why a clerk will have nothing to do with a file."""

    reason: Reason


class ReassignIn(RecuseIn):
    """To whom a file is given, and why."""

    to: Hex32


class PreparingIn(BaseModel):
    """A step to be prepared: on which ground, what its applicant is told, with which files.

    `group`: what a change on request concerns. `court`: the court or organ that allows it, where
    orders stand against the title.
    """

    action: Annotated[str, Field(pattern="^(" + "|".join(Action.__members__) + ")$")]
    ground: Annotated[str, Field(pattern="^(" + "|".join(Ground.__members__) + ")$")] = "NONE"
    group: Annotated[str, Field(pattern="^(" + "|".join(FieldGroup.__members__) + ")$")] = "NONE"
    court: Annotated[str, Field(pattern="^(0x[0-9a-f]{64})?$")] = ""
    text: Annotated[str, Field(max_length=MOST_TEXT, pattern=NO_NUL)] = ""
    files: Annotated[list[UploadFile], Field(max_length=MOST_FILES)] = []


class SigningIn(Shape):
    """The clerk's own signature over the digest."""

    signature: Annotated[str, Field(pattern=r"^0x([0-9a-f]{2}){65}$")]


class ConsentsIn(Shape):
    """Signatures of pledgees over the digest."""

    signers: Annotated[list[SignerIn], Field(min_length=1, max_length=40)]


class SignedOut(Shape):
    """Who signed, in which role."""

    role: str
    party: PartyOut


class DraftOut(Shape):
    """A prepared act: who signed and who has not; `file` is its act file, for `datadeed act`.

    `text` with `salt` is the document that the terms commit to. `block` is where it was entered.
    """

    digest: Hex32
    application: str
    action: str
    kind: str
    text: str
    salt: str
    signed: list[SignedOut]
    missing: list[str]
    consents_missing: list[PartyOut]
    block: int | None
    file: dict[str, Any]
    as_of: AsOf


class HandOverIn(Shape):
    """Whose files go to whom, and why."""

    leaving: Hex32
    to: Hex32
    reason: Reason


class HandedOut(Shape):
    """The files that were given, and those that stay: the other has recused itself from them."""

    given: list[str]
    kept: list[str]
    as_of: AsOf


class EntryOut(Shape):
    """An entry of the desk's log."""

    time: str
    deed: str
    concern: str | None
    application: str
    party: PartyOut
    account: str
    other: PartyOut | None
    reason: str


class LogOut(Shape):
    """The log of the desk, newest first."""

    entries: list[EntryOut]
    next: str | None
    as_of: AsOf
