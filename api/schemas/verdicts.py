"""Verdicts."""

from typing import Annotated, Any

from pydantic import Field

from api.schemas.certificates import PartyOut
from api.schemas.common import AsOf, Shape
from ledger.domain.verdict import Purpose, Result

MOST: int = 1_000
MOST_LISTED: int = 10_000
Number = Annotated[str, Field(max_length=32, examples=["SJ3712026030001"])]


class FindingOut(Shape):
    """A coded fact, block or warning: its values, and its sentence in both languages."""

    code: str = Field(examples=["FROZEN"])
    values: dict[str, Any]
    subject: str
    zh: str
    en: str


class VerdictOut(Shape):
    """The answer for one certificate and one purpose."""

    number: str
    purpose: Purpose
    result: Result
    title: str
    holder: PartyOut
    time: str
    facts: list[FindingOut]
    blocks: list[FindingOut]
    warnings: list[FindingOut]
    unknown: list[FindingOut]
    as_of: AsOf


class VerdictIn(Shape):
    """A certificate, and what it is to be used for."""

    number: Number
    purpose: Purpose = Purpose.AUTHENTICITY


class VerdictsIn(Shape):
    """Up to 1,000 questions, answered at one common block."""

    items: list[VerdictIn] = Field(min_length=1, max_length=MOST)


class SignedOut(Shape):
    """A verdict that the title's registry signed, and where it is filed."""

    number: str
    purpose: Purpose
    result: Result
    block: int
    sha256: str
    url: str = Field(description="Where it can be fetched.")
    jws: str = Field(
        description="RFC 7515, ES256K, compact; JSON with SM2 beside it where it is countersigned."
    )
    as_of: AsOf


class ListIn(Shape):
    """Up to 10,000 certificates, and what all of them are to be used for."""

    numbers: list[Number] = Field(min_length=1, max_length=MOST_LISTED)
    purpose: Purpose = Purpose.AUTHENTICITY


class ListHead(Shape):
    """The first line of a long list: of which block all of it speaks, and how long it will be."""

    purpose: Purpose
    count: int
    time: str
    as_of: AsOf


class ListedVerdict(Shape):
    """A line of a long list: the facts are left out, they are at `GET /v1/verdicts`."""

    number: str
    result: Result
    holder: PartyOut
    blocks: list[FindingOut]
    warnings: list[FindingOut]
    unknown: list[FindingOut]


class ListEnd(Shape):
    """The last line of a long list: a list without it was cut off."""

    end: int = Field(description="How many lines of verdicts came before.")
    results: dict[str, int]


class VerdictItem(Shape):
    """One of many answers; `as_of` and `time` stand once, above them all."""

    number: str
    purpose: Purpose
    result: Result
    title: str
    holder: PartyOut
    facts: list[FindingOut]
    blocks: list[FindingOut]
    warnings: list[FindingOut]
    unknown: list[FindingOut]


class VerdictsOut(Shape):
    """The answers in the order of the questions."""

    time: str
    as_of: AsOf
    items: list[VerdictItem]
