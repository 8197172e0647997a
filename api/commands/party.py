"""`datadeed party show | of`: who a party is, and for whom an account acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from api.commands.tools import Tools, json_option, pass_tools, show_json, show_rows, snapshot

if TYPE_CHECKING:
    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the group."""

    @click.group("party", help=say("当事人。", "Parties."))
    def party() -> None:
        pass

    party.add_command(_show(say))
    party.add_command(_of(say))
    return party


def _show(say: Speech) -> click.Command:
    about = say(
        "查看当事人：种类、账户、岗位、代理、协助执行与所持权属。",
        "Show a party: kind, accounts, roles, agents, orders, titles.",
    )

    @click.command("show", help=about)
    @click.argument("party_id", metavar="ID")
    @click.option("--cursor", help=say("接上一页", "Go on after a page"))
    @json_option(say)
    @pass_tools
    def show(tools: Tools, *, party_id: str, cursor: str | None, as_json: bool) -> None:
        from api import parse
        from api.routes.parties import page_shape
        from api.texts.words import word
        from ledger.domain.acts import PartyKind, SubjectKind
        from ledger.queries.party import party_page

        subject = parse.subject(party_id, SubjectKind.PARTY)
        after = b"" if cursor is None else parse.subject(cursor, SubjectKind.TITLE)
        with snapshot(tools) as session:
            found = page_shape(party_page(session, subject, after=after, limit=100))
        if as_json:
            show_json(found.model_dump(mode="json"))
            return
        rows: list[tuple[str, object]] = [
            (tools.say("当事人", "party"), found.party.name or found.party.party),
            (tools.say("种类", "kind"), word(PartyKind[found.kind], tools.say.language)),
        ]
        rows += [(tools.say("账户", "account"), each.account) for each in found.accounts]
        rows += [
            (tools.say("岗位", "role"), f"{each.registry} {each.role} {each.until}")
            for each in found.roles
        ]
        rows += [
            (tools.say("权属", "title"), f"{each.number} {each.status}") for each in found.titles
        ]
        show_rows(rows)
        if found.next:
            click.echo(f"--cursor {found.next}", err=True)

    return show


def _of(say: Speech) -> click.Command:
    about = say(
        "列出一个账户现在所代表的当事人。", "List the parties for which an account acts now."
    )

    @click.command("of", help=about)
    @click.argument("account")
    @json_option(say)
    @pass_tools
    def of(tools: Tools, *, account: str, as_json: bool) -> None:
        from api import parse
        from api.present import stamp
        from api.schemas.parties import ActsForOut
        from ledger.queries.as_of import as_of
        from ledger.queries.party import parties_of_account

        known = parse.account(account)
        with snapshot(tools) as session:
            now = as_of(session)
            parties = [each.hex() for each in parties_of_account(session, known, now.time)]
        if as_json:
            show_json(ActsForOut(parties=parties, as_of=stamp(now)).model_dump(mode="json"))
        else:
            click.echo("\n".join(parties) or tools.say("无", "none"))

    return of
