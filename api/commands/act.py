"""`datadeed act prepare | show | sign | relay`: an act that several people sign, each at home."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import click

from api.commands.key import ask_password
from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from api.commands.speech import Speech
    from api.registrant.actfile import ActFile
    from api.registrant.identity import Identity
    from ledger.chain.signer import Key
    from ledger.domain.acts import Signer
    from ledger.domain.needs import Need

ROLES: Final = (
    "PARTY",
    "GOVERNOR",
    "ACCEPTANCE",
    "EXAMINER",
    "REVIEWER",
    "SEAL_KEEPER",
    "ORDER_CLERK",
)
FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "多方共同签署的登记行为：生成文件，各自在自己的机器上核对并签署，再代为提交。",
        "An act that several people sign: write the file, check and sign it each at home, relay it.",
    )

    @click.group("act", help=about)
    def act() -> None:
        pass

    for make in (_prepare, _show, _sign, _relay):
        act.add_command(make(say))
    return act


def _prepare(say: Speech) -> click.Command:
    about = say(
        "由条款生成待签署文件：含摘要与 EIP-712 数据。KIND 为登记行为的名称，如 pledge、enrolment；"
        "TERMS 为条款的 JSON 文件（与 POST /v1/acts/KIND:prepare 相同）。",
        "Write the file to be signed, with digest and EIP-712 data. KIND names the act, as pledge or"
        " enrolment; TERMS is a JSON file of its terms (as for POST /v1/acts/KIND:prepare).",
    )

    @click.command("prepare", help=about)
    @click.argument("kind")
    @click.argument("terms", type=FILE)
    @_prepare_options(say)
    @json_option(say)
    @pass_tools
    def prepare(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        kind: str,
        terms: Path,
        content: Path | None,
        output: Path,
        as_json: bool,
    ) -> None:
        from api import typed
        from api.doors import door_of
        from api.registrant import actfile, record
        from ledger.chain.profile import load
        from ledger.domain.acts import Application

        profile = load(tools.settings().profile)
        given = typed.struct_of(door_of(kind).terms, record.read(terms))
        shown = None
        if content is not None:
            shown = typed.struct_of(Application, record.read(content), "content")
        made = actfile.make(profile, kind, given, shown)
        actfile.write(output, made, profile)
        _tell(tools.say, made, output, as_json=as_json)

    return prepare


def _prepare_options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--content",
            type=FILE,
            help=say(
                "在案的申请内容（JSON），部分步骤需要",
                "The application on file (JSON), where shown",
            ),
        ),
        click.option(
            "--output",
            required=True,
            type=click.Path(dir_okay=False, path_type=Path),
            help=say("写入的文件", "The file to write"),
        ),
    )


def _show(say: Speech) -> click.Command:
    about = say(
        "以文字说明文件所载的条款、已签署者与尚缺者，不签署。",
        "Say in words what a file asks for, who has signed and who has not. Nothing is signed.",
    )

    @click.command("show", help=about)
    @click.argument("file", type=FILE)
    @json_option(say)
    @pass_tools
    def show(tools: Tools, *, file: Path, as_json: bool) -> None:
        from api.registrant import actfile
        from ledger.chain.profile import load

        act = actfile.read(file, load(tools.settings().profile))
        if not as_json:
            describe(tools.say, act)
        _tell(tools.say, act, file, as_json=as_json)

    return show


def _sign(say: Speech) -> click.Command:
    about = say(
        "核对并签署：先以文字说明条款，确认后以自己的密钥签署，写回同一文件。摘要与条款不符的一律拒签。",
        "Check and sign: the terms are said in words, and after a yes signed with your own key, into"
        " the same file. A file whose digest is not that of its terms is never signed.",
    )

    @click.command("sign", help=about)
    @click.argument("file", type=FILE)
    @_sign_options(say)
    @json_option(say)
    @pass_tools
    def sign(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        file: Path,
        role: str,
        party: str | None,
        account: str | None,
        officer_key: str | None,
        password_file: IO[str] | None,
        yes: bool,
        as_json: bool,
    ) -> None:
        from api import parse
        from api.registrant import actfile
        from api.registrant.identity import open_key
        from ledger.chain.profile import load
        from ledger.domain.acts import Role
        from ledger.registrar.acting import Signatory, with_officer

        settings = tools.settings()
        profile = load(settings.profile)
        act = actfile.read(file, profile)
        describe(tools.say, act, err=True)
        if not yes:
            click.confirm(tools.say("确认签署？", "Sign this?"), abort=True, err=True)
        who = hand_of(tools, party, account)

        def key_of(name: bytes) -> Key:
            return open_key(settings, name, lambda: ask_password(tools.say, password_file))

        beside = key_of(parse.account(officer_key)) if officer_key else None
        own = _before(tools.say, act, who, beside) if beside else None
        signer = own or Signatory(who.party, key_of(who.account), Role[role])
        signed = act.signed(with_officer(signer, beside, act.prepared.digest))
        actfile.write(file, signed, profile)
        _tell(tools.say, signed, file, as_json=as_json)

    return sign


def _before(say: Speech, act: ActFile, who: Identity, officer: Key) -> Signer | None:
    """The party's signature that an officer's is to stand behind, None where it is made here too.

    Raises ActUnsigned: on the officer's own machine, which makes none, before the party signed.
    """
    from api.registrant.errors import ActUnsigned
    from ledger.domain.needs import ONE_PARTY, Need

    own = act.alone(who.party)
    if own is None and who.account == officer.account:
        raise ActUnsigned((_needed(say, Need(ONE_PARTY.roles, who.party)),))
    return own


def _sign_options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--role",
            type=click.Choice(ROLES),
            default="PARTY",
            show_default=True,
            help=say("以何种身份签署", "The role in which you sign"),
        ),
        click.option(
            "--party",
            help=say(
                "当事人标识，默认为本机注册的当事人", "Your party; by default that of this home"
            ),
        ),
        click.option("--account", help=say("密钥库中的账户", "An account of the keystore")),
        click.option(
            "--officer-key",
            help=say(
                "首席数据官的账户（0x…），附于该主体的签名之后",
                "The chief data officer's account (0x…), whose signature stands behind the party's",
            ),
        ),
        click.option(
            "--password-file", type=click.File("r"), help=say("从文件读取口令", "Read the password")
        ),
        click.option("--yes", is_flag=True, help=say("不再询问", "Do not ask")),
    )


def _relay(say: Speech) -> click.Command:
    about = say(
        "汇合一份或多份文件中的签名，代为上链，等到终局。缺签名的不提交。",
        "Bring the signatures of one or more files together, enter the act on chain and wait until it"
        " is final. Nothing is sent while a signature is missing.",
    )

    @click.command("relay", help=about)
    @click.argument("files", nargs=-1, required=True, type=FILE)
    @click.option("--server", help=say("代为上链的服务器", "The server that relays"))
    @json_option(say)
    @pass_tools
    def relay(tools: Tools, *, files: Sequence[Path], server: str | None, as_json: bool) -> None:
        from api.registrant import actfile
        from api.registrant.errors import ActUnsigned
        from api.registrant.server import relay_body, relayed
        from ledger.chain.profile import load

        settings = tools.settings()
        profile = load(settings.profile)
        act = actfile.together(actfile.read(each, profile) for each in files)
        if act.missing:
            raise ActUnsigned(tuple(_needed(tools.say, each) for each in act.missing))
        body = relay_body(act.prepared.terms, act.ordered(), act.prepared.content)
        address = (server or settings.public_url).rstrip("/")
        shown = relayed(address, f"/v1/acts/{act.kind}:relay", body)
        if as_json:
            show_json(shown)
        else:
            show_rows(list(shown.items()))

    return relay


def hand_of(tools: Tools, party: str | None, account: str | None) -> Identity:
    """Who signs: the party of this home with its account, unless another is named.

    Raises NotEnrolled, IdMalformed.
    """
    from api import parse
    from api.registrant.identity import Identity, known_identity
    from ledger.domain.acts import PartyId, SubjectKind

    if party is not None and account is not None:
        subject = PartyId(parse.subject(party, SubjectKind.PARTY))
        return Identity(subject, parse.account(account))
    known = known_identity(tools.settings())
    subject = known.party if party is None else PartyId(parse.subject(party, SubjectKind.PARTY))
    chosen = known.account if account is None else parse.account(account)
    return Identity(subject, chosen)


def describe(say: Speech, act: ActFile, *, err: bool = False) -> None:
    """The act in words: what it does, its terms, what its commitments open to."""
    from api.texts.terms import ACTS, described, printable
    from api.texts.words import word

    language = say.language
    click.echo(word(act.prepared.door.kind, language), err=err)
    click.echo(ACTS[act.kind].text(language), err=err)
    rows: list[tuple[str, object]] = list(described(act.prepared.terms, language))
    if act.uscc:
        rows.append(
            (say("统一社会信用代码（与摘要相符）", "USCC (fits its digest)"), printable(act.uscc))
        )
    fits = say("（与承诺相符）", " (fits its commitment)")
    rows += [(printable(each.name) + fits, printable(str(each.json()))) for each in act.openings]
    show_rows(rows, err=err)


def _tell(say: Speech, act: ActFile, path: Path, *, as_json: bool) -> None:
    """Where the act stands: its digest, who has signed, who is asked for next."""
    missing = [_needed(say, each) for each in act.missing]
    signed = [f"{each.party[-20:].hex()} ({each.role.name})" for each in act.signers]
    digest = "0x" + act.prepared.digest.hex()
    if as_json:
        show_json(
            {
                "file": str(path),
                "kind": act.kind,
                "digest": digest,
                "signed": signed,
                "missing": missing,
            }
        )
        return
    nobody = say("无", "none")
    rows: list[tuple[str, Any]] = [
        (say("文件", "file"), path),
        (say("签署摘要", "digest"), digest),
        (say("已签署", "signed"), "\n  ".join(signed) or nobody),
        (say("尚缺", "missing"), "\n  ".join(missing) or nobody),
    ]
    show_rows(rows)


def _needed(say: Speech, need: Need) -> str:
    """Who is asked for, in words."""
    from api.texts.terms import identified
    from api.texts.words import word

    roles = " / ".join(word(each, say.language) for each in sorted(need.roles))
    return f"{roles} {identified(need.party)}" if need.party else roles
