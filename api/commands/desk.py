"""`datadeed desk …`: the work of the registry's staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from api.commands import deposit

if TYPE_CHECKING:
    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say("登记机构工作人员的工作台。", "The desk of the registry's staff.")

    @click.group("desk", help=about)
    def desk() -> None:
        pass

    for make in (deposit.command,):
        desk.add_command(make(say))
    return desk
