"""Evidence packages."""

from typing import Annotated, Any

from pydantic import Field

from api.schemas.common import Shape
from api.schemas.verdicts import Number
from ledger.domain.verdict import Purpose

Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class PackageIn(Shape):
    """For whom and what a package is made. Without requester and case it is kept for everybody."""

    number: Number
    purpose: Purpose = Purpose.AUTHENTICITY
    requester: Text = ""
    case_ref: Text = ""


class PackageOut(Shape):
    """A package that was made, verified offline, and kept."""

    number: str
    block: int
    sha256: str
    size: int
    url: str = Field(description="Where it can be fetched.")


class ReportOut(Shape):
    """The offline verifier's report."""

    grade: str
    report: dict[str, Any]
