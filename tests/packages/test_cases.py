"""The forty cases: both verifiers refuse each for one code, and pass with the change undone."""

from functools import cache
from pathlib import Path

import pytest

from notarization.verify.report import Grade, Report
from tests.packages.both import verify
from tests.packages.cases import CASES, table
from tests.packages.fixtures import Asked, Fixture
from tests.packages.test_forgeries import reasons

FIXTURES = {
    f"{number}: {each.what}": each for number, case in CASES.items() for each in case.fixtures
}


@cache
def asked(put: Asked) -> Report:
    """What both say; many fixtures have one good package."""
    return verify(put.package, put.trust, put.question)


def test_every_case_is_shown_or_said_not_to_apply() -> None:
    assert list(CASES) == list(range(1, 41))
    assert [number for number, case in CASES.items() if not (case.fixtures or case.why)] == []
    assert len(FIXTURES) == sum(len(case.fixtures) for case in CASES.values())


@pytest.mark.parametrize("fixture", FIXTURES.values(), ids=FIXTURES)
def test_a_case_is_refused_for_one_code_and_passes_with_the_change_undone(
    fixture: Fixture,
) -> None:
    false, good = fixture.false(), fixture.good()
    assert false != good
    report = asked(false)
    assert (report.grade, reasons(report)) == (fixture.grade, {fixture.code})
    assert not fixture.beside or fixture.beside in {check.code for check in report.checks}
    undone = asked(good)
    assert (undone.grade, reasons(undone)) == (Grade.VERIFIED, set())


def test_the_documents_list_is_that_of_the_cases() -> None:
    page = Path(__file__).resolve().parents[2] / "docs/evidence-package.md"
    assert table() in page.read_text(encoding="utf-8")
