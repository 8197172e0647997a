"""`datadeed content readers ID --file SHA256`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.tools import Tools, json_option, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from api.commands.speech import Speech
    from api.desk.reading import Known

WORDS: Final = {
    "registrant": ("申请人", "registrant"),
    "registry": ("登记机构", "registry"),
    "court": ("法院", "court"),
    "unknown": ("不明", "unknown"),
}


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "查看一份留存的文件何人可以开启：申请人、登记机构，以及凭文书的法院（文书案号与时间见工作台日志）。"
        "age 密文不载明可读者，仅列明已知者，其余只计数。",
        "Show who can open a file that is kept here: the registrant, the registry, and courts on an order,"
        " with its number and time from the desk's log. What age sealed names no reader: those that are"
        " known are named, the others counted.",
    )

    @click.command("readers", help=about)
    @click.argument("application_id", metavar="ID")
    @click.option(
        "--file", "digest", required=True, help=say("文件的 SHA-256", "SHA-256 of the file")
    )
    @json_option(say)
    @pass_tools
    def readers(tools: Tools, /, *, application_id: str, digest: str, as_json: bool) -> None:
        from api import parse
        from api.desk.reading import readers as ask
        from api.wiring import Wiring
        from ledger.domain.acts import SubjectKind

        settings = tools.settings()
        subject = parse.subject(application_id, SubjectKind.APPLICATION)
        wiring = Wiring.of(settings)
        click.get_current_context().call_on_close(wiring.engine.dispose)
        found = ask(wiring, subject, parse.digest("file", digest))
        show_json(_shape(found, digest)) if as_json else show_rows(_rows(tools, found))

    return readers


def _shape(found: Known, digest: str) -> dict[str, Any]:
    from api.texts.shown import iso

    told = [
        {
            "who": each.who.value,
            "reader": each.reader.key,
            "order": each.order,
            "since": iso(each.since) if each.since else None,
        }
        for each in found.readings
    ]
    return {"sha256": digest, "readers": told, "unnamed": found.unnamed}


def _rows(tools: Tools, found: Known) -> list[tuple[str, str]]:
    from api.texts.shown import iso

    rows = [
        (
            tools.say(*WORDS[each.who]),
            " · ".join((each.reader.key, each.order, iso(each.since)))
            if each.order
            else each.reader.key,
        )
        for each in found.readings
    ]
    if found.unnamed:
        rows.append((tools.say("未载明者", "not named"), str(found.unnamed)))
    return rows
