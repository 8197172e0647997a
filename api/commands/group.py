"""A group of commands that loads a command when it is used, so that `--help` is quick."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.commands.speech import Speech
    from notarization.verify.report import Message


class LazyGroup(click.Group):
    """Commands by name: the module whose `command(say)` makes it, and its line in the list."""

    def __init__(
        self, say: Speech, commands: Mapping[str, tuple[str, Message]], **options: Any
    ) -> None:
        super().__init__(**options)
        self.say = say
        self.known = commands

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which they are used."""
        del ctx
        return list(self.known)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; None when there is none."""
        del ctx
        found = self.known.get(cmd_name)
        if found is None:
            return None
        made: click.Command = import_module(found[0]).command(self.say)
        return made

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        del ctx
        rows = [(name, text.text(self.say.language)) for name, (_, text) in self.known.items()]
        with formatter.section(self.say("命令", "Commands")):
            formatter.write_dl(rows)
