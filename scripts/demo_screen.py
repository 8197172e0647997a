"""What the demo shows: numbered steps in Chinese and English, what happened, where to look."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

PAGE: Final = "http://127.0.0.1:{port}{path}"


class Screen:
    """A terminal. `checks` counts what was held against what was expected.

    Every step says where to look: one that does not ends the demo as a failure.
    """

    def __init__(self, port: int) -> None:
        self.console = Console(highlight=False, soft_wrap=True)
        self.port = port
        self.started = time.monotonic()
        self.step = 0
        self.checks = 0
        self._looked = True

    def title(self, zh: str, en: str) -> None:
        """A new step."""
        self.end_step()
        self._looked = False
        self.step += 1
        seconds = time.monotonic() - self.started
        self.console.print(f"\n[bold]{self.step}. {zh}[/bold]  {en}  [dim]+{seconds:.0f}s[/dim]")

    def end_step(self) -> None:
        """The step is over. Ends the demo with a failure where it named no place to look."""
        if not self._looked:
            self.fail(f"步骤 {self.step} 未说明查看之处 step {self.step} names no place to look")

    def say(self, zh: str, en: str = "") -> None:
        """A line under the step."""
        self.console.print(f"   {zh}" + (f"  [dim]{en}[/dim]" if en else ""))

    def already(self, what: str) -> None:
        """A step that an earlier run has taken."""
        self.console.print(f"   [dim]已完成 done before: {what}[/dim]")

    def look(self, path: str) -> None:
        """Where to look: a page."""
        self._looked = True
        self.console.print(f"   [cyan]→ {PAGE.format(port=self.port, path=path)}[/cyan]")

    def find(self, path: Path) -> None:
        """Where to look: a file."""
        self._looked = True
        self.console.print(f"   [cyan]→ {path}[/cyan]")

    def check(self, what: str, *, holds: bool) -> None:
        """A claim of the demo. Ends it with a failure where it does not hold."""
        self.checks += 1
        if not holds:
            self.fail(f"未成立 does not hold: {what}")
        self.console.print(f"   [green]✓[/green] {what}")

    def warn(self, zh: str, en: str) -> None:
        """What did not go as it should, and is no failure of ours: never green."""
        self.console.print(f"   [bold yellow]! {zh}[/bold yellow]  {en}")

    def fail(self, what: str) -> None:
        """The end of a demo that does not hold."""
        self.console.print(f"\n[bold red]✗ {what}[/bold red]")
        sys.exit(1)

    @contextmanager
    def bar(self, what: str, total: int) -> Iterator[Progress]:
        """A progress bar over bytes; `advance(0, n)` moves it."""
        columns = (TextColumn("   {task.description}"), BarColumn(), DownloadColumn())
        with Progress(*columns, TransferSpeedColumn(), console=self.console) as progress:
            progress.add_task(what, total=total)
            yield progress
