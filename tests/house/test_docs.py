"""What the pages tell a reader to type exists: commands with their options, targets, files."""

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
