"""Documents on paper, held against the register."""

from pydantic import Field

from api.paper.checking import Agreement, FaceCheck
from api.schemas.common import AsOf, Shape
from notarization.paper.marks import Grade, MarkCode


class DifferenceOut(Shape):
    """One field, as the document has it and as the register has it; an absent one is empty."""

    field: str = Field(examples=["certificate.valid_until"])
    document: str
    ledger: str


class MarkOut(Shape):
    """One thing that was looked at on a signature, and how it was found."""

    code: MarkCode
    grade: Grade
    detail: str


class SignatureOut(Shape):
    """A document's signature (PAdES), held against the roots in the reader's own trust file.

    What is false is BAD; what is lacking, and what no root was given for, is INCOMPLETE.
    """

    grade: Grade
    signer: str = Field(description="Names in the signer's certificate; empty where there is none.")
    time: str = Field(description="By when it was signed, as a believed time stamp says; or empty.")
    marks: list[MarkOut]


class CheckedOut(Shape):
    """A document held against the register, which prevails where they differ.

    `face` are lines that the attached record does not make, `fields` members of the record that the
    register did not hold at the document's block, `since` what changed after that block.
    """

    agreement: Agreement
    reason: str = Field(
        description="Why it differs as a whole or cannot be judged: a problem's code, or empty.",
        examples=["NUMBER_UNKNOWN"],
    )
    number: str
    block: int
    face_check: FaceCheck
    face: list[DifferenceOut]
    fields: list[DifferenceOut]
    since: list[DifferenceOut]
    signature: SignatureOut
    as_of: AsOf


class DigestCheckedOut(Shape):
    """The code on a document's face, held against the document that the register makes now."""

    agreement: Agreement
    reason: str
    number: str
    block: int
    digest: str = Field(description="The SHA-256 of the record that the register makes; or empty.")
    standing: str = Field(description="Where the title stands now; empty where it is not known.")
    as_of: AsOf
