"""Version 2 of the package holds, version 1 as before, and each forgery has its code."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from forgeries import FORGERIES, Forgery, open_package

from ledger.domain import canonical
from ledger.domain.acts import DocumentDigest, Step
from ledger.domain.dossier import parse_act
from ledger.domain.profiles import load
from notarization.verify.codes import SECOND as STEPS
from notarization.verify.container import read_container, write_container
from notarization.verify.cover import about
from notarization.verify.custody import CUSTODY_NAME, Handling, at, write_custody
from notarization.verify.digests import sha256
from notarization.verify.inventory import Absence, Entry, Part
from notarization.verify.manifest import MANIFEST_NAME, read_manifest, write_manifest
from notarization.verify.origin import OriginFile, OriginKind
from notarization.verify.package import write_package
from notarization.verify.redaction import REDACTION_NAME
from notarization.verify.registry_file import bound
from notarization.verify.report import Grade, Report
from notarization.verify.rule_files import (
    HOLIDAYS_NAME,
    Rules,
    own_holidays,
    own_profile,
    own_table,
    unlike,
)
from tests.packages.both import verify
from tests.packages.second import DEED, capture_log, enclosed, hand_overs, with_custody
from tests.packages.test_forgeries import GOOD, PACKAGE, TRUST, reasons

SECOND = (GOOD / "second.evidence.zip").read_bytes()
FIRST = open_package(PACKAGE)
MADE = enclosed(FIRST)
Files = dict[str, bytes]
Entries = tuple[Entry, ...]


def unchanged(files: Files) -> None:
    """A forger who changes nothing."""


def rewritten(
    change: Callable[[Files], object] = unchanged,
    said: Callable[[Entries], Entries] = lambda parts: parts,
    package: bytes = SECOND,
) -> bytes:
    """A forger's package: other files or parts, manifest and custody log made anew around them."""
    files = {k: v for k, v in read_container(package).items() if k != CUSTODY_NAME}
    parts = read_manifest(files[MANIFEST_NAME]).parts
    assert parts is not None
    change(files)
    files[MANIFEST_NAME] = write_manifest(files, about(MADE.cover), said(parts))
    files[CUSTODY_NAME] = write_custody(files[MANIFEST_NAME], hand_overs(MADE))
    return write_container(files)


def having(**changes: Any) -> bytes:
    made = enclosed(FIRST, **changes)
    return with_custody(write_package(made), hand_overs(made))


def asides(report: Report) -> set[str]:
    """What is said and what the grade does not wait for."""
    return {check.code for check in report.checks if not check.required}


def saying(part: Part, entry: Entry) -> Callable[[Entries], Entries]:
    return lambda parts: tuple(entry if each.part is part else each for each in parts)


def hide_one_withheld(files: Files) -> None:
    said = json.loads(files[REDACTION_NAME])
    said["withheld"].pop()
    files[REDACTION_NAME] = canonical.encode(said)


def with_line(number: int, **changes: Any) -> bytes:
    """The golden package with another line in its custody log, every digest made anew."""
    lines = hand_overs(MADE)
    lines[number] = replace(lines[number], **changes)
    return with_custody(write_package(MADE), lines)


def without_a_line() -> bytes:
    files = dict(read_container(SECOND))
    first, _, last = files[CUSTODY_NAME].splitlines(keepends=True)
    return write_container({**files, CUSTODY_NAME: first + last})


def with_the_log_of_another() -> bytes:
    files = dict(read_container(SECOND))
    return write_container({**files, CUSTODY_NAME: write_custody(b"other", hand_overs(MADE))})


def broken_capture() -> bytes:
    log = capture_log(FIRST.certificate.fingerprint).splitlines(keepends=True)
    return b"".join((log[0], log[2]))


WHEEL_NAME = MADE.enclosures.verifier.wheel if MADE.enclosures else ""
NATIONAL = Rules(own_profile(load().digest) or b"", own_holidays())
CAPTURE = OriginFile(OriginKind.CAPTURE, "01-capture.jsonl", "", broken_capture())
FORGED: Mapping[str, tuple[bytes, str]] = {
    "a part is said to be absent that is here": (
        rewritten(said=saying(Part.PLATFORM, Entry(Part.PLATFORM, (), "NOT_STATED"))),
        "PARTS_DISAGREE",
    ),
    "a part is said to be here that is not": (
        rewritten(said=saying(Part.RULES, Entry(Part.RULES, ("rules/",)))),
        "PARTS_DISAGREE",
    ),
    "a part is here and its absence is stated too": (
        rewritten(said=saying(Part.PLATFORM, Entry(Part.PLATFORM, ("platform.json",), "NOT_KEPT"))),
        "PARTS_DISAGREE",
    ),
    "a part is missing without a reason": (
        rewritten(said=saying(Part.RULES, Entry(Part.RULES))),
        "ABSENCE_UNSTATED",
    ),
    "a part is missing for a reason of another": (
        rewritten(said=saying(Part.RULES, Entry(Part.RULES, (), "NOT_KEPT"))),
        "COVER_DISAGREES",
    ),
    "a part is missing for a reason of another, on the sheet too": (
        having(absent={Part.RULES: Absence.NOT_KEPT}),
        "ABSENCE_UNSTATED",
    ),
    "the template certifies more": (
        rewritten(lambda files: files.update({"certification.txt": b"signed\n"})),
        "SHEET_DISAGREES",
    ),
    "the instructions trust the package": (
        rewritten(lambda files: files.update({"verifier/README.txt": b"trust me\n"})),
        "SHEET_DISAGREES",
    ),
    "the registry's file leaves out an objection": (
        rewritten(lambda files: files.update({"registry/file.json": b"{}"})),
        "SHEET_DISAGREES",
    ),
    "an origin file is not listed": (
        rewritten(lambda files: files.update({"origin/03-deed.txt": DEED})),
        "ORIGIN_DISAGREES",
    ),
    "a listed origin file is not here": (
        rewritten(lambda files: files.pop("origin/02-deed.txt")),
        "ORIGIN_DISAGREES",
    ),
    "a line of the capture log is left out": (having(origin=(CAPTURE,)), "CAPTURE_BROKEN"),
    "the rules are others": (having(rules=NATIONAL), "RULES_DISAGREE"),
    "a withheld field is not listed": (rewritten(hide_one_withheld), "REDACTION_DISAGREES"),
    "a hand-over is left out": (without_a_line(), "CUSTODY_BROKEN"),
    "the log is another package's": (with_the_log_of_another(), "CUSTODY_BROKEN"),
    "it was given by who never held it": (with_line(2, giver="someone"), "CUSTODY_BROKEN"),
    "a hand-over is dated back": (with_line(2, time=at(0)), "CUSTODY_BROKEN"),
    "nobody says who made it": (with_line(0, kind=Handling.STORED), "CUSTODY_BROKEN"),
    "nobody took it": (with_line(1, taker=""), "CUSTODY_BROKEN"),
    "a verifier is not the one that is named": (
        rewritten(lambda files: files.update({"verifier/" + WHEEL_NAME: b"other"})),
        "PART_MALFORMED",
    ),
    "a second program lies beside it": (
        rewritten(lambda files: files.update({"verifier/other.whl": b"other"})),
        "FILE_UNKNOWN",
    ),
    "nobody says how it was made": (
        rewritten(lambda files: files.pop("making.json")),
        "FILE_MISSING",
    ),
}


def test_version_2_is_verified_and_says_what_of_each_part_it_holds() -> None:
    report = verify(SECOND, TRUST)
    assert (report.grade, reasons(report)) == (Grade.VERIFIED, set())
    assert asides(report) >= {"PART_ABSENT", "CLAIMED_BY_OPERATOR", "RULES_NOT_HELD"}
    assert asides(report).isdisjoint({"NO_ORIGIN", "NO_CUSTODY", "OBJECT_NOT_CAPTURED"})
    parts = [check.message.en for check in report.checks if check.number == 28]
    assert all(any(f"{part} " in said for said in parts) for part in Part)


def test_version_1_has_none_of_its_steps() -> None:
    steps = {check.number for check in verify(PACKAGE, TRUST).checks}
    assert steps & STEPS == set()


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_part_is_refused_for_its_one_reason(name: str) -> None:
    package, code = FORGED[name]
    report = verify(package, TRUST)
    assert (report.grade, reasons(report)) == (Grade.REJECTED, {code})


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_what_forges_version_1_is_refused_in_version_2_too(forgery: Forgery) -> None:
    report = verify(forgery.mutate(SECOND), TRUST)
    assert (report.grade, reasons(report)) == (forgery.grade, {forgery.code})


def test_a_forger_who_changes_nothing_is_verified() -> None:
    assert rewritten() == SECOND
    assert having() == SECOND
    assert with_line(1) == SECOND


def of_capture(**changes: Any) -> OriginFile:
    fingerprint = changes.pop("fingerprint", FIRST.certificate.fingerprint)
    log = capture_log(fingerprint, **changes)
    return OriginFile(OriginKind.CAPTURE, "log.jsonl", "", log)


@pytest.mark.parametrize(
    ("package", "code"),
    [
        (having(origin=()), "NO_ORIGIN"),
        (having(origin=(of_capture(fingerprint=bytes(32)),)), "OBJECT_NOT_CAPTURED"),
        (having(origin=(of_capture(time="2025-06-01T08:00:00Z"),)), "ORIGIN_AFTER_FILING"),
        (write_package(MADE), "NO_CUSTODY"),
        (with_line(0, time=at(0)), "CUSTODY_BEFORE_MAKING"),
    ],
)
def test_what_is_weak_is_said_and_does_not_refuse(package: bytes, code: str) -> None:
    report = verify(package, TRUST)
    assert (report.grade, code in asides(report)) == (Grade.VERIFIED, True)
    assert code not in asides(verify(SECOND, TRUST))


def test_a_reason_other_than_the_first_is_told() -> None:
    report = verify(having(origin=(), absent={Part.ORIGIN: Absence.CONFIDENTIAL}), TRUST)
    said = [check.message.zh for check in report.checks if check.code == "PART_ABSENT"]
    assert any("P8" in each and "须保密" in each for each in said)


def test_a_paper_that_an_act_names_is_bound_to_it() -> None:
    acts = [parse_act(raw) for raw in FIRST.dossiers[FIRST.certificate.application]]
    step = acts[1]
    assert isinstance(step.terms, Step)
    paper = b"opinion"
    named = replace(step, terms=replace(step.terms, document=DocumentDigest(sha256(paper))))
    assert bound({"opinion.txt": paper, "other.txt": b""}, [named]) == {"opinion.txt": 2}
    assert bound({"opinion.txt": paper}, acts) == {}


def test_tables_that_are_not_this_versions_are_told() -> None:
    held = replace(NATIONAL, tables={"rights-2026": own_table("rights-2026") or b""})
    assert list(unlike(held)) == []
    other = replace(held, holidays=b"{}", tables={"rights-2027": b"{}"})
    assert list(unlike(other)) == [HOLIDAYS_NAME, "rules/codes-rights-2027.json"]


def test_parts_that_are_not_all_there_are_no_manifest() -> None:
    for said in (lambda parts: parts[1:], lambda parts: (parts[1], parts[0], *parts[2:])):
        report = verify(rewritten(said=said), TRUST)
        assert reasons(report) == {"MANIFEST_MALFORMED"}


def test_version_1_has_no_place_for_the_parts_of_version_2() -> None:
    files = {**read_container(PACKAGE), "making.json": b"{}"}
    files[MANIFEST_NAME] = write_manifest(files, about(FIRST.cover))
    assert reasons(verify(write_container(files), TRUST)) == {"FILE_UNKNOWN"}


def test_version_1_takes_a_custody_log_that_is_not_examined() -> None:
    packed = with_custody(PACKAGE, hand_overs(FIRST))
    report = verify(packed, TRUST)
    (found,) = [each for each in report.checks if each.code == "NOT_EXAMINED"]
    assert (report.grade, found.found) == (Grade.VERIFIED, CUSTODY_NAME)
