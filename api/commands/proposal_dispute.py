"""`datadeed proposal dispute | dispute-step | dispute-paper`: a dispute, its steps and papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.act import FILE
from api.commands.proposal import ask, tell
from api.commands.tools import Tools, json_option, pass_tools, show_json, show_rows

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


def dispute_paper(say: Speech) -> click.Command:
    """Make `dispute-paper`."""
    about = say(
        "将凭证 NUMBER 的争议 DISPUTE 所列的文件密封递交登记机构，只供其工作人员查阅；"
        "含有可识别个人的号码的不予递交。",
        "Leave the files that DISPUTE over certificate NUMBER names with the registry, sealed for its"
        " staff. What names a person by a number is not sent.",
    )

    @click.command("dispute-paper", help=about)
    @click.argument("number")
    @click.argument("dispute")
    @click.argument("files", type=FILE, required=True, nargs=-1, metavar="FILE...")
    @click.option("--server", help=say("递交至哪一服务器", "The server that keeps them"))
    @json_option(say)
    @pass_tools
    def run(tools: Tools, /, *, as_json: bool, **told: Any) -> None:
        from api.registrant.papers import leave

        server = (told["server"] or tools.settings().public_url).rstrip("/")
        done = leave(server, (told["number"], told["dispute"]), told["files"])
        if as_json:
            show_json({"kept": done})
        else:
            show_rows([(each["sha256"], f"{each['size']} B") for each in done])

    return run


def _digest(file: Path) -> str:
    from notarization.verify.digests import sha256

    return "0x" + sha256(file.read_bytes()).hex()
