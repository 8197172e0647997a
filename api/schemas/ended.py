"""Ended pledges in the shape of the API."""

from pydantic import Field

from api.schemas.certificates import PartyOut
from api.schemas.common import AsOf, Shape


class EndedPledgeOut(Shape):
    """A pledge note that ended; amounts in fen, times in UTC."""

    pledge: str
    lot: str
    pledgee: PartyOut
    right: str
    ppm: int
    amount_fen: str
    filed_at: str
    state: str = Field(description="RELEASED, ENFORCED, DISCHARGED or VOIDED.")
    realisation: str = Field(description="How it was enforced, NONE where it was not.")
    kind: str = Field(description="The act that ended it.", examples=["PledgeReleased"])
    act: int = Field(description="That act's place in the title's dossier.")
    ended: str
    block: int
    document: str | None = Field(description="Digest of what that act rests on.")
    court: PartyOut | None = Field(description="The court that ordered it.")


class EndedPledgesOut(Shape):
    """The pledges of a title that had ended by `time`, the newest end first."""

    pledges: list[EndedPledgeOut]
    total: int
    next: str | None
    time: str
    as_of: AsOf
