"""`datadeed status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from api.commands.tools import Tools, json_option, pass_tools, show_json, show_rows, snapshot

if TYPE_CHECKING:
    from api.commands.speech import Speech
    from api.schemas.status import StatusOut


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "查看镜像读到哪里、与链相差多少、有无无法读取的卷宗。",
        "Show how far the mirror has read, how far the chain is, and what cannot be read.",
    )

    @click.command("status", help=about)
    @json_option(say)
    @pass_tools
    def status(tools: Tools, *, as_json: bool) -> None:
        from api.shaping import status_shape
        from ledger.queries.status import status as ask

        with snapshot(tools) as session:
            found = status_shape(ask(session))
        if as_json:
            show_json(found.model_dump(mode="json"))
        else:
            show_rows(_rows(tools.say, found))

    return status


def _rows(say: Speech, found: StatusOut) -> list[tuple[str, object]]:
    stamp = found.as_of
    return [
        (say("已读到区块", "read up to block"), f"{stamp.block} ({stamp.time})"),
        (say("终局", "final"), say("是", "yes") if stamp.final else say("否", "no")),
        (say("落后区块", "blocks behind"), stamp.lag_blocks),
        (say("状态", "state"), stamp.state + (f" ({found.code})" if found.code else "")),
        (say("登记簿", "register"), f"{found.register_address} @ {found.chain_id}"),
        (say("登记行为", "acts"), found.acts),
        (say("卷宗", "dossiers"), found.dossiers),
        (say("无法读取的卷宗", "unreadable dossiers"), len(found.unreadable)),
        (say("缺少证明的权属", "titles lacking a proof"), _proofs(say, found)),
    ]


def _proofs(say: Speech, found: StatusOut) -> str:
    if found.proofs is None:
        return say("尚未运行证明程序", "no prover ever ran")
    codes = sorted({each.code for each in found.proofs.refused} | {found.proofs.code} - {""})
    return f"{found.proofs.lacking}" + (f" ({', '.join(codes)})" if codes else "")
