"""Registries: who runs them, who works there, what they re-examine."""

from pydantic import Field

from api.schemas.certificates import PartyOut
from api.schemas.common import AsOf, Shape


class StaffOut(Shape):
    """A clerk with a role."""

    party: str
    role: str
    until: str


class RegistryOut(Shape):
    """A registry, its institution and its staff."""

    registry: int
    seat: str | None = Field(description="Its province, two digits of GB/T 2260; null for none.")
    institution: PartyOut
    opened: str
    staff: list[StaffOut]


class RegistriesOut(Shape):
    """All registries, by code."""

    registries: list[RegistryOut]
    as_of: AsOf


class KeyRevokedOut(Shape):
    """A clerk's key that the registry revoked with effect from `since`."""

    clerk: str
    since: str
    ground: str
    document: str
    recorded: str


class ToReexamineOut(Shape):
    """An act that a clerk signed after the effect date of a revocation of the key."""

    subject: str = Field(description="The dossier in which the act stands.")
    seq: int
    kind: str
    clerk: str
    role: str
    time: str
    block: int
    since: str
    ground: str


class ReexaminationsOut(Shape):
    """What a registry has to re-examine, in the order of the chain."""

    registry: int
    revocations: list[KeyRevokedOut]
    acts: list[ToReexamineOut]
    next: str | None
    as_of: AsOf
