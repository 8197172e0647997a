"""`datadeed document sign IN --output OUT`."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from api.commands.key import ask_password
from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyhanko.sign.signers import Signer

    from api.commands.speech import Speech
    from notarization.paper.signing import SignedDocument, Signing
    from notarization.timestamps.authorities import Authority


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "为以 --to-be-signed 制作的文件签名（PAdES-B-LTA：内附时间戳、证书链与吊销列表）。"
        "密钥在 PKCS#12 文件或 PKCS#11 密码设备中；口令从文件读取或输入，绝不写在命令行上。"
        "签名后先自行核对，不成立的不予写出。",
        "Sign a document that was made with --to-be-signed (PAdES-B-LTA: with time stamps, chain"
        " and revocation lists in it). The key is in a PKCS#12 file or on a PKCS#11 token; its"
        " password is read from a file or asked for, never on the command line. What was signed is"
        " checked first, and not written if it would not hold.",
    )

    @click.command("sign", help=about)
    @click.argument("document", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        required=True,
        help=say("写入的文件", "The file to write"),
    )
    @_key_options(say)
    @_evidence_options(say)
    @json_option(say)
    @pass_tools
    def sign(tools: Tools, /, *, document: Path, output: Path, as_json: bool, **given: Any) -> None:
        from api.paper.checking import named_signer
        from ledger.whole_file import write_whole
        from notarization.paper.signing import sign_document

        _require_clear(tools.say, given)
        data, how = document.read_bytes(), _how(tools, given)
        named = named_signer(data)
        # it warns of what is meant here: that nothing is fetched behind our back
        logging.getLogger("pyhanko").setLevel(logging.ERROR)
        with _signer(tools, given) as signer:
            made = sign_document(data, signer, named, how)
        write_whole(output, made.data)
        _show(tools.say, output, made, as_json=as_json)

    return sign


def _key_options(say: Speech) -> Callable[[F], F]:
    existing = click.Path(exists=True, dir_okay=False, path_type=Path)
    return options(
        click.option("--key", type=existing, help=say("PKCS#12 密钥文件", "A PKCS#12 key file")),
        click.option(
            "--pkcs11",
            type=existing,
            help=say("密码设备的 PKCS#11 模块", "The PKCS#11 module of a token"),
        ),
        click.option("--token", default="", help=say("密码设备的标签", "The token's label")),
        click.option(
            "--label",
            default="",
            help=say("设备中密钥与证书的标签", "The label of key and certificate on the token"),
        ),
        click.option(
            "--password-file",
            type=click.File("r"),
            help=say("从文件读取口令或 PIN", "Read the password or PIN from a file"),
        ),
    )


def lists_option(say: Speech) -> Callable[[F], F]:
    """Revocation lists that are given as files."""
    return click.option(
        "--crl",
        "lists",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        multiple=True,
        help=say(
            "吊销列表，每个一次；未给的按证书所载地址取得",
            "A revocation list, once for each; others are had where a certificate names them",
        ),
    )


def authorities_option(say: Speech, *, required: bool) -> Callable[[F], F]:
    """Who is asked for time stamps."""
    return click.option(
        "--authorities",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        required=required,
        help=say(
            "时间戳机构文件：依次申请，采用第一家给出的",
            "The file of the time authorities: asked in turn, the first that answers is used",
        ),
    )


def _evidence_options(say: Speech) -> Callable[[F], F]:
    existing = click.Path(exists=True, dir_okay=False, path_type=Path)
    return options(
        click.option(
            "--certificates",
            type=existing,
            help=say(
                "证书链与根证书（PEM），密钥处没有时",
                "Chain and root (PEM), where the key does not hold them",
            ),
        ),
        lists_option(say),
        authorities_option(say, required=False),
        click.option(
            "--without-time-stamp",
            "without",
            is_flag=True,
            help=say(
                "不盖时间戳（仅 PAdES-B-B，证书到期后不能核验）",
                "No time stamp (PAdES-B-B only: nothing can be proven once the certificate ends)",
            ),
        ),
    )


def _require_clear(say: Speech, given: dict[str, Any]) -> None:
    if bool(given["key"]) == bool(given["pkcs11"]):
        raise click.UsageError(
            say("须给出 --key 与 --pkcs11 之一", "one of --key and --pkcs11 is needed")
        )
    if given["pkcs11"] and not (given["token"] and given["label"]):
        raise click.UsageError(
            say("--pkcs11 须有 --token 与 --label", "--pkcs11 needs --token and --label")
        )
    if bool(given["authorities"]) == given["without"]:
        raise click.UsageError(
            say(
                "须给出 --authorities，或明说 --without-time-stamp",
                "--authorities is needed, or --without-time-stamp said plainly",
            )
        )


def _how(tools: Tools, given: dict[str, Any]) -> Signing:
    from datetime import UTC, datetime

    from notarization.paper.certificates import read_list
    from notarization.paper.signing import Signing
    from notarization.timestamps.authorities import read_authorities

    require_paper(tools, stamped=bool(given["authorities"]))
    asked: tuple[Authority, ...] = ()
    if given["authorities"]:
        asked = read_authorities(given["authorities"], tools.environment)
    lists = tuple(read_list(each.read_bytes(), str(each)) for each in given["lists"])
    return Signing(datetime.now(UTC), lists, asked)


def require_paper(tools: Tools, *, stamped: bool) -> None:
    """Let a document be signed, or stamped, now. Raises AlgorithmNotAllowed, SettingWrong."""
    from api.allowed import require_allowed
    from api.wiring import wall_clock
    from ledger.domain.crypto_policy import Use
    from notarization.paper.signing import DIGEST

    for use in (Use.DIGEST, *((Use.IMPRINT,) if stamped else ())):
        require_allowed(tools.settings(), use, DIGEST, at=wall_clock())


@contextmanager
def _signer(tools: Tools, given: dict[str, Any]) -> Iterator[Signer]:
    from notarization.paper import keys
    from notarization.paper.certificates import read_certificates

    others = read_certificates(given["certificates"]) if given["certificates"] else ()
    file: IO[str] | None = given["password_file"]
    password = ask_password(tools.say, file)
    if given["key"]:
        yield keys.key_file(given["key"], password, others)
        return
    place = keys.TokenKey(given["pkcs11"], given["token"], given["label"])
    with keys.token(place, password, others) as signer:
        yield signer


def _show(say: Speech, output: Path, made: SignedDocument, *, as_json: bool) -> None:
    from api.texts.shown import iso

    shown = {
        "document": str(output),
        "level": made.level.value,
        "signer": made.check.signer,
        "time": iso(made.check.time) if made.check.time else "",
        "authority": made.authority,
    }
    if as_json:
        show_json(shown)
        return
    show_rows(list(shown.items()))
    if not made.authority:
        said = say("没有时间戳（--without-time-stamp）", "no time stamp (--without-time-stamp)")
        click.echo(f"{made.level.value}: {said}", err=True)
