"""`datadeed status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from api.commands.tools import Tools, json_option, pass_tools, show_json, show_rows, snapshot

if TYPE_CHECKING:
    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "查看镜像读到哪里、与链相差多少、有无无法读取的卷宗。",
        "Show how far the mirror has read, how far the chain is, and what cannot be read.",
    )

    @click.command("status", help=about)
    @json_option(say)
    @pass_tools
    def status(tools: Tools, *, as_json: bool) -> None:
        from api.shaping import status_shape
        from api.stamps import backlog
        from api.standing import rows
        from api.wiring import wall_clock
        from ledger.queries.status import status as ask
        from notarization.content.backlog import backlog as backlog_of_contents

        with snapshot(tools) as session:
            known = ask(session)
        settings = tools.settings()
        stamping = backlog(settings, wall_clock())
        found = status_shape(known, stamping, backlog_of_contents(settings.content))
        if as_json:
            show_json(found.model_dump(mode="json"))
        else:
            told = rows(found, tools.say.language)
            show_rows([(each.name, each.value) for each in told])

    return status
