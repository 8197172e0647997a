"""`datadeed proposal dispute | dispute-step`: a dispute over a title, and its sides' steps in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.act import FILE
from api.commands.proposal import ask, tell
from api.commands.tools import Tools, json_option, pass_tools

if TYPE_CHECKING:
    from pathlib import Path

    from api.commands.speech import Speech

CLAIMS: Final = ("ownership", "source", "content")
STEPS: Final = ("admit", "deny", "refer", "withdraw")


def dispute(say: Speech) -> click.Command:
    """Make `dispute`."""
    about = say(
        "对凭证 NUMBER 的权属实名提出争议；此处不签署，随后以 `datadeed proposal sign` 签署、`send` 提交。",
        "Dispute the title of certificate NUMBER, by name. Nothing is signed here: sign it with"
        " `datadeed proposal sign`, then send it.",
    )
    interest = say("利害关系说明（只计算摘要）", "The statement of interest, by its digest")
    evidence = say("证据（只计算摘要）", "The evidence, by its digest")

    @click.command("dispute", help=about)
    @click.argument("number")
    @click.option(
        "--claim",
        type=click.Choice(CLAIMS),
        required=True,
        help=say("争议事项：权属、来源、登记事项", "What is disputed"),
    )
    @click.option("--interest", type=FILE, required=True, help=interest)
    @click.option("--evidence", type=FILE, required=True, help=evidence)
    @json_option(say)
    @pass_tools
    def run(tools: Tools, /, *, as_json: bool, **told: Any) -> None:
        body = {
            "number": told["number"],
            "claim": told["claim"].upper(),
            "interest": _digest(told["interest"]),
            "evidence": _digest(told["evidence"]),
        }
        tell(tools, ask(tools, "POST", ":dispute", body), as_json=as_json)

    return run


def dispute_step(say: Speech) -> click.Command:
    """Make `dispute-step`."""
    about = say(
        "在凭证 NUMBER 的争议 DISPUTE 中承认、否认、提交他处处理或撤回；除撤回外须附所依据的文件。",
        "Admit, deny, refer or withdraw DISPUTE over certificate NUMBER. All but a withdrawal rest on"
        " a document.",
    )

    @click.command("dispute-step", help=about)
    @click.argument("action", type=click.Choice(STEPS))
    @click.argument("number")
    @click.argument("dispute")
    @click.argument("document", type=FILE, required=False)
    @json_option(say)
    @pass_tools
    def run(tools: Tools, /, *, as_json: bool, **told: Any) -> None:
        from api.pages import entries

        body = {
            "number": told["number"],
            "dispute": "0x" + entries.octets_of("dispute", told["dispute"]).hex(),
            "action": told["action"].upper(),
        }
        if told["document"]:
            body["document"] = _digest(told["document"])
        tell(tools, ask(tools, "POST", ":dispute-step", body), as_json=as_json)

    return run


def _digest(file: Path) -> str:
    from notarization.verify.digests import sha256

    return "0x" + sha256(file.read_bytes()).hex()
