"""`datadeed trust`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.commands.tools import Tools, json_option, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "从您自己的节点与链配置生成信任文件。它只应来自您自己信任的来源，绝不随证据包取得。",
        "Write a trust file from your own node and chain profile. It must come from a source that"
        " you trust, never with a package.",
    )

    @click.command("trust", help=about)
    @click.option(
        "--block",
        "blocks",
        type=click.IntRange(0),
        multiple=True,
        help=say(
            "要固定的区块（默认最新的终局区块）", "A block to pin (default: the newest final one)"
        ),
    )
    @click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        default=Path("trust.json"),
        show_default=True,
        help=say("写入的文件", "The file to write"),
    )
    @json_option(say)
    @pass_tools
    def trust(tools: Tools, blocks: tuple[int, ...], output: Path, *, as_json: bool) -> None:
        from ledger.chain.check import check_profile, final_block
        from ledger.chain.client import Web3Chain
        from ledger.chain.profile import load
        from notarization.trust_file import trust_from

        settings = tools.settings()
        chain, profile = Web3Chain(settings.rpc_url), load(settings.profile)
        check_profile(chain, profile)
        pinned = blocks or (final_block(chain, profile.finality),)
        output.write_bytes(trust_from(chain, profile, *pinned))
        shown = {"trust": str(output), "blocks": list(pinned)}
        if as_json:
            show_json(shown)
        else:
            show_rows(list(shown.items()))

    return trust
