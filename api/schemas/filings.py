"""Filings in the movables register behind a title's pledges."""

from typing import Any

from pydantic import Field

from api.schemas.common import AsOf, Shape


class RemarkOut(Shape):
    """What is to be said of a filing: docs/movables.md lists the codes."""

    code: str = Field(examples=["FILING_LAPSING"])
    values: dict[str, Any]
    zh: str
    en: str


class FilingOut(Shape):
    """A pledge's note and what was last seen of its filing; null where it was not seen."""

    pledge: str
    filing: str | None = Field(description="Its number; null where the note names none.")
    noted_at: str = Field(description="When it was filed, as the note says.")
    released_at: str | None
    known: bool
    filed_at: str | None = Field(description="When it was filed, as the movables register says.")
    term_end: str | None
    state: str | None = Field(description="STANDING, LAPSED or CANCELLED when last seen.")
    amount_fen: str | None
    maximum: bool | None
    debtor: str | None
    secured: str | None
    entries: list[str] = Field(description="What was registered later, in its order.")
    digest: str | None = Field(description="SHA-256 of the statement's canonical JSON.")
    since: str | None = Field(description="Since when it says so.")
    checked_at: str | None = Field(description="When it last said so, by its own clock.")
    remarks: list[RemarkOut]


class FilingsOut(Shape):
    """The filings behind a title; without `connected` nothing is known of them."""

    connected: bool
    checked_at: str | None = Field(description="The oldest answer that this rests on.")
    stale: bool = Field(description="Whether an answer is missing, or older than 24 hours.")
    filings: list[FilingOut]
    remarks: list[RemarkOut]
    as_of: AsOf
