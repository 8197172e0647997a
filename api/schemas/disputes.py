"""Disputes over issued titles in the shapes of the API."""

from pydantic import Field

from api.schemas.certificates import PartyOut
from api.schemas.common import AsOf, Shape


class DisputeStepOut(Shape):
    """A step that was taken in a dispute."""

    action: str = Field(examples=["NOTIFY"])
    actors: list[PartyOut] = Field(description="Who signed it.")
    party: PartyOut | None = Field(
        description="The holder who answers, the side that refers, or the court that orders."
    )
    document: str | None = Field(description="Digest of what it rests on, null for nothing.")
    time: str
    block: int


class DisputeNextOut(Shape):
    """A step that can come next, and who takes it."""

    action: str = Field(examples=["DENY"])
    by: str = Field(
        description="ACCEPTANCE, HOLDER, SIDE, DISPUTANT, OTHER_EXAMINERS (two who did not pass the"
        " title) or ORDER_CLERKS (two, on a court's order).",
        examples=["HOLDER"],
    )


class DisputeOut(Shape):
    """A dispute; times in UTC."""

    dispute: str
    disputant: PartyOut
    claim: str = Field(description="OWNERSHIP, SOURCE or CONTENT.", examples=["OWNERSHIP"])
    state: str = Field(examples=["NOTIFIED"])
    effect: str = Field(
        description="WARNS while it runs, BARS disposal where it was found or ordered so, NOTED"
        " once it has ended.",
        examples=["WARNS"],
    )
    blocked_by: str | None = Field(description="REGISTRY or COURT, null for nobody.")
    founded: bool = Field(description="Whether the last conclusion was for the disputant.")
    empty_before: int = Field(
        description="Earlier ones of the same party over the title that came to nothing."
    )
    interest: str = Field(description="Digest of the statement of interest.")
    evidence: str = Field(description="Digest of the evidence.")
    version: int
    filed: str
    notice_due: str = Field(description="Until when the holders are told of it.")
    notice_exact: bool = Field(description="Whether a table of holidays was there for that year.")
    notice_late: bool
    steps: list[DisputeStepOut]
    next: list[DisputeNextOut] = Field(description="Empty once it has ended.")


class DisputesOut(Shape):
    """The disputes over a title at `time`, the newest first, as many as were asked for."""

    disputes: list[DisputeOut]
    dispute_count: int
    running: int = Field(description="How many of all have not ended.")
    time: str
    as_of: AsOf
