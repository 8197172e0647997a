"""`datadeed capture open | add | run | note | close | check`: the log of a collection of data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.fingerprint import size_of
from api.commands.tools import (
    Tools,
    json_option,
    options,
    pass_tools,
    progress,
    show_json,
    show_rows,
)

if TYPE_CHECKING:
    from api.commands.speech import Speech
    from notarization.verify.capture import Capture

LOG: Final = click.argument("log", type=click.Path(dir_okay=False, path_type=Path))
KEPT: Final = click.argument("log", type=click.Path(exists=True, dir_okay=False, path_type=Path))
UNLIKE: Final = 1


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "数据采集过程的链式记录（采集记录）：边采集边记，事后可证每一步未增删改。"
        "记录文件作为来源证明提交，其摘要可加盖时间戳。",
        "The hash-chained log of a collection of data: kept while data are collected, it shows later"
        " that no step was changed, left out or put in. It is handed in as a proof of the source;"
        " its digest can be time-stamped.",
    )

    @click.group("capture", help=about)
    def capture() -> None:
        pass

    for make in (_open, _add, _run, _note, _close, _check):
        capture.add_command(make(say))
    return capture


def _open(say: Speech) -> click.Command:
    @click.command("open", help=say("新建采集记录。", "Begin a log."))
    @LOG
    @options(
        click.option(
            "--source", required=True, help=say("数据来源：系统、设备", "What it comes from")
        ),
        click.option("--method", required=True, help=say("采集方式", "How it is collected")),
        click.option(
            "--tool",
            "tools",
            type=(str, str),
            multiple=True,
            metavar="NAME VERSION",
            help=say("所用工具及版本，每个一次", "A tool and its version, once for each"),
        ),
    )
    @json_option(say)
    @pass_tools
    def open_(  # noqa: PLR0913 (one parameter an option)
        tools_: Tools,
        *,
        log: Path,
        source: str,
        method: str,
        tools: tuple[tuple[str, str], ...],
        as_json: bool,
    ) -> None:
        from notarization.capture import Keeper

        made = Keeper(log).open(source=source, method=method, tools=tools)
        _show(tools_.say, log, made, as_json=as_json)

    return open_


def _add(say: Speech) -> click.Command:
    about = say(
        "记入记录所在文件夹下的文件或文件夹的指纹。",
        "Enter the fingerprints of files or folders below the folder of the log.",
    )

    @click.command("add", help=about)
    @KEPT
    @click.argument("paths", type=click.Path(exists=True, path_type=Path), nargs=-1, required=True)
    @json_option(say)
    @pass_tools
    def add(tools: Tools, *, log: Path, paths: tuple[Path, ...], as_json: bool) -> None:
        from notarization.capture import Keeper

        total = sum(map(size_of, paths))
        with progress(tools.say("计算指纹", "Fingerprinting"), total, unit="bytes") as advance:
            made = Keeper(log).add(paths, advance)
        _show(tools.say, log, made, as_json=as_json)

    return add


def _run(say: Speech) -> click.Command:
    about = say(
        "运行采集命令，把其标准输出写入新文件并记入命令、起止时间、退出码与指纹。"
        "命令行照录，勿含口令；不经 shell 执行。命令失败时本命令也以 1 退出，仍予记入。",
        "Run a command that collects data: what it prints goes to a new file, and command, times,"
        " exit code and fingerprint are entered. The words of the command stand in the log: no"
        " secret belongs there. No shell runs it. Where it fails this ends with 1; it is entered.",
    )

    @click.command("run", help=about, context_settings={"ignore_unknown_options": True})
    @KEPT
    @options(
        click.option(
            "--output",
            type=click.Path(dir_okay=False, path_type=Path),
            required=True,
            help=say("写入的新文件", "The new file to write"),
        ),
    )
    @click.argument("words", metavar="COMMAND...", nargs=-1, required=True, type=click.UNPROCESSED)
    @pass_tools
    def run(tools: Tools, *, log: Path, output: Path, words: tuple[str, ...]) -> int:
        from notarization.capture import Keeper

        code = Keeper(log).run(words, output)
        ended = tools.say("退出码", "exit code")
        show_rows([(tools.say("已记入", "entered"), output), (ended, code)])
        return 1 if code else 0

    return run


def _note(say: Speech) -> click.Command:
    @click.command("note", help=say("记入一句说明。", "Enter what is worth saying."))
    @KEPT
    @click.argument("text")
    @json_option(say)
    @pass_tools
    def note(tools: Tools, *, log: Path, text: str, as_json: bool) -> None:
        from notarization.capture import Keeper

        _show(tools.say, log, Keeper(log).note(text), as_json=as_json)

    return note


def _close(say: Speech) -> click.Command:
    about = say("结束记录：其后不得再记。", "Say that nothing comes after.")

    @click.command("close", help=about)
    @KEPT
    @json_option(say)
    @pass_tools
    def close(tools: Tools, *, log: Path, as_json: bool) -> None:
        from notarization.capture import Keeper

        _show(tools.say, log, Keeper(log).close(), as_json=as_json)

    return close


def _check(say: Speech) -> click.Command:
    about = say(
        "核对采集记录；加 --files 时并与其文件逐一比对。退出码：0 成立；1 记录不成立或文件不符。",
        "Check a log, and with --files every file that it names. Exit code: 0 it holds; 1 it does"
        " not, or a file is another or gone.",
    )

    @click.command("check", help=about)
    @KEPT
    @options(
        click.option(
            "--files",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            help=say("文件所在文件夹", "The folder that the files lie in"),
        ),
    )
    @json_option(say)
    @pass_tools
    def check(tools: Tools, *, log: Path, files: Path | None, as_json: bool) -> int:
        from notarization.capture import compare
        from notarization.verify.capture import read

        found = read(log.read_bytes())
        compared = compare(found, files) if files else ()
        states = {each.path: each.state for each in compared}
        _show(tools.say, log, found, states, as_json=as_json)
        return UNLIKE if set(states.values()) - {"same"} else 0

    return check


def _show(
    say: Speech, path: Path, log: Capture, files: dict[str, str] | None = None, *, as_json: bool
) -> None:
    shown: dict[str, Any] = {
        "log": str(path),
        "entries": len(log.entries),
        "last": log.last,
        "closed": log.closed,
        "head": "0x" + log.head.hex(),
    }
    if as_json:
        show_json(shown | ({"files": files} if files else {}))
        return
    words = {
        "same": say("相符", "the same"),
        "differs": say("不符", "another"),
        "missing": say("缺失", "not there"),
    }
    rows: list[tuple[str, object]] = [
        (say("采集记录", "log"), path),
        (say("条目", "entries"), len(log.entries)),
        (say("最后", "last"), log.last),
        (say("已结束", "closed"), say("是", "yes") if log.closed else say("否", "no")),
        (say("链首摘要", "head"), shown["head"]),
    ]
    show_rows(rows + [(name, words[state]) for name, state in (files or {}).items()])
