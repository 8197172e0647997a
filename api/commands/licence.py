"""`datadeed licence grant | notice | end`: files of licences, to be signed by their sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.act import FILE
from api.commands.tools import F, Tools, json_option, options, pass_tools
from api.commands.using import Unsigned, digest_of, output_option, page_of, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from api.commands.speech import Speech
    from ledger.domain.licences import LicenceAt
    from ledger.queries.title import TitlePage

GROUNDS: Final = ("agreed", "waived", "breach", "ordered", "run-out")


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "许可：生成待签署文件，再以 `datadeed act sign` 各自签署、`datadeed act relay` 提交。",
        "Licences: write the file, have each side sign it by `datadeed act sign`, then relay it.",
    )

    @click.group("licence", help=about)
    def licence() -> None:
        pass

    for make in (_grant, _notice, _end):
        licence.add_command(make(say))
    return licence


def _grant(say: Speech) -> click.Command:
    about = say(
        "许可凭证 NUMBER 的权利：自动列入该权利人的全部质押，由质权人一并签署；范围只上链承诺，随文件交被许可人查看。",
        "License a right of certificate NUMBER. All pledges of its holder are named, whose pledgees sign"
        " too; of the scope only a commitment goes on chain, the file shows it to the licensee.",
    )

    @click.command("grant", help=about)
    @click.argument("number")
    @_grant_options(say)
    @output_option(say)
    @json_option(say)
    @pass_tools
    def grant(tools: Tools, /, *, number: str, output: Path, as_json: bool, **told: Any) -> None:
        from api.pages import entries
        from api.present import holder_of
        from api.registrant import record, using
        from ledger.domain.acts import PartyId, Right
        from ledger.domain.commitments import Record
        from ledger.domain.numbers import parse_number

        page = page_of(tools, number)
        openings = using.scope_openings(record.read(told["scope"]))
        granting = using.Granting(
            licensor=PartyId(holder_of(page, parse_number(number))),
            licensee=PartyId(entries.octets_of("licensee", told["licensee"])),
            right=Right[told["right"].upper()],
            exclusive=told["exclusive"],
            entrusted=told["own_use"],
            since=entries.seconds_of("from", told["since"]) if told["since"] else page.time,
            until=entries.seconds_of("until", told["until"]),
        )
        root, contract = Record.of(openings).root, digest_of(told["contract"])
        terms = using.licence_terms(page, granting, root, contract)
        written(tools, Unsigned("licence", terms, openings), output, as_json=as_json)

    return grant


def _grant_options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--licensee", required=True, help=say("被许可人的当事人标识", "The licensee's party id")
        ),
        click.option(
            "--right", type=click.Choice(("use", "oper")), default="use", show_default=True
        ),
        click.option("--exclusive", is_flag=True, help=say("独占许可", "Nobody else is licensed")),
        click.option(
            "--own-use",
            is_flag=True,
            help=say("仅供许可人自用（委托处理）", "For the licensor's own use only"),
        ),
        click.option("--from", "since", help=say("开始日，默认现在", "From this day, now if none")),
        click.option("--until", required=True, help=say("截止日", "Until this day")),
        click.option(
            "--scope",
            type=FILE,
            required=True,
            help=say("许可范围（JSON 对象）", "What is allowed, a JSON object"),
        ),
        click.option(
            "--contract",
            type=FILE,
            required=True,
            help=say("许可合同（只计算摘要）", "The contract, of which the digest is made"),
        ),
    )


def _notice(say: Speech) -> click.Command:
    about = say(
        "就凭证 NUMBER 上的许可 LICENCE 登记违约通知；满三十日后、一年之内可以解除。",
        "Give notice of a breach of LICENCE on certificate NUMBER; after thirty days and within a year it"
        " may be ended for it.",
    )

    @click.command("notice", help=about)
    @click.argument("number")
    @click.argument("licence")
    @click.option(
        "--notice",
        type=FILE,
        required=True,
        help=say("所发通知（只计算摘要）", "The notice that was sent, by its digest"),
    )
    @output_option(say)
    @json_option(say)
    @pass_tools
    def notice(tools: Tools, /, *, number: str, licence: str, as_json: bool, **told: Any) -> None:
        from api.registrant import using

        page = page_of(tools, number)
        terms = using.notice_terms(page, _standing(page, licence), digest_of(told["notice"]))
        written(tools, Unsigned("breach-notice", terms), told["output"], as_json=as_json)

    return notice


def _end(say: Speech) -> click.Command:
    about = say(
        "终止凭证 NUMBER 上的许可 LICENCE：协议由双方、放弃由被许可人、违约与期满由许可人、法律文书由两名经办人签署。",
        "End LICENCE on certificate NUMBER: by agreement both sign, waived the licensee, for breach or run"
        " out the licensor, ordered two order clerks.",
    )

    @click.command("end", help=about)
    @click.argument("number")
    @click.argument("licence")
    @click.option("--ground", type=click.Choice(GROUNDS), required=True)
    @click.option(
        "--document",
        type=FILE,
        help=say("所依据的文件（只计算摘要）", "What it rests on, by its digest"),
    )
    @click.option("--court", help=say("法院或机关的当事人标识", "The court's or organ's party id"))
    @output_option(say)
    @json_option(say)
    @pass_tools
    def end(tools: Tools, /, *, number: str, licence: str, as_json: bool, **told: Any) -> None:
        from api.pages import entries
        from api.registrant import using
        from ledger.domain.acts import LicenceEndGround, PartyId

        page = page_of(tools, number)
        terms = using.ending_terms(
            page,
            _standing(page, licence),
            LicenceEndGround[told["ground"].upper().replace("-", "_")],
            document=digest_of(told["document"]),
            court=PartyId(entries.octets_of("court", told["court"] or "", optional=True)),
        )
        written(tools, Unsigned("licence-ending", terms), told["output"], as_json=as_json)

    return end


def _standing(page: TitlePage, licence: str) -> LicenceAt:
    """The licence of this id on the title. Raises EntryUnclear, SubjectUnknown."""
    from api.pages import entries
    from ledger.queries.errors import SubjectUnknown

    wanted = entries.octets_of("licence", licence)
    for each in page.at.licences:
        if each.licence == wanted:
            return each
    raise SubjectUnknown(wanted)
