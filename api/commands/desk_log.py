"""`datadeed desk log`: who did and read what at a registry's desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from api.commands.tools import Tools, json_option, pass_tools, show_json

if TYPE_CHECKING:
    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make `log`."""
    about = say(
        "查阅工作台日志：谁在何时为何查阅、认领、转交、打开、销毁；供复核人员。",
        "Show the desk's log: who read, claimed, gave on, opened or erased what, and why; for"
        " reviewers.",
    )

    @click.command("log", help=about)
    @click.option(
        "--registry",
        type=click.IntRange(0, 65_535),
        required=True,
        help=say("登记机构代码", "The registry's code"),
    )
    @click.option("--application", help=say("只看这件案卷", "Of this file only"))
    @click.option("--cursor", help=say("接上一页", "Go on after a page"))
    @json_option(say)
    @pass_tools
    def log(
        tools: Tools,
        *,
        registry: int,
        application: str | None,
        cursor: str | None,
        as_json: bool,
    ) -> None:
        from urllib.parse import urlencode

        from api.registrant.session import asked
        from api.texts.desk import DEEDS
        from ledger.domain.desk import Deed

        query = {"application": application, "cursor": cursor, "limit": "100"}
        told = urlencode({name: each for name, each in query.items() if each})
        found = asked(tools.settings(), "GET", f"/v1/desk/{registry}/log?{told}")
        if as_json:
            show_json(found)
            return
        for each in found["entries"]:
            deed = DEEDS[Deed[each["deed"]]].text(tools.say.language)
            who = each["party"]["party"][-20:]
            parts = (each["time"], deed, who, each["application"], each["reason"])
            click.echo("  ".join(filter(None, parts)))
        if found["next"]:
            click.echo(f"--cursor {found['next']}", err=True)

    return log
