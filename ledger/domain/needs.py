"""A signature that an act needs: in which role, by which party."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ledger.domain.acts import AgentPower, Role


@dataclass(frozen=True, slots=True)
class Need:
    """One signature that an act needs: in one of these roles, by this party (empty: any).

    Where `power` is named, an agent of the party who has it may sign in its place; one who signs
    for several signs once.
    """

    roles: frozenset[Role]
    party: bytes = b""
    power: AgentPower | None = None

    def __str__(self) -> str:
        """Roles, and the party where one is named, as refusals say it."""
        roles = " or ".join(role.name for role in sorted(self.roles))
        return f"{roles} {self.party.hex()}".rstrip()


ONE_PARTY: Final = Need(frozenset({Role.PARTY}))


def parties(*named: bytes) -> tuple[Need, ...]:
    """One signature of each of these parties."""
    return tuple(Need(ONE_PARTY.roles, party) for party in named)


def staff(*roles: Role) -> tuple[Need, ...]:
    """One signature in each of these roles."""
    return tuple(Need(frozenset({role})) for role in roles)
