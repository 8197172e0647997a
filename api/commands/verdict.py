"""`datadeed verdict NUMBER… --purpose pledge`."""

from __future__ import annotations

import csv
from typing import IO, TYPE_CHECKING, Final

import click

from api.commands.listed import listed
from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from api.commands.speech import Speech
    from api.schemas.verdicts import VerdictsOut

PURPOSES: Final = ("authenticity", "pledge", "book-entry", "trade", "contribution", "dispute")
MOST: Final = 1_000
INVALID: Final = 1
UNKNOWN: Final = 3
COLUMNS: Final = (
    "number",
    "purpose",
    "result",
    "blocks",
    "warnings",
    "unknown",
    "holder",
    "block",
    "block_hash",
    "time",
    "final",
    "lag_blocks",
)


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "按用途核验一至 1,000 张登记凭证，全部以同一区块为准。退出码：0 全部通过，1 有不通过，3 有无法判断。",
        "Check 1 to 1,000 certificates for a purpose, all at one block. Exit code: 0 all VALID,"
        " 1 one is INVALID, 3 one is UNKNOWN.",
    )

    @click.command("verdict", help=about)
    @click.argument("numbers", nargs=-1, metavar="NUMBER…")
    @_options(say)
    @json_option(say)
    @pass_tools
    def verdict(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        numbers: tuple[str, ...],
        purpose: str,
        source: IO[bytes] | None,
        target: IO[str] | None,
        as_json: bool,
    ) -> int:
        asked = [*numbers, *([] if source is None else listed(source))]
        if not 1 <= len(asked) <= MOST:
            raise click.UsageError(say(f"须给出 1 至 {MOST} 个编号", f"give 1 to {MOST} numbers"))
        found = ask(tools, asked, purpose)
        if as_json:
            show_json(found.model_dump(mode="json"))
        elif target is not None:
            write_csv(found, target)
        else:
            _show(tools.say, found)
        return _code(found)

    return verdict


def _options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--purpose",
            type=click.Choice(PURPOSES),
            default="authenticity",
            show_default=True,
            help=say("用途", "What the certificate is to be used for"),
        ),
        click.option(
            "--from",
            "source",
            type=click.File("rb"),
            help=say("从文件读取编号（每行第一列）", "Read numbers from a file, the first column"),
        ),
        click.option(
            "--csv",
            "target",
            type=click.File("w", encoding="utf-8-sig"),
            help=say(
                "把结论写成 CSV（- 为标准输出）", "Write the answers as CSV (-: standard output)"
            ),
        ),
    )


def ask(tools: Tools, numbers: Sequence[str], purpose: str) -> VerdictsOut:
    """The verdicts out of the mirror. Raises NumberMalformed, StoreError."""
    from api import judging
    from api.schemas.verdicts import VerdictIn
    from ledger.domain.verdict import Purpose
    from ledger.queries.verdict import Terms

    items = [VerdictIn(number=number, purpose=Purpose(purpose)) for number in numbers]
    with snapshot(tools) as session:
        terms = Terms(tools.settings().lag_blocks)
        return judging.many(*judging.answer(session, items, terms))


def write_csv(found: VerdictsOut, target: IO[str]) -> None:
    """One line a certificate."""
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    stamp = found.as_of
    for each in found.items:
        codes = (each.blocks, each.warnings, each.unknown)
        lists = [" ".join(finding.code for finding in findings) for findings in codes]
        who = each.holder.name or each.holder.party
        place = (stamp.block, stamp.block_hash, found.time, stamp.final, stamp.lag_blocks)
        row = (each.number, each.purpose.value, each.result.value, *lists, _plain(who), *place)
        writer.writerow(row)


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _show(say: Speech, found: VerdictsOut) -> None:
    from api.texts.words import word
    from notarization.verify.report import Language

    zh = say.language is Language.ZH
    stamp = found.as_of
    for each in found.items:
        click.echo(f"{each.number}  {each.result.value}  {word(each.result, say.language)}")
        for finding in (*each.unknown, *each.blocks, *each.warnings):
            click.echo(f"  {finding.code}: {finding.zh if zh else finding.en}")
    final = say("已终局", "final") if stamp.final else say("尚未终局", "not final")
    click.echo(
        say(
            f"截至区块 {stamp.block}（{stamp.time}），{final}，落后 {stamp.lag_blocks} 个区块",
            f"As of block {stamp.block} ({stamp.time}), {final}, {stamp.lag_blocks} blocks behind",
        ),
        err=True,
    )


def _code(found: VerdictsOut) -> int:
    results = {each.result.value for each in found.items}
    if "UNKNOWN" in results:
        return UNKNOWN
    return INVALID if "INVALID" in results else 0
