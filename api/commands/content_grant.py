"""`datadeed content grant ID --file SHA256 --reader AGE --order TEXT --out FOLDER`."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from api.commands.act import hand_of
from api.commands.key import ask_password
from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech
    from notarization.content.store import Granted


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "凭法院的文书，由协助执行人员把一份留存的文件开放给法院的公钥：为其封装该文件的密钥，先记入工作台日志；"
        "写出两个文件：密文与其密钥。",
        "On a court's order, as an order clerk, open one file that is kept here to the court's key: the file's"
        " key is wrapped for it, the desk's log tells so first, and two files are written: the sealed bytes"
        " and their key.",
    )

    @click.command("grant", help=about)
    @click.argument("application_id", metavar="ID")
    @_grant_options(say)
    @json_option(say)
    @pass_tools
    def grant(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        /,
        *,
        application_id: str,
        digest: str,
        reader: str,
        order: str,
        out: Path,
        party: str | None,
        account: str | None,
        password_file: IO[str] | None,
        as_json: bool,
    ) -> None:
        from api import parse
        from api.desk.granting import Grant
        from api.desk.granting import grant as open_to
        from api.registrant.identity import open_key
        from api.wiring import Wiring
        from ledger.domain.acts import SubjectKind
        from notarization.content.sealing import Reader

        settings = tools.settings()
        subject = parse.subject(application_id, SubjectKind.APPLICATION)
        asked = Grant(subject, parse.digest("file", digest), Reader.parse(reader), order)
        who = hand_of(tools, party, account)
        key = open_key(settings, who.account, lambda: ask_password(tools.say, password_file))
        wiring = Wiring.of(settings)
        click.get_current_context().call_on_close(wiring.engine.dispose)
        granted = open_to(wiring, asked, key)
        shown = _written(out, asked.digest.hex(), granted)
        show_json(shown) if as_json else show_rows(list(shown.items()))

    return grant


def _written(out: Path, name: str, granted: Granted) -> dict[str, str]:
    """Where the two files were written."""
    from ledger.whole_file import OWNER_ONLY, write_whole

    out.mkdir(parents=True, exist_ok=True)
    sealed = out / f"{name}{_ending(granted.sealed)}"
    key = out / f"{name}.key{_ending(granted.key)}"
    write_whole(sealed, granted.sealed, mode=OWNER_ONLY)
    write_whole(key, granted.key, mode=OWNER_ONLY)
    return {"sealed": str(sealed), "key": str(key)}


def _ending(sealed: bytes) -> str:
    from notarization.content.sealing import Suite, suite_of

    return ".age" if suite_of(sealed) is Suite.AGE else ".sm4"


def _grant_options(say: Speech) -> Callable[[F], F]:
    """Which file, to whom, on which order, and with whose key."""
    return options(
        click.option(
            "--file", "digest", required=True, help=say("文件的 SHA-256", "SHA-256 of the file")
        ),
        click.option(
            "--reader",
            required=True,
            help=say("法院的公钥（age1… 或 sm2:04…）", "The court's key (age1… or sm2:04…)"),
        ),
        click.option("--order", required=True, help=say("文书案号", "The order's number")),
        click.option(
            "--out",
            required=True,
            type=click.Path(file_okay=False, path_type=Path),
            help=say("写入的文件夹", "Folder to write to"),
        ),
        click.option("--party", help=say("工作人员的当事人标识", "The staff member's party")),
        click.option("--account", help=say("密钥库中的账户", "An account of the keystore")),
        click.option(
            "--password-file", type=click.File("r"), help=say("从文件读取口令", "Read the password")
        ),
    )
