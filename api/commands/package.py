"""`datadeed package NUMBER`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.evidence import forum_option
from api.commands.moment import MOMENT
from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows
from api.commands.verdict import PURPOSES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from api.commands.speech import Speech
    from api.evidence import Request

# those of notarization.verify.origin and .inventory, which are not loaded for a help text
KINDS: Final = ("capture", "log", "deed", "witness", "tool", "contract", "sample", "other")
REASONS: Final = ("NOT_HANDED_IN", "NOT_KEPT", "CONFIDENTIAL")


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
    def package(
        tools: Tools, /, *, number: str, output: Path | None, as_json: bool, **told: Any
    ) -> None:
        from api import evidence
        from api.forum import Forum, require_domestic
        from api.stamps import handed_out
        from api.wiring import Wiring
        from ledger.whole_file import OWNER_ONLY, write_whole

        require_domestic(Forum(told["forum"]))
        asked = _request(number, told)
        wiring = Wiring(tools.settings(), tools.engine())
        kept = evidence.make(wiring, asked)
        path = kept.path
        if output is not None:
            path = output
            data = handed_out(wiring.settings, kept.path, wiring.clock())
            write_whole(path, data, mode=OWNER_ONLY)
        shown = {"package": str(path), "block": kept.block, "sha256": kept.digest, "sm3": kept.sm3}
        if as_json:
            show_json(shown)
        else:
            show_rows(list(shown.items()))

    return package


def _request(number: str, told: Mapping[str, Any]) -> Request:
    """What the options ask for. Raises NumberMalformed, CaptureBroken, OSError."""
    from api.evidence import Request
    from ledger.domain.numbers import parse_number
    from ledger.domain.verdict import Purpose
    from notarization.enclosing import origin_files, paper_files
    from notarization.verify.inventory import Absence, Part

    narrowed = told["opened"] or told["nothing"]
    return Request(
        parse_number(number),
        Purpose(told["purpose"]),
        told["requester"],
        told["case"],
        at=told["at"],
        max_age=told["max_age"],
        opened=frozenset(told["opened"]) if narrowed else None,
        origin=origin_files(told["origin"]),
        papers=paper_files(told["papers"]),
        absent={Part.ORIGIN: Absence(told["no_origin"])} if told["no_origin"] else {},
    )


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
        forum_option(say),
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
        *_enclosing(say),
        click.option(
            "--output",
            type=click.Path(dir_okay=False, path_type=Path),
            help=say("另存为", "Copy it to this file"),
        ),
    )


def _enclosing(say: Speech) -> tuple[Callable[[F], F], ...]:
    """What is opened and what is put in."""
    kept = click.Path(exists=True, dir_okay=False, path_type=Path)
    return (
        click.option(
            "--open",
            "opened",
            multiple=True,
            metavar="FIELD",
            help=say(
                "只披露所列已公示的登记事项，每项一次；默认全部",
                "Open only this published field, once for each; by default all",
            ),
        ),
        click.option("--open-none", "nothing", is_flag=True, help=say("一项不披露", "Open none")),
        click.option(
            "--origin",
            type=(click.Choice(KINDS), kept),
            multiple=True,
            metavar="KIND FILE",
            help=say(
                f"上链之前的来源材料及其种类（{'、'.join(KINDS)}），每个一次",
                f"A file of the time before the chain and its kind ({', '.join(KINDS)})",
            ),
        ),
        click.option(
            "--no-origin",
            type=click.Choice(REASONS),
            help=say("没有来源材料的理由", "Why there is no such file"),
        ),
        click.option(
            "--paper",
            "papers",
            type=kept,
            multiple=True,
            help=say(
                "登记机构办理案卷中的文件，每个一次",
                "A paper of the registry's file, once for each",
            ),
        ),
    )
