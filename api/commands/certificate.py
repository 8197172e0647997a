"""`datadeed certificate …`: one title with its burdens and uses, out of the mirror."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from api.commands.tools import (
    F,
    Tools,
    json_option,
    options,
    pass_tools,
    show_json,
    show_rows,
    snapshot,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech
    from ledger.queries.as_of import Moment
    from ledger.store.engine import ReadSession


def command(say: Speech) -> click.Command:
    """Make the group."""

    @click.group("certificate", help=say("登记凭证及其权属。", "Certificates and their titles."))
    def certificate() -> None:
        pass

    for make in (_show, _history, _pledges, _ended, _filings, _uses, _disputes, _others):
        certificate.add_command(make(say))
    return certificate


def _show(say: Speech) -> click.Command:
    about = say(
        "查看登记凭证：权利人、份额与负担。", "Show a certificate: holders, shares, burdens."
    )

    @click.command("show", help=about)
    @click.argument("number")
    @_at(say)
    @json_option(say)
    @pass_tools
    def show(tools: Tools, *, number: str, at: str | None, as_json: bool) -> None:
        from api import present
        from api.texts.words import word
        from ledger.domain.clock import Standing
        from ledger.domain.numbers import parse_number
        from ledger.queries.title import title_page

        known = parse_number(number)
        with snapshot(tools) as session:
            page = title_page(session, known, moment=_moment(tools, session, at))
        found = present.certificate(page, known)
        if as_json:
            show_json(found.model_dump(mode="json"))
            return
        standing = word(Standing(found.standing), tools.say.language)
        rows: list[tuple[str, object]] = [
            (tools.say("编号", "number"), found.number),
            (tools.say("数据名称", "data"), found.data_name or "-"),
            (tools.say("状态", "state"), standing),
            (tools.say("有效期至", "valid until"), found.valid_until),
        ]
        rows += [
            (
                tools.say("权利人", "holder"),
                f"{each.holder.name or each.holder.party} {each.number}",
            )
            for each in found.holdings
        ]
        rows.append((tools.say("质押备注", "pledges"), found.pledge_count))
        rows.append((tools.say("协助执行", "orders"), len(found.orders)))
        rows.append((tools.say("许可", "licences"), found.licences))
        rows.append((tools.say("机构报告", "reports"), found.reports))
        show_rows(rows)

    return show


def _history(say: Speech) -> click.Command:
    about = say("列出权属及其申请的登记行为。", "List the acts of a title and of its application.")

    @click.command("history", help=about)
    @click.argument("number")
    @_cursor(say)
    @json_option(say)
    @pass_tools
    def history(tools: Tools, *, number: str, cursor: str | None, as_json: bool) -> None:
        from api import parse, present
        from api.texts.words import word
        from ledger.domain.acts import ActKind
        from ledger.domain.numbers import parse_number
        from ledger.queries import history as queries

        with snapshot(tools) as session:
            asked = queries.history(session, parse_number(number))
            page = queries.timeline_page(asked, after=parse.mark(cursor), limit=100)
        found = present.history(page).model_dump(mode="json")
        if as_json:
            show_json(found)
            return
        for each in found["entries"]:
            click.echo(f"{each['time']}  {word(ActKind[each['kind']], tools.say.language)}")
        _next(found)

    return history


def _pledges(say: Speech) -> click.Command:
    about = say("列出未注销的质押备注。", "List the open pledge notes of a title.")
    return _list(say, "pledges", about)


def _ended(say: Speech) -> click.Command:
    about = say(
        "列出已终止的质押备注：如何、何时、依据何行为终止。",
        "List the pledge notes that ended: how, when, by which act.",
    )

    @click.command("ended-pledges", help=about)
    @click.argument("number")
    @_at(say)
    @_cursor(say)
    @json_option(say)
    @pass_tools
    def ended(
        tools: Tools, *, number: str, at: str | None, cursor: str | None, as_json: bool
    ) -> None:
        from api import parse
        from api.ended import ended_shape
        from api.texts.words import word
        from ledger.domain.acts import PledgeState, Realisation
        from ledger.domain.numbers import parse_number

        with snapshot(tools) as session:
            moment, below = _moment(tools, session, at), parse.mark(cursor)
            found = ended_shape(session, parse_number(number), moment, below=below)
        if as_json:
            show_json(found.model_dump(mode="json"))
            return
        for each in found.pledges:
            state = word(PledgeState[each.state], tools.say.language)
            how = word(Realisation[each.realisation], tools.say.language)
            told = state if each.realisation == "NONE" else f"{state} ({how})"
            click.echo(f"{each.ended}  {told}  {each.pledge}")
        _next({"next": found.next})
        if not found.pledges:
            click.echo(tools.say("无", "none"))

    return ended


def _filings(say: Speech) -> click.Command:
    about = say(
        "列出质押备注在动产融资统一登记中的登记，及其最近所见。",
        "List the filings behind a title's pledges, as they were last seen in the movables register.",
    )

    @click.command("filings", help=about)
    @click.argument("number")
    @json_option(say)
    @pass_tools
    def filings(tools: Tools, *, number: str, as_json: bool) -> None:
        from api.filings import filings_shape
        from ledger.domain.numbers import parse_number
        from ledger.queries.title import title_page

        with snapshot(tools) as session:
            found = filings_shape(session, title_page(session, parse_number(number)).title)
        if as_json:
            show_json(found.model_dump(mode="json"))
            return
        said = [each for one in found.filings for each in one.remarks]
        for one in found.filings:
            told = (one.filing, one.state, one.filed_at, one.checked_at)
            click.echo("  ".join(each or "-" for each in told))
        for each in (*found.remarks, *said):
            click.echo(say(each.zh, each.en))
        if not found.connected:
            click.echo(
                say("未连接动产融资统一登记公示系统", "the movables register is not connected")
            )

    return filings


def _uses(say: Speech) -> click.Command:
    about = say(
        "列出权属上的许可与机构报告，最新在前。",
        "List what is licensed of a title and reported on it, the newest first.",
    )

    @click.command("uses", help=about)
    @click.argument("number")
    @_at(say)
    @json_option(say)
    @pass_tools
    def uses(tools: Tools, *, number: str, at: str | None, as_json: bool) -> None:
        from api.texts.shown import yuan
        from api.texts.words import word
        from api.uses import uses_shape
        from ledger.domain.acts import ReportKind, Right
        from ledger.domain.licences import LicenceStanding
        from ledger.domain.numbers import parse_number
        from ledger.domain.reports import ReportStanding
        from ledger.queries.title import title_page

        with snapshot(tools) as session:
            moment = _moment(tools, session, at)
            found = uses_shape(title_page(session, parse_number(number), moment=moment), 100)
        if as_json:
            show_json(found.model_dump(mode="json"))
            return
        language = tools.say.language
        for licence in found.licences:
            kind = tools.say("独占许可", "exclusive licence")
            plain = tools.say("普通许可", "plain licence")
            standing = word(LicenceStanding(licence.standing), language)
            right = word(Right[licence.right], language)
            called = licence.licensee.name or licence.licensee.party
            which = kind if licence.exclusive else plain
            click.echo(f"{which}  {right}  {called}  {licence.until}  {standing}")
        for each in found.reports:
            standing = word(ReportStanding(each.standing), language)
            amount = yuan(int(each.amount_fen)) if each.amount_fen else "-"
            called = each.institution.name or each.institution.party
            what = word(ReportKind[each.kind], language)
            click.echo(f"{what}  {amount}  {called}  {each.valid_until}  {standing}")
        if not (found.licences or found.reports):
            click.echo(tools.say("无", "none"))

    return uses


def _disputes(say: Speech) -> click.Command:
    about = say(
        "列出权属上的争议：事项、状态、是否限制处分、下一步由谁办理；最新在前。",
        "List the disputes over a title: what about, where each stands, whether it bars, who steps"
        " next; the newest first.",
    )

    @click.command("disputes", help=about)
    @click.argument("number")
    @_at(say)
    @json_option(say)
    @pass_tools
    def disputes(tools: Tools, *, number: str, at: str | None, as_json: bool) -> None:
        from api.disputes import disputes_shape
        from api.texts.words import word
        from ledger.domain.acts import DisputeAction, DisputeClaim, DisputeState
        from ledger.domain.disputes import DisputeEffect, Taker
        from ledger.domain.numbers import parse_number

        with snapshot(tools) as session:
            moment = _moment(tools, session, at)
            found = disputes_shape(session, parse_number(number), moment, 100)
        if as_json:
            show_json(found.model_dump(mode="json"))
            return
        language = tools.say.language
        for each in found.disputes:
            told = (DisputeClaim[each.claim], DisputeState[each.state], DisputeEffect(each.effect))
            called = each.disputant.name or each.disputant.party
            words = "  ".join(word(member, language) for member in told)
            click.echo(f"{each.dispute}  {called}  {words}  {each.filed}")
            for step in each.next:
                action, by = DisputeAction[step.action], Taker(step.by)
                click.echo(f"    {word(action, language)}  {word(by, language)}")
        if not found.disputes:
            click.echo(tools.say("无", "none"))

    return disputes


def _others(say: Speech) -> click.Command:
    about = say("列出同一数据指纹的其他权属。", "List other titles over the same fingerprint.")
    return _list(say, "others", about)


def _list(say: Speech, name: str, about: str) -> click.Command:
    @click.command(name, help=about)
    @click.argument("number")
    @_at(say)
    @_cursor(say)
    @json_option(say)
    @pass_tools
    def listed(
        tools: Tools, *, number: str, at: str | None, cursor: str | None, as_json: bool
    ) -> None:
        from api import parse, present
        from ledger.domain.numbers import parse_number
        from ledger.queries.title import Wanted, title_page

        mark, known = parse.mark(cursor), parse_number(number)
        pledges = name == "pledges"
        wanted = Wanted(mark, None, 100) if pledges else Wanted(None, mark, 100)
        with snapshot(tools) as session:
            moment = _moment(tools, session, at)
            page = title_page(session, known, moment=moment, wanted=wanted)
        shape = present.pledges if pledges else present.others
        found = shape(page).model_dump(mode="json")
        if as_json:
            show_json(found)
            return
        for each in found[name]:
            shown = ("pledge", "right", "ppm", "rank") if pledges else ("number", "issued")
            click.echo("  ".join(str(each[member]) for member in shown))
        if not found[name]:
            click.echo(tools.say("无", "none"))
        _next(found)

    return listed


def _next(found: dict[str, Any]) -> None:
    if found["next"]:
        click.echo(f"--cursor {found['next']}", err=True)


def _moment(tools: Tools, session: ReadSession, at: str | None) -> Moment | None:
    """The moment that is asked about. Raises MomentUnknown, NodeUnreachable."""
    from api import moments
    from api.wiring import Reading
    from ledger.chain.client import Web3Chain
    from ledger.queries.as_of import as_of

    now = Reading(session, as_of(session))
    chain = partial(Web3Chain, tools.settings().rpc_url)
    return moments.moment(now.knowing(moments.block_of(at), chain), at)


def _at(say: Speech) -> Callable[[F], F]:
    about = say("所问的时点：区块号或 ISO 8601 时间", "The moment: a block's number or a time")
    return options(click.option("--at", help=about))


def _cursor(say: Speech) -> Callable[[F], F]:
    return options(click.option("--cursor", help=say("接上一页", "Go on after a page")))
