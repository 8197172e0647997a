"""`datadeed mirror downgrade REVISION [--lose TABLE]…`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from api.commands.tools import Tools, json_option, pass_tools, show_json
from api.commands.turns import alone

if TYPE_CHECKING:
    from api.commands.speech import Speech


def downgrade(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "将数据库的表退回较早版本（如 0033；base 为全无），供该版本的程序使用：由本版本执行，此前停止其余进程并备份数据库。"
        "链上无从恢复的行若会丢失，则予拒绝并指明各表，不作任何改动；备份后可以 --lose 逐一指明。"
        "退回后由较早版本运行 mirror rebuild。",
        "Take the tables back to those of an earlier version (as 0033; base leaves none), for its programs:"
        " this version does it, with all other processes ended and the database backed up before. Where rows"
        " would go that no chain brings back it is refused, the tables are named and nothing is altered; after"
        " a backup each may be named with --lose. Then let the earlier version run mirror rebuild.",
    )

    @click.command("downgrade", help=about)
    @click.argument("revision")
    @click.option(
        "--lose",
        metavar="TABLE",
        multiple=True,
        help=say(
            "此表的行可以丢失，可多次给出", "Rows of this table may go; may be given several times"
        ),
    )
    @json_option(say)
    @pass_tools
    def lower_(tools: Tools, *, revision: str, lose: tuple[str, ...], as_json: bool) -> None:
        from ledger.store.migrations import lower

        tools.engine()  # to take back makes none
        engine = tools.engine(writing=True)
        with alone(engine):
            lower(engine, revision, lose=lose)
        if as_json:
            show_json({"revision": revision})
        else:
            click.echo(tools.say(f"数据库已退回 {revision}", f"The tables are those of {revision}"))

    return lower_
