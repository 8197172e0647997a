"""Notices that run, and objections to them."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.acts import Hex32, Message, SignerIn
from api.schemas.common import AsOf, Shape
from api.schemas.filing import Digest
from api.schemas.parties import ApplicationOut, ClockOut
from ledger.domain.acts import Action
from ledger.domain.procedure import grounds_of

PostedState = Literal["NOTICE", "OBJECTION"]
GROUNDS: tuple[str, ...] = tuple(each.name for each in grounds_of(Action.OBJECT))


class PostedOut(Shape):
    """An application on the board; `clock` is the period that runs now."""

    application: ApplicationOut
    clock: ClockOut | None


class BoardOut(Shape):
    """A page of the notice board, the last changed first."""

    notices: list[PostedOut]
    next: str | None
    as_of: AsOf


class MaterialIn(Shape):
    """A file that goes with an objection, by its digests; it is sent afterwards."""

    sha256: Digest
    sm3: Digest
    size: Annotated[int, Field(ge=0, lt=2**40)]


class ObjectionIn(Shape):
    """Who objects, on which ground, for what interest, why, and with which files.

    Party and ground stand on the chain; interest, reasons and files are sealed for the registry.
    """

    party: Hex32
    ground: Annotated[str, Field(pattern="^(" + "|".join(GROUNDS) + ")$", description="Public.")]
    interest: Annotated[str, Field(min_length=1, max_length=400, pattern=r"\S")]
    reasons: Annotated[str, Field(min_length=1, max_length=4_000, pattern=r"\S")]
    materials: Annotated[list[MaterialIn], Field(min_length=1, max_length=20)]
    salt: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", description="16 random bytes.")]


class ObjectionDraftOut(Shape):
    """The step to be signed; `document` is what its digest is over, after the salt."""

    document: str
    terms: Message
    digest: Hex32
    typed_data: Message
    as_of: AsOf


class ObjectionFiledIn(ObjectionIn):
    """The same objection with its signed terms."""

    terms: Message
    signers: Annotated[list[SignerIn], Field(min_length=1, max_length=1)]
