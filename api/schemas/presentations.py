"""Presentations: a verdict with the twenty questions of a bank that its purpose puts."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from api.schemas.common import AsOf, Shape
from api.schemas.verdicts import VerdictOut
from ledger.domain.verdict import Purpose


class PresentationIn(BaseModel):
    """Of which certificate, for what, and what the asker tells to have compared."""

    number: str = Field(max_length=32, examples=["SJ3712026030001"])
    purpose: Purpose = Purpose.PLEDGE
    at: str | None = Field(None, max_length=40)
    loan_end: str | None = Field(None, max_length=40, description="When the loan ends (ISO 8601).")
    upstream_end: str | None = Field(
        None,
        max_length=40,
        description="When the mandate or source contract ends, as the asker read it.",
    )
    fingerprint: str | None = Field(
        None, max_length=66, description="The escrowed copy's fingerprint id."
    )


class AnswerOut(Shape):
    """One of the twenty questions, answered: in words, and by values with where they come from."""

    number: int = Field(ge=1, le=20)
    code: str = Field(examples=["TERM_LEFT"])
    source: Literal["LEDGER", "ASKER", "MOVABLES", "NATIONAL", "NOT_KEPT"] = Field(
        description="MOVABLES: what the movables register said when it was last asked. NOT_KEPT:"
        " the register does not have it, which says nothing of the thing."
    )
    question_zh: str
    question_en: str
    zh: str
    en: str
    values: dict[str, Any]
    subject: str = Field(description="The dossier that it rests on; empty for none.")


class PresentationOut(Shape):
    """What is shown for one purpose, over one snapshot; the verdict alone says VALID or not."""

    verdict: VerdictOut
    answers: list[AnswerOut]
    automatic: bool = Field(
        description="Whether an approval may go on by itself: the verdict is VALID, nothing warns."
    )
    held_back: list[str] = Field(description="The codes that a person must look at first.")
    time: str
    as_of: AsOf
