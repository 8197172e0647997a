"""`datadeed registry list | reexaminations`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from api.commands.tools import Tools, json_option, pass_tools, show_json, snapshot

if TYPE_CHECKING:
    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "登记机构及其工作人员，以及密钥吊销后须重新审查的登记行为。",
        "Registries with their staff, and the acts that a revoked key leaves to be re-examined.",
    )

    @click.group("registry", help=about)
    def registry() -> None:
        pass

    registry.add_command(_list(say))
    registry.add_command(_reexaminations(say))
    return registry


def _list(say: Speech) -> click.Command:
    about = say("列出登记机构及其工作人员。", "List the registries with their staff.")

    @click.command("list", help=about)
    @json_option(say)
    @pass_tools
    def every(tools: Tools, *, as_json: bool) -> None:
        from api.registries import registries_shape
        from api.texts.shown import province
        from api.texts.words import word
        from ledger.domain.acts import Role
        from ledger.queries.party import registry_list

        with snapshot(tools) as session:
            found = registries_shape(registry_list(session))
        if as_json:
            show_json(found.model_dump(mode="json"))
            return
        for each in found.registries:
            seat = province(each.seat or "", tools.say.language)
            name = each.institution.name or each.institution.party
            click.echo("  ".join(filter(None, (str(each.registry), seat, name))))
            for clerk in each.staff:
                role = word(Role[clerk.role], tools.say.language)
                click.echo(f"  {role}  {clerk.party[-40:]}")

    return every


def _reexaminations(say: Speech) -> click.Command:
    about = say(
        "列出工作人员密钥吊销生效之后所签署、须重新审查的登记行为。",
        "List what clerks signed after the effect date of a revocation: to be re-examined.",
    )

    @click.command("reexaminations", help=about)
    @click.argument("code", type=click.IntRange(110, 999))
    @click.option("--cursor", help=say("上一页所给的翻页标记", "The mark of the page before"))
    @json_option(say)
    @pass_tools
    def reexaminations(tools: Tools, *, code: int, cursor: str | None, as_json: bool) -> None:
        from api import parse
        from api.registries import reexaminations_shape
        from api.texts.words import word
        from ledger.domain.acts import ActKind, RevocationGround, Role
        from ledger.queries import mandate

        with snapshot(tools) as session:
            asked = mandate.reexaminations(session, code, after=parse.mark(cursor), limit=100)
        found = reexaminations_shape(asked)
        if as_json:
            show_json(found.model_dump(mode="json"))
            return
        language = tools.say.language
        for each in found.acts:
            kind, role = word(ActKind[each.kind], language), word(Role[each.role], language)
            ground = word(RevocationGround[each.ground], language)
            click.echo(f"{each.time}  {kind}  {each.subject} {each.seq}")
            click.echo(f"  {role} {each.clerk[-40:]}  {each.since} {ground}")
        if not found.acts:
            click.echo(tools.say("无须重新审查的登记行为。", "There is nothing to re-examine."))
        if found.next:
            click.echo(f"--cursor {found.next}")

    return reexaminations
