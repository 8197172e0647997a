"""Each forgery is refused for its one reason; the package it was made of passes."""

from pathlib import Path

import pytest
from forgeries import FORGERIES, Forgery

from notarization.verify.report import Grade, Report, Status
from notarization.verify.verifier import verify

GOOD = Path(__file__).parent / "good"
PACKAGE = (GOOD / "pledged.evidence.zip").read_bytes()
TRUST = (GOOD / "trust.json").read_bytes()


def reasons(report: Report) -> set[str]:
    """The codes that keep a package from being verified; what was not reached is none."""
    return {
        check.code
        for check in report.checks
        if check.required
        and check.status is not Status.PASSED
        and "not reached" not in check.message.en
    }


@pytest.mark.parametrize("name", ["issued", "pledged"])
def test_golden_packages_are_verified(name: str) -> None:
    package = (GOOD / f"{name}.evidence.zip").read_bytes()
    report = verify(package, TRUST)
    assert (report.grade, reasons(report)) == (Grade.VERIFIED, set())


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_a_forgery_is_refused_for_its_one_reason(forgery: Forgery) -> None:
    forged = forgery.mutate(PACKAGE)
    assert forged != PACKAGE
    report = verify(forged, TRUST)
    assert (report.grade, reasons(report)) == (forgery.grade, {forgery.code})
