"""`datadeed desk dispute …`: disputes over issued titles, and the registry's steps in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from api.commands import desk_prepared
from api.commands.act import FILE
from api.commands.desk_prepared import Place, ask, prepared, registry_option
from api.commands.tools import Tools, json_option, pass_tools, show_json

if TYPE_CHECKING:
    from api.commands.speech import Speech

PLACE: Final = Place("disputes", "prepared", "prepared")
STEPS: Final = (
    *("notify", "return", "find", "dismiss", "close", "block", "unblock"),
    *("order-block", "order-unblock"),
)


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "对已登记权属的争议：查看未结的争议，拟定、签署登记机构的各步程序。",
        "Disputes over issued titles: see those that run, prepare and sign the registry's steps.",
    )

    @click.group("dispute", help=about)
    def dispute() -> None:
        pass

    for make in (_queue, _prepare):
        dispute.add_command(make(say))
    for each in desk_prepared.commands(say, PLACE):
        dispute.add_command(each)
    return dispute


def _queue(say: Speech) -> click.Command:
    about = say(
        "列出未结的争议，最久未办的在前。",
        "List the disputes that run, the longest untouched first.",
    )

    @click.command("queue", help=about)
    @click.option("--cursor", help=say("下一页的标记", "Where the last page ended"))
    @registry_option(say)
    @json_option(say)
    @pass_tools
    def queue(tools: Tools, *, cursor: str | None, registry: int, as_json: bool) -> None:
        from urllib.parse import urlencode

        from api.texts.words import word
        from ledger.domain.acts import DisputeClaim, DisputeState

        asked = f"?{urlencode({'cursor': cursor})}" if cursor else ""
        found = ask(tools, PLACE, (registry, "GET", asked))
        if as_json:
            show_json(found)
            return
        for each in found["disputes"]:
            told = (DisputeClaim[each["claim"]], DisputeState[each["state"]])
            words = "  ".join(word(member, tools.say.language) for member in told)
            place = "  ".join((each["number"], each["title"], each["dispute"]))
            click.echo(f"{place}  {words}  {each['notice_due'] or '-'}")
        if found["next"]:
            click.echo(f"--cursor {found['next']}")

    return queue


def _prepare(say: Speech) -> click.Command:
    about = say(
        "拟一步程序：TITLE 为权属，DISPUTE 为争议；除通知外须附所依据的文件，依裁定的须载明法院；不签署。",
        "Prepare a step: TITLE is the title, DISPUTE the dispute. All but a notice rest on a document;"
        " what a court orders names it. Nothing is signed.",
    )

    @click.command("prepare", help=about)
    @click.argument("action", type=click.Choice(STEPS))
    @click.argument("title")
    @click.argument("dispute")
    @click.argument("document", type=FILE, required=False)
    @click.option("--court", help=say("法院的当事人标识", "The court's party id"))
    @registry_option(say)
    @json_option(say)
    @pass_tools
    def prepare(tools: Tools, /, *, registry: int, as_json: bool, **told: Any) -> None:
        from api.pages import entries
        from notarization.verify.digests import sha256

        body = {
            member: "0x" + entries.octets_of(member, told[member]).hex()
            for member in ("title", "dispute", "court")
            if told[member]
        }
        body["action"] = told["action"].upper().replace("-", "_")
        if told["document"]:
            body["document"] = "0x" + sha256(told["document"].read_bytes()).hex()
        prepared(tools, PLACE, (registry, "POST", ""), body, as_json=as_json)

    return prepare
