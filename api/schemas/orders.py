"""Orders that two clerks enter at the desk."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.acts import Hex32
from api.schemas.common import AsOf, Shape

Rights = Literal["HOLD", "USE", "OPER"]


class OrderIn(Shape):
    """An order as its instrument has it.

    `number` names the title (or the holder by its certificate); an order on a whole party names
    `party` alone. `rights` count for a holder's shares.
    """

    kind: Literal["FREEZE", "HOLD", "INSOLVENCY"]
    scope: Literal["TITLE", "HOLDER", "PARTY"]
    number: Annotated[str, Field(max_length=32, examples=["SJ3712026090001"])] = ""
    party: Hex32 | None = None
    rights: Annotated[list[Rights], Field(max_length=3, default_factory=list)]
    court: Hex32
    instrument: Annotated[Hex32, Field(description="SHA-256 of the instrument.")]
    until: Annotated[str, Field(max_length=40, examples=["2029-11-30T23:59:59+08:00"])]


class LiftIn(Shape):
    """The lift of an order: its dossier (a title or a party), itself, the instrument's digest.

    `court` is who lifts it, where that is not who ordered it: a court or organ above. An order that
    has run out needs neither.
    """

    subject: Hex32
    order: Hex32
    court: Hex32 | None = None
    instrument: Hex32 | None = None


class ExtensionIn(Shape):
    """A longer term of an order before its end; `court` as in a lift."""

    subject: Hex32
    order: Hex32
    court: Hex32 | None = None
    instrument: Annotated[Hex32, Field(description="SHA-256 of the instrument.")]
    until: Annotated[str, Field(max_length=40, examples=["2032-11-30T23:59:59+08:00"])]


class OrderSignatureIn(Shape):
    """The clerk's signature under the digest."""

    signature: Annotated[str, Field(pattern=r"^0x([0-9a-f]{2}){65}$")]


class OrderDraftOut(Shape):
    """A prepared order, lift or extension; `missing` is how many order clerks have yet to sign."""

    digest: Hex32
    kind: Literal["order", "lift", "order-extension"]
    subject: str
    signed: list[Hex32] = Field(description="The clerks that have signed.")
    missing: int
    block: int | None
    file: dict[str, Any]


class OrderShown(Shape):
    """A prepared order as it stands."""

    order: OrderDraftOut
    as_of: AsOf


class OrderDraftsOut(Shape):
    """The prepared orders of a registry that wait for a signature or for being sent."""

    orders: list[OrderDraftOut]
    as_of: AsOf
