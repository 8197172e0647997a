"""Rule profiles: the law as data. A profile's digest is an act of GOVERNANCE; a title names it."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import ClassVar, Final

from ledger.domain import canonical
from ledger.domain.acts import PartyId, ProfileAdoption
from ledger.domain.errors import DomainError
from ledger.domain.keccak import keccak256

NATIONAL: Final = "nat-2026"
SCHEMA: Final = "datadeed/profile/1"


@dataclass(eq=False)
class ProfileUnknown(DomainError):
    """No profile of this name comes with this version."""

    code: ClassVar[str] = "PROFILE_UNKNOWN"

    name: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A rule profile: working days by clock, floors and ceilings in seconds, its digest."""

    id: str
    digest: bytes
    working_days: dict[str, int]
    minimum_notice: int
    minimum_acceptance: int
    maximum_term: int
    maximum_freeze: int

    def adoption(self, governor: bytes, *, seq: int, deadline: int) -> ProfileAdoption:
        """The terms by which the governor puts the profile's floors on chain."""
        return ProfileAdoption(
            profile=self.digest,
            minimum_notice=self.minimum_notice,
            minimum_acceptance=self.minimum_acceptance,
            maximum_term=self.maximum_term,
            maximum_freeze=self.maximum_freeze,
            governor=PartyId(governor),
            seq=seq,
            deadline=deadline,
        )


@cache
def load(name: str = NATIONAL) -> Profile:
    """The profile of this name. Its digest is keccak256 of its canonical JSON.

    Raises:
        ProfileUnknown: there is none.
    """
    path = files(__package__).joinpath(f"{name}.json")
    if not path.is_file():
        raise ProfileUnknown(name)
    value = json.loads(path.read_text(encoding="utf-8"))
    clocks = {clock: rule["working_days"] for clock, rule in value["clocks"].items()}
    return Profile(
        id=value["id"],
        digest=keccak256(canonical.encode(value)),
        working_days=clocks,
        **value["floors"],
    )
