"""`datadeed application list | leave | return`: find applications, leave papers, have them back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.commands.act import FILE
from api.commands.tools import Tools, json_option, pass_tools, show_json, show_rows, snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.commands.speech import Speech


def commands(say: Speech) -> tuple[click.Command, ...]:
    """All three."""
    return _list(say), _leave(say), _return(say)


def _list(say: Speech) -> click.Command:
    about = say("列出申请，最近变动者在前。", "List applications, the last changed first.")

    @click.command("list", help=about)
    @click.option("--registry", type=click.IntRange(0, 65_535), help=say("登记机构", "A registry"))
    @click.option("--state", help=say("只列此状态", "Only those in this state"))
    @click.option("--cursor", help=say("接上一页", "Go on after a page"))
    @json_option(say)
    @pass_tools
    def every(
        tools: Tools, *, registry: int | None, state: str | None, cursor: str | None, as_json: bool
    ) -> None:
        from api import parse
        from api.routes.applications import list_shape
        from api.texts.words import word
        from ledger.domain.acts import ApplicationState
        from ledger.domain.verdict import Result
        from ledger.queries.application import Filter, applications

        if state is not None and state not in ApplicationState.__members__:
            raise click.UsageError(", ".join(ApplicationState.__members__))
        number = None if state is None else int(ApplicationState[state])
        below = parse.mark(cursor)
        with snapshot(tools) as session:
            asked = applications(session, Filter(registry, number), below=below, limit=100)
        found = list_shape(asked).model_dump(mode="json")
        if as_json:
            show_json(found)
            return
        for each in found["applications"]:
            known = Result.UNKNOWN if each["unknown"] else ApplicationState[each["state"]]
            named = word(known, tools.say.language)
            click.echo("  ".join((each["application"], named, each["data_name"] or "-")))
        if found["next"]:
            click.echo(f"--cursor {found['next']}", err=True)

    return every


def _leave(say: Speech) -> click.Command:
    about = say(
        "向登记机构加密递交已提交申请的登记事项（取自本机所存）与证明材料。",
        "Leave the record of a filed application, as this home keeps it, and its proof files with the"
        " registry, which alone can read them.",
    )

    @click.command("leave", help=about)
    @click.argument("application_id", metavar="ID")
    @click.option(
        "--proof",
        "proofs",
        type=FILE,
        multiple=True,
        help=say(
            "登记事项所列的证明文件，可多次给出", "A proof that the record lists; several times"
        ),
    )
    @click.option("--server", help=say("登记机构的服务器", "The registry's server"))
    @json_option(say)
    @pass_tools
    def leave(
        tools: Tools,
        *,
        application_id: str,
        proofs: Sequence[Path],
        server: str | None,
        as_json: bool,
    ) -> None:
        from api import parse
        from api.registrant import record
        from api.registrant.server import post, send_file
        from ledger.domain.acts import SubjectKind

        settings = tools.settings()
        subject = parse.subject(application_id, SubjectKind.APPLICATION)
        address = (server or settings.public_url).rstrip("/")
        base = f"/v1/applications/{subject.hex()}"
        post(address, f"{base}/record", {"fields": record.openings(settings, subject)})
        kept = [send_file(address, f"{base}/proofs", "proof", each.read_bytes()) for each in proofs]
        if as_json:
            show_json({"application": subject.hex(), "proofs": [each["sha256"] for each in kept]})
            return
        rows: list[tuple[str, Any]] = [(tools.say("已递交", "left"), subject.hex())]
        show_rows(rows + [(tools.say("证明文件", "proof"), each["sha256"]) for each in kept])

    return leave


def _return(say: Speech) -> click.Command:
    about = say(
        "取回自己所递交的登记事项与证明文件；先以 sign-in 登录，取回记入日志。",
        "Have back the record and proofs that you left; sign in first. It is logged.",
    )

    @click.command("return", help=about)
    @click.argument("application_id", metavar="ID")
    @click.option(
        "--output",
        type=click.Path(file_okay=False, path_type=Path),
        required=True,
        help=say("写入的文件夹", "The folder to write to"),
    )
    @json_option(say)
    @pass_tools
    def give_back(tools: Tools, *, application_id: str, output: Path, as_json: bool) -> None:
        from api import parse
        from api.registrant.identity import write_private
        from api.registrant.server import fetch
        from api.registrant.session import asked, kept
        from ledger.domain.acts import SubjectKind
        from ledger.whole_file import write_whole

        settings = tools.settings()
        subject = parse.subject(application_id, SubjectKind.APPLICATION)
        base = f"/v1/applications/{subject.hex()}"
        found = asked(settings, "GET", f"{base}/record")
        write_private(output / "record.json", found["fields"])
        server, token = kept(settings)
        for digest in found["proofs"]:
            data = fetch(server, f"{base}/proofs/{digest}", token=token)
            write_whole(output / digest, data, mode=0o600)
        if as_json:
            show_json({"written": str(output), "proofs": found["proofs"]})
        else:
            show_rows([(tools.say("已写入", "written"), output)])

    return give_back
