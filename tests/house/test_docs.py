"""What the pages tell a reader to type exists: commands with their options, targets, files."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from api.cli import build
from api.commands.speech import Speech
from notarization.verify.report import Language

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("", "docs", "docs/decisions", "changes")
# docs/cli.md is written by the commands themselves.
PAGES = sorted(
    page
    for folder in FOLDERS
    for page in (ROOT / folder).glob("*.md")
    if page != ROOT / "docs/cli.md"
)
COMMAND = re.compile(r"\bdatadeed ((?:[a-z]+ ?)[^`\n|#…]*)")
TARGET = re.compile(r"(?:`|^ *)make ([a-z-]+)", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:]+)\)")


def command_faults(typed: str) -> Iterator[str]:
    """What of a command line the console does not know."""
    found: click.Command = build(Speech(Language.EN), {})
    context = click.Context(found)
    words = [word.strip("[],.;:") for word in shlex.split(typed.replace("'", ""))]
    while isinstance(found, click.Group) and words and not words[0].startswith("-"):
        inner = found.get_command(context, words[0])
        if inner is None:
            yield f"datadeed {typed}: no command {words[0]}"
            return
        found, words = inner, words[1:]
    known = {name for each in found.params for name in (*each.opts, *each.secondary_opts)}
    known |= {"--help"}
    yield from (
        f"datadeed {typed}: no option {word}"
        for word in words
        if word.startswith("--") and word not in known
    )


def faults(page: Path, text: str) -> list[str]:
    """What a page names and is not there."""
    found = [fault for typed in COMMAND.findall(text) for fault in command_faults(typed.strip())]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    found += [
        f"make {name}: no such target" for name in TARGET.findall(text) if name not in targets
    ]
    found += [
        f"{link}: no such file"
        for link in LINK.findall(text)
        if not (page.parent / link.strip()).exists()
    ]
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_names_exists(page: Path) -> None:
    assert faults(page, page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("`datadeed mirror rebuilt`", "datadeed mirror rebuilt: no command rebuilt"),
        ("`datadeed marry`", "datadeed marry: no command marry"),
        ("`datadeed status --lag 3`", "datadeed status --lag 3: no option --lag"),
        ("    make progress", "make progress: no such target"),
        ("run `make haste`", "make haste: no such target"),
        ("[a page](docs/nowhere.md)", "docs/nowhere.md: no such file"),
    ],
)
def test_what_does_not_exist_is_found(text: str, fault: str) -> None:
    assert faults(ROOT / "README.md", text) == [fault]


GAS = (ROOT / "docs/gas.md").read_text(encoding="utf-8")
GAS_ROW = re.compile(r"^\| ([^|]+) ((?:\| *[\d,]* *)+)\|", re.MULTILINE)


def gas_faults(text: str) -> list[str]:
    """Where the page of gas differs from what was measured, or a sum from what it is of."""
    measured: dict[str, int] = json.loads((ROOT / "gas-snapshot.json").read_text(encoding="utf-8"))
    whole, parts = text.split("## Where it goes")
    told = {act: numbers[0] for act, numbers in _gas(whole)}
    found = [
        f"{act}: {told.get(act)}, measured {measured.get(act)}"
        for act in sorted(told.keys() | measured.keys())
        if told.get(act) != measured.get(act)
    ]
    for act, (*each, total, _) in _gas(parts):
        found += [f"{act}: sum {total}, it is {sum(each)}"] if sum(each) != total else []
    return found


def _gas(text: str) -> Iterator[tuple[str, list[int]]]:
    for act, row in GAS_ROW.findall(text):
        if numbers := [int(each.replace(",", "")) for each in re.findall(r"\d[\d,]*", row)]:
            yield act.strip(), numbers


def test_the_page_of_gas_says_what_was_measured() -> None:
    assert len(list(_gas(GAS))) > 50
    assert gas_faults(GAS) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("| accept | 89,850 |", "| accept | 89,851 |", "accept: 89851, measured 89850"),
        ("| accept | 89,850 |  |  |\n", "", "accept: None, measured 89850"),
        ("| 157,019 |", "| 157,020 |", "issue, one holder: sum 157020, it is 157019"),
    ],
)
def test_a_figure_of_gas_that_was_not_measured_is_found(old: str, new: str, fault: str) -> None:
    assert gas_faults(GAS.replace(old, new)) == [fault]
