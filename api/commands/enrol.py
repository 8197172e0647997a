"""`datadeed enrol`."""

from __future__ import annotations

import secrets
from functools import partial
from typing import IO, TYPE_CHECKING, Any, Final

import click

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
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from api.commands.speech import Speech
    from api.registrant.identity import Person
    from ledger.chain.signer import Key
    from ledger.domain.acts import Enrolment
    from ledger.settings import Settings

KINDS: Final = (
    "ENTERPRISE",
    "NATURAL_PERSON",
    "ORGAN",
    "PUBLIC_INSTITUTION",
    "PUBLIC_INTEREST_BODY",
    "COURT",
    "FINANCIAL_INSTITUTION",
)
CONSENT: Final = 30 * 86_400


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "注册当事人：对身份作加盐承诺，用自己的密钥签署。演示链上由登记机构当场会签；"
        "其他链上生成待会签文件，并说明由谁、在何时之前办理。",
        "Enrol a party: commit to its identity under a salt and sign with its own key. On a demo's"
        " chain the registry co-signs at once; elsewhere a file to be co-signed is written, and who"
        " acts next and by when is said.",
    )

    @click.command("enrol", help=about)
    @_options(say)
    @json_option(say)
    @pass_tools
    def enrol(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        name: str,
        kind: str,
        uscc: str,
        account: str | None,
        password_file: IO[str] | None,
        as_json: bool,
    ) -> None:
        from api.registrant.identity import Person, require_code
        from ledger.domain.acts import PartyKind

        person = Person(PartyKind[kind], name, uscc)
        require_code(person)
        key = key_for(tools, account, lambda: ask_password(tools.say, password_file))
        shown = enrol_person(tools.say, tools.settings(), person, key)
        if as_json:
            show_json(shown)
        else:
            show_rows(list(shown.items()))

    return enrol


def _options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option("--name", prompt=say("名称", "Name"), help=say("名称", "Name")),
        click.option(
            "--kind",
            type=click.Choice(KINDS),
            default="ENTERPRISE",
            show_default=True,
            help=say("当事人类别", "Kind of party"),
        ),
        click.option(
            "--uscc", default="", help=say("统一社会信用代码", "Unified social credit code (USCC)")
        ),
        click.option(
            "--account",
            help=say(
                "密钥库中的账户；默认为其中尚未注册的那一把，没有则新生成",
                "An account of the keystore; by default the one that is no party's yet, or a new one",
            ),
        ),
        click.option(
            "--password-file", type=click.File("r"), help=say("从文件读取口令", "Read the password")
        ),
    )


def key_for(tools: Tools, account: str | None, password: Callable[[], str]) -> Key:
    """The key of an account; by default the one of the keystore that is no party's yet.

    Where there is none it is made. Raises click.UsageError where there are several,
    IdMalformed where the account is none.
    """
    from api import parse
    from api.registrant.identity import free_accounts, open_key

    settings = tools.settings()
    if account is not None:
        return open_key(settings, parse.account(account), password)
    free = free_accounts(settings, partial(_taken, tools))
    if not free:
        return _new_key(tools)
    if len(free) > 1:
        listed = "".join(f"\n  0x{each.hex()}" for each in free)
        raise click.UsageError(
            tools.say(
                f"有多把密钥尚未注册，请用 --account 指明一把：{listed}",
                f"several keys are no party's yet; name one with --account:{listed}",
            )
        )
    shown = "0x" + free[0].hex()
    click.echo(tools.say(f"· 使用密钥 {shown}", f"· using the key {shown}"), err=True)
    return open_key(settings, free[0], password)


def _new_key(tools: Tools) -> Key:
    """A fresh key: plain on a demo's chain, under a password of its own everywhere else."""
    from ledger.chain.keystore import Keystore

    settings, say = tools.settings(), tools.say
    store = Keystore(settings.keys)
    made = (
        store.new_plain()
        if settings.demo.exists()
        else store.new(ask_password(say, None, confirm=True))
    )
    shown = "0x" + made.account.hex()
    click.echo(say(f"· 新生成密钥 {shown}", f"· made a new key {shown}"), err=True)
    return made


def _taken(tools: Tools, accounts: Iterable[bytes]) -> set[bytes]:
    """What the mirror knows; without one it knows nothing."""
    from ledger.queries.party import taken
    from ledger.store.errors import StoreError

    try:
        with snapshot(tools) as session:
            return taken(session, accounts)
    except StoreError:
        return set()


def enrol_person(say: Speech, settings: Settings, person: Person, key: Key) -> dict[str, Any]:
    """Enrol on a demo's chain, or write the file that a clerk co-signs; what to show."""
    from api.registrant import identity
    from ledger.chain.client import Web3Chain
    from ledger.chain.records import Tag

    salt = secrets.token_bytes(identity.SALT_BYTES)
    now = Web3Chain(settings.rpc_url).block(Tag.LATEST).timestamp
    terms = identity.enrolment(person, key.account, salt, now + CONSENT)
    if not settings.demo.exists():
        path = _for_clerk(settings, terms, key, person, salt)
        kept = identity.keep(settings, terms, person, salt)
        return {**_shown(kept), "file": str(path), "next": _next(say, terms.deadline)}
    _on_demo(settings, terms, key)
    return _shown(identity.keep(settings, terms, person, salt))


def _on_demo(settings: Settings, terms: Enrolment, key: Key) -> None:
    from api.registrant.staff import Demo
    from ledger.domain.acts import Role
    from ledger.domain.ids import party_id
    from ledger.registrar.acting import Signatory
    from ledger.registrar.party import enrol

    demo = Demo.open(settings)
    hands = (Signatory(party_id(terms), key), demo.hand("acceptance", Role.ACCEPTANCE))
    enrol(demo.register, terms, hands)


def _for_clerk(settings: Settings, terms: Enrolment, key: Key, person: Person, salt: bytes) -> Path:
    """The act file that the party has signed and a clerk will: name and code open with it."""
    from dataclasses import replace

    from api.registrant import actfile
    from ledger.chain.profile import load
    from ledger.domain.commitments import Opening
    from ledger.domain.ids import party_id
    from ledger.registrar.acting import Signatory

    profile = load(settings.profile)
    made = actfile.make(profile, "enrolment", terms)
    signer = Signatory(party_id(terms), key).sign(made.prepared.digest)
    opened = (Opening.of("name", salt, person.name),)
    path = settings.home / f"enrolment-{party_id(terms).hex()[-40:]}.json"
    full = replace(made, signers=(signer,), openings=opened, uscc=person.uscc)
    actfile.write(path, full, profile)
    return path


def _shown(identity: Any) -> dict[str, Any]:
    return {"party": identity.party.hex(), "account": "0x" + identity.account.hex()}


def _next(say: Speech, deadline: int) -> str:
    from api.texts.shown import moment

    end = moment(deadline)
    return say(
        f"请登记机构受理人员在 {end} 前核对身份并会签：datadeed act sign 文件 --role ACCEPTANCE，"
        "再提交：datadeed act relay 文件",
        f"an acceptance clerk of the registry checks the identity and co-signs by {end} (UTC+8):"
        " datadeed act sign FILE --role ACCEPTANCE; then anybody sends it: datadeed act relay FILE",
    )
