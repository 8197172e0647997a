"""`datadeed countersign PACKAGE --key FILE`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from api.commands.key import ask_password
from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "以 SM2 密钥副署证据包：签名在清单之外，不改动包内任何文件。同一密钥已副署的，保持原样。",
        "Countersign an evidence package with an SM2 key: the signature lies beside the manifest and"
        " changes nothing in the package. What the key has signed before stays as it is.",
    )

    @click.command("countersign", help=about)
    @click.argument("package", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @_options(say)
    @json_option(say)
    @pass_tools
    def countersign(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        package: Path,
        key: Path,
        password_file: IO[str] | None,
        output: Path | None,
        as_json: bool,
    ) -> None:
        from api.allowed import require_allowed
        from ledger.domain.crypto_policy import Use
        from ledger.whole_file import rewrite_whole, write_whole
        from notarization.countersigning import countersign as sign
        from notarization.countersigning import countersignatures, read_key
        from notarization.verify.algorithms import COUNTERSIGNATURE

        now = int(time.time())
        require_allowed(tools.settings(), Use.COUNTERSIGNATURE, COUNTERSIGNATURE, at=now)
        read = read_key(key, lambda: ask_password(tools.say, password_file))
        path = output or package
        if output is None:
            made = rewrite_whole(package, lambda before: sign(before, read, now))
        else:
            made = sign(package.read_bytes(), read, now)
            write_whole(output, made)
        found = [(each.key, each.time) for each in countersignatures(made)]
        _show(tools, path, found, as_json=as_json)

    return countersign


def _options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--key",
            type=click.Path(dir_okay=False, path_type=Path),
            required=True,
            help=say(
                "SM2 私钥文件（PKCS#8，PEM，仅所有者可读）",
                "The SM2 key (PKCS #8, PEM, readable by its owner alone)",
            ),
        ),
        click.option(
            "--password-file",
            type=click.File("r"),
            help=say("从文件读取私钥的口令", "Read the key's password from a file"),
        ),
        click.option(
            "--output",
            type=click.Path(dir_okay=False, path_type=Path),
            help=say(
                "另存为（默认写回原文件）", "Write to this file (default: the package itself)"
            ),
        ),
    )


def _show(tools: Tools, path: Path, found: list[tuple[bytes, int]], *, as_json: bool) -> None:
    from api.texts.shown import iso

    shown: dict[str, Any] = {
        "package": str(path),
        "countersignatures": [{"key": "0x" + key.hex(), "time": iso(at)} for key, at in found],
    }
    if as_json:
        show_json(shown)
        return
    rows = [(tools.say("证据包", "package"), shown["package"])]
    rows += [(each["time"], each["key"]) for each in shown["countersignatures"]]
    show_rows(rows)
