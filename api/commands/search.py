"""`datadeed search`: the public records, out of the mirror."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech

FACETS: Final = (
    "right",
    "industry",
    "region",
    "source",
    "status",
    "profile",
    "registry",
    "licence",
)
SORTS: Final = ("relevance", "newest", "oldest")


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "检索公开的登记：编号、信用代码、名称或公示内容；筛选项可多次给出。",
        "Search the public records by number, credit code, name or published words; facets may be"
        " given several times.",
    )

    @click.command("search", help=about)
    @click.argument("text", required=False, default="")
    @_options(say)
    @json_option(say)
    @pass_tools
    def search(tools: Tools, /, *, text: str, as_json: bool, **asked: Any) -> None:
        from api import present
        from api.schemas.certificates import SearchIn
        from ledger.queries.search import find
        from ledger.queries.shelves import Shelves

        facets = {name: list(asked[name]) for name in FACETS}
        wanted = SearchIn(q=text, sort=asked["sort"], cursor=asked["cursor"], limit=100, **facets)
        with snapshot(tools) as session:
            found = find(
                session, wanted.asked(), mark=wanted.cursor, limit=wanted.limit, shelves=Shelves()
            )
        shown = present.search(found)
        if as_json:
            show_json(shown.model_dump(mode="json"))
            return
        for hit in shown.hits:
            named = ", ".join(hit.numbers) or hit.application
            click.echo("  ".join((named, hit.status, hit.data_name or "-")))
        if shown.next:
            click.echo(f"--cursor {shown.next}", err=True)

    return search


def _options(say: Speech) -> Callable[[F], F]:
    about = {
        "right": say("权利：HOLD、USE、OPER", "HOLD, USE or OPER"),
        "industry": say("行业门类，如 A", "A section of GB/T 4754, as A"),
        "region": say("省级代码两位、national 或 international", "Two digits, or national"),
        "source": say("来源，如 SELF_GENERATED", "Where the data came from"),
        "status": say("状态，如 LIVE", "A status, as LIVE"),
        "profile": say("规则集的摘要", "The digest of a rule profile"),
        "registry": say("登记机构代码，如 371", "The code of a registry, as 371"),
        "licence": say("许可：EXCLUSIVE、PLAIN、NONE", "EXCLUSIVE, PLAIN or NONE"),
    }
    return options(
        *(click.option(f"--{name}", multiple=True, help=about[name]) for name in FACETS),
        click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True),
        click.option("--cursor", help=say("接上一页", "Go on after a page")),
    )
