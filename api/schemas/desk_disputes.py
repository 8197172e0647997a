"""Disputes at the desk: those that run, and the steps that its staff prepares and signs."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.acts import Hex32
from api.schemas.certificates import PartyOut
from api.schemas.common import AsOf, Shape

DeskStep = Literal[
    "NOTIFY",
    "RETURN",
    "FIND",
    "DISMISS",
    "CLOSE",
    "BLOCK",
    "UNBLOCK",
    "ORDER_BLOCK",
    "ORDER_UNBLOCK",
]


class RunningDisputeOut(Shape):
    """A dispute that has not ended; `since` its last step, or its filing.

    `unknown`: its title's dossier cannot be read, or differs from the chain; this is from before.
    """

    title: str
    number: str
    dispute: str
    disputant: PartyOut
    claim: str = Field(examples=["OWNERSHIP"])
    state: str = Field(examples=["FILED"])
    unknown: bool
    blocked_by: str | None
    since: str
    notice_due: str | None = Field(
        description="Until when the holders are told of it, null once they are."
    )


class DeskStepIn(Shape):
    """A step of the registry in a dispute. Only a notice rests on no document.

    `court` is who orders, for the two steps that are ordered.
    """

    title: Hex32
    dispute: Hex32
    action: DeskStep
    document: Hex32 | None = None
    court: Hex32 | None = None


class StepSignatureIn(Shape):
    """The clerk's signature under the digest."""

    signature: Annotated[str, Field(pattern=r"^0x([0-9a-f]{2}){65}$")]


class PreparedStepOut(Shape):
    """A prepared step; `missing` are the roles that have yet to sign."""

    digest: Hex32
    kind: Literal["dispute-step", "dispute-ruling"]
    subject: str = Field(description="The title.")
    dispute: str
    action: str = Field(examples=["NOTIFY"])
    signed: list[Hex32] = Field(description="The clerks that have signed.")
    missing: list[str]
    block: int | None
    file: dict[str, Any]


class PreparedStepShown(Shape):
    """A prepared step as it stands."""

    prepared: PreparedStepOut
    as_of: AsOf


class DeskDisputesOut(Shape):
    """A registry's disputes that run, the longest untouched first, and its prepared steps."""

    disputes: list[RunningDisputeOut]
    prepared: list[PreparedStepOut]
    next: str | None
    as_of: AsOf
