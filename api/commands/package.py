"""`datadeed package NUMBER`."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.commands.moment import MOMENT
from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows
from api.commands.verdict import PURPOSES

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "制作一张登记凭证的证据包，发出前先离线核验。默认就最新的终局区块；已存放的证明足够新的，直接使用。",
        "Make the evidence package of a certificate; it is verified offline before it is given out."
        " By default at the newest final block; a stored proof is used where it is recent enough.",
    )

    @click.command("package", help=about)
    @click.argument("number")
    @_options(say)
    @json_option(say)
    @pass_tools
    def package(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        number: str,
        purpose: str,
        requester: str,
        case: str,
        at: int | None,
        max_age: int,
        output: Path | None,
        as_json: bool,
    ) -> None:
        from api import evidence
        from api.wiring import Wiring
        from ledger.domain.numbers import parse_number
        from ledger.domain.verdict import Purpose

        asked = evidence.Request(
            parse_number(number), Purpose(purpose), requester, case, at=at, max_age=max_age
        )
        kept = evidence.make(Wiring(tools.settings(), tools.engine()), asked)
        path = kept.path
        if output is not None:
            path = Path(shutil.copyfile(kept.path, output))
        shown = {"package": str(path), "block": kept.block, "sha256": kept.digest}
        if as_json:
            show_json(shown)
        else:
            show_rows(list(shown.items()))

    return package


def _options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--purpose",
            type=click.Choice(PURPOSES),
            default="authenticity",
            show_default=True,
            help=say("用途", "What it is made for"),
        ),
        click.option("--requester", default="", help=say("申请人", "Who asks for it")),
        click.option("--case", default="", help=say("案号或事由", "Case reference")),
        click.option(
            "--at",
            type=MOMENT,
            help=say(
                "所问的时点，如 2026-01-31T12:00:00+08:00；默认现在",
                "The moment asked about, as 2026-01-31T12:00:00+08:00; by default now",
            ),
        ),
        click.option(
            "--max-age",
            type=click.IntRange(min=0),
            default=0,
            show_default=True,
            help=say(
                "区块最多可以旧多少秒（其间须无变化）",
                "Seconds that the block may be old, if nothing has changed since",
            ),
        ),
        click.option(
            "--output",
            type=click.Path(dir_okay=False, path_type=Path),
            help=say("另存为", "Copy it to this file"),
        ),
    )
