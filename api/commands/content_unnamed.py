"""`datadeed content unnamed [--destroy NAME]…`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from api.commands.tools import Tools, json_option, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from api.commands.speech import Speech
    from api.desk.unnamed import Unnamed


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "列出没有任何申请指明的密文：留存途中被杀的进程所遗，销毁申请的内容时无从找到。"
        "数据库由备份恢复、或本机也办理申请（自存副本在同一文件夹）者，所列可能仍有用处，故只销毁指名者，留下墓碑。"
        "--destroy 所指已有申请指明或并未留存者予以拒绝，其余照常销毁，退出码为 1。",
        "List sealed files that no application names: a process left them that was killed while it kept them,"
        " and no erasure of an application finds them. After a database was restored from a backup, and on a"
        " machine that prepares applications (its copies lie in the same folder), some may be of use: only"
        " those go that are named, each with a tombstone. Where --destroy names one that an application names"
        " or that is not here, it stays, the others go, and the exit code is 1.",
    )

    @click.command("unnamed", help=about)
    @click.option(
        "--destroy",
        "names",
        metavar="NAME",
        multiple=True,
        help=say("销毁这一份，可多次给出", "Destroy this one; may be given several times"),
    )
    @json_option(say)
    @pass_tools
    def unnamed(tools: Tools, *, names: tuple[str, ...], as_json: bool) -> int:
        from api.desk.unnamed import destroy
        from api.desk.unnamed import unnamed as look
        from notarization.content.chosen import require_nodes

        settings = tools.settings()
        require_nodes(settings)
        engine = tools.engine()
        stay = destroy(engine, settings, names) if names else []
        shown = [_shape(each) for each in look(engine, settings)]
        gone = [each for each in dict.fromkeys(names) if each not in stay]
        if as_json:
            show_json({"unnamed": shown, "destroyed": gone, "refused": stay})
        else:
            rows = [(each["name"], f"{each['size']} B  {each['since']}") for each in shown]
            rows += [(each, say("已销毁", "destroyed")) for each in gone]
            rows += [
                (each, say("拒绝：有申请指明，或未留存", "refused: named, or not here"))
                for each in stay
            ]
            show_rows(rows or [(say("无", "none"), "")])
        return 1 if stay else 0

    return unnamed


def _shape(each: Unnamed) -> dict[str, Any]:
    from api.texts.shown import iso

    return {"name": each.name, "size": each.size, "since": iso(each.since)}
