"""`datadeed application notices | object`: what is on public notice, and objections to it."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

import click

from api.commands.act import FILE, hand_of
from api.commands.key import ask_password
from api.commands.tools import (
    F,
    Tools,
    json_option,
    options,
    pass_tools,
    show_json,
    show_rows,
    snapshot,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from api.commands.speech import Speech

STATES: Final = ("NOTICE", "OBJECTION")
GROUNDS: Final = (
    "PUBLIC_HARM",
    "UNLAWFUL_SOURCE",
    "OWNERSHIP_DISPUTE",
    "FALSE_PROOF",
    "OTHER_LAW",
)


def notices(say: Speech) -> click.Command:
    """Make `notices`."""
    about = say(
        "公示栏：正在公示的申请，及按其规则集还余多少工作日可以提出异议。",
        "The notice board: what is on public notice, and the working days that its rules leave to"
        " object.",
    )

    @click.command("notices", help=about)
    @click.option("--registry", type=click.IntRange(0, 65_535), help=say("登记机构", "A registry"))
    @click.option("--state", type=click.Choice(STATES), default="NOTICE", show_default=True)
    @json_option(say)
    @pass_tools
    def show(tools: Tools, *, registry: int | None, state: str, as_json: bool) -> None:
        from api.routes.objections import board_shape
        from api.texts.shown import counted
        from ledger.domain.acts import ApplicationState
        from ledger.queries.board import board

        with snapshot(tools) as session:
            found = board(session, ApplicationState[state], registry=registry, limit=100)
        shown = board_shape(found).model_dump(mode="json")
        if as_json:
            show_json(shown)
            return
        for each in shown["notices"]:
            filed, clock = each["application"], each["clock"]
            left = 0 if clock is None else clock["days_left"]
            told = tools.say(f"余 {left} 个工作日", f"{counted(left, 'working day')} left")
            told = "-" if clock is None else told
            click.echo("  ".join((filed["application"], told, filed["data_name"] or "-")))

    return show


def object_(say: Speech) -> click.Command:
    """Make `object`."""
    about = say(
        "对公示中的申请实名提出异议：以自己的密钥签署，理由与材料密封递交登记机构，链上只有其摘要。",
        "Object in your own name to an application on public notice: signed with your key; reasons and"
        " files go sealed to the registry, and only their digest is on the chain.",
    )

    @click.command("object", help=about)
    @click.argument("application_id", metavar="ID")
    @_options(say)
    @json_option(say)
    @pass_tools
    def raise_(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        application_id: str,
        ground: str,
        interest: str,
        reasons: Path,
        materials: Sequence[Path],
        party: str | None,
        account: str | None,
        password_file: IO[str] | None,
        server: str | None,
        as_json: bool,
    ) -> None:
        from api import parse
        from api.registrant.identity import open_key
        from api.registrant.objecting import Objection, file
        from ledger.domain.acts import SubjectKind
        from ledger.registrar.acting import Signatory

        settings = tools.settings()
        who = hand_of(tools, party, account)
        key = open_key(settings, who.account, lambda: ask_password(tools.say, password_file))
        subject = parse.subject(application_id, SubjectKind.APPLICATION)
        asked = Objection(subject, ground, interest, reasons, tuple(materials))
        address = (server or settings.public_url).rstrip("/")
        done = file(settings, address, asked, Signatory(who.party, key))
        if as_json:
            show_json(done)
        else:
            show_rows(list(done.items()))

    return raise_


def _options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--ground",
            type=click.Choice(GROUNDS),
            required=True,
            help=say("理由类别（公开，指引第22条）", "The ground, which is public (Art. 22)"),
        ),
        click.option("--interest", required=True, help=say("利害关系", "Your interest in it")),
        click.option(
            "--reasons",
            type=FILE,
            required=True,
            help=say("理由（UTF-8 文本文件）", "The reasons, a text file in UTF-8"),
        ),
        click.option(
            "--material",
            "materials",
            type=FILE,
            multiple=True,
            required=True,
            help=say("证明材料，可多次给出", "A file that shows it; may be given several times"),
        ),
        click.option("--party", help=say("异议人的当事人标识", "Your party")),
        click.option("--account", help=say("密钥库中的账户", "An account of the keystore")),
        click.option(
            "--password-file", type=click.File("r"), help=say("从文件读取口令", "Read the password")
        ),
        click.option("--server", help=say("代为上链的服务器", "The server that relays")),
    )


def commands(say: Speech) -> tuple[click.Command, ...]:
    """Both."""
    return notices(say), object_(say)
