"""`datadeed sign-in`: a session with a server, opened with the key of the keystore."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

import click

from api.commands.key import ask_password
from api.commands.tools import Tools, json_option, options, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech
    from api.commands.tools import F


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "以密钥库中的密钥登录：在本机签署服务器给出的登录消息（EIP-4361），令牌只有本用户可读。"
        "--code 另取一个登录码，供没有钱包的浏览器登录一次。",
        "Sign in with a key of the keystore: the server's message (EIP-4361) is signed on this"
        " machine; the token is readable for this user only. --code asks for a code with which a"
        " browser without a wallet signs in once.",
    )

    @click.command("sign-in", help=about)
    @_options(say)
    @json_option(say)
    @pass_tools
    def sign_in(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        account: str | None,
        server: str | None,
        code: bool,
        who: bool,
        password_file: IO[str] | None,
        as_json: bool,
    ) -> None:
        from api import parse
        from api.registrant import session
        from api.registrant.identity import known_identity, open_key
        from ledger.chain.profile import load

        settings = tools.settings()
        if who:
            show_json(session.asked(settings, "GET", "/v1/sessions"))
            return
        chosen = known_identity(settings).account if account is None else parse.account(account)
        key = open_key(settings, chosen, lambda: ask_password(tools.say, password_file))
        address = (server or settings.public_url).rstrip("/")
        found = session.sign_in(address, load(settings.profile), key)
        session.keep(settings, address, found)
        shown = {name: found[name] for name in ("account", "party", "staff", "until")}
        if code:
            shown |= session.asked(settings, "POST", "/v1/sessions/code")
        if as_json:
            show_json(shown)
            return
        show_rows(list((shown | {"staff": _staffed(found)}).items()))

    return sign_in


def _staffed(found: dict[str, Any]) -> str:
    """The roles of a session, registry by registry."""
    every = (f"{each['registry']}: {', '.join(each['roles'])}" for each in found["staff"])
    return "; ".join(every) or "-"


def _options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option("--account", help=say("密钥库中的账户", "An account of the keystore")),
        click.option("--server", help=say("登录的服务器", "The server to sign in to")),
        click.option(
            "--code",
            is_flag=True,
            help=say("另取供浏览器使用一次的登录码", "Also ask for a code for one browser"),
        ),
        click.option(
            "--who",
            is_flag=True,
            help=say("不登录，只查看当前登录者", "Do not sign in, show who is signed in"),
        ),
        click.option(
            "--password-file", type=click.File("r"), help=say("从文件读取口令", "Read the password")
        ),
    )
