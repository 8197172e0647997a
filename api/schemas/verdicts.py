"""Verdicts."""

from typing import Annotated, Any

from pydantic import Field

from api.schemas.certificates import PartyOut
from api.schemas.common import AsOf, Shape
from ledger.domain.verdict import Purpose, Result

MOST: int = 1_000
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
