"""Licences and reports in the shapes of the API."""

from pydantic import Field

from api.schemas.certificates import PartyOut
from api.schemas.common import AsOf, Shape


class LicenceOut(Shape):
    """A licence of a title's right; times in UTC."""

    licence: str
    licensor: PartyOut
    licensee: PartyOut
    right: str = Field(examples=["OPER"])
    exclusive: bool
    entrusted: bool = Field(description="For the licensor's own use only.")
    since: str
    until: str
    standing: str = Field(
        description="NOT_YET, RUNNING, EXPIRED, ENDED or ENDED_WITH_TITLE.", examples=["RUNNING"]
    )
    noticed: str | None = Field(description="The last notice of a breach, null for none.")
    ground: str | None = Field(description="Why it was ended, null where it was not.")
    scope: str = Field(description="Root of the salted commitments to what it allows.")
    document: str = Field(description="Digest of the contract.")


class ReportOut(Shape):
    """An institution's report on a title; amounts in fen."""

    report: str
    institution: PartyOut
    kind: str = Field(examples=["VALUATION"])
    purpose: str = Field(examples=["PLEDGE"])
    record: str = Field(description="Root of the record that it speaks of.")
    base_date: str
    valid_until: str
    amount_fen: str | None = Field(description="The value, null where nothing is valued.")
    standing: str = Field(
        description="VALID, EXPIRED, OF_OTHER_VERSION or WITHDRAWN.", examples=["VALID"]
    )
    document: str = Field(description="Digest of the report.")
    independence: str = Field(description="Digest of the conflict statement.")


class UsesOut(Shape):
    """Licences that were granted on a title and reports that were filed, at `time`.

    The newest of each, as many as were asked for; the counts are of all. Older ones stand in the
    history with their terms.
    """

    licences: list[LicenceOut]
    licence_count: int
    reports: list[ReportOut]
    report_count: int
    time: str
    as_of: AsOf
