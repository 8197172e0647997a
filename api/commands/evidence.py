"""`datadeed evidence ask | show | fetch | locked | approve`: packages that are asked for by case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.moment import MOMENT
from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows
from api.commands.verdict import PURPOSES

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech
    from api.wiring import Wiring

ID: Final = click.argument("request", metavar="ID")
FORUMS: Final = ("domestic", "foreign")


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "按案件申请证据包，查看进度与保管记录并取走。拟向境外提供的先行锁定，待登记机构录入批准。",
        "Ask for evidence packages by case, see their progress and custody, and fetch them. One for"
        " a court abroad is locked until the registry has entered an approval.",
    )

    @click.group("evidence", help=about)
    def evidence() -> None:
        pass

    for make in (_ask, _show, _fetch, _locked, _approve):
        evidence.add_command(make(say))
    return evidence


def _ask(say: Speech) -> click.Command:
    @click.command("ask", help=say("申请一份证据包。", "Ask for a package."))
    @click.argument("number")
    @_asking(say)
    @json_option(say)
    @pass_tools
    def ask(tools: Tools, /, *, number: str, as_json: bool, **told: Any) -> None:
        from api import evidence_requests
        from api.evidence import Request
        from api.forum import Forum
        from ledger.domain.numbers import parse_number
        from ledger.domain.verdict import Purpose

        narrowed = told["opened"] or told["nothing"]
        asked = Request(
            parse_number(number),
            Purpose(told["purpose"]),
            told["requester"],
            told["case"],
            at=told["at"],
            opened=frozenset(told["opened"]) if narrowed else None,
        )
        wiring = _wiring(tools)
        key = evidence_requests.ask(wiring, asked, Forum(told["forum"]))
        evidence_requests.run(wiring, key)
        _tell(tools, wiring, key, as_json=as_json)

    return ask


def _asking(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--purpose",
            type=click.Choice(PURPOSES),
            default="dispute",
            show_default=True,
            help=say("用途", "What it is made for"),
        ),
        click.option("--requester", required=True, help=say("申请人", "Who asks for it")),
        click.option("--case", required=True, help=say("案号或事由", "Case reference")),
        click.option("--at", type=MOMENT, help=say("所问的时点", "The moment asked about")),
        click.option(
            "--open",
            "opened",
            multiple=True,
            metavar="FIELD",
            help=say("只披露此项，每项一次", "Open only this published field"),
        ),
        click.option("--open-none", "nothing", is_flag=True, help=say("一项不披露", "Open none")),
        forum_option(say),
    )


def forum_option(say: Speech) -> Callable[[F], F]:
    """For whose court a package is."""
    return click.option(
        "--forum",
        type=click.Choice(FORUMS),
        default="domestic",
        show_default=True,
        help=say("拟提交至境内或境外", "For a court in China or abroad"),
    )


def _show(say: Speech) -> click.Command:
    about = say("查看进度与保管记录；未办完的接着办。", "Show progress and custody; go on with it.")

    @click.command("show", help=about)
    @ID
    @json_option(say)
    @pass_tools
    def show(tools: Tools, *, request: str, as_json: bool) -> None:
        from api import evidence_requests

        wiring, key = _wiring(tools), _key(request)
        if evidence_requests.is_due(wiring, evidence_requests.look(wiring, key).row):
            evidence_requests.run(wiring, key)
        _tell(tools, wiring, key, as_json=as_json)

    return show


def _fetch(say: Speech) -> click.Command:
    about = say("取走证据包，并记入其保管记录。", "Fetch the package: its custody log says so.")

    @click.command("fetch", help=about)
    @ID
    @click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        required=True,
        help=say("写入此文件", "Write to this file"),
    )
    @json_option(say)
    @pass_tools
    def fetch(tools: Tools, *, request: str, output: Path, as_json: bool) -> None:
        from api import evidence_requests
        from ledger.whole_file import OWNER_ONLY, require_place, write_whole

        # the line is kept before there is a file: no copy is about that no line tells of
        require_place(output)
        name, data = evidence_requests.fetch(_wiring(tools), _key(request))
        write_whole(output, data, mode=OWNER_ONLY)
        told = {"package": str(output), "name": name}
        show_json(told) if as_json else show_rows(list(told.items()))

    return fetch


def _locked(say: Speech) -> click.Command:
    about = say(
        "列出待批准的境外申请；供复核人员，先以 `datadeed sign-in` 登录。",
        "List what waits for an approval; for reviewers, signed in with `datadeed sign-in`.",
    )

    @click.command("locked", help=about)
    @_registry(say)
    @pass_tools
    def locked(tools: Tools, *, registry: int) -> None:
        from api.registrant.session import asked

        show_json(asked(tools.settings(), "GET", f"/v1/desk/{registry}/evidence-requests"))

    return locked


def _approve(say: Speech) -> click.Command:
    about = say(
        "录入主管机关对境外申请的批准（《数据安全法》第三十六条）；供复核人员。",
        "Enter the competent authority's approval (Data Security Law Art. 36); for reviewers.",
    )

    @click.command("approve", help=about)
    @ID
    @_registry(say)
    @click.option("--approval", required=True, help=say("批准文号", "The approval's number"))
    @click.option("--authority", required=True, help=say("批准机关", "The authority"))
    @pass_tools
    def approve(
        tools: Tools, *, request: str, registry: int, approval: str, authority: str
    ) -> None:
        from api.registrant.session import asked

        path = f"/v1/desk/{registry}/evidence-requests/{_key(request).hex()}:approve"
        told = {"approval": approval, "authority": authority}
        show_json(asked(tools.settings(), "POST", path, told))

    return approve


def _registry(say: Speech) -> Callable[[F], F]:
    return click.option(
        "--registry",
        type=click.IntRange(0, 65_535),
        required=True,
        help=say("登记机构代码", "The registry's code"),
    )


def _wiring(tools: Tools) -> Wiring:
    from api.wiring import Wiring

    return Wiring(tools.settings(), tools.engine())


def _key(text: str) -> bytes:
    """The id of a request. Raises EvidenceRequestUnknown."""
    from api.evidence_requests import EvidenceRequestUnknown

    try:
        return bytes.fromhex(text)
    except ValueError:
        raise EvidenceRequestUnknown(text[:80]) from None


def _tell(tools: Tools, wiring: Wiring, key: bytes, *, as_json: bool) -> None:
    from api import evidence_requests
    from notarization.verify.custody import HANDLINGS

    found = evidence_requests.look(wiring, key)
    row, say = found.row, tools.say
    told = {
        "request": row.id.hex(),
        "state": row.state,
        "code": row.code,
        "block": row.block,
        "sha256": row.digest.hex(),
        "sm3": found.sm3,
    }
    lines = [(each.time, say(*_both(HANDLINGS[each.kind])), each.taker) for each in found.custody]
    if as_json:
        show_json({**told, "custody": [list(each) for each in lines]})
    else:
        show_rows([*told.items(), *((time, f"{kind} {who}") for time, kind, who in lines)])


def _both(message: Any) -> tuple[str, str]:
    return message.zh, message.en
