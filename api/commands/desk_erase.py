"""`datadeed desk erase`: at the registry's server, signed on the clerk's own machine."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, Final

import click

from api.commands.act import hand_of
from api.commands.content import what_options
from api.commands.key import ask_password
from api.commands.tools import Tools, json_option, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from api.commands.speech import Speech

LAST: Final = 8


def command(say: Speech) -> click.Command:
    """Make `erase`."""
    about = say(
        "在登记机构的服务器上销毁所留存的登记事项、证明文件或异议文件：销毁记录在本机核对并签署。不可撤销。",
        "Erase fields, proof files or objections that the registry's server keeps: the tombstones are"
        " checked and signed here. This cannot be undone.",
    )

    @click.command("erase", help=about)
    @click.argument("application")
    @click.option(
        "--registry",
        type=click.IntRange(0, 65_535),
        required=True,
        help=say("登记机构代码", "The registry's code"),
    )
    @what_options(say)
    @click.option(
        "--confirm",
        help=say(
            "申请标识的末八位；不给出则询问",
            "The last eight characters of the application's number; asked for where not given",
        ),
    )
    @json_option(say)
    @pass_tools
    def erase(tools: Tools, /, *, application: str, registry: int, **told: Any) -> None:
        from api.commands.content import asked_of
        from api.registrant.erasing import erase as destroy
        from api.registrant.identity import open_key
        from ledger.registrar.acting import Signatory

        settings, as_json = tools.settings(), told["as_json"]
        asked = asked_of(tools, application, **told)
        question = tools.say(
            f"不可撤销。键入申请标识的末 {LAST} 位以确认",
            f"This cannot be undone. Type the last {LAST} characters of the application's number",
        )
        confirm = told["confirm"] or click.prompt(question, err=True)
        who = hand_of(tools, told["party"], told["account"])
        password_file: IO[str] | None = told["password_file"]
        key = open_key(settings, who.account, lambda: ask_password(tools.say, password_file))
        done = destroy(settings, registry, asked, Signatory(who.party, key), confirm)
        if as_json:
            show_json(done)
        else:
            show_rows([(each["name"], each["erased"]) for each in done["erased"]])

    return erase
