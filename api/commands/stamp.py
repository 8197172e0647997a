"""`datadeed stamp PACKAGE --authorities FILE`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech
    from notarization.timestamps.stamping import Stamped

UNSTAMPED: Final = 3


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "向可信时间戳机构（RFC 3161）申请时间戳，加入证据包。已有其时间戳的机构不再申请，除非续盖。"
        "退出码：0 各机构均已盖；3 有机构此刻未能盖，其余的已存入，可稍后再试。",
        "Have time-stamping authorities (RFC 3161) stamp an evidence package. Those that have"
        " stamped it are not asked again, but to renew. Exit code: 0 all have stamped; 3 some did"
        " not now: what the others gave is kept, and the same can be asked again.",
    )

    @click.command("stamp", help=about)
    @click.argument("package", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @_options(say)
    @json_option(say)
    @pass_tools
    def stamp(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        package: Path,
        authorities: Path,
        renew: bool,
        output: Path | None,
        as_json: bool,
    ) -> int:
        from api.allowed import require_allowed
        from ledger.domain.crypto_policy import Use
        from ledger.whole_file import rewrite_whole, write_whole
        from notarization.timestamps.authorities import read_authorities
        from notarization.timestamps.stamping import stamp_package, with_tokens_of

        asked = read_authorities(authorities, tools.environment)
        digests = (each.digest for each in asked)
        require_allowed(tools.settings(), Use.IMPRINT, *digests, at=int(time.time()))
        made = stamp_package(package.read_bytes(), asked, renew=renew)
        path = output or package
        if output:
            write_whole(output, made.package)
        elif made.stamps:
            # what came into the package while authorities were asked stays
            rewrite_whole(package, lambda now: with_tokens_of(now, made.package))
        shown = _shown(path, made)
        if as_json:
            show_json(shown)
        else:
            _show(tools.say, shown)
        return UNSTAMPED if made.missing else 0

    return stamp


def _options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--authorities",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            required=True,
            help=say("时间戳机构文件", "The file of the time authorities"),
        ),
        click.option(
            "--renew",
            is_flag=True,
            help=say(
                "续盖：在原有时间戳之上再盖一次",
                "Renew: stamp what is there once more, over the stamps before",
            ),
        ),
        click.option(
            "--output",
            type=click.Path(dir_okay=False, path_type=Path),
            help=say(
                "另存为（默认写回原文件）", "Write to this file (default: the package itself)"
            ),
        ),
    )


def _shown(path: Path, made: Stamped) -> dict[str, Any]:
    from api.texts.shown import iso

    return {
        "package": str(path),
        "stamps": [
            {"authority": each.authority, "time": iso(each.time), "file": each.file}
            for each in made.stamps
        ],
        "missing": [{"code": each.code, "detail": str(each)} for each in made.missing],
    }


def _show(say: Speech, shown: dict[str, Any]) -> None:
    from api.texts.problems import TITLES
    from notarization.verify.report import Language

    rows = [(say("证据包", "package"), shown["package"])]
    rows += [(each["authority"], f"{each['time']}  {each['file']}") for each in shown["stamps"]]
    if not shown["stamps"] and not shown["missing"]:
        rows.append((say("时间戳", "stamps"), say("各机构此前均已盖", "all had stamped it before")))
    show_rows(rows)
    for each in shown["missing"]:
        known = say.language is Language.ZH and each["code"] in TITLES
        title = f" {TITLES[each['code']]}" if known else ""
        click.echo(f"{each['code']}:{title}\n  {each['detail']}", err=True)
