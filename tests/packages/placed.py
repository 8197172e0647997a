"""Which code stands in which step, and what it does to the grade, as docs/verifying.md has it."""

import re
from pathlib import Path
from typing import Final

from notarization.verify.codes import CODES, Step
from notarization.verify.report import Check, Report, Status

PAGE: Final = Path(__file__).parents[2] / "docs" / "verifying.md"
REFUSES, LEAVES_OPEN, BESIDE = range(3)


def table(text: str) -> dict[tuple[int, int], set[str]]:
    """The codes by step and column."""
    rows = re.findall(r"^\| ([0-9]+) \|(.*)\|(.*)\|(.*)\|$", text, re.MULTILINE)
    return {
        (int(step), column): set(re.findall("`([A-Z0-9_]+)`", cell))
        for step, *cells in rows
        for column, cell in enumerate(cells)
    }


PLACES: Final = table(
    PAGE.read_text(encoding="utf-8").partition("## Codes by step")[2].partition("\n## ")[0]
)


def misplaced(report: Report) -> list[Check]:
    """The checks of a package whose code the page has in no such place."""
    return [each for each in report.checks if not is_placed(each)]


def is_placed(check: Check) -> bool:
    """Whether a check passed, was not reached, or has a code of its step and column."""
    if check.code == Step(check.number).name:
        return check.status is not Status.FAILED
    family = "JSON" if check.code.startswith("JSON") else "COMMITMENT"
    code = check.code if check.code in CODES else family
    column = LEAVES_OPEN if check.required else BESIDE
    if check.status is Status.FAILED:
        column = REFUSES
    return code in PLACES[check.number, column]
