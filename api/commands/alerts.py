"""`datadeed alerts PARTY`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from api.commands.tools import Tools, json_option, pass_tools, show_json, snapshot

if TYPE_CHECKING:
    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "列出一名当事人所持权属与质押上发生的事：他人的登记行为、将届满的日期、被链撤回的提醒。",
        "What happened to the titles that a party holds or has a pledge on: others' acts, dates that"
        " come, and alerts that a fork took back.",
    )

    @click.command("alerts", help=about)
    @click.argument("party")
    @click.option(
        "--after",
        type=click.IntRange(min=0),
        default=0,
        show_default=True,
        help=say("已知的最后位置，从其后列出", "The last place that is known: go on behind it"),
    )
    @json_option(say)
    @pass_tools
    def alerts(tools: Tools, *, party: str, after: int, as_json: bool) -> None:
        from api import parse
        from api.alerts import MOST, alerts_of
        from ledger.domain.acts import SubjectKind
        from notarization.verify.report import Language

        with snapshot(tools) as session:
            found = alerts_of(session, parse.subject(party, SubjectKind.PARTY), after, MOST)
        if as_json:
            show_json(found.model_dump(mode="json"))
            return
        zh = say.language is Language.ZH
        for each in found.alerts:
            click.echo(f"{each.place}  {each.time}  {each.kind}  {' '.join(each.numbers)}")
            click.echo(f"  {each.zh if zh else each.en}")
        if found.more:
            click.echo(f"--after {found.next}")

    return alerts
