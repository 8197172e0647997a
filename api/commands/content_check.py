"""`datadeed content check`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from api.commands.content_push import tell
from api.commands.tools import Tools, json_option, pass_tools, show_json

if TYPE_CHECKING:
    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "逐一读取所留存的密文并核对摘要；存放于 IPFS 的，在每个节点上读取并查看固定状态，某节点所缺者，以他处取得的补上。"
        "处处皆无者指明为失落，已销毁者不予恢复。仍有所缺时退出码为 1。",
        "Read every content and compare its digest, on IPFS from every node, where it must be pinned; what a"
        " node lacks and another place has is given to it again. What is nowhere is named as lost; what was"
        " erased is never given back. Exit code 1 when something is lacking.",
    )

    @click.command("check", help=about)
    @json_option(say)
    @pass_tools
    def check(tools: Tools, *, as_json: bool) -> int:
        from api.desk.contents import known
        from notarization.content.checking import check as look
        from notarization.content.checking import shape
        from notarization.content.chosen import require_nodes, store_of

        settings = tools.settings()
        require_nodes(settings)
        found = look(store_of(settings), lambda: datetime.now(UTC), known(settings))
        if as_json:
            show_json(shape(found))
        else:
            repaired, lacking, lost = map(len, (found.repaired, found.lacking, found.lost))
            click.echo(
                tools.say(
                    f"完好 {found.kept}（其中已修复 {repaired}），所缺 {lacking}，失落 {lost}，已销毁 {found.erased}",
                    f"{found.kept} kept ({repaired} of them repaired), {lacking} lacking, {lost} lost,"
                    f" {found.erased} erased",
                )
            )
            if found.unnamed:
                click.echo(
                    tools.say(
                        f"无申请指明者 {found.unnamed}，见 datadeed content unnamed",
                        f"{found.unnamed} that no application names: datadeed content unnamed",
                    )
                )
            tell(tools, found.lacking)
        return 1 if found.lacking else 0

    return check
