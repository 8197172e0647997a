"""What version 2 of the package adds to version 1: its files, written and read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from notarization.verify import making, origin, registry_file, rule_files
from notarization.verify.fields import FieldError
from notarization.verify.inventory import Absence, Part
from notarization.verify.making import MAKING_NAME, VERIFIER_NAME, Making, Verifier
from notarization.verify.manifest import FileMissing
from notarization.verify.origin import ORIGIN_NAME, OriginFile
from notarization.verify.part_files import FileUnknown, bytes_of, json_of
from notarization.verify.platform_statement import (
    PLATFORM_NAME,
    Platform,
    read_platform,
    write_platform,
)
from notarization.verify.redaction import REDACTION_NAME, write_redaction
from notarization.verify.registry_file import FILE_NAME
from notarization.verify.rule_files import HOLIDAYS_NAME, PROFILE_NAME, Rules, read_rules
from notarization.verify.sheets import CERTIFICATION_NAME, README_NAME, certification, readme

if TYPE_CHECKING:
    from notarization.verify.package import Evidence

FOLDERS: Final = (origin.FOLDER, registry_file.FOLDER, rule_files.FOLDER, making.FOLDER)
SINGLE: Final = frozenset({CERTIFICATION_NAME, MAKING_NAME, PLATFORM_NAME, REDACTION_NAME})


@dataclass(frozen=True, slots=True)
class Enclosures:
    """The parts that version 1 does not have, but those that are made of other files.

    `papers` are the registry's, by their names below registry/; `absent` gives reasons other than
    a part's first.
    """

    making: Making
    verifier: Verifier
    origin: tuple[OriginFile, ...] = ()
    rules: Rules | None = None
    platform: Platform | None = None
    papers: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    absent: Mapping[Part, Absence] = field(default_factory=lambda: MappingProxyType({}))


def files_of(enclosures: Enclosures, evidence: Evidence) -> dict[str, bytes]:
    """Every file that version 2 adds."""
    files = {
        MAKING_NAME: making.write_making(enclosures.making),
        **making.write_verifier(enclosures.verifier),
        **derived(enclosures, evidence),
        **{registry_file.FOLDER + name: data for name, data in enclosures.papers.items()},
    }
    if enclosures.origin:
        files |= origin.write_origin(enclosures.origin)
    if enclosures.rules:
        files |= enclosures.rules.files()
    if enclosures.platform:
        files[PLATFORM_NAME] = write_platform(enclosures.platform)
    return files


def derived(enclosures: Enclosures, evidence: Evidence) -> dict[str, bytes]:
    """The files that are made of others: the verifier makes them again and compares."""
    certificate = evidence.certificate
    application = certificate.application
    acts = evidence.dossiers.get(application, ())
    files = {
        CERTIFICATION_NAME: certification(evidence.cover, evidence.claim, enclosures.making),
        README_NAME: readme(evidence.claim, enclosures.verifier),
        FILE_NAME: registry_file.write_file(application, acts),
    }
    if certificate.disclosure:
        opened = certificate.disclosure
        files[REDACTION_NAME] = write_redaction(certificate.record, opened, evidence.tombstones)
    return files


def read_enclosures(files: Mapping[str, bytes], absent: Mapping[Part, Absence]) -> Enclosures:
    """The parts of version 2 among a package's files.

    Raises FileMissing, FileUnknown, PartNotCanonical, FieldError, OriginDisagrees.
    """
    for name in (CERTIFICATION_NAME, README_NAME, FILE_NAME):
        bytes_of(files, name)
    made = making.read_making(json_of(files, MAKING_NAME))
    verifier = making.read_verifier(json_of(files, VERIFIER_NAME), files)
    _require_known(files, verifier)
    papers = {
        name.removeprefix(registry_file.FOLDER): data
        for name, data in files.items()
        if name.startswith(registry_file.FOLDER) and name != FILE_NAME
    }
    stated = read_platform(json_of(files, PLATFORM_NAME)) if PLATFORM_NAME in files else None
    return Enclosures(
        making=made,
        verifier=verifier,
        origin=_origin(files),
        rules=_rules(files),
        platform=stated,
        papers=papers,
        absent=absent,
    )


def is_placed(name: str) -> bool:
    """Whether version 2 has a place for a file that version 1 has none for."""
    return name in SINGLE or name.startswith(FOLDERS)


def _origin(files: Mapping[str, bytes]) -> tuple[OriginFile, ...]:
    if not any(name.startswith(origin.FOLDER) for name in files):
        return ()
    return origin.read_origin(json_of(files, ORIGIN_NAME), files)


def _rules(files: Mapping[str, bytes]) -> Rules | None:
    if not any(name.startswith(rule_files.FOLDER) for name in files):
        return None
    for name in (PROFILE_NAME, HOLIDAYS_NAME):
        if name not in files:
            raise FileMissing(name)
    rules = read_rules(files)
    if fault := rule_files.require_canonical(rules):
        raise FieldError(rule_files.FOLDER, "", fault)
    return rules


def _require_known(files: Mapping[str, bytes], verifier: Verifier) -> None:
    wheel = making.FOLDER + verifier.wheel
    for name in files:
        rules = name.startswith(rule_files.FOLDER)
        if rules and name not in (PROFILE_NAME, HOLIDAYS_NAME):
            if not (name.startswith(rule_files.CODES) and name.endswith(".json")):
                raise FileUnknown(name)
        elif name.startswith(making.FOLDER) and name not in (VERIFIER_NAME, README_NAME, wheel):
            raise FileUnknown(name)
