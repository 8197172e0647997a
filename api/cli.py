"""The console script `datadeed`. Each command loads its room when it is used."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Final

import click

from api.commands.group import LazyGroup
from api.commands.speech import OPTION, Speech, language_of
from api.commands.tools import Tools
from notarization.verify.report import Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.problems import Problem

COMMANDS: Final[Mapping[str, tuple[str, Message]]] = {
    "key": (
        "api.commands.key",
        Message("生成与查看签名密钥", "Make signing keys and list them"),
    ),
    "enrol": (
        "api.commands.enrol",
        Message("注册当事人", "Enrol a party"),
    ),
    "fingerprint": (
        "api.commands.fingerprint",
        Message("计算文件或文件夹的数据指纹", "Fingerprint a file or folder"),
    ),
    "capture": (
        "api.commands.capture",
        Message("采集数据时逐步留痕", "Keep a log while data are collected"),
    ),
    "register": (
        "api.commands.register",
        Message("为数据对象申请登记", "File a data object for registration"),
    ),
    "act": (
        "api.commands.act",
        Message("多方签署并提交登记行为", "Sign an act with others, and relay it"),
    ),
    "sign-in": (
        "api.commands.sign_in",
        Message("以当事人的密钥登录服务器", "Sign in to a server with a party's key"),
    ),
    "sign-out": (
        "api.commands.sign_out",
        Message("结束登录", "End the session"),
    ),
    "desk": (
        "api.commands.desk",
        Message("登记机构工作台", "Work at the registry's desk"),
    ),
    "registry": (
        "api.commands.registry",
        Message("查看登记机构与须重新审查的行为", "Show registries, and what they re-examine"),
    ),
    "institutions": (
        "api.commands.institutions",
        Message("查看机构名录", "Show the directory of institutions"),
    ),
    "superiors": (
        "api.commands.superiors",
        Message("查看法院与机关的上级", "Show which court stands above which"),
    ),
    "search": (
        "api.commands.search",
        Message("检索公开的登记", "Search the public records"),
    ),
    "certificate": (
        "api.commands.certificate",
        Message("查看登记凭证及其权属", "Show certificates and their titles"),
    ),
    "party": (
        "api.commands.party",
        Message("查看当事人", "Show parties"),
    ),
    "verdict": (
        "api.commands.verdict",
        Message("按用途核验登记凭证", "Check certificates for a purpose"),
    ),
    "presentation": (
        "api.commands.presentation",
        Message("逐项回答银行的二十问", "Answer the twenty questions of a bank"),
    ),
    "alerts": (
        "api.commands.alerts",
        Message("查看权属与质押上发生的事", "Show what happened to titles and pledges"),
    ),
    "webhook": (
        "api.commands.webhook",
        Message("管理提醒的回调地址", "Manage where alerts are sent"),
    ),
    "proposal": (
        "api.commands.proposal",
        Message("双方提议并签署质押", "Propose and sign pledges between two parties"),
    ),
    "licence": (
        "api.commands.licence",
        Message("拟定许可及其终止", "Prepare licences and their ends"),
    ),
    "report": (
        "api.commands.report",
        Message("拟定机构报告及其撤回", "Prepare institutions' reports, and withdrawals"),
    ),
    "financing": (
        "api.commands.financing",
        Message("保管本方的融资档案", "Keep this party's files on its loans"),
    ),
    "movables": (
        "api.commands.movables",
        Message("查看与办理动产担保登记", "Watch the movables register, and file in it"),
    ),
    "evidence": (
        "api.commands.evidence",
        Message("按案件申请证据包", "Ask for evidence packages by case"),
    ),
    "custody": (
        "api.commands.custody",
        Message("记入与查看证据包的保管记录", "Enter and show who held an evidence package"),
    ),
    "package": (
        "api.commands.package",
        Message("制作证据包", "Make an evidence package"),
    ),
    "countersign": (
        "api.commands.countersign",
        Message("以 SM2 密钥副署证据包", "Countersign an evidence package with SM2"),
    ),
    "stamp": (
        "api.commands.stamp",
        Message("为证据包加盖可信时间戳", "Have an evidence package time-stamped"),
    ),
    "stamps": (
        "api.commands.stamps",
        Message("查看与办理本机的时间戳队列", "Tend the time stamps of what is made here"),
    ),
    "log": (
        "api.commands.log",
        Message("检查点日志：记入区块并请见证", "Keep a checkpoint log, and have it cosigned"),
    ),
    "batch": (
        "api.commands.batch",
        Message("成批存证：记入日志、上链、出具证明", "Notarize digests in batches"),
    ),
    "witness": (
        "api.commands.witness",
        Message("见证他人的检查点日志", "Witness the checkpoint logs of others"),
    ),
    "document": (
        "api.commands.document",
        Message("制作与核对纸质文件（PDF）", "Put certificates and verdicts on paper"),
    ),
    "trust": (
        "api.commands.trust",
        Message("生成自己的信任文件", "Write a trust file of your own"),
    ),
    "verify": (
        "api.commands.verify",
        Message("离线核验证据包", "Check an evidence package offline"),
    ),
    "content": (
        "api.commands.content",
        Message("销毁留存的登记事项", "Erase what is kept of a record"),
    ),
    "application": (
        "api.commands.application",
        Message("查看申请及其期限", "Show an application with its periods"),
    ),
    "status": (
        "api.commands.status",
        Message("查看镜像与链的状态", "Show where mirror and chain stand"),
    ),
    "mirror": (
        "api.commands.mirror",
        Message("跟随、重建、审计镜像", "Follow, rebuild or audit the mirror"),
    ),
    "serve": (
        "api.commands.serve",
        Message("启动接口与网页", "Serve the API and the pages"),
    ),
}
USAGE: Final = 2
FAILED: Final = 1
UNAVAILABLE: Final = 3
NOT_NOW: Final = 503


def build(say: Speech, environment: Mapping[str, str]) -> click.Group:
    """The whole console in one language."""

    def start(ctx: click.Context, /, **_: object) -> None:
        ctx.obj = Tools(say, environment)

    return LazyGroup(
        say,
        COMMANDS,
        name="datadeed",
        callback=click.pass_context(start),
        context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
        help=say(
            "数契：数据产权登记簿。每个命令都有 --help。",
            "DataDeed: the register of data rights. Every command has --help.",
        ),
        params=[
            click.Option(
                [OPTION],
                type=click.Choice(["zh", "en"]),
                help=say("语言，默认取自环境变量 LANG", "Language; by default that of LANG"),
            )
        ],
    )


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Carry out one command; the exit code. Typed errors are shown, others are faults of ours."""
    say = Speech(language_of(arguments, environment))
    try:
        answer = build(say, environment).main(
            list(arguments), prog_name="datadeed", standalone_mode=False
        )
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.Abort:
        click.echo(say("已中止。", "Stopped."), err=True)
        return FAILED
    except click.ClickException as fault:
        fault.show()
        return fault.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return FAILED
    except Exception as fault:  # noqa: BLE001 (the edge: an untyped error is raised again)
        return _told(fault, say, as_json="--json" in arguments)
    return answer if isinstance(answer, int) else 0


def _told(fault: Exception, say: Speech, *, as_json: bool) -> int:
    from api.problems import ROOTS, problem_of  # noqa: PLC0415 (only when something went wrong)
    from ledger.errors import SystemRefused  # noqa: PLC0415 (…)

    if isinstance(fault, OSError) and fault.strerror:
        # a file that was named, a disk that is full: no fault of ours
        fault = SystemRefused(fault.strerror, str(fault.filename or ""))
    if not isinstance(fault, ROOTS):
        raise fault
    problem = problem_of(fault)
    detail = str(fault)
    if as_json:
        document = {
            "code": problem.code,
            "title": problem.title.text(say.language),
            "detail": detail,
        }
        click.echo(json.dumps(document, ensure_ascii=False), err=True)
    else:
        click.echo(f"{problem.code}: {problem.title.text(say.language)}", err=True)
        click.echo(f"  {detail}", err=True)
    return _code(problem)


def _code(problem: Problem) -> int:
    return UNAVAILABLE if problem.status == NOT_NOW else FAILED


def main() -> None:
    """Start from the console."""
    code = run(sys.argv[1:], os.environ)
    try:
        if sys.stdout:
            sys.stdout.flush()
    except OSError:
        # it was said; Python would say it again, in its own way
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)
