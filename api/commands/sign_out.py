"""`datadeed sign-out`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from api.commands.tools import Tools, pass_tools

if TYPE_CHECKING:
    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "结束本机与服务器的登录，并忘记令牌。", "End this home's session and forget its token."
    )

    @click.command("sign-out", help=about)
    @pass_tools
    def sign_out(tools: Tools) -> None:
        from api.registrant import session

        session.sign_out(tools.settings())
        click.echo(tools.say("已退出。", "Signed out."))

    return sign_out
