"""`datadeed content push`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from api.commands.tools import Tools, json_option, pass_tools, show_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.commands.speech import Speech
    from notarization.content.ipfs import IpfsStore
    from notarization.content.rounds import Fault


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "把队列中的密文送往各 IPFS 节点，并让节点不再固定已销毁的内容。仍有未送出者，退出码为 1。"
        "服务器（datadeed serve）自行送出。",
        "Send the sealed bytes that wait to every IPFS node, and let nodes unpin what was erased."
        " Exit code 1 while something still waits. A server (datadeed serve) does so by itself.",
    )

    @click.command("push", help=about)
    @json_option(say)
    @pass_tools
    def push(tools: Tools, *, as_json: bool) -> int:
        from notarization.content.rounds import fault_shape
        from notarization.content.tending import push as send

        done = send(store_on_ipfs(tools))
        if as_json:
            waiting = [fault_shape(each) for each in done.waiting]
            show_json({"sent": done.sent, "unpinned": done.unpinned, "waiting": waiting})
        else:
            click.echo(
                tools.say(
                    f"送出 {len(done.sent)}，解除固定 {done.unpinned}，仍在等待 {len(done.waiting)}",
                    f"{len(done.sent)} sent, {done.unpinned} unpinned, {len(done.waiting)} waiting",
                )
            )
            tell(tools, done.waiting)
        return 1 if done.waiting else 0

    return push


def store_on_ipfs(tools: Tools) -> IpfsStore:
    """The store of the settings. Raises UsageError where it is a directory."""
    from notarization.content.chosen import ipfs_of

    store = ipfs_of(tools.settings())
    if store is None:
        raise click.UsageError(
            tools.say(
                "未设置 DATADEED_IPFS_URL：内容存放在文件夹中，无须送出",
                "DATADEED_IPFS_URL is not set: contents lie in a folder and are sent nowhere",
            )
        )
    return store


def tell(tools: Tools, faults: Iterable[Fault]) -> None:
    """A line for each content that a node has not, and why."""
    from api.problems import title_of

    for each in faults:
        title = title_of(type(each.error)).text(tools.say.language)
        click.echo(f"{each.name}  {title}  {each.error}")
