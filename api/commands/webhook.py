"""`datadeed webhook make | list | replay | forget`: where a server sends a party's alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from api.commands.tools import Tools, json_option, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "本方的回调地址：服务器把提醒签名发往何处。先以 `datadeed sign-in` 登录。",
        "Where a server sends this party's alerts, signed: sign in with `datadeed sign-in` first.",
    )

    @click.group("webhook", help=about)
    def webhook() -> None:
        pass

    for make in (_make, _list, _replay, _forget):
        webhook.add_command(make(say))
    return webhook


def _make(say: Speech) -> click.Command:
    about = say(
        "登记一个 https 地址，自此刻起向其发送提醒；密钥只显示这一次。",
        "Have alerts sent to an https address from now on; its secret is shown this once.",
    )

    @click.command("make", help=about)
    @click.argument("url")
    @json_option(say)
    @pass_tools
    def make(tools: Tools, *, url: str, as_json: bool) -> None:
        found = _asked(tools, "POST", "", {"url": url})
        if as_json:
            show_json(found)
        else:
            show_rows([("webhook", found["webhook"]["id"]), ("secret", found["secret"])])

    return make


def _list(say: Speech) -> click.Command:
    @click.command("list", help=say("列出本方的回调地址。", "List this party's webhooks."))
    @json_option(say)
    @pass_tools
    def every(tools: Tools, *, as_json: bool) -> None:
        found = _asked(tools, "GET", "")
        if as_json:
            show_json(found)
            return
        for each in found["webhooks"]:
            ended = say("已终止", "ended") if each["ended"] else ""
            told = (each["id"], str(each["after"]), each["code"], ended, each["url"])
            click.echo("  ".join(filter(None, told)))

    return every


def _replay(say: Speech) -> click.Command:
    about = say(
        "从某一位置起重新发送；已终止的地址由此恢复。",
        "Send again what came behind a place; it also takes up an address that had ended.",
    )

    @click.command("replay", help=about)
    @click.argument("webhook")
    @click.option("--after", type=click.IntRange(min=0), default=0, show_default=True)
    @json_option(say)
    @pass_tools
    def replay(tools: Tools, *, webhook: str, after: int, as_json: bool) -> None:
        found = _asked(tools, "POST", f"/{webhook}/replay", {"after": after})
        if as_json:
            show_json(found)
        else:
            show_rows(list(found["webhook"].items()))

    return replay


def _forget(say: Speech) -> click.Command:
    about = say(
        "不再向该地址发送，并删去其密钥。", "Send nothing there any more; its secret goes too."
    )

    @click.command("forget", help=about)
    @click.argument("webhook")
    @pass_tools
    def forget(tools: Tools, *, webhook: str) -> None:
        _asked(tools, "DELETE", f"/{webhook}")

    return forget


def _asked(tools: Tools, method: str, path: str, body: Any = None) -> dict[str, Any]:
    from api.registrant.session import asked

    return asked(tools.settings(), method, f"/v1/webhooks{path}", body)
