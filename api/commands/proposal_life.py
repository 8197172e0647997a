"""`datadeed proposal life`: what becomes of an open pledge, proposed to those who sign it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.act import FILE
from api.commands.proceeds import deposit_body, deposit_options
from api.commands.proposal import ask, tell
from api.commands.tools import F, Tools, json_option, options, pass_tools

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from api.commands.speech import Speech

KINDS: Final = (
    *("pledge-amendment", "pledge-assignment", "pledge-ranking"),
    *("lot-shrinking", "pledge-enforcement", "lot-sale"),
)
WAYS: Final = ("NONE", "AGREEMENT", "SELF_SALE", "LICENCE_INCOME", "WITHDRAWN")


def life(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "提议凭证 NUMBER 上质押 PLEDGE 的变更、债权转让、顺位变更、部分解除、实现或出让；"
        "版本与同一份额的其他质押由登记簿填写。",
        "Propose to amend, assign, rank, shrink, enforce or sell by the pledge PLEDGE on certificate"
        " NUMBER; versions and the other pledges of its lot are filled in.",
    )

    @click.command("life", help=about)
    @click.argument("kind", type=click.Choice(KINDS))
    @click.argument("number")
    @click.argument("pledge")
    @_options(say)
    @json_option(say)
    @pass_tools
    def run(tools: Tools, /, *, as_json: bool, **told: Any) -> None:
        tell(tools, ask(tools, "POST", ":pledge-life", _body(told)), as_json=as_json)

    return run


def _body(told: dict[str, Any]) -> dict[str, Any]:
    """What is proposed, as the door takes it. Raises EntryUnclear."""
    from api.pages import entries
    from api.texts.shown import iso

    def named(member: str, text: str) -> str:
        return "0x" + entries.octets_of(member, text).hex()

    body: dict[str, Any] = {
        "kind": told["kind"],
        "number": told["number"],
        "pledge": named("pledge", told["pledge"]),
        "document": _digest(told["document"]),
        "past_term": told["past_term"],
        "order": [named("order", each) for each in told["order"]],
        "realisation": told["realisation"],
        "deposit": deposit_body(told),
    }
    if told["amount"]:
        body["amount_fen"] = str(entries.fen_of("amount", told["amount"]))
    if told["until"]:
        body["term_end"] = iso(entries.seconds_of("term_end", told["until"]))
    if told["maximum"] is not None:
        body["maximum"] = told["maximum"]
    if told["other"]:
        body["other"] = named("other", told["other"])
    if told["notice"]:
        body["notice"] = _digest(told["notice"])
    if told["share"]:
        body["ppm"] = entries.ppm_of("ppm", told["share"])
    return body


def _digest(file: Path) -> str:
    from notarization.verify.digests import sha256

    return "0x" + sha256(file.read_bytes()).hex()


def _options(say: Speech) -> Callable[[F], F]:
    paper = say("依据的文件（只计算摘要）", "What it rests on; only its digest is sent")
    notice = say("对债务人的转让通知（只计算摘要）", "The notice to the debtor, by its digest")
    order = say(
        "顺位：该份额的全部质押，先列者在先；出让：随之终止的质押。可多次给出",
        "All pledges of the lot, the first in rank first; of a sale those that end. Several times",
    )
    return options(
        click.option("--document", type=FILE, required=True, help=paper),
        click.option("--amount", help=say("变更后的担保金额（元）", "The new amount, in yuan")),
        click.option("--until", help=say("变更后的债务到期日", "The new day of the debt's end")),
        click.option(
            "--maximum/--fixed",
            default=None,
            help=say("最高额担保，或否", "A maximum-amount security, or not"),
        ),
        click.option(
            "--past-term",
            is_flag=True,
            help=say(
                "接受债务到期日晚于登记有效期", "The debt may fall due after the title's term"
            ),
        ),
        click.option(
            "--other",
            help=say("新质权人或受让人的当事人标识", "The new pledgee or the taker, by party id"),
        ),
        click.option("--notice", type=FILE, help=notice),
        click.option("--share", help=say("留下的份额（%）", "The share that stays, per cent")),
        click.option("--order", multiple=True, help=order),
        click.option("--realisation", type=click.Choice(WAYS), default="NONE", show_default=True),
        *deposit_options(say),
    )
