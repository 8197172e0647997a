"""`rules/`: the rule profile that a title names, and the tables that its record was written by.

The profile is bound: keccak256 of the file is what the title names and GOVERNANCE adopted. Holidays
and code tables are bound by nothing on the chain; they are compared with the verifier's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files as resources
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.domain import canonical
from ledger.domain.canonical import CanonicalJsonError
from ledger.domain.codes import tables
from ledger.domain.keccak import keccak256
from notarization.verify.errors import VerificationError

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER: Final = "rules/"
PROFILE_NAME: Final = "rules/profile.json"
HOLIDAYS_NAME: Final = "rules/holidays.json"
CODES: Final = "rules/codes-"


@dataclass(eq=False)
class RulesDisagree(VerificationError):
    """The profile at hand is not the one that the title names."""

    expected: bytes
    computed: bytes
    code: ClassVar[str] = "RULES_DISAGREE"


@dataclass(frozen=True, slots=True)
class Rules:
    """A profile, the holidays and code tables by their names, each canonical JSON."""

    profile: bytes
    holidays: bytes
    tables: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def digest(self) -> bytes:
        """What a title names these rules by."""
        return keccak256(self.profile)

    def files(self) -> dict[str, bytes]:
        """The files by their names."""
        named = {f"{CODES}{name}.json": data for name, data in self.tables.items()}
        return {PROFILE_NAME: self.profile, HOLIDAYS_NAME: self.holidays, **named}


def read_rules(files: Mapping[str, bytes]) -> Rules:
    """The rules among a package's files, the profile and the holidays among them."""
    named = {
        name.removeprefix(CODES).removesuffix(".json"): data
        for name, data in files.items()
        if name.startswith(CODES)
    }
    return Rules(files[PROFILE_NAME], files[HOLIDAYS_NAME], named)


def own_holidays() -> bytes:
    """The holidays of this version, canonical."""
    return _own("ledger.domain", "holidays.json")


def own_table(name: str) -> bytes | None:
    """A code table of this version, canonical; None for one that it does not have."""
    if name not in tables.names():
        return None
    return _own("ledger.domain.codes", f"{name}.json")


def own_profile(digest: bytes) -> bytes | None:
    """The profile of this digest, canonical; None for one that this version does not have."""
    for each in resources("ledger.domain.profiles").iterdir():
        if each.name.endswith(".json"):
            found = canonical.encode(canonical.parse(each.read_bytes()))
            if keccak256(found) == digest:
                return found
    return None


def unlike(rules: Rules) -> Iterator[str]:
    """The files that this version has otherwise, or not at all."""
    if rules.holidays != own_holidays():
        yield HOLIDAYS_NAME
    for name, data in sorted(rules.tables.items()):
        if own_table(name) != data:
            yield f"{CODES}{name}.json"


def require_canonical(rules: Rules) -> str:
    """The first file that is no canonical JSON, with its fault; empty where all are."""
    for name, data in rules.files().items():
        try:
            canonical.parse_canonical(data)
        except CanonicalJsonError as fault:
            return f"{name}: {fault}"
    return ""


def _own(package: str, name: str) -> bytes:
    return canonical.encode(canonical.parse(resources(package).joinpath(name).read_bytes()))
