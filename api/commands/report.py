"""`datadeed report file | withdraw`: files of reports, to be signed by their institution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.act import FILE, hand_of
from api.commands.tools import F, Tools, json_option, options, pass_tools
from api.commands.using import Unsigned, digest_of, output_option, page_of, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from api.commands.speech import Speech

KINDS: Final = ("compliance", "quality", "valuation", "security", "notarial-deed")
PURPOSES: Final = ("general", "pledge", "book-entry", "trade", "contribution", "dispute")


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "机构报告：生成待签署文件，再以 `datadeed act sign` 签署、`datadeed act relay` 提交。",
        "Reports: write the file, sign it by `datadeed act sign`, then relay it.",
    )

    @click.group("report", help=about)
    def report() -> None:
        pass

    for make in (_file, _withdraw):
        report.add_command(make(say))
    return report


def _file(say: Speech) -> click.Command:
    about = say(
        "就凭证 NUMBER 现行的登记事项登记一份报告；由名录内相应种类的机构签署。",
        "File a report on the record of certificate NUMBER as it is now. An institution listed for its kind"
        " signs.",
    )

    @click.command("file", help=about)
    @click.argument("number")
    @_file_options(say)
    @output_option(say)
    @json_option(say)
    @pass_tools
    def file(tools: Tools, /, *, number: str, output: Path, as_json: bool, **told: Any) -> None:
        from api.pages import entries
        from api.registrant import using
        from ledger.domain.acts import PartyId, ReportKind, ReportPurpose

        own = told["institution"]
        institution = (
            hand_of(tools, None, None).party
            if own is None
            else PartyId(entries.octets_of("institution", own))
        )
        page = page_of(tools, number)
        said = using.Reporting(
            institution=institution,
            kind=ReportKind[told["kind"].upper().replace("-", "_")],
            purpose=ReportPurpose[told["purpose"].upper().replace("-", "_")],
            base_date=entries.seconds_of("base_date", told["base_date"]),
            valid_until=entries.seconds_of("until", told["until"]),
            amount=entries.fen_of("amount", told["amount"]) if told["amount"] else 0,
        )
        papers = digest_of(told["report"]), digest_of(told["statement"])
        terms = using.report_terms(page, said, *papers)
        written(tools, Unsigned("report", terms), output, as_json=as_json)

    return file


def _file_options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--institution",
            help=say("出具机构，默认本机的当事人", "The institution, this home's party if none"),
        ),
        click.option("--kind", type=click.Choice(KINDS), required=True),
        click.option(
            "--purpose", type=click.Choice(PURPOSES), default="general", show_default=True
        ),
        click.option("--base-date", required=True, help=say("基准日", "The base date")),
        click.option("--until", required=True, help=say("有效期至", "Valid until")),
        click.option("--amount", help=say("评估价值（元）", "The value in yuan, of a valuation")),
        click.option(
            "--report",
            type=FILE,
            required=True,
            help=say("报告文件（只计算摘要）", "The report itself, by its digest"),
        ),
        click.option(
            "--statement",
            type=FILE,
            required=True,
            help=say("无利害关系声明（只计算摘要）", "The conflict statement, by its digest"),
        ),
    )


def _withdraw(say: Speech) -> click.Command:
    about = say("撤回凭证 NUMBER 上本机构的报告 REPORT。", "Withdraw REPORT on certificate NUMBER.")

    @click.command("withdraw", help=about)
    @click.argument("number")
    @click.argument("report")
    @click.option(
        "--ground",
        type=FILE,
        required=True,
        help=say("理由（只计算摘要）", "The reasons, by their digest"),
    )
    @output_option(say)
    @json_option(say)
    @pass_tools
    def withdraw(tools: Tools, /, *, number: str, report: str, as_json: bool, **told: Any) -> None:
        from api.pages import entries
        from api.registrant import using

        page, named = page_of(tools, number), entries.octets_of("report", report)
        terms = using.withdrawal_terms(page, named, digest_of(told["ground"]))
        written(tools, Unsigned("report-withdrawal", terms), told["output"], as_json=as_json)

    return withdraw
