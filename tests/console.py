"""The console in this process: a process of its own would spend most of its time on starting."""

from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO

from api.cli import run


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


def console(environment: Mapping[str, str], *words: str) -> Said:
    """Run a command with nothing but these variables."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(list(words), environment)
    return Said(code, out.getvalue(), err.getvalue())
