"""Financing files: what a bank enters on its loan, and what follows from it."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.schemas.common import AsOf, Shape
from ledger.domain.financing import MOST_DOCUMENTS, MOST_TEXT, Kind

Fen = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,17}$", examples=["800000000"])]
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", examples=["2027-11-30"])]
Name = Annotated[str, Field(min_length=1, max_length=MOST_TEXT)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class FinancingEntryIn(BaseModel):
    """An entry. LOAN has `due_on` and the `loan`'s number, VALUED an `appraiser`, CLAIMED a `fund`.

    `on` is the day of what happened: of the contract, the payment, the base date, the claim.
    """

    kind: Kind
    amount_fen: Fen
    on: Day
    due_on: Day | None = None
    loan: Name | None = None
    appraiser: Name | None = None
    fund: Name | None = None
    documents: list[Sha256] = Field(default_factory=list, max_length=MOST_DOCUMENTS)
    replaces: int = Field(0, ge=0, le=1_000, description="The entry that this one corrects.")


class FinancingEntryOut(Shape):
    """An entry as it was made; `counts` is false where a later one replaces it."""

    place: int
    kind: Kind
    entered: str
    amount_fen: str
    on: str
    due_on: str | None
    name: str | None = Field(description="The loan's number, the appraiser, or the fund.")
    documents: list[str]
    replaces: int
    counts: bool


class RatioOut(Shape):
    """Secured principal to collateral value; `per_cent` is rounded half up to two places."""

    principal_fen: str
    value_fen: str
    per_cent: str = Field(examples=["49.38"])


class ValuationOut(Shape):
    """What the ratio rests on: a report on the register, else what the bank entered itself."""

    value_fen: str
    on: str = Field(description="The base date.")
    made_by: str
    report: str | None = Field(description="The report on the register; null for an entry.")
    purpose: str | None = Field(description="What the report was made for.", examples=["PLEDGE"])
    until: str | None = Field(description="The last day that the report gives itself.")


class FinancingSummaryOut(Shape):
    """What follows from the entries that count."""

    loan: str | None
    principal_fen: str | None
    due_on: str | None
    disbursed_fen: str
    repaid_fen: str
    outstanding_fen: str
    value_fen: str | None
    valuation: ValuationOut | None
    ratio: RatioOut | None
    outstanding_ratio: RatioOut | None
    revalue_by: str | None = Field(
        description="A year after the base date, or the report's own end."
    )
    claimed_fen: str
    compensated_fen: str


class FinancingStepOut(Shape):
    """An act on the pledge in the title's dossier."""

    act: int
    kind: str
    time: str
    block: int


class FinancingFilingOut(Shape):
    """The filing as it was last seen in the movables register; null where it was not."""

    number: str | None
    noted_at: str
    filed_at: str | None
    term_end: str | None
    state: str | None
    checked_at: str | None
    remarks: list[str]


class FinancingFile(Shape):
    """A bank's file on a pledge, beside what the ledger says of it."""

    schema_: Literal["datadeed/financing/1"] = Field(alias="schema")
    pledge: str
    title: str
    number: str
    pledgor: str
    pledgee: str
    state: str
    noted_amount_fen: str
    noted_maximum: bool
    noted_term_end: str
    filing: FinancingFilingOut | None
    history: list[FinancingStepOut]
    entries: list[FinancingEntryOut]
    summary: FinancingSummaryOut


class FinancingOut(Shape):
    """A financing file; `digest` is SHA-256 of its canonical JSON, as `export` hands it out."""

    file: FinancingFile
    digest: str
    as_of: AsOf


class FinancingLine(Shape):
    """A file in short."""

    pledge: str
    number: str
    loan: str | None
    principal_fen: str | None
    outstanding_fen: str
    per_cent: str | None
    due_on: str | None


class FinancingsOut(Shape):
    """The files of whoever is signed in; `next` is the cursor of the next page."""

    files: list[FinancingLine]
    next: str | None
    as_of: AsOf


class FinancingReadingOut(Shape):
    """Somebody of the bank read the file, or took it away."""

    account: str
    time: str
    exported: bool


class FinancingReadingsOut(Shape):
    """Who read a file; `next` is the cursor of the next page."""

    readings: list[FinancingReadingOut]
    next: int | None
    as_of: AsOf
