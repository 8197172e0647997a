"""`datadeed content check`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from api.commands.content_push import store_on_ipfs, tell
from api.commands.tools import Tools, json_option, pass_tools, show_json

if TYPE_CHECKING:
    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "在每个 IPFS 节点上逐一读取所留存的密文，核对摘要与固定状态；某节点所缺者，以他处取得的补上。"
        "仍有所缺时退出码为 1。",
        "Read every content from every IPFS node, compare digests, and see that it is pinned; what a"
        " node lacks and another has is given to it again. Exit code 1 when something is lacking.",
    )

    @click.command("check", help=about)
    @json_option(say)
    @pass_tools
    def check(tools: Tools, *, as_json: bool) -> int:
        from notarization.content.tending import check as look
        from notarization.content.tending import shape

        found = look(store_on_ipfs(tools), lambda: datetime.now(UTC))
        if as_json:
            show_json(shape(found))
        else:
            repaired = len(found.repaired)
            click.echo(
                tools.say(
                    f"完好 {found.kept}（其中已修复 {repaired}），所缺 {len(found.lacking)}",
                    f"{found.kept} kept ({repaired} of them repaired), {len(found.lacking)} lacking",
                )
            )
            tell(tools, found.lacking)
        return 1 if found.lacking else 0

    return check
