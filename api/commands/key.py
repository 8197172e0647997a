"""`datadeed key new`, `datadeed key list`, `datadeed key sm2 FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from api.commands.tools import F, Tools, json_option, pass_tools, show_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the group."""

    @click.group("key", help=say("生成与查看签名密钥。", "Make signing keys and list them."))
    def key() -> None:
        pass

    key.add_command(_new(say))
    key.add_command(_list(say))
    key.add_command(_sm2(say))
    return key


def _new(say: Speech) -> click.Command:
    about = say(
        "生成一把签名密钥，用口令加密后存入密钥库，并显示其账户地址。口令丢失无法找回。",
        "Make a signing key, keep it encrypted under a password, and show its account."
        " A lost password cannot be recovered.",
    )

    @click.command("new", help=about)
    @click.option(
        "--plain",
        is_flag=True,
        help=say("不加密（仅限演示链）", "Keep it unencrypted: for a demo's chain only"),
    )
    @_password_option(say)
    @json_option(say)
    @pass_tools
    def new(tools: Tools, *, plain: bool, password_file: IO[str] | None, as_json: bool) -> None:
        from ledger.chain.keystore import Keystore

        store = Keystore(tools.settings().keys)
        if plain:
            made = store.new_plain()
        else:
            made = store.new(ask_password(tools.say, password_file, confirm=True))
        account = "0x" + made.account.hex()
        if as_json:
            show_json({"account": account, "folder": str(store.folder)})
        else:
            click.echo(account)

    return new


def _password_option(say: Speech) -> Callable[[F], F]:
    return click.option(
        "--password-file",
        type=click.File("r"),
        help=say("从文件读取口令", "Read the password from a file"),
    )


def _sm2(say: Speech) -> click.Command:
    about = say(
        "生成一把 SM2 密钥（PKCS#8，PEM，仅所有者可读；给出口令的，以口令加密），并显示其公钥；"
        "文件已存在的，只显示公钥。",
        "Make an SM2 key (PKCS #8, PEM, readable by its owner alone, and encrypted where a password is"
        " given) and show its public key; of a file that is there only the public key is shown.",
    )

    @click.command("sm2", help=about)
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    @_password_option(say)
    @json_option(say)
    @pass_tools
    def sm2(tools: Tools, *, file: Path, password_file: IO[str] | None, as_json: bool) -> None:
        from notarization.countersigning import new_key, read_key

        if file.exists():
            found = read_key(file, lambda: ask_password(tools.say, password_file))
        else:
            found = new_key(file, _first_line(password_file) if password_file else "")
        key = "0x" + found.public.hex()
        if as_json:
            show_json({"key": key, "file": str(file)})
        else:
            click.echo(key)

    return sm2


def _list(say: Speech) -> click.Command:
    @click.command("list", help=say("列出密钥库中的账户。", "List the accounts of the keystore."))
    @json_option(say)
    @pass_tools
    def show(tools: Tools, *, as_json: bool) -> None:
        from ledger.chain.keystore import Keystore

        found = ["0x" + account.hex() for account in Keystore(tools.settings().keys).accounts()]
        if as_json:
            show_json({"accounts": found})
        elif found:
            click.echo("\n".join(found))
        else:
            click.echo(tools.say("密钥库为空。", "The keystore is empty."), err=True)

    return show


def ask_password(say: Speech, file: IO[str] | None, *, confirm: bool = False) -> str:
    """The password: the first line of a file, or asked for without showing it.

    Raises TextUnreadable, PasswordEmpty.
    """
    if file is not None:
        return _first_line(file)
    answer: str = click.prompt(
        say("口令", "Password"), hide_input=True, confirmation_prompt=confirm, err=True
    )
    return answer


def _first_line(file: IO[str]) -> str:
    from api.registrant.errors import PasswordEmpty, TextUnreadable

    try:
        line = file.readline().rstrip("\r\n")
    except UnicodeDecodeError as fault:
        raise TextUnreadable(file.name, fault.encoding) from fault
    if not line:
        raise PasswordEmpty(file.name)
    return line
