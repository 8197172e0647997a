"""`datadeed institutions`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from api.commands.tools import Tools, json_option, pass_tools, show_json, snapshot

if TYPE_CHECKING:
    from api.commands.speech import Speech

KINDS: Final = (
    *("INTEGRATION", "BROKERAGE", "QUALITY", "COMPLIANCE", "AUDIT", "NOTARY"),
    *("INSURANCE", "CUSTODY", "VALUATION", "ARBITRATION", "RISK", "TRAINING"),
)


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "列出机构名录：种类、许可期限与现在的状态。",
        "List the directory of institutions: kinds, window of the licence, state now.",
    )

    @click.command("institutions", help=about)
    @click.option("--kind", type=click.Choice(KINDS), help=say("只列这一种类", "Of this kind only"))
    @click.option("--cursor", help=say("上一页所给的翻页标记", "The mark of the page before"))
    @json_option(say)
    @pass_tools
    def institutions(tools: Tools, *, kind: str | None, cursor: str | None, as_json: bool) -> None:
        from api import parse
        from api.institutions import directory_shape
        from api.texts.words import word
        from ledger.domain.acts import InstitutionKind, SubjectKind
        from ledger.domain.directory import ListingState
        from ledger.queries import directory

        after = b"" if cursor is None else parse.subject(cursor, SubjectKind.PARTY)
        wanted = None if kind is None else InstitutionKind[kind]
        with snapshot(tools) as session:
            asked = directory.institutions(session, wanted, after=after, limit=100)
        found = directory_shape(asked)
        if as_json:
            show_json(found.model_dump(mode="json"))
            return
        language = tools.say.language
        for each in found.institutions:
            kinds = "、".join(word(InstitutionKind[name], language) for name in each.kinds)
            state = word(ListingState(each.state), language)
            click.echo(f"{each.party.name or each.party.party[-40:]}  {kinds}")
            click.echo(f"  {state}  {each.since} — {each.until}")
        if found.next:
            click.echo(f"--cursor {found.next}")

    return institutions
