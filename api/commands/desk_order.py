"""`datadeed desk order …`: orders of courts and other organs, entered by two order clerks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from api.commands import desk_prepared
from api.commands.act import FILE
from api.commands.desk_prepared import Place, prepared, registry_option
from api.commands.tools import F, Tools, json_option, options, pass_tools

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech

KINDS: Final = ("FREEZE", "HOLD", "INSOLVENCY")
PLACE: Final = Place("orders", "order", "orders")
RIGHTS: Final = ("HOLD", "USE", "OPER")


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "协助执行事项：由两名经办人先后签署后登记。",
        "Orders of courts and other organs: two order clerks sign one after the other.",
    )

    @click.group("order", help=about)
    def order() -> None:
        pass

    for make in (_prepare, _extend, _lift):
        order.add_command(make(say))
    for each in desk_prepared.commands(say, PLACE):
        order.add_command(each)
    return order


def _prepare(say: Speech) -> click.Command:
    about = say(
        "依法律文书拟一项冻结、暂停或破产事项：范围为权属整体、某持有人的份额或某当事人；不签署。",
        "Prepare a freeze, hold or insolvency note as its instrument has it: on a whole title, a"
        " holder's shares or a party. Nothing is signed.",
    )

    @click.command("prepare", help=about)
    @click.argument("kind", type=click.Choice(KINDS))
    @registry_option(say)
    @_order_options(say)
    @json_option(say)
    @pass_tools
    def prepare(tools: Tools, /, *, kind: str, registry: int, as_json: bool, **told: Any) -> None:
        from api.pages import entries
        from api.texts.shown import iso
        from notarization.verify.digests import sha256

        body = {
            "kind": kind,
            "scope": _scope(told),
            "number": told["number"] or "",
            "rights": list(told["right"]),
            "court": "0x" + entries.octets_of("court", told["court"]).hex(),
            "instrument": "0x" + sha256(told["instrument"].read_bytes()).hex(),
            "until": iso(entries.seconds_of("until", told["until"])),
        }
        if told["party"]:
            body["party"] = "0x" + entries.octets_of("party", told["party"]).hex()
        prepared(tools, PLACE, (registry, "POST", ""), body, as_json=as_json)

    return prepare


def _scope(told: dict[str, Any]) -> str:
    """A party alone, a holder where rights or a party are named beside the title, else the title."""
    if not told["number"]:
        return "PARTY"
    return "HOLDER" if told["party"] or told["right"] else "TITLE"


def _order_options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option("--number", help=say("登记凭证编号", "A certificate of the title")),
        click.option(
            "--party",
            help=say(
                "当事人标识：与编号同用为其份额，单用为该当事人",
                "A party: its shares beside --number, all that it owns without",
            ),
        ),
        click.option(
            "--right",
            type=click.Choice(RIGHTS),
            multiple=True,
            help=say("所涉权利，限持有人的份额", "A right of the holder's shares, several times"),
        ),
        click.option(
            "--court",
            required=True,
            help=say("作出机关的当事人标识", "The court's or organ's party id"),
        ),
        click.option(
            "--instrument",
            type=FILE,
            required=True,
            help=say("法律文书（只计算摘要）", "The instrument, of which the digest is made"),
        ),
        click.option("--until", required=True, help=say("期限至", "Until when it stands")),
    )


def _lift(say: Speech) -> click.Command:
    about = say(
        "拟解除一项事项：SUBJECT 为其卷宗（权属或当事人），ORDER 为该事项；不签署。已届满的无须法律文书。",
        "Prepare the lift of an order: SUBJECT is its dossier (a title or a party), ORDER itself."
        " Nothing is signed. One that has run out needs no instrument.",
    )

    @click.command("lift", help=about)
    @click.argument("subject")
    @click.argument("order")
    @click.argument("instrument", type=FILE, required=False)
    @_above(say)
    @registry_option(say)
    @json_option(say)
    @pass_tools
    def lift(tools: Tools, /, *, registry: int, as_json: bool, **told: Any) -> None:
        body = _change(told)
        prepared(tools, PLACE, (registry, "POST", ":lift"), body, as_json=as_json)

    return lift


def _extend(say: Speech) -> click.Command:
    about = say(
        "拟续行一项未届满的事项：SUBJECT 为其卷宗（权属或当事人），ORDER 为该事项；不签署。",
        "Prepare a longer term of an order before its end: SUBJECT is its dossier (a title or a"
        " party), ORDER itself. Nothing is signed.",
    )

    @click.command("extend", help=about)
    @click.argument("subject")
    @click.argument("order")
    @click.argument("instrument", type=FILE)
    @click.option("--until", required=True, help=say("续行至", "The new end"))
    @_above(say)
    @registry_option(say)
    @json_option(say)
    @pass_tools
    def extend(tools: Tools, /, *, registry: int, as_json: bool, **told: Any) -> None:
        from api.pages import entries
        from api.texts.shown import iso

        body = {**_change(told), "until": iso(entries.seconds_of("until", told["until"]))}
        prepared(tools, PLACE, (registry, "POST", ":extend"), body, as_json=as_json)

    return extend


def _above(say: Speech) -> Callable[[F], F]:
    return click.option(
        "--court",
        help=say(
            "作出解除或续行的上级机关，非原机关时填写",
            "The court or organ that decides it, where it is one above who ordered it",
        ),
    )


def _change(told: dict[str, Any]) -> dict[str, Any]:
    """An order, with the digest of what changes it, and by whom."""
    from api.pages import entries
    from notarization.verify.digests import sha256

    body = {
        member: "0x" + entries.octets_of(member, told[member]).hex()
        for member in ("subject", "order", "court")
        if told[member]
    }
    if told["instrument"]:
        body["instrument"] = "0x" + sha256(told["instrument"].read_bytes()).hex()
    return body
