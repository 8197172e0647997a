"""`datadeed verify PACKAGE --trust trust.json`: the offline verifier's own command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from api.commands.tools import Tools, pass_tools

if TYPE_CHECKING:
    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "离线核验证据包，不需要链、数据库与网络。信任文件须由核验人自备。退出码：0 通过，1 不通过，2 不完整，3 无法读取。",
        "Check an evidence package without chain, database or network. The trust file is the"
        " verifying party's own. Exit code: 0 verified, 1 rejected, 2 incomplete, 3 unreadable.",
    )

    @click.command("verify", help=about)
    @click.argument("package", type=click.Path())
    @click.option(
        "--trust",
        required=True,
        type=click.Path(),
        help=say("核验人自己的信任文件", "The verifying party's own trust file"),
    )
    @click.option("--json", "as_json", is_flag=True, help=say("输出 JSON", "Print JSON"))
    @pass_tools
    def verify(tools: Tools, package: str, trust: str, *, as_json: bool) -> int:
        from notarization.verify.__main__ import main

        arguments = [package, "--trust", trust, "--lang", tools.say.language.value]
        return main([*arguments, "--json"] if as_json else arguments)

    return verify
