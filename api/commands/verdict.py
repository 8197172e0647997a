"""`datadeed verdict NUMBER… --purpose pledge`."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import click

from api.commands.tools import (
    F,
    Tools,
    json_option,
    options,
    pass_tools,
    progress,
    show_json,
    show_rows,
    snapshot,
)
from api.listed import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from api.commands.speech import Speech
    from api.schemas.verdicts import VerdictsOut

PURPOSES: Final = ("authenticity", "pledge", "book-entry", "trade", "contribution", "dispute")
# as one answer, and written line by line
MOST: Final = 1_000
MOST_LISTED: Final = 10_000
INVALID: Final = 1
UNKNOWN: Final = 3
EXIT: Final = {"VALID": 0, "INVALID": INVALID, "UNKNOWN": UNKNOWN}
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
FINDINGS: Final = ("blocks", "warnings", "unknown")


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "按用途核验一至 1,000 张登记凭证（写成 CSV 的至 10,000 张），全部以同一区块为准。退出码：0 全部通过，1 有不通过，3 有无法判断。",
        "Check 1 to 1,000 certificates for a purpose (10,000 as CSV), all at one block. Exit code: 0 all VALID,"
        " 1 one is INVALID, 3 one is UNKNOWN.",
    )

    @click.command("verdict", help=about)
    @click.argument("numbers", nargs=-1, metavar="NUMBER…")
    @_options(say)
    @click.option(
        "--signed",
        type=click.Path(dir_okay=False, path_type=Path),
        help=say(
            "由登记机构签署一项结论并写入该文件（JWS）",
            "Have the registry sign one verdict, and write it to this file (JWS)",
        ),
    )
    @json_option(say)
    @pass_tools
    def verdict(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        numbers: tuple[str, ...],
        purpose: str,
        source: IO[bytes] | None,
        target: IO[str] | None,
        signed: Path | None,
        as_json: bool,
    ) -> int:
        asked = [*numbers, *([] if source is None else listed(source))]
        most = MOST if target is None else MOST_LISTED
        if not 1 <= len(asked) <= most:
            raise click.UsageError(say(f"须给出 1 至 {most} 个编号", f"give 1 to {most} numbers"))
        if signed is not None:
            return _sign(tools, asked, purpose, signed)
        if target is not None:
            return _table(tools, asked, purpose, target)
        found = ask(tools, asked, purpose)
        if as_json:
            show_json(found.model_dump(mode="json"))
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


def _sign(tools: Tools, numbers: Sequence[str], purpose: str, target: Path) -> int:
    """Write the signed verdict on one certificate; the exit code is the verdict's."""
    from api.paper import signing
    from api.wiring import Reading, Wiring
    from ledger.domain.numbers import parse_number
    from ledger.domain.verdict import Purpose
    from ledger.queries.as_of import as_of
    from ledger.whole_file import write_whole

    if len(numbers) != 1:
        raise click.UsageError(tools.say("--signed 只签署一项", "--signed signs one verdict"))
    with snapshot(tools) as session:
        now, wiring = Reading(session, as_of(session)), Wiring(tools.settings(), tools.engine())
        made = signing.sign(now, wiring, parse_number(numbers[0]), Purpose(purpose))
    write_whole(target, made.data)
    show_rows([("verdict", str(target)), ("result", made.verdict.result), ("sha256", made.digest)])
    return EXIT[made.verdict.result]


def _table(tools: Tools, numbers: Sequence[str], purpose: str, target: IO[str]) -> int:
    """One line a certificate, written as it is judged; the exit code is the worst verdict's."""
    from api.longlist import long_list
    from api.wiring import Wiring
    from ledger.domain.numbers import parse_number, written
    from ledger.domain.verdict import Purpose

    every = [written(parse_number(each)) for each in numbers]
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    place: tuple[object, ...] = ()
    results: dict[str, int] = {}
    wiring = Wiring(tools.settings(), tools.engine())
    with progress(tools.say("核验", "verdicts"), len(every)) as advance:
        for line in map(json.loads, long_list(wiring, every, Purpose(purpose))):
            match line:
                case {"as_of": stamp, "time": time}:
                    block, rest = (stamp[name] for name in ("block", "block_hash")), COLUMNS[-2:]
                    place = (*block, time, *(stamp[name] for name in rest))
                case {"end": _, "results": counted}:
                    results = counted
                case each:
                    lists = [" ".join(one["code"] for one in each[name]) for name in FINDINGS]
                    who = _plain(each["holder"]["name"] or each["holder"]["party"])
                    writer.writerow((each["number"], purpose, each["result"], *lists, who, *place))
                    advance(1)
    return max(EXIT[result] for result in results)


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
