"""`datadeed movables watch | ask | file | enter | cancel`: the movables register, watched and filed in."""

from __future__ import annotations

import threading
from typing import IO, TYPE_CHECKING, Any, Final

import click

from api.commands.mirror import stop_on_signal
from api.commands.tools import Tools, json_option, pass_tools, show_json, show_rows
from api.commands.turns import bring_up_alone

if TYPE_CHECKING:
    from api.commands.speech import Speech
    from ledger.domain.movables_filing import FilingReceipt
    from ledger.movables.client import HttpMovables

URL: Final = "DATADEED_MOVABLES_URL"


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "动产融资统一登记公示系统（中登网，DATADEED_MOVABLES_URL）：查看所记质押的登记，查询，登记。",
        "The movables register (DATADEED_MOVABLES_URL): watch the filings behind pledge notes, ask, file.",
    )

    @click.group("movables", help=about)
    def movables() -> None:
        pass

    for make in (_watch, _ask, _file, _enter, _cancel):
        movables.add_command(make(say))
    return movables


def _watch(say: Speech) -> click.Command:
    about = say(
        "对每项质押备注的登记编号与每个经营权人查询中登网，保存所见；超过二十四小时未得应答的，核验时予以提示。"
        "退出码 1：有查询未得应答，或所见已逾时。",
        "Ask for the number of every pledge note and for every holder of an operating right, and keep what"
        " is seen; verdicts warn where an answer is older than 24 hours. Exit code 1: some question was not"
        " answered, or what is known is too old.",
    )

    @click.command("watch", help=about)
    @click.option("--follow", is_flag=True, help=say("持续查看", "Go on until stopped"))
    @click.option(
        "--now", "at_once", is_flag=True, help=say("立即重新查询全部", "Ask everything anew")
    )
    @click.option(
        "--poll",
        type=click.FloatRange(0.05, 600),
        default=30.0,
        show_default=True,
        help=say("两次查看之间的秒数", "Seconds between two looks"),
    )
    @json_option(say)
    @pass_tools
    def watch(tools: Tools, *, follow: bool, at_once: bool, poll: float, as_json: bool) -> int:
        from api.wiring import Wiring
        from ledger.movables.keeping import Pace
        from ledger.movables.watch import Watch

        settings, wiring = tools.settings(), Wiring.of(tools.settings())
        click.get_current_context().call_on_close(wiring.engine.dispose)
        bring_up_alone(wiring.engine, wiring.profile)
        pace, clock = Pace(every=settings.movables_seconds), wiring.chain().next_time
        made = Watch(wiring.engine, _register(tools), pace, clock=clock)
        if at_once:
            made.keeping.at_once()
        if follow:
            stop = threading.Event()
            stop_on_signal(stop)
            made.follow(stop, poll=poll)
        else:
            while made.run_once().more:
                pass
        return _tell(tools, made.clock(), as_json=as_json)

    return watch


def _tell(tools: Tools, time: int, *, as_json: bool) -> int:
    """How the watch stands; 1 where somebody must look."""
    from api.commands.tools import snapshot
    from api.shaping import movables_shape
    from api.standing import movables_row
    from ledger.queries.movables import movables_status

    with snapshot(tools) as session:
        found = movables_status(session)
    shown = movables_shape(found, time)
    if as_json:
        show_json(shown.model_dump(mode="json"))
    else:
        row = movables_row(shown, tools.say.language)
        show_rows([(row.name, row.value)])
    return 1 if shown.stale or shown.failing else 0


def _ask(say: Speech) -> click.Command:
    about = say(
        "按登记编号或担保人的统一社会信用代码查询。", "Ask by number, or by a debtor's credit code."
    )

    @click.command("ask", help=about)
    @click.option("--number", help=say("登记编号", "Number of a filing"))
    @click.option("--debtor", help=say("统一社会信用代码", "Credit code"))
    @pass_tools
    def ask(tools: Tools, *, number: str | None, debtor: str | None) -> None:
        from ledger.domain import canonical
        from ledger.domain.movables import By, Question, shape_of

        if (number is None) == (debtor is None):
            raise click.UsageError(say("给出其中一项", "give one of --number and --debtor"))
        question = Question(By.NUMBER, number) if number else Question(By.DEBTOR, debtor or "")
        answer = _register(tools).ask(question)
        filings = [canonical.parse(canonical.encode(shape_of(each))) for each in answer.statements]
        show_json({"as_of": answer.as_of, "filings": filings})

    return ask


def _file(say: Speech) -> click.Command:
    about = say(
        "以担保权人名义登记：文件载明双方、金额、期限（月）与担保财产（docs/movables.md）。显示登记编号、登记时间、"
        "修改码，以及质押备注中所写的编号。",
        "File as the secured party: a file with both parties, amount, months and collateral"
        " (docs/movables.md). Shows number, time, amendment code, and the number as a pledge's note has it.",
    )

    @click.command("file", help=about)
    @click.argument("filing", type=click.File("rb"))
    @json_option(say)
    @pass_tools
    def file(tools: Tools, *, filing: IO[bytes], as_json: bool) -> None:
        from ledger.domain.movables_filing import filing_of

        _show(_register(tools).file(filing_of(filing.read())), as_json=as_json)

    return file


def _enter(say: Speech) -> click.Command:
    about = say(
        "变更、展期、注销（凭修改码）或异议登记：文件载明登记编号、种类、内容（docs/movables.md）。",
        "Amend, extend, cancel (with the amendment code) or object: a file with number, kind and changes"
        " (docs/movables.md).",
    )

    @click.command("enter", help=about)
    @click.argument("entry", type=click.File("rb"))
    @json_option(say)
    @pass_tools
    def enter(tools: Tools, *, entry: IO[bytes], as_json: bool) -> None:
        from ledger.domain.movables_filing import later_of

        _show(_register(tools).enter(later_of(entry.read())), as_json=as_json)

    return enter


def _cancel(say: Speech) -> click.Command:
    about = say(
        "注销一项登记：RECEIPT 为 `movables file --json` 所存的登记结果（内含修改码）。债权消灭后十个工作日内办理。",
        "Cancel a filing, within ten working days after the claim's end: RECEIPT is what"
        " `movables file --json` printed, with the amendment code in it.",
    )

    @click.command("cancel", help=about)
    @click.argument("receipt", type=click.File("rb"))
    @json_option(say)
    @pass_tools
    def cancel(tools: Tools, *, receipt: IO[bytes], as_json: bool) -> None:
        from ledger.domain import canonical
        from ledger.domain.movables_filing import later_of

        found = canonical.parse(receipt.read())
        kept = found if isinstance(found, dict) else {}
        told = {"number": kept.get("number"), "kind": "CANCELLED", "code": kept.get("code")}
        _show(_register(tools).enter(later_of(canonical.encode(told))), as_json=as_json)

    return cancel


def _show(receipt: FilingReceipt, *, as_json: bool) -> None:
    from api.texts.shown import iso
    from ledger.domain.movables import filing_word

    told: dict[str, Any] = {
        "number": receipt.number,
        "filing": filing_word(receipt.number).hex(),
        "at": iso(receipt.at),
        "code": receipt.code,
    }
    if as_json:
        show_json(told)
    else:
        show_rows(list(told.items()))


def _register(tools: Tools) -> HttpMovables:
    """The register of the settings. Raises SettingWrong."""
    from ledger.movables.client import HttpMovables
    from ledger.settings import SettingWrong

    url = tools.settings().movables_url
    if not url:
        raise SettingWrong(URL, "not set: no movables register to ask")
    return HttpMovables(url)
