"""What every command is given: its language, its settings, and a way to show things."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from api.commands.speech import Speech

if TYPE_CHECKING:
    from ledger.settings import Settings
    from ledger.store.engine import Engine, ReadSession

F = TypeVar("F", bound=Callable[..., Any])
WIDE: Final = 0x1100


@dataclass(frozen=True, slots=True)
class Tools:
    """Handed to every command by the group."""

    say: Speech
    environment: Mapping[str, str] = field(repr=False)

    def settings(self) -> Settings:
        """The settings of the environment. Raises SettingInvalid."""
        from ledger.settings import Settings

        return Settings.read(self.environment)

    def engine(self, *, writing: bool = False) -> Engine:
        """The database of the settings, closed when the command ends.

        Raises AddressWrong, StoreUnavailable: to read from it makes none.
        """
        from ledger.store.engine import Pages, is_there, open_engine
        from ledger.store.errors import StoreUnavailable

        pages, url = Pages.SOME if writing else Pages.MANY, self.settings().database_url
        if not writing and not is_there(url):
            raise StoreUnavailable("no such file")
        opened = open_engine(url, pages=pages)
        click.get_current_context().call_on_close(opened.dispose)
        return opened


pass_tools: Final = click.make_pass_decorator(Tools)


def json_option(say: Speech) -> Callable[[F], F]:
    """`--json`, on every command that prints data."""
    return click.option("--json", "as_json", is_flag=True, help=say("输出 JSON", "Print JSON"))


def options(*each: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator, shown in this order."""

    def apply(function: F) -> F:
        for option in reversed(each):
            function = option(function)
        return function

    return apply


def show_json(value: Any) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show_rows(rows: Sequence[tuple[str, object]], *, err: bool = False) -> None:
    """Print names and values in two columns, as the answer or (`err`) beside it."""
    widest = max(width(name) for name, _ in rows)
    for name, value in rows:
        click.echo(f"{name}{' ' * (widest - width(name) + 2)}{value}", err=err)


def width(text: str) -> int:
    """How many columns of a terminal a text takes: a Chinese character takes two."""
    return sum(2 if ord(letter) >= WIDE else 1 for letter in text)


@contextmanager
def progress(label: str, total: int, *, unit: str = "") -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, silence in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn

    counted = DownloadColumn() if unit == "bytes" else MofNCompleteColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), counted)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda amount: bar.advance(task, amount)


@contextmanager
def snapshot(tools: Tools) -> Iterator[ReadSession]:
    """The mirror as it stands now. Raises StoreUnavailable."""
    from ledger.store.engine import read_session

    with read_session(tools.engine(), now=int(time.time())) as session:
        yield session
