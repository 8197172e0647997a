"""The directory of institutions."""

from pydantic import Field

from api.schemas.certificates import PartyOut
from api.schemas.common import AsOf, Shape


class InstitutionOut(Shape):
    """An institution of the directory, with its state at `time`."""

    party: PartyOut
    kinds: list[str]
    state: str = Field(description="LISTED, NOT_YET, SUSPENDED or EXPIRED.")
    since: str
    until: str
    licence: str = Field(description="The digest of the licence.")
    ground: str | None = Field(description="The digest of the decision on its state.")
    changed: str


class InstitutionsOut(Shape):
    """A page of the directory."""

    institutions: list[InstitutionOut]
    time: str
    next: str | None
    as_of: AsOf
