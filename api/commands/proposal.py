"""`datadeed proposal …`: pledges and releases that parties propose to each other and both sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from api.commands.act import FILE, describe
from api.commands.proceeds import deposit_body, deposit_options, require_told, told_rows
from api.commands.signing import key_options, signature_of
from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from api.commands.speech import Speech
    from api.registrant.actfile import ActFile

KINDS = ("PLEDGE", "MORTGAGE", "OTHER")


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "质押办理：权利人提议，质权人填写动产担保登记，双方签署同一条款，任一方提交。"
        "先以 `datadeed sign-in` 登录。",
        "Pledges: the holder proposes, the pledgee names the filing, both sign the same terms, either"
        " sends them. Sign in with `datadeed sign-in` first.",
    )

    @click.group("proposal", help=about)
    def proposal() -> None:
        pass

    from api.commands.proposal_dispute import dispute, dispute_paper, dispute_step
    from api.commands.proposal_life import life

    own = (_pledge, _release, _transfer, life, dispute, dispute_step, dispute_paper)
    for make in (*own, _make, _list, _show, _file, _sign, _send):
        proposal.add_command(make(say))
    proposal.add_command(_withdraw(say))
    return proposal


def _pledge(say: Speech) -> click.Command:
    about = say(
        "以自己的登记凭证 NUMBER 向质权人提议质押；不签署。登记簿会拒绝的不予提议。",
        "Propose to pledge one's own certificate NUMBER. Nothing is signed; what the register would"
        " refuse is not proposed.",
    )

    @click.command("pledge", help=about)
    @click.argument("number")
    @_pledge_options(say)
    @json_option(say)
    @pass_tools
    def pledge(tools: Tools, /, *, number: str, as_json: bool, **told: Any) -> None:
        from api.pages import entries
        from api.texts.shown import iso
        from notarization.verify.digests import sha256

        body = {
            "number": number,
            "pledgee": "0x" + entries.octets_of("pledgee", told["pledgee"]).hex(),
            "kind": told["kind"],
            "maximum": told["maximum"],
            "amount_fen": str(entries.fen_of("amount", told["amount"])),
            "term_end": iso(entries.seconds_of("term_end", told["until"])),
            "document": "0x" + sha256(told["contract"].read_bytes()).hex(),
            "for_another": told["for_another"],
            "past_term": told["past_term"],
        }
        if told["basis"]:
            body["basis"] = "0x" + sha256(told["basis"].read_bytes()).hex()
        if told["lot"]:
            body["lot"] = "0x" + entries.octets_of("lot", told["lot"]).hex()
        else:
            body["ppm"] = entries.ppm_of("ppm", told["share"] or "100")
        tell(tools, ask(tools, "POST", ":pledge", body), as_json=as_json)

    return pledge


def _pledge_options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--pledgee", required=True, help=say("质权人的当事人标识", "The pledgee's party id")
        ),
        click.option(
            "--share", help=say("份额（%），默认 100", "Share in per cent, 100 unless told")
        ),
        click.option(
            "--lot",
            help=say("后顺位质押所依的标的份额", "The lot that a junior pledge rests on"),
        ),
        click.option("--kind", type=click.Choice(KINDS), default="PLEDGE", show_default=True),
        click.option(
            "--maximum", is_flag=True, help=say("最高额担保", "A maximum-amount security")
        ),
        click.option(
            "--amount", required=True, help=say("担保金额（元）", "The amount secured, in yuan")
        ),
        click.option(
            "--until", required=True, help=say("债务到期日", "The day on which the debt is due")
        ),
        click.option(
            "--contract",
            type=FILE,
            required=True,
            help=say("担保合同（只计算摘要）", "The contract, of which the digest is made"),
        ),
        click.option(
            "--basis",
            type=FILE,
            help=say(
                "决议或法律审查意见（只计算摘要）", "The resolution or legal review, by its digest"
            ),
        ),
        click.option(
            "--for-another",
            is_flag=True,
            help=say("为他人债务担保", "It secures what another owes"),
        ),
        click.option(
            "--past-term",
            is_flag=True,
            help=say(
                "接受债务到期日晚于登记有效期", "The debt may fall due after the title's term"
            ),
        ),
    )


def _release(say: Speech) -> click.Command:
    about = say(
        "提议注销凭证 NUMBER 上的一项质押：出质人请求，或质权人自行拟定；只由质权人签署。",
        "Propose the release of a pledge on certificate NUMBER: its pledgor asks for it, or its"
        " pledgee prepares it. The pledgee alone signs.",
    )

    @click.command("release", help=about)
    @click.argument("number")
    @click.argument("pledge")
    @click.option(
        "--document", type=FILE, help=say("依据的文件（只计算摘要）", "The document behind it")
    )
    @json_option(say)
    @pass_tools
    def release(
        tools: Tools, *, number: str, pledge: str, document: Path | None, as_json: bool
    ) -> None:
        from api.pages import entries
        from notarization.verify.digests import sha256

        body = {"number": number, "pledge": "0x" + entries.octets_of("pledge", pledge).hex()}
        if document is not None:
            body["document"] = "0x" + sha256(document.read_bytes()).hex()
        tell(tools, ask(tools, "POST", ":release", body), as_json=as_json)

    return release


def _transfer(say: Speech) -> click.Command:
    about = say(
        "以自己的登记凭证 NUMBER 提议转让份额；随转的质押标的份额须其质权人一并签署。",
        "Propose to transfer shares of one's own certificate NUMBER; pledgees of lots that move with"
        " them sign too.",
    )

    @click.command("transfer", help=about)
    @click.argument("number")
    @_transfer_options(say)
    @json_option(say)
    @pass_tools
    def transfer(tools: Tools, /, *, number: str, as_json: bool, **told: Any) -> None:
        from api.pages import entries
        from notarization.verify.digests import sha256

        body = {
            "number": number,
            "taker": "0x" + entries.octets_of("taker", told["taker"]).hex(),
            **{name: entries.ppm_of(name, told[name]) for name in ("hold", "use", "oper")},
            "lots": ["0x" + entries.octets_of("lot", each).hex() for each in told["lots"]],
            "document": "0x" + sha256(told["contract"].read_bytes()).hex(),
            "deposit": deposit_body(told),
        }
        tell(tools, ask(tools, "POST", ":transfer", body), as_json=as_json)

    return transfer


def _transfer_options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--taker", required=True, help=say("受让人的当事人标识", "The taker's party id")
        ),
        click.option("--hold", default="0", help=say("持有权（%）", "Holding right, per cent")),
        click.option("--use", default="0", help=say("使用权（%）", "Use right, per cent")),
        click.option("--oper", default="0", help=say("经营权（%）", "Operating right, per cent")),
        click.option(
            "--lot",
            "lots",
            multiple=True,
            help=say(
                "随转的质押标的份额，可多次给出", "A pledged lot that moves along, several times"
            ),
        ),
        click.option(
            "--contract",
            type=FILE,
            required=True,
            help=say("转让合同（只计算摘要）", "The contract, of which the digest is made"),
        ),
        *deposit_options(say),
    )


def _make(say: Speech) -> click.Command:
    about = say(
        "提议各方之间签署的任何登记行为：KIND 与 TERMS 同 `act prepare`。",
        "Propose any act that parties sign among themselves: KIND and TERMS as for `act prepare`.",
    )

    @click.command("make", help=about)
    @click.argument("kind")
    @click.argument("terms", type=FILE)
    @json_option(say)
    @pass_tools
    def make(tools: Tools, *, kind: str, terms: Path, as_json: bool) -> None:
        from api.registrant import record

        body = {"kind": kind, "terms": record.read(terms)}
        tell(tools, ask(tools, "POST", "", body), as_json=as_json)

    return make


def _list(say: Speech) -> click.Command:
    @click.command("list", help=say("列出本方的提议。", "List the proposals that you may see."))
    @click.option("--cursor", help=say("下一页的标记", "Where the last page ended"))
    @json_option(say)
    @pass_tools
    def every(tools: Tools, *, cursor: str | None, as_json: bool) -> None:
        from urllib.parse import urlencode

        found = ask(tools, "GET", f"?{urlencode({'cursor': cursor})}" if cursor else "")
        if as_json:
            show_json(found)
            return
        for each in found["proposals"]:
            click.echo("  ".join((each["proposal"][2:], each["kind"], each["waits_for"])))
        if found["next"]:
            click.echo(f"--cursor {found['next']}")

    return every


def _show(say: Speech) -> click.Command:
    about = say(
        "查看一项提议：条款、核验结论、已签署者与尚缺者。",
        "Show a proposal: its terms, the verdict, who has signed and who has not.",
    )

    @click.command("show", help=about)
    @click.argument("proposal")
    @json_option(say)
    @pass_tools
    def show(tools: Tools, *, proposal: str, as_json: bool) -> None:
        found, act = _read(tools, proposal)
        if not as_json:
            describe(tools.say, act)
        tell(tools, found, as_json=as_json)

    return show


def _file(say: Speech) -> click.Command:
    about = say(
        "质权人填写动产担保登记的编号与时间；此后双方签署同一条款。",
        "The pledgee names the filing in the movables register, its number and time; then both sign"
        " the same terms.",
    )

    @click.command("file", help=about)
    @click.argument("proposal")
    @click.argument("filing")
    @click.option(
        "--at", "at", required=True, help=say("登记时间（北京时间）", "Filed at (Beijing time)")
    )
    @json_option(say)
    @pass_tools
    def file(tools: Tools, *, proposal: str, filing: str, at: str, as_json: bool) -> None:
        from api.pages import entries
        from api.texts.shown import iso

        body = {"filing": filing, "filed_at": iso(entries.seconds_of("filed_at", at))}
        tell(tools, ask(tools, "POST", f"/{_bare(proposal)}/filing", body), as_json=as_json)

    return file


def _sign(say: Speech) -> click.Command:
    about = say(
        "核对并签署：条款由本机核算摘要，以文字说明，确认后以登录的账户签署。",
        "Check and sign: the digest is worked out here, the terms are said in words, and after a yes"
        " they are signed with the account that signed in.",
    )

    @click.command("sign", help=about)
    @click.argument("proposal")
    @key_options(say)
    @json_option(say)
    @pass_tools
    def sign(tools: Tools, /, *, proposal: str, as_json: bool, **own: Any) -> None:
        found, act = _read(tools, proposal)
        require_told(tools, found, act)
        body = {"signature": signature_of(tools, act, own)}
        found = ask(tools, "POST", f"/{_bare(proposal)}/signatures", body)
        tell(tools, found, as_json=as_json)

    return sign


def _send(say: Speech) -> click.Command:
    about = say(
        "提交已签齐的登记行为，等到终局。", "Send what all have signed, and wait until it is final."
    )

    @click.command("send", help=about)
    @click.argument("proposal")
    @json_option(say)
    @pass_tools
    def send(tools: Tools, *, proposal: str, as_json: bool) -> None:
        tell(tools, ask(tools, "POST", f"/{_bare(proposal)}/relay"), as_json=as_json)

    return send


def _withdraw(say: Speech) -> click.Command:
    about = say("撤回或谢绝一项提议。", "Take a proposal back, or decline it.")

    @click.command("withdraw", help=about)
    @click.argument("proposal")
    @pass_tools
    def withdraw(tools: Tools, *, proposal: str) -> None:
        ask(tools, "DELETE", f"/{_bare(proposal)}")

    return withdraw


def _read(tools: Tools, proposal: str) -> tuple[dict[str, Any], ActFile]:
    """A proposal as the server has it, and its act as this machine works it out.

    Raises ActElsewhere, ActDigestDiffers: it is none that may be signed here.
    """
    import json

    from api.registrant import actfile
    from ledger.chain.profile import load

    found = ask(tools, "GET", f"/{_bare(proposal)}")
    document = json.dumps(found["file"]).encode()
    return found, actfile.parse(document, proposal, load(tools.settings().profile))


def tell(tools: Tools, found: dict[str, Any], *, as_json: bool) -> None:
    """Say where a proposal stands."""
    if as_json:
        show_json(found)
        return
    say, fit = tools.say, found["fitness"]
    tongue = tools.say.language.value
    against = [each[tongue] for each in (*fit["unknown"], *fit["blocks"])]
    against += [fit["refusal"][tongue]] if fit["refusal"] else []
    sides = [f"{each['party']['party']} {each['state']}" for each in found["sides"]]
    show_rows(
        [
            (say("提议", "proposal"), found["proposal"][2:]),
            (say("等待", "waits for"), found["waits_for"]),
            (say("核验结论", "verdict"), fit["result"] or "-"),
            (say("妨碍", "against it"), "\n  ".join(against) or say("无", "nothing")),
            (say("提示", "warnings"), "\n  ".join(each[tongue] for each in fit["warnings"]) or "-"),
            *told_rows(say, found),
            (say("签署", "signatures"), "\n  ".join(sides)),
            (say("签署摘要", "digest"), found["digest"]),
            (say("区块", "block"), found["block"] or "-"),
        ]
    )


def _bare(proposal: str) -> str:
    """The name of a proposal without 0x. Raises IdMalformed."""
    from api import parse

    return parse.digest("proposal", proposal).hex()


def ask(tools: Tools, method: str, path: str, body: Any = None) -> dict[str, Any]:
    """What the server answers at a door of proposals, to whoever signed in."""
    from api.registrant.session import asked

    return asked(tools.settings(), method, f"/v1/proposals{path}", body)
