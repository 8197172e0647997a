"""Acts to be signed and relayed."""

from typing import Annotated, Any

from pydantic import Field

from api.schemas.common import AsOf, Shape
from ledger.domain.acts import Role

Hex32 = Annotated[str, Field(pattern=r"^0x[0-9a-f]{64}$")]
Address = Annotated[str, Field(pattern=r"^0x[0-9a-f]{40}$")]
Message = Annotated[
    dict[str, Any], Field(description="The EIP-712 message: bytes as 0x…, enums as numbers.")
]


class PrepareIn(Shape):
    """Terms; `content` is the application on file, for the acts that show it."""

    terms: Message
    content: Message | None = None


class PreparedOut(Shape):
    """What every side signs."""

    kind: str
    digest: Hex32
    typed_data: dict[str, Any]
    as_of: AsOf


class SignerIn(Shape):
    """One signature under the terms."""

    party: Hex32
    account: Address
    role: Annotated[int, Field(ge=0, lt=len(Role))] = 0
    signature: Annotated[str, Field(pattern=r"^0x([0-9a-f]{2}){1,1024}$")]


class RelayIn(PrepareIn):
    """Terms with their signatures, in the order in which the book asks for them."""

    signers: Annotated[list[SignerIn], Field(max_length=40, default_factory=list)]


class EnteredOut(Shape):
    """An act that stands on the chain; the same act relayed again gives the same answer.

    `as_of` is the mirror's block, which may not have reached the act's yet; null where the mirror
    cannot be asked: the act stands all the same.
    """

    kind: str
    tx_hash: str
    block: int
    block_hash: str
    subject: str = Field(description="The dossier that carries the act.")
    seq: int
    touched: list[str] = Field(description="All dossiers that the act touched.")
    as_of: AsOf | None
