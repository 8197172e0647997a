"""`datadeed document renew DOCUMENT… --trust FILE --authorities FILE`."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.document_sign import authorities_option, lists_option, require_paper
from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech
    from notarization.paper.believed import SignerTrust
    from notarization.paper.signing import Signing

DAY: Final = 86_400


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "为已签名的文件（PAdES-B-LTA）续盖：在最后一个时间戳到期之前，附上新取得的吊销资料，再盖一个文件时间戳。"
        "原有内容一字不动。此刻本身不成立的文件不予续盖，续盖后仍须核对成立方予写回。"
        "适于定时执行：未到期者略过。退出码：0 均已续盖或尚未到期；1 有不予续盖者。",
        "Prolong signed documents (PAdES-B-LTA): before the last time stamp ends, fresh revocation"
        " data and another document time stamp are added, and nothing else is touched. One that is"
        " not good now is refused, and what was made is checked before it is written back. Made to"
        " be run again and again: what does not end yet is passed over. Exit code: 0 all are"
        " renewed, or do not end yet; 1 some were refused.",
    )

    @click.command("renew", help=about)
    @click.argument(
        "documents",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        nargs=-1,
        required=True,
    )
    @_options(say)
    @json_option(say)
    @pass_tools
    def renew(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        documents: tuple[Path, ...],
        trust: Path,
        authorities: Path,
        lists: tuple[Path, ...],
        within: int,
        as_json: bool,
    ) -> int:
        from notarization.paper.believed import signers_trusted

        # it warns of what is meant here: that nothing is fetched behind our back
        logging.getLogger("pyhanko").setLevel(logging.ERROR)
        how = _how(tools, authorities, lists)
        believed = signers_trusted(trust.read_bytes())
        told = [_renewed(each, believed, how, within) for each in documents]
        if as_json:
            show_json({"documents": told})
        else:
            _show(tools.say, told)
        return int(any(each["state"] == "refused" for each in told))

    return renew


def _options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--trust",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            required=True,
            help=say(
                "自己的信任文件：签名人与时间戳机构的根证书",
                "A trust file of one's own, with the roots of signers and authorities",
            ),
        ),
        authorities_option(say, required=True),
        lists_option(say),
        click.option(
            "--within",
            type=click.IntRange(min=1),
            default=90,
            show_default=True,
            metavar="DAYS",
            help=say(
                "只续最后一个时间戳将在若干日内到期者",
                "Only those whose last time stamp ends within so many days",
            ),
        ),
    )


def _how(tools: Tools, authorities: Path, lists: tuple[Path, ...]) -> Signing:
    from datetime import UTC, datetime

    from notarization.paper.certificates import read_list
    from notarization.paper.signing import Signing
    from notarization.timestamps.authorities import read_authorities
    from notarization.timestamps.errors import AuthoritiesMalformed

    require_paper(tools, stamped=True)
    asked = read_authorities(authorities, tools.environment)
    if not asked:
        raise AuthoritiesMalformed("authorities", "is empty")
    known = tuple(read_list(each.read_bytes(), str(each)) for each in lists)
    return Signing(datetime.now(UTC), known, asked)


def _renewed(document: Path, trust: SignerTrust, how: Signing, within: int) -> dict[str, Any]:
    """What became of one document; the others go on where it is refused."""
    from api.paper.checking import signer_named
    from api.texts.shown import iso
    from ledger.whole_file import write_whole
    from notarization.errors import NotarizationError
    from notarization.paper.renewing import ends, renew_document

    told: dict[str, Any] = {"document": str(document), "authority": "", "code": "", "detail": ""}
    data = document.read_bytes()
    try:
        named = signer_named(data)
        last = ends(data, named, trust, how.now)
        until = last.stamp.until
        if until - how.now.timestamp() > within * DAY:
            return {**told, "state": "not_due", "until": iso(until)}
        made = renew_document(data, named, trust, how, last)
    except NotarizationError as fault:
        return {**told, "state": "refused", "until": "", "code": fault.code, "detail": str(fault)}
    write_whole(document, made.data)
    return {**told, "state": "renewed", "until": iso(made.until), "authority": made.authority}


def _show(say: Speech, told: list[dict[str, Any]]) -> None:
    from api.texts.problems import TITLES
    from notarization.verify.report import Language

    said = {
        "renewed": say("已续盖，至", "renewed, until"),
        "not_due": say("尚未到期，至", "does not end before"),
    }
    good = [each for each in told if each["state"] != "refused"]
    if good:
        show_rows([(each["document"], f"{said[each['state']]} {each['until']}") for each in good])
    for each in told:
        if each["state"] == "refused":
            known = say.language is Language.ZH and each["code"] in TITLES
            title = f" {TITLES[each['code']]}" if known else ""
            click.echo(f"{each['document']}: {each['code']}{title}\n  {each['detail']}", err=True)
