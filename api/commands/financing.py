"""`datadeed financing list | show | enter | export | readings`: a bank's own files on its loans."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

from api.commands.act import FILE
from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech

KINDS = ("LOAN", "DISBURSED", "VALUED", "REPAID", "CLAIMED", "COMPENSATED")


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "融资档案：质权人就其质押的贷款、放款、评估、还款与风险补偿所记，只供本方查看，不上链；每次查看都有记录。"
        "先以 `datadeed sign-in` 登录。",
        "Financing files: what a pledgee notes of its loan, payments, valuation and risk compensation,"
        " off the chain and its own alone; each reading is logged. Sign in with `datadeed sign-in` first.",
    )

    @click.group("financing", help=about)
    def financing() -> None:
        pass

    for make in (_list, _show, _enter, _export, _readings):
        financing.add_command(make(say))
    return financing


def _list(say: Speech) -> click.Command:
    @click.command("list", help=say("列出本方的融资档案。", "List this party's files."))
    @_cursor(say)
    @json_option(say)
    @pass_tools
    def every(tools: Tools, *, cursor: str, as_json: bool) -> None:
        found = _asked(tools, "GET", f"?cursor={quote(cursor)}")
        if as_json:
            show_json(found)
            return
        for each in found["files"]:
            ratio = f"{each['per_cent']} %" if each["per_cent"] else "-"
            told = (each["pledge"], each["number"], each["loan"] or "-", ratio, each["due_on"])
            click.echo("  ".join(str(one) for one in told))
        _next(found)

    return every


def _show(say: Speech) -> click.Command:
    about = say(
        "查看一项质押的融资档案：记录、合计、质押率、质押经过与动产登记。",
        "Show the file on a pledge: entries, sums, ratio, the pledge's acts, its filing.",
    )

    @click.command("show", help=about)
    @click.argument("pledge")
    @json_option(say)
    @pass_tools
    def show(tools: Tools, *, pledge: str, as_json: bool) -> None:
        _tell(tools, _asked(tools, "GET", f"/{_bare(pledge)}"), as_json=as_json)

    return show


def _enter(say: Speech) -> click.Command:
    about = say(
        "添加一条记录（金额为元）：LOAN 贷款合同，DISBURSED 放款，VALUED 评估，REPAID 还款，CLAIMED 风险补偿申请，"
        "COMPENSATED 补偿款。所记不可删改，以 --replaces 更正。",
        "Add an entry (amounts in yuan): the LOAN's contract, DISBURSED, VALUED, REPAID, a CLAIMED risk"
        " compensation, COMPENSATED. Nothing is taken away; --replaces corrects.",
    )

    @click.command("enter", help=about)
    @click.argument("pledge")
    @click.argument("kind", type=click.Choice(KINDS))
    @_entry_options(say)
    @json_option(say)
    @pass_tools
    def enter(tools: Tools, /, *, pledge: str, kind: str, as_json: bool, **told: Any) -> None:
        from api.pages import entries
        from notarization.verify.digests import sha256

        named = {each: told[each] for each in ("due_on", "loan", "appraiser", "fund")}
        body = {
            "kind": kind,
            "amount_fen": str(entries.fen_of("amount", told["amount"])),
            "on": told["on"],
            "replaces": told["replaces"],
            "documents": [sha256(each.read_bytes()).hex() for each in told["document"]],
            **{name: value for name, value in named.items() if value},
        }
        found = _asked(tools, "POST", f"/{_bare(pledge)}/entries", body)
        _tell(tools, found, as_json=as_json)

    return enter


def _entry_options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option("--amount", required=True, help=say("金额（元）", "The amount in yuan")),
        click.option(
            "--on",
            required=True,
            help=say("发生日；评估为基准日", "The day; of a valuation its base date"),
        ),
        click.option("--due", "due_on", help=say("贷款到期日", "The day on which the loan is due")),
        click.option("--loan", help=say("贷款合同编号", "The loan's number")),
        click.option("--appraiser", help=say("评估机构", "The appraiser")),
        click.option("--fund", help=say("风险补偿资金", "The compensation fund")),
        click.option(
            "--document",
            type=FILE,
            multiple=True,
            help=say(
                "依据的文件（只计算摘要）", "A document behind it, of which the digest is made"
            ),
        ),
        click.option(
            "--replaces",
            type=click.IntRange(min=0),
            default=0,
            help=say("所更正的记录序号", "The entry that this one corrects"),
        ),
    )


def _export(say: Speech) -> click.Command:
    about = say(
        "导出融资档案（规范 JSON），显示其 SHA-256。",
        "Export a file as canonical JSON; shows its SHA-256.",
    )

    @click.command("export", help=about)
    @click.argument("pledge")
    @click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
    @json_option(say)
    @pass_tools
    def export(tools: Tools, *, pledge: str, out: Path, as_json: bool) -> None:
        from ledger.domain import canonical
        from ledger.whole_file import OWNER_ONLY, write_whole
        from notarization.verify.digests import sha256

        data = canonical.encode(_asked(tools, "GET", f"/{_bare(pledge)}/export"))
        write_whole(out, data, mode=OWNER_ONLY)
        digest = sha256(data).hex()
        if as_json:
            show_json({"file": str(out), "sha256": digest})
        else:
            show_rows([(str(out), digest)])

    return export


def _readings(say: Speech) -> click.Command:
    about = say("谁、何时查看或导出了融资档案。", "Who read or exported a file, and when.")

    @click.command("readings", help=about)
    @click.argument("pledge")
    @_cursor(say)
    @json_option(say)
    @pass_tools
    def readings(tools: Tools, *, pledge: str, cursor: str, as_json: bool) -> None:
        found = _asked(tools, "GET", f"/{_bare(pledge)}/readings?cursor={quote(cursor or '0')}")
        if as_json:
            show_json(found)
            return
        for each in found["readings"]:
            what = say("导出", "exported") if each["exported"] else say("查看", "read")
            click.echo(f"{each['time']}  {each['account']}  {what}")
        _next(found)

    return readings


def _cursor(say: Speech) -> Callable[[F], F]:
    return options(click.option("--cursor", default="", help=say("接上一页", "Go on after a page")))


def _next(found: dict[str, Any]) -> None:
    if found["next"]:
        click.echo(f"--cursor {found['next']}", err=True)


def _tell(tools: Tools, found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(found)
        return
    from api.texts.financing import rows

    show_rows([("SHA-256", found["digest"]), *rows(found["file"], tools.say.language)])


def _bare(pledge: str) -> str:
    from api.pages import entries

    return entries.octets_of("pledge", pledge).hex()


def _asked(tools: Tools, method: str, path: str, body: Any = None) -> dict[str, Any]:
    from api.registrant.session import asked

    return asked(tools.settings(), method, f"/v1/financing{path}", body)
