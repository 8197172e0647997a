"""`datadeed desk order | dispute list | show | sign | …`: acts that staff prepared, signed by all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from api.commands.act import describe
from api.commands.signing import key_options, signature_of
from api.commands.tools import F, Tools, json_option, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech
    from api.registrant.actfile import ActFile

# the registry, the method, and what follows the list's address
Door = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where acts of a kind are at the API: their address, and the members of its answers."""

    path: str
    key: str
    list: str


def commands(say: Speech, place: Place) -> tuple[click.Command, ...]:
    """What is done with a prepared act, of whatever kind."""
    return tuple(make(say, place) for make in (_list, _show, _sign, _send, _discard))


def _list(say: Speech, place: Place) -> click.Command:
    about = say("列出已拟而未登记的事项。", "List what was prepared and not entered.")

    @click.command("list", help=about)
    @registry_option(say)
    @json_option(say)
    @pass_tools
    def every(tools: Tools, *, registry: int, as_json: bool) -> None:
        found = ask(tools, place, (registry, "GET", ""))
        if as_json:
            show_json(found)
            return
        for each in found[place.list]:
            click.echo("  ".join((each["digest"][2:], each["kind"], _missing(each["missing"]))))

    return every


def _show(say: Speech, place: Place) -> click.Command:
    about = say("查看已拟的事项及其条款。", "Show what was prepared, with its terms.")

    @click.command("show", help=about)
    @click.argument("digest")
    @registry_option(say)
    @json_option(say)
    @pass_tools
    def show(tools: Tools, *, digest: str, registry: int, as_json: bool) -> None:
        found, act = _read(tools, place, registry, digest)
        if not as_json:
            describe(tools.say, act)
        _tell(tools, found, as_json=as_json)

    return show


def _sign(say: Speech, place: Place) -> click.Command:
    about = say(
        "核对并签署已拟的事项：条款由本机核算摘要，以文字说明，确认后以登录的账户签署。",
        "Check and sign what was prepared: its digest is worked out here, its terms are said in words,"
        " and after a yes it is signed with the account that signed in.",
    )

    @click.command("sign", help=about)
    @click.argument("digest")
    @registry_option(say)
    @key_options(say)
    @json_option(say)
    @pass_tools
    def sign(tools: Tools, /, *, digest: str, registry: int, as_json: bool, **own: Any) -> None:
        _, act = _read(tools, place, registry, digest)
        body = {"signature": signature_of(tools, act, own)}
        door = (registry, "POST", f"/{_bare(digest)}/signatures")
        prepared(tools, place, door, body, as_json=as_json)

    return sign


def _send(say: Speech, place: Place) -> click.Command:
    about = say("登记已签齐的事项，等到终局。", "Enter what all have signed, until it is final.")

    @click.command("send", help=about)
    @click.argument("digest")
    @registry_option(say)
    @json_option(say)
    @pass_tools
    def send(tools: Tools, *, digest: str, registry: int, as_json: bool) -> None:
        door = (registry, "POST", f"/{_bare(digest)}/relay")
        prepared(tools, place, door, as_json=as_json)

    return send


def _discard(say: Speech, place: Place) -> click.Command:
    about = say("作废已拟而未登记的事项。", "Throw away what was prepared and never entered.")

    @click.command("discard", help=about)
    @click.argument("digest")
    @registry_option(say)
    @pass_tools
    def discard(tools: Tools, *, digest: str, registry: int) -> None:
        ask(tools, place, (registry, "DELETE", f"/{_bare(digest)}"))

    return discard


def _read(tools: Tools, place: Place, registry: int, digest: str) -> tuple[dict[str, Any], ActFile]:
    """A prepared act as the server has it, and as this machine works it out.

    Raises ActElsewhere, ActDigestDiffers: it is none that may be signed here.
    """
    import json

    from api.registrant import actfile
    from api.registrant.errors import ActDigestDiffers
    from ledger.chain.profile import load

    found = ask(tools, place, (registry, "GET", f"/{_bare(digest)}"))[place.key]
    document = json.dumps(found["file"]).encode()
    act = actfile.parse(document, digest, load(tools.settings().profile))
    if act.prepared.digest.hex() != _bare(digest):
        raise ActDigestDiffers("digest", digest, act.prepared.digest.hex())
    return found, act


def _tell(tools: Tools, found: dict[str, Any], *, as_json: bool) -> None:
    """Where a prepared act stands."""
    if as_json:
        show_json(found)
        return
    say = tools.say
    show_rows(
        [
            (say("签署摘要", "digest"), found["digest"].removeprefix("0x")),
            (say("卷宗", "dossier"), found["subject"]),
            (say("已签署", "signed"), "\n  ".join(found["signed"]) or say("无", "none")),
            (say("尚缺", "missing"), _missing(found["missing"])),
            (say("区块", "block"), found["block"] or "-"),
        ]
    )


def _missing(told: int | list[str]) -> str:
    """How many clerks have yet to sign, or in which roles."""
    return str(told) if isinstance(told, int) else ", ".join(told) or "-"


def _bare(digest: str) -> str:
    """A digest without 0x. Raises IdMalformed."""
    from api import parse

    return parse.digest("digest", digest).hex()


def prepared(
    tools: Tools, place: Place, door: Door, body: dict[str, Any] | None = None, *, as_json: bool
) -> None:
    """Ask a door for a prepared act, and say where it stands."""
    _tell(tools, ask(tools, place, door, body)[place.key], as_json=as_json)


def ask(
    tools: Tools, place: Place, door: Door, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The answer of a door."""
    from api.registrant.session import asked

    registry, method, path = door
    return asked(tools.settings(), method, f"/v1/desk/{registry}/{place.path}{path}", body)


def registry_option(say: Speech) -> Callable[[F], F]:
    """`--registry`."""
    about = say("登记机构代码", "The registry's code")
    return click.option("--registry", type=click.IntRange(0, 65_535), required=True, help=about)
