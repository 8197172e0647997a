"""Evidence packages that are asked for, their progress and their custody."""

from typing import Annotated

from pydantic import Field

from api.evidence_requests import State
from api.forum import Forum
from api.schemas.common import AsOf, Shape
from api.schemas.evidence import MOST_TEXT, FieldName, StampsOut
from api.schemas.verdicts import Number
from ledger.domain.verdict import Purpose

Named = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MOST_TEXT,
        pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$",
    ),
]


class EvidenceRequestIn(Shape):
    """Who asks for a package, for what, as of when, and what is opened of the record.

    A request for a court abroad is locked until the registry has entered an approval.
    """

    number: Number
    purpose: Purpose = Purpose.DISPUTE
    requester: Named
    case_ref: Named
    at: Annotated[
        str | None,
        Field(max_length=40, description="The moment asked about (ISO 8601); by default now."),
    ] = None
    open: Annotated[
        list[FieldName] | None,
        Field(
            max_length=64,
            description="The published fields that are opened; by default all, [] for none.",
        ),
    ] = None
    forum: Forum = Forum.DOMESTIC


class HandOverOut(Shape):
    """A line of the custody log."""

    kind: str
    time: str
    giver: str
    taker: str
    note: str


class EvidenceRequestOut(Shape):
    """A request and what came of it. Whoever knows its id may fetch the package."""

    id: str
    number: str
    purpose: Purpose
    requester: str
    case_ref: str
    at: str | None
    open: list[str] | None
    forum: Forum
    state: State
    code: str = Field(description="Why it was refused, or is not made yet.")
    asked: str
    approval: str
    authority: str
    block: int | None
    sha256: str = Field(
        description="Of the package as it was made, without its custody log and time stamps."
    )
    sm3: str = Field(description="Of the same bytes, empty before it is made.")
    url: str = Field(description="Where it can be fetched, empty before it is made.")
    time_stamps: StampsOut
    custody: list[HandOverOut]
    as_of: AsOf


class LockedOut(Shape):
    """The requests for courts abroad that wait for an approval."""

    requests: list[EvidenceRequestOut]
    as_of: AsOf


class ApprovalIn(Shape):
    """The approval of the competent authority (Data Security Law Art. 36)."""

    approval: Named = Field(description="The approval's document number.")
    authority: Named = Field(description="The authority that gave it.")
