"""What a maker puts into a package of version 2: what was handed to him, and what he works out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ledger.domain import profiles
from ledger.domain.acts import Issue
from ledger.domain.codes import tables
from ledger.domain.codes.tables import Family
from ledger.domain.words import RECORD_KEY
from ledger.domain.workdays import day_of
from notarization.verify.enclosures import Enclosures
from notarization.verify.inventory import Absence, Part
from notarization.verify.making import Making, Program, Verifier
from notarization.verify.origin import OriginFile, OriginKind, captures
from notarization.verify.platform_statement import Platform
from notarization.verify.rule_files import Rules, own_holidays, own_profile, own_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.domain.commitments import Disclosure
    from ledger.domain.history import History
    from ledger.domain.profiles import Profile

ROOT: Final = Path(__file__).resolve().parent.parent
MAKER: Final = ("ledger", "notarization")
CHECKER: Final = (
    "ledger/__init__.py",
    "ledger/domain",
    "notarization/__init__.py",
    "notarization/verify",
)
KINDS: Final = (".py", ".json")
ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,8}")
# the code tables that a form's fields are written by, by the kinds of the fields
FAMILIES: Final = {
    "industry": Family.INDUSTRIES,
    "region": Family.REGIONS,
    "scenarios": Family.SCENARIOS,
}


@dataclass(frozen=True, slots=True)
class Handed:
    """What a package of version 2 is made with, beside what the register holds.

    `wheel` is the verifier's file, by its name; `papers` are the registry's.
    """

    maker: str
    repeat: str
    origin: tuple[OriginFile, ...] = ()
    platform: Platform | None = None
    papers: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    wheel: tuple[str, bytes] | None = None
    absent: Mapping[Part, Absence] = field(default_factory=lambda: MappingProxyType({}))


def enclose(
    handed: Handed, title: History, application: History, disclosure: Disclosure | None
) -> Enclosures:
    """The parts of a package of this title."""
    name, data = handed.wheel or ("", b"")
    return Enclosures(
        making=Making(handed.maker, program("datadeed", MAKER), handed.repeat),
        verifier=Verifier(program("datadeed-verify", CHECKER), name, data),
        origin=handed.origin,
        rules=_rules(title, application, disclosure),
        platform=handed.platform,
        papers=handed.papers,
        absent=handed.absent,
    )


def origin_files(listed: Iterable[tuple[str, Path]]) -> tuple[OriginFile, ...]:
    """Files as the origin file names them: their own names may name persons, or have no ASCII.

    Raises OSError, CaptureBroken.
    """
    found = tuple(
        OriginFile(OriginKind(kind), f"{place:03}-{kind}{_ending(path)}", "", path.read_bytes())
        for place, (kind, path) in enumerate(listed, start=1)
    )
    captures(found, b"")
    return found


def paper_files(listed: Iterable[Path]) -> dict[str, bytes]:
    """The registry's papers, by names that name nobody. Raises OSError."""
    return {
        f"{place:03}-paper{_ending(path)}": path.read_bytes()
        for place, path in enumerate(listed, start=1)
    }


def _ending(path: Path) -> str:
    return path.suffix if ENDING.fullmatch(path.suffix) else ""


@cache
def program(name: str, rooms: tuple[str, ...]) -> Program:
    """A program of this installation: the digest of its files as `sha256sum` prints them."""
    held = {path.relative_to(ROOT).as_posix(): path for path in _files(rooms)}
    lines = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n"
        for name, path in sorted(held.items())
    )
    return Program(name, _version(), hashlib.sha256("".join(lines).encode()).digest())


def _files(rooms: Iterable[str]) -> Iterable[Path]:
    for room in rooms:
        path = ROOT / room
        found = [path] if path.is_file() else path.rglob("*")
        yield from (each for each in found if each.suffix in KINDS and each.is_file())


def _version() -> str:
    try:
        return version("datadeed")
    except PackageNotFoundError:
        return "-"


def _rules(title: History, application: History, disclosure: Disclosure | None) -> Rules | None:
    """The title's own rules, and the tables by which the opened fields were written."""
    issued = title.states[1].terms.get(RECORD_KEY)
    profile = profiles.by_digest(issued.profile) if isinstance(issued, Issue) else None
    held = None if profile is None else own_profile(profile.digest)
    if profile is None or held is None:
        return None
    found = {
        name: data
        for name in _tables(profile, application.acts[0].raw.time, disclosure)
        if (data := own_table(name)) is not None
    }
    return Rules(held, own_holidays(), found)


def _tables(profile: Profile, filed: int, disclosure: Disclosure | None) -> Iterable[str]:
    if profile.rights:
        yield profile.rights
    opened = {each.name for each in disclosure.openings} if disclosure else set()
    families = {
        FAMILIES[each.kind]
        for form in profile.forms.values()
        for each in form
        if each.name in opened and each.kind in FAMILIES
    }
    day = day_of(filed)
    for name in tables.names():
        table = tables.load(name)
        if table.family in families and table.in_force(day):
            yield name
