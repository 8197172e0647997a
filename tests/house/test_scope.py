"""docs/scope.md: every core row of the domain has an entry, and what an entry names exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORE = (
    *(*range(1, 8), 9, 10, 11, 12, 20, 21, 22, 23, 26, 30, 35, 45, 47, 49, 50, 52, 55, 58, 59, 64),
    *(69, 73, 75, 76, 77, 78, 79, 81, 82, 83, 84, 86, 95),
)


def entries(text: str) -> dict[int, list[str]]:
    rows = (line.strip("|").split("|") for line in text.splitlines() if line.startswith("| "))
    return {
        int(row[0]): [cell.strip() for cell in row[1:]] for row in rows if row[0].strip().isdigit()
    }


def faults(text: str) -> list[str]:
    found = entries(text)
    missing = [f"row {row} has no entry" for row in CORE if row not in found]
    for row, cells in found.items():
        if len(cells) != 4 or not all(cells):
            missing.append(f"row {row} has an empty cell")
            continue
        for cell in cells[2:]:
            paths = [] if cell == "not yet" else re.split(r", *", cell)
            missing += [f"row {row}: {path}" for path in paths if not (ROOT / path).exists()]
    return missing


def test_every_core_row_is_filled() -> None:
    assert faults((ROOT / "docs/scope.md").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [("| 95 |", "row 95 has no entry"), ("| 7 | ", "row 7 has an empty cell")],
)
def test_a_planted_gap_is_found(line: str, fault: str) -> None:
    text = (ROOT / "docs/scope.md").read_text(encoding="utf-8")
    start = text.index(line)
    end = text.index("\n", start)
    replacement = "" if line == "| 95 |" else "| 7 | a row | law II |  | not yet |"
    assert fault in faults(text[:start] + replacement + text[end:])
