"""Evidence packages."""

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from api.forum import Forum
from api.schemas.common import AsOf, Shape
from api.schemas.verdicts import Number
from ledger.domain.verdict import Purpose

MOST_AGE: Final = 366 * 86_400
MOST_TEXT: Final = 200
Text = Annotated[str, Field(max_length=MOST_TEXT, pattern=r"^[^\x00-\x1f\x7f]*$")]

FieldName = Annotated[str, Field(pattern=r"^[a-z_]{1,64}$", examples=["data_name"])]


class PackageIn(Shape):
    """For whom and what a package is made. Without requester and case it is kept for everybody.

    A proof that was stored at finality is used where its block is recent enough.
    """

    number: Number
    purpose: Purpose = Purpose.AUTHENTICITY
    requester: Text = ""
    case_ref: Text = ""
    at: Annotated[
        str | None,
        Field(max_length=40, description="The moment asked about (ISO 8601); by default now."),
    ] = None
    max_age: Annotated[
        int,
        Field(
            ge=0,
            le=MOST_AGE,
            description="Seconds that the block may be older than the newest, if nothing changed.",
        ),
    ] = 0
    open: Annotated[
        list[FieldName] | None,
        Field(
            max_length=64,
            description="The published fields that are opened; by default all, [] for none.",
        ),
    ] = None
    forum: Annotated[Forum, Field(description="For a court abroad it is asked for by case.")] = (
        Forum.DOMESTIC
    )


class StampsOut(Shape):
    """The time stamps of a package: `off` where no authority is asked here."""

    state: Literal["off", "waiting", "stamped"]
    authorities: list[str] = Field(description="Those that have stamped it.")
    code: str = Field(description="Why none of the others is asked now, as QUOTA_SPENT.")


class PackageOut(Shape):
    """A package that was made, verified offline, and kept."""

    number: str
    block: int
    sha256: str = Field(description="Of the package as it was made, without time stamps.")
    sm3: str = Field(description="Of the same bytes.")
    size: int = Field(description="Of the same bytes.")
    url: str = Field(description="Where it can be fetched, with the time stamps it has by then.")
    time_stamps: StampsOut
    as_of: AsOf


class ReportOut(Shape):
    """The offline verifier's report."""

    grade: str
    report: dict[str, Any]
