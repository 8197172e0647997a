"""`datadeed verify PACKAGE --trust trust.json`: the offline verifier's own command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from api.commands.tools import Tools, options, pass_tools
from notarization.verify.options import ABOUT, OPTIONS, USAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech
    from api.commands.tools import F
    from notarization.verify.options import Option


class _UsageWrong(click.UsageError):
    """A wrong command line must not look like a grade, which is an exit code here."""

    exit_code = USAGE


class _Verify(click.Command):
    """A command whose usage errors have an exit code of their own."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as fault:
            raise _UsageWrong(fault.format_message(), ctx) from fault


def command(say: Speech) -> click.Command:
    """Make the command out of the options that the verifier itself declares."""

    @click.command("verify", cls=_Verify, help=ABOUT.text(say.language))
    @click.argument("package", type=click.Path())
    @options(*(_option(say, each) for each in OPTIONS))
    @pass_tools
    def verify(tools: Tools, /, package: str, **given: Any) -> int:
        from notarization.verify.__main__ import main

        given["lang"] = given["lang"] or tools.say.language.value
        return main([*_arguments(given), "--", package])

    return verify


def _option(say: Speech, option: Option) -> Callable[[F], F]:
    """The option as click shows it; its value is read by the verifier, in one place."""
    shown: dict[str, Any] = {"help": option.help.text(say.language)}
    if option.parse is None:
        return click.option(option.flag, is_flag=True, **shown)
    return click.option(option.flag, metavar=option.shown, required=option.required, **shown)


def _arguments(given: dict[str, Any]) -> list[str]:
    """What click understood, as it was typed."""
    typed = []
    for name, value in given.items():
        if value is True:
            typed.append(f"--{name}")
        elif value:
            typed.append(f"--{name}={value}")
    return typed
