"""Code tables as dated data: industries (GB/T 4754), regions (GB/T 2260), names of the rights.

A table is a JSON file beside this one. Which table holds is decided by a day: the day on which a
record is filed, never today. A name that a table gave once is never given another: tables are
added, not changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import ClassVar, Final

from ledger.domain import canonical
from ledger.domain.errors import DomainError
from ledger.domain.shapes import shaped

SCHEMA: Final = "datadeed/codes/1"


class Family(StrEnum):
    """What a table's codes stand for."""

    INDUSTRIES = "industries"
    INSTITUTIONS = "institutions"
    REGIONS = "regions"
    RIGHTS = "rights"
    SCENARIOS = "scenarios"


@dataclass(eq=False)
class TableUnknown(DomainError):
    """No code table of this name comes with this version."""

    code: ClassVar[str] = "CODE_TABLE_UNKNOWN"

    table: str


@dataclass(eq=False)
class TableMissing(DomainError):
    """No code table of this family was in force on that day."""

    code: ClassVar[str] = "CODE_TABLE_MISSING"

    family: str
    day: str


@dataclass(frozen=True, slots=True)
class Label:
    """A name in Chinese and in English; where there is no English one, the Chinese one."""

    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class Crossing:
    """The code of an older table that a code comes from; `relation` is equal, close or wider."""

    table: str
    code: str
    relation: str


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A table in force from `since` until the day before `until` (None: still)."""

    schema: str
    family: Family
    id: str
    name: Label
    source: str
    since: date
    until: date | None
    entries: dict[str, Label]
    crosswalk: dict[str, Crossing] = field(default_factory=dict)
    unverified: tuple[str, ...] = ()

    def in_force(self, day: date) -> bool:
        """Whether the table holds on this day."""
        return self.since <= day and (self.until is None or day < self.until)


@cache
def load(name: str) -> CodeTable:
    """The table of this name, as `industries-2017`. Raises TableUnknown."""
    path = files(__package__).joinpath(f"{name}.json")
    if not path.is_file():
        raise TableUnknown(name)
    return shaped(CodeTable, canonical.parse(path.read_bytes()))


@cache
def names() -> tuple[str, ...]:
    """The names of all tables, ascending."""
    found = (each.name for each in files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in found if name.endswith(".json")))


@cache
def in_force(family: Family, day: date) -> CodeTable:
    """The table of a family that holds on a day. Raises TableMissing."""
    for name in names():
        table = load(name)
        if table.family is family and table.in_force(day):
            return table
    raise TableMissing(family, day.isoformat())


@cache
def sections() -> Mapping[str, Label]:
    """Industries by the letter of their section, of the newest table."""
    entries = latest(Family.INDUSTRIES).entries
    return {code: label for code, label in entries.items() if len(code) == 1}


@cache
def provinces() -> Mapping[str, Label]:
    """Provinces by their first two digits, of the newest table."""
    entries = latest(Family.REGIONS).entries
    return {code[:2]: label for code, label in entries.items() if code.endswith("0000")}


def latest(family: Family) -> CodeTable:
    """The newest table of a family: what a search offers to choose from. Raises TableMissing."""
    tables = [table for table in map(load, names()) if table.family is family]
    if not tables:
        raise TableMissing(family, "any")
    return max(tables, key=lambda table: table.since)
