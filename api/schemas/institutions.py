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


class AboveOut(Shape):
    """A court or organ, and who stands directly above it."""

    court: PartyOut
    superior: PartyOut
    basis: str = Field(description="The digest of the document that shows it.")
    named: str


class SuperiorsOut(Shape):
    """A page of who stands above whom, by court."""

    superiors: list[AboveOut]
    next: str | None
    as_of: AsOf


class InstitutionsOut(Shape):
    """A page of the directory."""

    institutions: list[InstitutionOut]
    time: str
    next: str | None
    as_of: AsOf
