"""`datadeed desk deposit`: the national deposit of what is ready, and the step that it allows."""

from __future__ import annotations

import threading
from typing import IO, TYPE_CHECKING, Any

import click

from api.commands.act import hand_of
from api.commands.key import ask_password
from api.commands.mirror import stop_on_signal
from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows
from api.commands.turns import bring_up_alone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from api.commands.speech import Speech
    from ledger.deposit.clerk import Clerk
    from ledger.deposit.desk import DepositDesk
    from ledger.queries.deposit import DepositStatus
    from ledger.registrar.register import Register


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "把公示期满、待汇交的申请送国家登记服务系统存证，先保存回执，再以回执的时间与摘要办理存证步骤："
        "给出受理人员的 --account 即由其签署，未给出则写成待签署文件。拒收与多次失败为告警，退出码 1；"
        "--again 重新汇交被拒收或告警的申请。",
        "Deposit applications whose notice is over in the national system, keep the receipt, then take the"
        " step with the receipt's time and digest: signed by the acceptance clerk of --account, else"
        " written as an act file to be signed. A refusal or repeated failure is an alarm: exit code 1;"
        " --again sends one of those again.",
    )

    @click.command("deposit", help=about)
    @_options(say)
    @json_option(say)
    @pass_tools
    def deposit(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        follow: bool,
        poll: float,
        registry: int,
        party: str | None,
        account: str | None,
        password_file: IO[str] | None,
        again: str | None,
        as_json: bool,
    ) -> int:
        named = party is not None or account is not None
        desk = _open(tools, registry, (party, account) if named else None, password_file)
        if again is not None:
            desk.again(_application(again))
        if follow:
            stop = threading.Event()
            stop_on_signal(stop)
            desk.follow(stop, poll=poll)
        else:
            while desk.run_once().more:
                pass
        return _tell(tools, desk, as_json=as_json)

    return deposit


def _options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--follow", is_flag=True, help=say("持续办理，直到被停止", "Go on until stopped")
        ),
        click.option(
            "--poll",
            type=click.FloatRange(0.05, 60),
            default=1.0,
            show_default=True,
            help=say("两次查看之间的秒数", "Seconds between two looks"),
        ),
        click.option(
            "--registry",
            type=click.IntRange(1, 65_535),
            default=371,
            show_default=True,
            help=say("登记机构代码", "Code of the registry"),
        ),
        click.option("--party", help=say("受理人员的当事人标识", "The acceptance clerk's party")),
        click.option(
            "--account",
            help=say("受理人员在密钥库中的账户", "The clerk's account in the keystore"),
        ),
        click.option(
            "--password-file", type=click.File("r"), help=say("从文件读取口令", "Read the password")
        ),
        click.option(
            "--again", metavar="ID", help=say("重新汇交一件申请", "Send an application again")
        ),
    )


def _open(
    tools: Tools,
    registry: int,
    signs: tuple[str | None, str | None] | None,
    password_file: IO[str] | None,
) -> DepositDesk:
    from api.registrant.clerk import WritingClerk
    from api.wiring import Wiring
    from ledger.deposit.client import HttpDeposits
    from ledger.deposit.desk import DepositDesk, Office
    from ledger.settings import SettingWrong

    settings = tools.settings()
    if not settings.deposit_url:
        raise SettingWrong("DATADEED_DEPOSIT_URL", "not set: no national system to deposit in")
    wiring = Wiring.of(settings)
    click.get_current_context().call_on_close(wiring.engine.dispose)
    bring_up_alone(wiring.engine, wiring.profile)
    register = wiring.register()
    clerk: Clerk = (
        WritingClerk(settings.home / "desk", register.profile, _told(tools.say))
        if signs is None
        else _signing(tools, register, signs, password_file)
    )
    office = Office(registry, HttpDeposits(settings.deposit_url), clerk)
    return DepositDesk(wiring.engine, register, office, clock=wiring.clock)


def _signing(
    tools: Tools,
    register: Register,
    signs: tuple[str | None, str | None],
    password_file: IO[str] | None,
) -> Clerk:
    from api.registrant.identity import open_key
    from ledger.deposit.clerk import SigningClerk
    from ledger.domain.acts import Role
    from ledger.registrar.acting import Signatory

    who = hand_of(tools, *signs)
    key = open_key(tools.settings(), who.account, lambda: ask_password(tools.say, password_file))
    return SigningClerk(register, Signatory(who.party, key, Role.ACCEPTANCE))


def _told(say: Speech) -> Callable[[Path], None]:
    def tell(path: Path) -> None:
        text = say(f"待受理人员签署：{path}", f"for the acceptance clerk to sign: {path}")
        click.echo("· " + text, err=True)

    return tell


def _application(text: str) -> bytes:
    from api import parse
    from ledger.domain.acts import SubjectKind

    return parse.subject(text, SubjectKind.APPLICATION)


def _tell(tools: Tools, desk: DepositDesk, *, as_json: bool) -> int:
    """How the deposits stand; 1 where somebody must look."""
    from api.shaping import deposits_shape
    from api.standing import deposits_row
    from ledger.queries.deposit import deposit_status
    from ledger.store.engine import read_session

    with read_session(desk.engine, now=desk.clock()) as session:
        found: DepositStatus = deposit_status(session)
    shown = deposits_shape(found)
    if as_json:
        show_json(shown.model_dump(mode="json"))
    else:
        row = deposits_row(shown, tools.say.language)
        rows: list[tuple[str, Any]] = [(row.name, row.value)]
        rows += [(each.application, f"{each.state} {each.code}") for each in shown.alarms]
        show_rows(rows)
    return 1 if found.alarmed else 0
