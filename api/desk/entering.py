"""Who may enter a registry's desk: its own staff. For everybody else it is not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.problems import NotFound
from ledger.domain.acts import Role
from ledger.queries.desk import registry_of
from ledger.queries.errors import SubjectUnknown

if TYPE_CHECKING:
    from api.sessions.opening import Principal
    from ledger.store.engine import Session


@dataclass(frozen=True, slots=True)
class Clerk:
    """A member of a registry's staff, with the roles of now."""

    party: bytes
    account: bytes
    registry: int
    roles: frozenset[Role]


def enter(who: Principal, registry: int) -> Clerk:
    """The clerk that somebody is at a registry.

    Raises:
        NotFound: none, which says nothing of whether there is such a registry.
    """
    roles = who.roles.get(registry)
    if not roles:
        raise NotFound(f"/v1/desk/{registry}")
    return Clerk(who.party, who.account, registry, roles)


def require_own(session: Session, clerk: Clerk, subject: bytes) -> None:
    """The application is one of the clerk's registry. Raises SubjectUnknown, whatever it is."""
    if registry_of(session, subject) != clerk.registry:
        raise SubjectUnknown(subject)
