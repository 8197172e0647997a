"""`datadeed desk prepare | act | sign | consent | relay`: steps that staff takes, each at home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.act import FILE
from api.commands.signing import key_options, signature_of
from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from api.commands.speech import Speech
    from api.registrant.actfile import ActFile

ACTIONS: Final = (
    "ACCEPT",
    "ASK_CORRECTION",
    "REJECT_INTAKE",
    "ASSIGN",
    "EXTEND",
    "ASK_SUPPLEMENT",
    "TERMINATE",
    "REFUSE",
    "PUBLISH",
    "PASS_UNPUBLISHED",
    "CLOSE_NOTICE",
    "DISMISS_OBJECTION",
    "UPHOLD_OBJECTION",
    "CERTIFY",
)
GROUPS: Final = ("IDENTITY", "DESCRIPTION")


def commands(say: Speech) -> tuple[click.Command, ...]:
    """All of them."""
    return tuple(make(say) for make in (_prepare, _act, _sign, _consent, _relay))


def _prepare(say: Speech) -> click.Command:
    about = say(
        "按案卷的规则拟一步（可办的见 steps）；不签署，不提交。",
        "Prepare a step by the rules of its file (see steps); nothing is signed or sent.",
    )

    @click.command("prepare", help=about)
    @click.argument("application")
    @click.argument("action", type=click.Choice(ACTIONS))
    @_registry(say)
    @_told(say)
    @json_option(say)
    @pass_tools
    def prepare(tools: Tools, /, *, registry: int, as_json: bool, **told: Any) -> None:
        from api.registrant.server import send_form
        from api.registrant.session import kept

        server, token = kept(tools.settings())
        text = told["text"].read_text(encoding="utf-8") if told["text"] else ""
        fields = {
            "action": told["action"],
            "ground": told["ground"],
            "group": told["group"] or "NONE",
            "court": told["court"] or "",
        }
        files = [("files", each.read_bytes()) for each in told["files"]]
        path = f"/v1/desk/{registry}/files/{told['application']}/acts"
        made = send_form(server, path, ({**fields, "text": text}, files), token=token)
        _tell(tools, made, as_json=as_json)

    return prepare


def _told(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--ground",
            default="NONE",
            help=say(
                "理由（见 steps --json 的 grounds）", "The ground (`grounds` of steps --json)"
            ),
        ),
        click.option(
            "--group",
            type=click.Choice(GROUPS),
            help=say("变更所涉事项", "What a change on request concerns"),
        ),
        click.option(
            "--court",
            help=say(
                "准许办理的法院或机关（0x…），该权属有协助执行事项时须载明",
                "The court or organ (0x…) that allows it, where orders stand against the title",
            ),
        ),
        click.option(
            "--text",
            type=FILE,
            help=say(
                "告知申请人的内容（UTF-8 文本文件）", "What the applicant is told, a text file"
            ),
        ),
        click.option(
            "--file",
            "files",
            type=FILE,
            multiple=True,
            help=say("附件，可多次给出", "A file that goes with it; may be given several times"),
        ),
    )


def _act(say: Speech) -> click.Command:
    about = say(
        "查看已拟的一步：条款、已签署者与尚缺者；可写出待签署文件，供质权人以 act sign 签署。",
        "Show a step that was prepared: its terms, who has signed and who has not; or write its act"
        " file, for a pledgee to sign by `act sign`.",
    )

    @click.command("act", help=about)
    @click.argument("digest")
    @_registry(say)
    @click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        help=say("写入的文件", "The file to write"),
    )
    @json_option(say)
    @pass_tools
    def show(
        tools: Tools, /, *, digest: str, registry: int, output: Path | None, as_json: bool
    ) -> None:
        from api.commands.act import describe
        from api.registrant import actfile
        from ledger.chain.profile import load

        found, act = _read(tools, registry, digest)
        if output is not None:
            actfile.write(output, act, load(tools.settings().profile))
        if not as_json:
            describe(tools.say, act)
        _tell(tools, found, as_json=as_json)

    return show


def _sign(say: Speech) -> click.Command:
    about = say(
        "核对并签署已拟的一步：条款由本机核算摘要，以文字说明，确认后以登录的账户签署。",
        "Check and sign a step that was prepared: its digest is worked out here, its terms are said in"
        " words, and after a yes it is signed with the account that signed in.",
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
        _tell(tools, _sent(tools, registry, (digest, "signatures"), body), as_json=as_json)

    return sign


def _consent(say: Speech) -> click.Command:
    about = say(
        "把质权人所签的文件中的同意提交到已拟的一步。",
        "Hand in the consent of pledgees, out of the act files that they signed.",
    )

    @click.command("consent", help=about)
    @click.argument("digest")
    @click.argument("files", nargs=-1, required=True, type=FILE)
    @_registry(say)
    @json_option(say)
    @pass_tools
    def consent(
        tools: Tools, /, *, digest: str, files: Sequence[Path], registry: int, as_json: bool
    ) -> None:
        from api.registrant import actfile
        from api.registrant.server import signer_json
        from ledger.chain.profile import load
        from ledger.domain.acts import Role

        profile = load(tools.settings().profile)
        act = actfile.together(actfile.read(each, profile) for each in files)
        signers = [signer_json(each) for each in act.signers if each.role is Role.PARTY]
        body = {"signers": signers}
        _tell(tools, _sent(tools, registry, (digest, "consents"), body), as_json=as_json)

    return consent


def _relay(say: Speech) -> click.Command:
    about = say(
        "提交已签齐的一步，等到终局。",
        "Enter a step that everybody has signed, and wait until it is final.",
    )

    @click.command("relay", help=about)
    @click.argument("digest")
    @_registry(say)
    @json_option(say)
    @pass_tools
    def relay(tools: Tools, /, *, digest: str, registry: int, as_json: bool) -> None:
        _tell(tools, _sent(tools, registry, (digest, "relay"), None), as_json=as_json)

    return relay


def _read(tools: Tools, registry: int, digest: str) -> tuple[dict[str, Any], ActFile]:
    """A prepared act as the server has it, and as this machine works it out.

    Raises ActElsewhere, ActDigestDiffers: it is none that may be signed here.
    """
    import json

    from api.registrant import actfile
    from api.registrant.errors import ActDigestDiffers
    from api.registrant.session import asked
    from ledger.chain.profile import load

    path = f"/v1/desk/{registry}/acts/{digest.removeprefix('0x')}"
    found = asked(tools.settings(), "GET", path)
    document = json.dumps(found["file"]).encode()
    act = actfile.parse(document, path, load(tools.settings().profile))
    if act.prepared.digest.hex() != digest.removeprefix("0x"):
        raise ActDigestDiffers("digest", digest, act.prepared.digest.hex())
    return found, act


def _sent(
    tools: Tools, registry: int, door: tuple[str, str], body: dict[str, Any] | None
) -> dict[str, Any]:
    from api.registrant.session import asked

    digest, name = door
    path = f"/v1/desk/{registry}/acts/{digest.removeprefix('0x')}/{name}"
    return asked(tools.settings(), "POST", path, body)


def _tell(tools: Tools, found: dict[str, Any], *, as_json: bool) -> None:
    """Where a prepared act stands."""
    if as_json:
        show_json(found)
        return
    say, nobody = tools.say, tools.say("无", "none")
    missing = [*found["missing"], *(each["party"] for each in found["consents_missing"])]
    signed = [f"{each['role']} {each['party']['party']}" for each in found["signed"]]
    show_rows(
        [
            (say("签署摘要", "digest"), found["digest"].removeprefix("0x")),
            (say("步骤", "step"), found["action"]),
            (say("已签署", "signed"), "\n  ".join(signed) or nobody),
            (say("尚缺", "missing"), "\n  ".join(missing) or nobody),
            (say("区块", "block"), found["block"] or "-"),
        ]
    )


def _registry(say: Speech) -> Callable[[F], F]:
    about = say("登记机构代码", "The registry's code")
    return click.option("--registry", type=click.IntRange(0, 65_535), required=True, help=about)
