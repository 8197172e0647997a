"""Erasing from the registry's desk."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from api.schemas.acts import Hex32
from api.schemas.common import AsOf, Shape
from api.schemas.parties import TombstoneOut
from ledger.domain.tombstone import Ground

FieldName = Annotated[str, Field(pattern="^[a-z_]{1,64}$")]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
MOST: int = 40


class ErasureIn(Shape):
    """Fields of the record, and files by their SHA-256, that are to go, and why (PIPL Art. 47).

    A file is a proof, an objection's document (with all its files), or one of these.
    """

    ground: Annotated[str, Field(pattern="^(" + "|".join(Ground) + ")$")]
    fields: Annotated[list[FieldName], Field(max_length=MOST, default_factory=list)]
    files: Annotated[list[Sha256], Field(max_length=MOST, default_factory=list)]

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.fields and not self.files:
            raise PydanticCustomError("nothing_named", "name a field or a file")
        return self


class StatementOut(Shape):
    """A tombstone to be signed: `digest` is signed as it is, or `statement` as a wallet's text."""

    name: str
    leaf: str
    statement: str
    digest: Hex32


class ErasureDraftOut(Shape):
    """What is signed, in this order; `time` is theirs and goes back with the signatures."""

    time: int
    tombstones: list[StatementOut]
    as_of: AsOf


class ErasureSignedIn(ErasureIn):
    """The same with the signatures in the order of the draft.

    `confirm` is the end of the application's number, its last eight characters, typed by the clerk.
    """

    time: Annotated[int, Field(ge=0, lt=2**40)]
    confirm: Annotated[str, Field(max_length=66)]
    signatures: Annotated[
        list[Annotated[str, Field(pattern=r"^0x([0-9a-f]{2}){65}$")]],
        Field(min_length=1, max_length=20 * MOST),
    ]


class ErasedOut(Shape):
    """The tombstones that were set."""

    erased: list[TombstoneOut]
    as_of: AsOf
