"""`datadeed custody add | show PACKAGE`: through whose hands an evidence package went."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from api.commands.speech import Speech
    from notarization.verify.custody import HandOver

PACKAGE: Final = click.argument(
    "package", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
KINDS: Final = ("handed_over", "stored", "checked")


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "证据包的保管记录：何时经何人之手。每项载明前一项的摘要，首项载明清单的摘要。",
        "The custody log of an evidence package: through whose hands it went, and when. Each line"
        " names the one before by its digest, the first one the manifest's.",
    )

    @click.group("custody", help=about)
    def custody() -> None:
        pass

    custody.add_command(_add(say))
    custody.add_command(_show(say))
    return custody


def _add(say: Speech) -> click.Command:
    about = say(
        "记入一项：由曾持有该证据包者交给谁。证据包尚无保管记录的，先记入制作一项。",
        "Enter a line: who held the package gave it to whom. Where there is no log yet, it begins"
        " with the making.",
    )

    @click.command("add", help=about)
    @PACKAGE
    @_options(say)
    @json_option(say)
    @pass_tools
    def add(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        package: Path,
        giver: str,
        taker: str,
        kind: str,
        note: str,
        output: Path | None,
        as_json: bool,
    ) -> None:
        from ledger.whole_file import rewrite_whole, write_whole
        from notarization.custody import entered, kept
        from notarization.verify.custody import Handling, HandOver, at

        def with_line(before: bytes) -> bytes:
            line = HandOver(Handling(kind), at(int(time.time())), giver, taker or giver, note)
            return entered(before, line)

        if output is None:
            # a line that somebody enters at the same time is not lost
            made = rewrite_whole(package, with_line)
        else:
            made = with_line(package.read_bytes())
            write_whole(output, made)
        _print(tools.say, kept(made), as_json=as_json)

    return add


def _options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option("--from", "giver", required=True, help=say("交出方", "Who gave it")),
        click.option(
            "--to",
            "taker",
            default="",
            help=say("接收方；默认同交出方", "Who took it; by default who gave it"),
        ),
        click.option(
            "--kind",
            type=click.Choice(KINDS),
            default="handed_over",
            show_default=True,
            help=say("移交、封存或核验", "Whether it was handed over, stored or checked"),
        ),
        click.option("--note", default="", help=say("说明", "A note")),
        click.option(
            "--output",
            type=click.Path(dir_okay=False, path_type=Path),
            help=say("写入此文件（默认写回证据包）", "Write to this file (default: the package)"),
        ),
    )


def _show(say: Speech) -> click.Command:
    @click.command("show", help=say("列出保管记录。", "List the log."))
    @PACKAGE
    @json_option(say)
    @pass_tools
    def show(tools: Tools, *, package: Path, as_json: bool) -> None:
        from notarization.custody import kept

        _print(tools.say, kept(package.read_bytes()), as_json=as_json)

    return show


def _print(say: Speech, lines: Sequence[HandOver], *, as_json: bool) -> None:
    from notarization.verify.custody import HANDLINGS

    if as_json:
        show_json(
            [
                {
                    "kind": each.kind.value,
                    "time": each.time,
                    "from": each.giver,
                    "to": each.taker,
                    "note": each.note,
                }
                for each in lines
            ]
        )
        return
    show_rows(
        [
            (each.time, f"{say(HANDLINGS[each.kind].zh, HANDLINGS[each.kind].en)} {_way(each)}")
            for each in lines
        ]
    )


def _way(each: HandOver) -> str:
    way = each.giver if each.giver == each.taker else f"{each.giver} → {each.taker}"
    return f"{way} · {each.note}" if each.note else way
