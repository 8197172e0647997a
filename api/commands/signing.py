"""Signing an act at the console: it is said in words, agreed to, and signed with an account's key."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

import click

from api.commands.act import describe, hand_of
from api.commands.key import ask_password
from api.commands.tools import F, Tools, options

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech
    from api.registrant.actfile import ActFile


def key_options(say: Speech) -> Callable[[F], F]:
    """The options that say who signs with which key."""
    return options(
        click.option("--party", help=say("当事人标识", "Your party")),
        click.option("--account", help=say("密钥库中的账户", "An account of the keystore")),
        click.option(
            "--password-file", type=click.File("r"), help=say("从文件读取口令", "Read the password")
        ),
        click.option("--yes", is_flag=True, help=say("不再询问", "Do not ask")),
    )


def signature_of(tools: Tools, act: ActFile, given: dict[str, Any]) -> str:
    """The signature under an act that was shown and agreed to; `given` are the key options.

    Raises NotEnrolled, IdMalformed, and as `open_key`; click.Abort without a yes.
    """
    from api.registrant.identity import open_key

    describe(tools.say, act, err=True)
    if not given["yes"]:
        click.confirm(tools.say("确认签署？", "Sign this?"), abort=True, err=True)
    who = hand_of(tools, given["party"], given["account"])
    password: IO[str] | None = given["password_file"]
    key = open_key(tools.settings(), who.account, lambda: ask_password(tools.say, password))
    return "0x" + key.sign(act.prepared.digest).hex()
