"""`datadeed application show | list | leave | return | notices | object`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from api.commands import leaving, objection
from api.commands.tools import Tools, json_option, pass_tools, show_json, show_rows, snapshot

if TYPE_CHECKING:
    from api.commands.speech import Speech
    from api.pages.procedure import ClockView, ProcedureView


def command(say: Speech) -> click.Command:
    """Make the group."""

    @click.group("application", help=say("申请及其办理。", "Applications and their procedure."))
    def application() -> None:
        pass

    application.add_command(_show(say))
    for each in (*leaving.commands(say), *objection.commands(say)):
        application.add_command(each)
    return application


def _show(say: Speech) -> click.Command:
    about = say(
        "查看一件申请：办理状态；每项期限所依的规则与条款、起止、剩余工作日、正在计时还是停止计时；"
        "国家系统存证；办理经过。",
        "Show an application: where it stands; each period with the rule and article that made it, its"
        " end, the working days left and whether its clock runs or stands still; the national deposit;"
        " the steps.",
    )

    @click.command("show", help=about)
    @click.argument("application_id", metavar="ID")
    @json_option(say)
    @pass_tools
    def show(tools: Tools, *, application_id: str, as_json: bool) -> None:
        from api import parse
        from api.pages.procedure import procedure_view
        from api.routes.applications import page_shape
        from ledger.domain.acts import SubjectKind
        from ledger.queries.application import find_application

        subject = parse.subject(application_id, SubjectKind.APPLICATION)
        with snapshot(tools) as session:
            found = find_application(session, subject)
        if as_json:
            show_json(page_shape(found).model_dump(mode="json"))
        else:
            show_rows(_rows(tools.say, procedure_view(found, tools.say.language)))

    return show


def _rows(say: Speech, page: ProcedureView) -> list[tuple[str, object]]:
    from api.texts.shown import moment

    rows: list[tuple[str, object]] = [
        (say("申请", "application"), page.application),
        (say("数据名称", "data"), page.data_name or say("（未公示）", "(not published)")),
        (say("状态", "state"), page.state_text),
        (say("规则集", "rules"), page.rules),
    ]
    if page.clocks is None:
        unknown = say(
            "规则集不明或不全，或案卷不可读", "rules unknown or incomplete, or unreadable"
        )
        rows.append((say("期限", "periods"), unknown))
    rows += [(each.name, _period(say, page.rules, each)) for each in page.clocks or ()]
    if page.deposit is not None:
        told = f"{page.deposit.state} {page.deposit.number}".strip()
        rows.append((say("国家系统存证", "national deposit"), told))
    rows += [(say("已销毁", "erased"), f"{each.name} · {each.ground}") for each in page.erased]
    rows += [(moment(each.time), each.text) for each in page.steps]
    if page.refile:
        again = f"datadeed register PATH --from {page.application}"
        rows.append((say("重新申请", "file anew"), again))
    return rows


def _period(say: Speech, rules: str, clock: ClockView) -> str:
    from api.texts.shown import counted, moment

    article = say(f"第{clock.article}条", f"Art. {clock.article}") if clock.article else ""
    left = ""
    if clock.left is not None:
        left = say(
            f" · 剩余 {clock.left} 个工作日", f" · {counted(clock.left, 'working day')} left"
        )
    end = say("届满", "ends")
    return f"{clock.state}{left} · {end} {moment(clock.end)} · {rules} {article}".rstrip()
