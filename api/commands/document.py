"""`datadeed document make | sign | renew | check`: certificates and verdicts on paper."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import click

from api.commands import document_renew, document_sign
from api.commands.tools import (
    F,
    Tools,
    json_option,
    options,
    pass_tools,
    show_json,
    show_rows,
    snapshot,
)
from api.commands.verdict import PURPOSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from api.commands.speech import Speech
    from api.paper.checking import Checked, Difference
    from api.wiring import Reading, Wiring
    from notarization.paper.marks import Signed

EXIT: Final = {
    "AGREES": 0,
    "DIFFERS": 1,
    "UNKNOWN": 3,
    "GOOD": 0,
    "UNSIGNED": 0,
    "BAD": 1,
    "INCOMPLETE": 3,
}
MOST_BYTES: Final = 16 * 2**20


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "把凭证或核验结论制成 PDF（附机器可读数据）并电子签名，或将他人提交的 PDF 与登记簿逐项核对。",
        "Put a certificate or a verdict on paper (PDF with its record attached), sign it, or hold a"
        " PDF that somebody brings against the register, field by field.",
    )

    @click.group("document", help=about)
    def document() -> None:
        pass

    document.add_command(_make(say))
    document.add_command(document_sign.command(say))
    document.add_command(document_renew.command(say))
    document.add_command(_check(say))
    return document


def _make(say: Speech) -> click.Command:
    about = say(
        "就最新的终局区块制作 PDF；同一区块制作的文件逐字节相同。",
        "Make the PDF at the newest final block; the same block makes the same bytes.",
    )

    @click.command("make", help=about)
    @click.argument("number")
    @_make_options(say)
    @json_option(say)
    @pass_tools
    def make(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        number: str,
        purpose: str | None,
        output: Path | None,
        signer: str | None,
        as_json: bool,
    ) -> None:
        from api.paper.faces import pdf_of
        from api.paper.records import digest_of, file_name, record_of, to_be_signed
        from ledger.domain.numbers import parse_number
        from ledger.domain.verdict import Purpose
        from ledger.whole_file import write_whole

        wanted = None if purpose is None else Purpose(purpose)
        with _now(tools) as (now, wiring):
            record = record_of(now, wiring, parse_number(number), wanted, None)
        if signer is not None:
            record = to_be_signed(record, signer)
        path = Path(file_name(record)) if output is None else output
        write_whole(path, pdf_of(record))
        shown = {"document": str(path), "block": record["block"], "record": digest_of(record)}
        if as_json:
            show_json(shown)
        else:
            show_rows(list(shown.items()))

    return make


def _make_options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--verdict",
            "purpose",
            type=click.Choice(PURPOSES),
            help=say(
                "不制凭证，而就该用途制核验书", "Not the certificate: the verdict for a purpose"
            ),
        ),
        click.option(
            "--output",
            type=click.Path(dir_okay=False, path_type=Path),
            help=say(
                "文件名，默认由编号与区块组成", "The file; by default named by number and block"
            ),
        ),
        click.option(
            "--to-be-signed",
            "signer",
            metavar="NAME",
            help=say(
                "供此名称者电子签名（其证书所载名称），而不声明未经签名",
                "To be signed by this name (as in its certificate), not said to be unsigned",
            ),
        ),
    )


def _check(say: Speech) -> click.Command:
    about = say(
        "将一份凭证或核验书的 PDF 与登记簿逐项核对，并核验其电子签名。退出码：0 一致（签名有效或未经签名），"
        "1 不一致或签名无效，3 无法判断或签名未能核验完全。",
        "Hold the PDF of a certificate or a verdict against the register, and check its signature."
        " Exit code: 0 it agrees (well signed or unsigned), 1 it differs or its signature is bad,"
        " 3 nothing can be said, or the signature is not checked in full.",
    )

    @click.command("check", help=about)
    @click.argument("document", type=click.File("rb"))
    @click.option(
        "--trust",
        type=click.File("rb"),
        help=say(
            "您自己的信任文件：签名者与时间戳机构的根证书",
            "Your own trust file: roots of signers and of time authorities",
        ),
    )
    @json_option(say)
    @pass_tools
    def check(tools: Tools, *, document: IO[bytes], trust: IO[bytes] | None, as_json: bool) -> int:
        from api.paper import checking
        from api.paper.shaping import checked_shape
        from notarization.paper.believed import SignerTrust, signers_trusted

        data = document.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise click.UsageError(say(f"文件超过 {MOST_BYTES} 字节", f"over {MOST_BYTES} bytes"))
        believed = signers_trusted(trust.read()) if trust else SignerTrust()
        with _now(tools) as (now, wiring):
            looked = checking.look(wiring, data, believed)
            found = checking.check(now.knowing(looked.block, wiring.chain), wiring, looked)
            shape = checked_shape(found, now)
        if as_json:
            show_json(shape.model_dump(mode="json"))
        else:
            _show_checked(say, found)
        return _code(found)

    return check


def _show_checked(say: Speech, found: Checked) -> None:
    from api.texts.papers import AGREEMENTS, FACES, reason

    click.echo(f"{found.agreement.value}  {AGREEMENTS[found.agreement].text(say.language)}")
    click.echo(f"{found.number}  {say('区块', 'block')} {found.block}")
    if found.reason:
        click.echo(reason(found.reason).text(say.language))
    click.echo(FACES[found.face_check].text(say.language))
    _show(say("版面", "face"), found.face)
    _show(say("与登记簿不同", "not on the register"), found.fields)
    _show(say("此后的变化", "since then"), found.since)
    _show_signature(say, found.signature)


def _code(found: Checked) -> int:
    """The worse of the two answers decides: differs before unknown."""
    codes = {EXIT[found.agreement], EXIT[found.signature.grade]}
    return next(each for each in (1, 3, 0) if each in codes)


def _show_signature(say: Speech, found: Signed) -> None:
    from api.texts.papers import GRADES, MARKS

    signer = f"  {found.signer}" if found.signer else ""
    click.echo(f"{found.grade.value}  {GRADES[found.grade].text(say.language)}{signer}")
    for each in found.marks:
        detail = f" ({each.detail})" if each.detail else ""
        click.echo(f"  {each.code.value}  {MARKS[each.code].text(say.language)}{detail}")


def _show(heading: str, differences: Sequence[Difference]) -> None:
    if differences:
        click.echo(f"{heading}:")
    for each in differences:
        click.echo(f"  {each.field}: {each.document or '—'} | {each.ledger or '—'}")


@contextmanager
def _now(tools: Tools) -> Iterator[tuple[Reading, Wiring]]:
    from api.wiring import Reading, Wiring
    from ledger.queries.as_of import as_of

    with snapshot(tools) as session:
        yield Reading(session, as_of(session)), Wiring(tools.settings(), tools.engine())
