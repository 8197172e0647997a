"""`datadeed superiors`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from api.commands.tools import Tools, json_option, pass_tools, show_json, snapshot

if TYPE_CHECKING:
    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "列出各法院、机关的上级：上级可以解除、续行其作出的协助执行事项。",
        "List which court or organ stands above which: it may lift and extend the other's orders.",
    )

    @click.command("superiors", help=about)
    @click.option("--cursor", help=say("上一页所给的翻页标记", "The mark of the page before"))
    @json_option(say)
    @pass_tools
    def superiors(tools: Tools, *, cursor: str | None, as_json: bool) -> None:
        from api import parse
        from api.institutions import superiors_shape
        from ledger.domain.acts import SubjectKind
        from ledger.queries import directory

        after = b"" if cursor is None else parse.subject(cursor, SubjectKind.PARTY)
        with snapshot(tools) as session:
            found = superiors_shape(directory.superiors(session, after=after, limit=100))
        if as_json:
            show_json(found.model_dump(mode="json"))
            return
        for each in found.superiors:
            lower, upper = (of.name or of.party[-40:] for of in (each.court, each.superior))
            click.echo(f"{lower}  {tools.say('上级', 'below')}  {upper}  {each.named}")
        if found.next:
            click.echo(f"--cursor {found.next}")

    return superiors
