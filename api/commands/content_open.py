"""`datadeed content open SEALED --key FILE --output FILE`, `datadeed content key FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from api.commands.tools import Tools, json_option, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from api.commands.speech import Speech

SUITES: Final = ("age", "SM2-SM4")


def key_command(say: Speech) -> click.Command:
    """Make the command that makes keys."""
    about = say(
        "生成读取人的密钥文件（仅所有者可读），并显示其公钥；文件已存在的，加一把另一套算法的密钥，或只显示公钥。",
        "Make a reader's key file, readable by its owner alone, and show the public key. A file that"
        " is there gets a key of the other suite beside the one that it has, or is only shown.",
    )

    @click.command("key", help=about)
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    @click.option(
        "--suite",
        type=click.Choice(SUITES),
        default=SUITES[0],
        show_default=True,
        help=say("密封算法", "The suite of the key"),
    )
    @json_option(say)
    @pass_tools
    def key(_: Tools, *, file: Path, suite: str, as_json: bool) -> None:
        from ledger.whole_file import write_whole
        from notarization.content.sealing import Identity, Suite

        text = file.read_text(encoding="ascii") if file.exists() else ""
        known = Identity.parse(text).readers if text else ()
        if Suite(suite) not in {each.suite for each in known}:
            text = f"{text.strip()}\n{Identity.generate(Suite(suite)).key}\n".lstrip()
            write_whole(file, text.encode("ascii"), mode=0o600)
        found = Identity.parse(text).reader_for(Suite(suite)).key
        show_json({"reader": found}) if as_json else click.echo(found)

    return key


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "用密钥文件开启一份密封的文件（age 或 SM2-SM4）；每一块均经核对，有误即拒绝。",
        "Open a sealed file (age or SM2-SM4) with a key file: every chunk is checked, and nothing is"
        " written of one that does not hold.",
    )

    @click.command("open", help=about)
    @click.argument("sealed", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option(
        "--key",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        required=True,
        help=say("密钥文件", "The key file"),
    )
    @click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        required=True,
        help=say("写入的文件", "The file to write"),
    )
    @json_option(say)
    @pass_tools
    def open_(_: Tools, *, sealed: Path, key: Path, output: Path, as_json: bool) -> None:
        from ledger.whole_file import write_whole
        from notarization.content.errors import SealBroken, SealedFileUnopened
        from notarization.content.sealing import Identity, unseal

        identity = Identity.parse(key.read_bytes().decode("ascii", errors="replace"))
        try:
            data = unseal(sealed.read_bytes(), identity)
        except SealBroken as fault:
            raise SealedFileUnopened(str(sealed), str(fault)) from fault
        write_whole(output, data, mode=0o600)
        shown = {"output": str(output), "size": len(data)}
        show_json(shown) if as_json else show_rows(list(shown.items()))

    return open_
