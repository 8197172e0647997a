"""`datadeed desk list | show | steps | open | claim | …`: the registry's files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from api.commands import deposit, desk_act, desk_dispute, desk_erase, desk_log, desk_order
from api.commands.tools import Tools, json_option, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech
    from api.commands.tools import F

CONCERNS: Final = (
    "ACCEPTANCE",
    "EXAMINATION",
    "REVIEW",
    "OBJECTION",
    "ISSUE",
    "SUPERVISION",
    "DISPUTE",
)
SHOWN: Final = 12


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "登记机构工作台，供本机构工作人员使用：查阅与认领案卷前先以 `datadeed sign-in` 登录。",
        "The registry's desk, for its own staff: sign in with `datadeed sign-in` to see and claim"
        " files.",
    )

    @click.group("desk", help=about)
    def desk() -> None:
        pass

    for make in (
        _list,
        _show,
        _steps,
        _open,
        _claim,
        _reassign,
        _recuse,
        _hand_over,
        deposit.command,
    ):
        desk.add_command(make(say))
    desk.add_command(desk_erase.command(say))
    desk.add_command(desk_log.command(say))
    desk.add_command(desk_order.command(say))
    desk.add_command(desk_dispute.command(say))
    for each in desk_act.commands(say):
        desk.add_command(each)
    return desk


def _list(say: Speech) -> click.Command:
    @click.command("list", help=say("列出案卷，期限近者在前。", "List files, nearest due first."))
    @_registry(say)
    @click.option("--state", help=say("只列此状态", "Only those in this state"))
    @click.option(
        "--assignee",
        help=say("承办人：mine、nobody 或当事人标识", "Whose: mine, nobody, or a party's id"),
    )
    @click.option("--search", "q", default="", help=say("名称、申请人或标识", "Name or id"))
    @click.option("--cursor", help=say("接上一页", "Go on after a page"))
    @json_option(say)
    @pass_tools
    def show(tools: Tools, /, *, registry: int, as_json: bool, **asked: str | None) -> None:
        from urllib.parse import urlencode

        from api.registrant.session import asked as answer

        query = urlencode({name: value for name, value in asked.items() if value})
        found = answer(tools.settings(), "GET", f"/v1/desk/{registry}/files?{query}")
        if as_json:
            show_json(found)
            return
        for each in found["files"]:
            _line(tools.say, each)
        if found["next"]:
            click.echo(f"--cursor {found['next']}", err=True)

    return show


def _line(say: Speech, each: dict[str, Any]) -> None:
    from api.texts.shown import counted
    from api.texts.words import word
    from ledger.domain.acts import ApplicationState
    from ledger.domain.verdict import Result

    filed, clock, assignee = each["application"], each["clock"], each["claim"]["assignee"]
    left = "" if clock is None else say(f"余 {clock['days_left']} 个工作日",
                                        f"{counted(clock['days_left'], 'working day')} left")  # fmt: skip
    who = (assignee["name"] or assignee["party"][-SHOWN:]) if assignee else say("无人", "nobody")
    known = Result.UNKNOWN if filed["unknown"] else ApplicationState[filed["state"]]
    state = word(known, say.language)
    name = filed["data_name"] or "-"
    click.echo("  ".join(filter(None, (filed["application"], state, left, who, name))))


def _show(say: Speech) -> click.Command:
    about = say("查阅一份案卷；查阅目的记入日志。", "Read a file; for what is logged.")

    @click.command("show", help=about)
    @_registry(say)
    @click.argument("application")
    @click.option(
        "--concern",
        type=click.Choice(CONCERNS),
        required=True,
        help=say("查阅目的", "For what it is read"),
    )
    @pass_tools
    def show(tools: Tools, *, registry: int, application: str, concern: str) -> None:
        from api.registrant.session import asked

        path = f"/v1/desk/{registry}/files/{application}?concern={concern}"
        show_json(asked(tools.settings(), "GET", path))

    return show


def _steps(say: Speech) -> click.Command:
    about = say(
        "列出案卷的下一步：您现在可办的，以及其余各步为何不可办。",
        "List what may follow in a file: what is open for you now, and why the rest is not.",
    )

    @click.command("steps", help=about)
    @_registry(say)
    @click.argument("application")
    @json_option(say)
    @pass_tools
    def steps(tools: Tools, /, *, registry: int, application: str, as_json: bool) -> None:
        from api.registrant.session import asked
        from api.texts.words import word
        from ledger.domain.acts import Action

        path = f"/v1/desk/{registry}/files/{application}/steps"
        found = asked(tools.settings(), "GET", path)
        if as_json:
            show_json(found)
            return
        language = tools.say.language
        for each in found["steps"]:
            mark = "✓" if each["open"] else "✗"
            signers = " + ".join(each["staff"]) or each["signatories"]
            click.echo(
                f"{mark} {each['action']}  {word(Action[each['action']], language)}  {signers}"
            )
            for bar in each["bars"]:
                click.echo(f"    {bar['code']}  {bar['titles'][language.value]}")

    return steps


def _open(say: Speech) -> click.Command:
    about = say(
        "取出留存的证明文件、所签文件或异议材料（以其 SHA-256）；查阅目的记入日志。",
        "Fetch a proof, a document that a step names or an objection's file by its SHA-256; for what"
        " is logged.",
    )

    @click.command("open", help=about)
    @_registry(say)
    @click.argument("application")
    @click.argument("sha256")
    @click.option(
        "--concern",
        type=click.Choice(CONCERNS),
        required=True,
        help=say("查阅目的", "For what it is read"),
    )
    @click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        required=True,
        help=say("写入的文件", "The file to write"),
    )
    @json_option(say)
    @pass_tools
    def open_(
        tools: Tools, /, *, registry: int, application: str, as_json: bool, **told: Any
    ) -> None:
        from api.registrant.server import fetch
        from api.registrant.session import kept
        from ledger.whole_file import write_whole

        server, token = kept(tools.settings())
        path = f"/v1/desk/{registry}/files/{application}/contents/{told['sha256']}"
        data = fetch(server, f"{path}?concern={told['concern']}", token=token)
        write_whole(told["output"], data, mode=0o600)
        if as_json:
            show_json({"written": str(told["output"])})
        else:
            show_rows([(tools.say("已写入", "written"), told["output"])])

    return open_


def _claim(say: Speech) -> click.Command:
    @click.command("claim", help=say("认领案卷。", "Take a file."))
    @_changing(say)
    @pass_tools
    def claim(tools: Tools, /, *, registry: int, application: str, version: int) -> None:
        _change(tools, f"/v1/desk/{registry}/files/{application}/claim", {"version": version})

    return claim


def _reassign(say: Speech) -> click.Command:
    @click.command("reassign", help=say("转交案卷。", "Give a file to another."))
    @_changing(say, reason=True)
    @click.option("--to", required=True, help=say("接办人的标识", "The other's party id"))
    @pass_tools
    def reassign(tools: Tools, /, *, registry: int, application: str, **told: Any) -> None:
        to = "0x" + told.pop("to").removeprefix("0x")
        _change(tools, f"/v1/desk/{registry}/files/{application}/reassign", told | {"to": to})

    return reassign


def _recuse(say: Speech) -> click.Command:
    @click.command("recuse", help=say("声明回避，不再办理。", "Recuse yourself from a file."))
    @_changing(say, reason=True)
    @pass_tools
    def recuse(tools: Tools, /, *, registry: int, application: str, **told: Any) -> None:
        _change(tools, f"/v1/desk/{registry}/files/{application}/recuse", told)

    return recuse


def _hand_over(say: Speech) -> click.Command:
    about = say(
        "将离任人员承办的全部在办案卷转交他人，由复核人员办理。",
        "Give all open files of somebody who leaves to another; for reviewers.",
    )

    @click.command("hand-over", help=about)
    @_registry(say)
    @click.option("--leaving", required=True, help=say("离任人员的标识", "Who leaves: a party id"))
    @click.option("--to", required=True, help=say("接办人的标识", "The other's party id"))
    @click.option("--reason", required=True, help=say("理由", "Why"))
    @json_option(say)
    @pass_tools
    def hand_over(tools: Tools, /, *, registry: int, as_json: bool, **told: str) -> None:
        from api.registrant.session import asked

        named = {name: "0x" + told[name].removeprefix("0x") for name in ("leaving", "to")}
        path = f"/v1/desk/{registry}/hand-over"
        found = asked(tools.settings(), "POST", path, {**named, "reason": told["reason"]})
        if as_json:
            show_json(found)
            return
        lines = [(tools.say("已转交", "given"), each) for each in found["given"]]
        lines += [(tools.say("未转交（已回避）", "kept (recused)"), each) for each in found["kept"]]
        show_rows(lines or [(tools.say("已转交", "given"), 0)])

    return hand_over


def _change(tools: Tools, path: str, body: dict[str, Any]) -> None:
    from api.registrant.session import asked

    claim = asked(tools.settings(), "POST", path, body)["claim"]
    assignee = claim["assignee"]
    show_rows(
        [
            (tools.say("承办人", "assignee"), assignee["party"] if assignee else "-"),
            (tools.say("版本", "version"), claim["version"]),
        ]
    )


def _registry(say: Speech) -> Callable[[F], F]:
    about = say("登记机构代码", "The registry's code")
    return click.option("--registry", type=click.IntRange(0, 65_535), required=True, help=about)


def _changing(say: Speech, *, reason: bool = False) -> Callable[[F], F]:
    """What every change of a claim is told: the file, the version that was seen, why."""
    seen = say("所见的认领版本（见 list）", "The version of the claim that you saw (see list)")
    why = click.option("--reason", required=True, help=say("理由", "Why"))

    def apply(function: F) -> F:
        if reason:
            function = why(function)
        function = click.option("--version", type=int, required=True, help=seen)(function)
        return _registry(say)(click.argument("application")(function))

    return apply
