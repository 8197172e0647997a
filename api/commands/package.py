"""`datadeed package NUMBER`."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows
from api.commands.verdict import PURPOSES

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "就最新的终局区块制作一张登记凭证的证据包，发出前先离线核验。",
        "Make the evidence package of a certificate at the newest final block; it is verified"
        " offline before it is given out.",
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
        output: Path | None,
        as_json: bool,
    ) -> None:
        from api import evidence
        from api.wiring import Wiring
        from ledger.domain.numbers import parse_number
        from ledger.domain.verdict import Purpose

        asked = evidence.Request(parse_number(number), Purpose(purpose), requester, case)
        kept = evidence.make(Wiring.of(tools.settings()), asked)
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
            "--output",
            type=click.Path(dir_okay=False, path_type=Path),
            help=say("另存为", "Copy it to this file"),
        ),
    )
