"""Random changes of good packages: neither verifier accepts one, and both say why alike."""

import json
from collections import Counter
from typing import Any

import pytest

from notarization.verify.verifier import verify as verify_by_python
from tests.packages.both import by_browser
from tests.packages.mutations import mutated
from tests.packages.mutations_beside import ALL_KINDS
from tests.packages.test_forgeries import GOOD
from tests.thorough import usually

# the packages, and whom their readers trust; the last one's reader wants all that it has
GOLDEN = [
    ((GOOD / f"{name}.evidence.zip").read_bytes(), (GOOD / trust).read_bytes())
    for name, trust in (
        ("issued", "trust.json"),
        ("pledged", "trust.json"),
        ("second", "trust.json"),
        ("batched", "batched.trust.json"),
        ("attested", "attested.trust.json"),
    )
]
USUAL, MANY, PARTS = usually(60, whole=240), 10_000, 10


def reason_of(report: dict[str, Any]) -> tuple[str, list[tuple[int, str]]]:
    """The grade, and the first line that keeps it from VERIFIED; what was thrown is no answer."""
    if "thrown" in report:
        return report["thrown"][:200], []
    lines = [
        (line["number"], line["code"])
        for line in report["checks"]
        if line["required"] and line["status"] != "passed"
    ]
    return report["grade"], lines[:1]


def answers_to(package: bytes, trust: bytes) -> tuple[Any, Any]:
    python = json.loads(verify_by_python(package, trust).to_json())
    return reason_of(python), reason_of(by_browser(package, trust))


def faults_among(seeds: range) -> tuple[list[str], Counter[str]]:
    """What was accepted, or judged in two ways; and how often each reason was given."""
    faults, reasons = [], Counter[str]()
    for seed in seeds:
        package, trust = GOLDEN[seed % len(GOLDEN)]
        mutation = mutated(package, seed, ALL_KINDS)
        python, browser = answers_to(mutation.package, trust)
        if python != browser or "VERIFIED" in (python[0], browser[0]):
            faults.append(f"{seed} {mutation.kind}: {python} {browser}")
        reasons.update(f"{number} {code}" for number, code in python[1])
    return faults, reasons


@pytest.mark.parametrize(("package", "trust"), GOLDEN)
def test_what_is_changed_was_verified_by_both(package: bytes, trust: bytes) -> None:
    assert answers_to(package, trust) == (("VERIFIED", []), ("VERIFIED", []))


def test_no_random_change_is_accepted_and_both_say_why_alike() -> None:
    faults, reasons = faults_among(range(USUAL))
    assert faults == []
    assert len(reasons) > len(ALL_KINDS)


@pytest.mark.bench
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("part", range(PARTS))
def test_ten_thousand_random_changes(part: int) -> None:
    """In parts, for as many processes as there are."""
    faults, reasons = faults_among(range(part, MANY, PARTS))
    for reason, count in reasons.most_common():
        print(f"{count:>6} {reason}")  # noqa: T201 (figures of a measurement)
    assert faults == []
