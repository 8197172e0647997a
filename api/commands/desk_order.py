"""`datadeed desk order …`: orders of courts and other organs, entered by two order clerks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.act import FILE, describe
from api.commands.signing import key_options, signature_of
from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech
    from api.registrant.actfile import ActFile

KINDS: Final = ("FREEZE", "HOLD", "INSOLVENCY")
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

    for make in (_prepare, _extend, _lift, _list, _show, _sign, _send, _discard):
        order.add_command(make(say))
    return order


def _prepare(say: Speech) -> click.Command:
    about = say(
        "依法律文书拟一项冻结、暂停或破产事项：范围为权属整体、某持有人的份额或某当事人；不签署。",
        "Prepare a freeze, hold or insolvency note as its instrument has it: on a whole title, a"
        " holder's shares or a party. Nothing is signed.",
    )

    @click.command("prepare", help=about)
    @click.argument("kind", type=click.Choice(KINDS))
    @_registry(say)
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
        _tell(tools, _asked(tools, registry, ("POST", ""), body)["order"], as_json=as_json)

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
    @_registry(say)
    @json_option(say)
    @pass_tools
    def lift(tools: Tools, /, *, registry: int, as_json: bool, **told: Any) -> None:
        body = _change(told)
        _tell(tools, _asked(tools, registry, ("POST", ":lift"), body)["order"], as_json=as_json)

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
    @_registry(say)
    @json_option(say)
    @pass_tools
    def extend(tools: Tools, /, *, registry: int, as_json: bool, **told: Any) -> None:
        from api.pages import entries
        from api.texts.shown import iso

        body = {**_change(told), "until": iso(entries.seconds_of("until", told["until"]))}
        _tell(tools, _asked(tools, registry, ("POST", ":extend"), body)["order"], as_json=as_json)

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


def _list(say: Speech) -> click.Command:
    about = say("列出已拟而未登记的事项。", "List what was prepared and not entered.")

    @click.command("list", help=about)
    @_registry(say)
    @json_option(say)
    @pass_tools
    def every(tools: Tools, *, registry: int, as_json: bool) -> None:
        found = _asked(tools, registry, ("GET", ""))
        if as_json:
            show_json(found)
            return
        for each in found["orders"]:
            click.echo("  ".join((each["digest"][2:], each["kind"], str(each["missing"]))))

    return every


def _show(say: Speech) -> click.Command:
    about = say("查看已拟的事项及其条款。", "Show a prepared order with its terms.")

    @click.command("show", help=about)
    @click.argument("digest")
    @_registry(say)
    @json_option(say)
    @pass_tools
    def show(tools: Tools, *, digest: str, registry: int, as_json: bool) -> None:
        found, act = _read(tools, registry, digest)
        if not as_json:
            describe(tools.say, act)
        _tell(tools, found, as_json=as_json)

    return show


def _sign(say: Speech) -> click.Command:
    about = say(
        "核对并签署已拟的事项：条款由本机核算摘要，以文字说明，确认后以登录的账户签署。",
        "Check and sign a prepared order: its digest is worked out here, its terms are said in words,"
        " and after a yes it is signed with the account that signed in.",
    )

    @click.command("sign", help=about)
    @click.argument("digest")
    @_registry(say)
    @key_options(say)
    @json_option(say)
    @pass_tools
    def sign(tools: Tools, /, *, digest: str, registry: int, as_json: bool, **own: Any) -> None:
        _, act = _read(tools, registry, digest)
        body = {"signature": signature_of(tools, act, own)}
        door = ("POST", f"/{_bare(digest)}/signatures")
        _tell(tools, _asked(tools, registry, door, body)["order"], as_json=as_json)

    return sign


def _send(say: Speech) -> click.Command:
    about = say(
        "登记两人都已签署的事项，等到终局。", "Enter what both have signed, until it is final."
    )

    @click.command("send", help=about)
    @click.argument("digest")
    @_registry(say)
    @json_option(say)
    @pass_tools
    def send(tools: Tools, *, digest: str, registry: int, as_json: bool) -> None:
        door = ("POST", f"/{_bare(digest)}/relay")
        _tell(tools, _asked(tools, registry, door)["order"], as_json=as_json)

    return send


def _discard(say: Speech) -> click.Command:
    about = say("作废已拟而未登记的事项。", "Throw away what was prepared and never entered.")

    @click.command("discard", help=about)
    @click.argument("digest")
    @_registry(say)
    @pass_tools
    def discard(tools: Tools, *, digest: str, registry: int) -> None:
        _asked(tools, registry, ("DELETE", f"/{_bare(digest)}"))

    return discard


def _read(tools: Tools, registry: int, digest: str) -> tuple[dict[str, Any], ActFile]:
    """A prepared order as the server has it, and as this machine works it out.

    Raises ActElsewhere, ActDigestDiffers: it is none that may be signed here.
    """
    import json

    from api.registrant import actfile
    from api.registrant.errors import ActDigestDiffers
    from ledger.chain.profile import load

    found = _asked(tools, registry, ("GET", f"/{_bare(digest)}"))["order"]
    document = json.dumps(found["file"]).encode()
    act = actfile.parse(document, digest, load(tools.settings().profile))
    if act.prepared.digest.hex() != _bare(digest):
        raise ActDigestDiffers("digest", digest, act.prepared.digest.hex())
    return found, act


def _tell(tools: Tools, found: dict[str, Any], *, as_json: bool) -> None:
    """Where a prepared order stands."""
    if as_json:
        show_json(found)
        return
    say = tools.say
    show_rows(
        [
            (say("签署摘要", "digest"), found["digest"].removeprefix("0x")),
            (say("卷宗", "dossier"), found["subject"]),
            (say("已签署", "signed"), "\n  ".join(found["signed"]) or say("无", "none")),
            (say("尚缺人数", "clerks missing"), found["missing"]),
            (say("区块", "block"), found["block"] or "-"),
        ]
    )


def _bare(digest: str) -> str:
    """A digest without 0x. Raises IdMalformed."""
    from api import parse

    return parse.digest("digest", digest).hex()


def _asked(
    tools: Tools, registry: int, door: tuple[str, str], body: dict[str, Any] | None = None
) -> dict[str, Any]:
    from api.registrant.session import asked

    method, path = door
    return asked(tools.settings(), method, f"/v1/desk/{registry}/orders{path}", body)


def _registry(say: Speech) -> Callable[[F], F]:
    about = say("登记机构代码", "The registry's code")
    return click.option("--registry", type=click.IntRange(0, 65_535), required=True, help=about)
