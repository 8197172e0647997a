"""`datadeed content erase ID --field NAME… --proof SHA256… --objection SHA256… | grant | …`."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, Final

import click

from api.commands import (
    content_check,
    content_grant,
    content_open,
    content_push,
    content_readers,
    content_unnamed,
)
from api.commands.act import hand_of
from api.commands.key import ask_password
from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from api.commands.speech import Speech
    from api.desk.erasing import Erasure
    from ledger.store.tables.erasure import TombstoneRow

GROUNDS: Final = ("request", "consent_withdrawn", "purpose_over", "unlawful", "law")


def command(say: Speech) -> click.Command:
    """Make the group."""

    @click.group("content", help=say("留存的登记事项。", "What is kept of records."))
    def content() -> None:
        pass

    others = (
        content_grant.command,
        content_readers.command,
        content_open.key_command,
        content_open.command,
        content_push.command,
        content_check.command,
        content_unnamed.command,
    )
    for make in (_erase, *others):
        content.add_command(make(say))
    return content


def _erase(say: Speech) -> click.Command:
    about = say(
        "由登记机构工作人员销毁所留存登记事项中的某些项（如 contacts）、证明文件或异议文件："
        "盐值、内容与密文不复存在，留下签名的墓碑；链上承诺不变，卷宗与证据包照常核验。不可撤销。",
        "As a member of the registry's staff, destroy fields of a record that is kept here (as"
        " contacts), proof files, or objections: salt, value and sealed bytes are gone, a signed tombstone stays;"
        " the commitment on chain does not change, and dossiers and packages verify as before. This cannot be undone.",
    )

    @click.command("erase", help=about)
    @click.argument("application_id", metavar="ID")
    @what_options(say)
    @click.option("--yes", is_flag=True, help=say("不再询问", "Do not ask"))
    @json_option(say)
    @pass_tools
    def erase(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        /,
        *,
        application_id: str,
        party: str | None,
        account: str | None,
        password_file: IO[str] | None,
        yes: bool,
        as_json: bool,
        **what: Any,
    ) -> None:
        from api.desk.erasing import erase as destroy
        from api.registrant.identity import open_key
        from api.wiring import Wiring

        asked = asked_of(tools, application_id, **what)
        if not yes:
            click.confirm(tools.say("确认销毁？", "Destroy this?"), abort=True, err=True)
        settings = tools.settings()
        who = hand_of(tools, party, account)
        key = open_key(settings, who.account, lambda: ask_password(tools.say, password_file))
        wiring = Wiring.of(settings)
        click.get_current_context().call_on_close(wiring.engine.dispose)
        _tell(destroy(wiring, asked, key), as_json=as_json)

    return erase


def asked_of(tools: Tools, application: str, **what: Any) -> Erasure:
    """What is to go. Raises IdMalformed."""
    from api import parse
    from api.desk.erasing import Erasure
    from ledger.domain.acts import SubjectKind
    from ledger.domain.tombstone import Ground

    fields, proofs, objections = what["fields"], what["proofs"], what["objections"]
    papers = what["papers"]
    if not (fields or proofs or objections or papers):
        raise click.UsageError(
            tools.say(
                "请给出 --field、--proof、--objection 或 --paper",
                "give --field, --proof, --objection or --paper",
            )
        )
    digests = [parse.digest("proof", each) for each in proofs]
    digests += [parse.digest("objection", each) for each in objections]
    digests += [parse.digest("paper", each) for each in papers]
    subject = parse.subject(application, SubjectKind.APPLICATION)
    return Erasure(subject, fields, Ground(what["ground"]), digests)


def _tell(rows: Iterable[TombstoneRow], *, as_json: bool) -> None:
    from api.shaping import tombstone_shape

    shown: list[dict[str, Any]] = [tombstone_shape(row).model_dump(mode="json") for row in rows]
    if as_json:
        show_json({"erased": shown})
    else:
        show_rows([(each["name"], f"{each['erased']} {each['leaf']}") for each in shown])


def what_options(say: Speech) -> Callable[[F], F]:
    """What is to go, why, and with whose key."""
    return options(
        click.option(
            "--field",
            "fields",
            multiple=True,
            help=say("要销毁的项，可多次给出", "A field to destroy; may be given several times"),
        ),
        click.option(
            "--proof",
            "proofs",
            multiple=True,
            help=say(
                "要销毁的证明文件的 SHA-256，可多次给出",
                "SHA-256 of a proof file to destroy; may be given several times",
            ),
        ),
        click.option(
            "--objection",
            "objections",
            multiple=True,
            help=say(
                "要销毁的异议文件（连同其材料）或其一份材料的 SHA-256，可多次给出",
                "SHA-256 of an objection's document, which goes with its files, or of one of these;"
                " may be given several times",
            ),
        ),
        click.option(
            "--paper",
            "papers",
            multiple=True,
            help=say(
                "要销毁的争议文件的 SHA-256，可多次给出",
                "SHA-256 of a dispute's paper to destroy; may be given several times",
            ),
        ),
        click.option(
            "--ground",
            required=True,
            type=click.Choice(GROUNDS),
            help=say("理由（《个人信息保护法》第四十七条）", "Why (PIPL Art. 47)"),
        ),
        click.option("--party", help=say("工作人员的当事人标识", "The staff member's party")),
        click.option("--account", help=say("密钥库中的账户", "An account of the keystore")),
        click.option(
            "--password-file", type=click.File("r"), help=say("从文件读取口令", "Read the password")
        ),
    )
