"""`datadeed register PATH --record FILE`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import click

from api.commands.enrol import enrol_person, key_for
from api.commands.fingerprint import size_of
from api.commands.key import ask_password
from api.commands.tools import (
    F,
    Tools,
    json_option,
    options,
    pass_tools,
    progress,
    show_json,
    show_rows,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from api.commands.speech import Speech
    from api.registrant.filing import Draft
    from api.registrant.identity import Identity
    from api.registrant.resuming import Pending
    from ledger.chain.signer import Key
    from ledger.domain.fingerprint import Fingerprint


UNKNOWN_PARTY: Final = bytes(32)
# From this status on a server does not say that nothing was sent.
OUTCOME_OPEN: Final = 500


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "为文件或文件夹申请数据产权登记：计算指纹、读取登记事项（--record，或逐项询问）、加盐承诺、"
        "密封证明材料、签署并提交。演示链上由演示工作人员办到发证；其他链上说明由谁、在何时之前办理。"
        "签署后中断的，再次运行同一命令即可继续，不会重复申请。",
        "File a file or folder for registration: fingerprint it, read the record (--record, or asked"
        " field by field), commit to it under salts, seal the proof files, sign and submit. On a"
        " demo's chain the staff is played to the end; elsewhere who acts next and by when is said."
        " Cut off after it was signed, the same command goes on; nothing is filed twice.",
    )

    @click.command("register", help=about)
    @click.argument("path", type=click.Path(exists=True, path_type=Path))
    @_options(say)
    @json_option(say)
    @pass_tools
    def register(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        path: Path,
        record: Path | None,
        earlier: str | None,
        registry: int,
        participants: Sequence[str],
        server: str | None,
        password_file: IO[str] | None,
        as_json: bool,
    ) -> None:
        from api import parse
        from ledger.domain.acts import SubjectKind

        if record and earlier:
            both = tools.say("--record 与 --from 只能给其一", "give --record or --from, not both")
            raise click.UsageError(both)
        others = tuple(parse.subject(each, SubjectKind.PARTY) for each in participants)
        before = parse.subject(earlier, SubjectKind.APPLICATION) if earlier else b""
        job = _Job(tools, path, record, registry, server, others, before)
        shown = job.run(cache(lambda: ask_password(tools.say, password_file)))
        if as_json:
            show_json(shown)
        else:
            show_rows(list(shown.items()))

    return register


def _options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--record",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help=say("登记事项的 JSON 文件", "The record as a JSON file"),
        ),
        click.option(
            "--from",
            "earlier",
            help=say(
                "沿用此前一件申请的登记事项与证明文件：取自本机，本机没有的以 sign-in 登录后取自服务器",
                "Take record and proofs of an earlier application: from this home, or else from the"
                " server that you signed in to",
            ),
        ),
        click.option(
            "--registry",
            type=click.IntRange(1, 65_535),
            default=371,
            show_default=True,
            help=say("登记机构代码", "Code of the registry"),
        ),
        click.option(
            "--participant",
            "participants",
            multiple=True,
            help=say(
                "融合数据的其他参与方的当事人标识，可多次给出",
                "The party id of who else took part in fused data; may be given several times",
            ),
        ),
        click.option("--server", help=say("代为上链的服务器", "The server that relays")),
        click.option(
            "--password-file", type=click.File("r"), help=say("从文件读取口令", "Read the password")
        ),
    )


@contextmanager
def _unless_refused(kept: Path) -> Iterator[None]:
    """Forget record and salts where the application is refused for certain.

    Where the outcome is not known they stay: without them nobody could open what may be filed.
    """
    from api.registrant.errors import ServerRefused
    from ledger.bindings.revert import ContractError

    try:
        yield
    except ContractError:
        kept.unlink()
        raise
    except ServerRefused as refused:
        if refused.answered < OUTCOME_OPEN:
            kept.unlink()
        raise


@dataclass(frozen=True, slots=True)
class _Job:
    tools: Tools
    path: Path
    record: Path | None
    registry: int
    server: str | None
    participants: Sequence[bytes] = ()
    earlier: bytes = b""

    def run(self, password: Callable[[], str]) -> dict[str, Any]:
        """Everything, from the fingerprint to what happens next."""
        from api.registrant import filing, resuming
        from api.registrant.identity import open_key

        settings = self.tools.settings()
        mark = self._fingerprint()
        if (found := self._cut_off(mark)) is not None:
            return self._go_on(found, mark, password)
        given = self._given()
        self._check(given, mark)
        who = self._identity(given, password)
        draft = self._draft(given, who, mark)
        key = open_key(settings, who.account, password)
        alone = all(each == who.party for each in draft.signers())
        kept = (resuming.begin if alone else filing.keep)(settings, draft)
        self._tell("登记事项与盐值已保存", f"record and salts are kept in {kept}")
        if not alone:
            return self._with_others(draft, who, key)
        return self._send(resuming.Pending(draft), who, key)

    def _cut_off(self, mark: Fingerprint) -> Pending | None:
        """A registration of these data that is to be gone on with."""
        from api.registrant import resuming
        from api.registrant.staff import Demo
        from ledger.domain.acts import ApplicationId
        from ledger.domain.procedure import is_end
        from ledger.domain.words import ApplicationRecord

        settings = self.tools.settings()
        found = resuming.pending(settings, mark, self.registry)
        if found is None or not settings.demo.exists():
            return found
        filed = ApplicationId(found.draft.id)
        if is_end(Demo.open(settings).register.record(filed, ApplicationRecord).state):
            resuming.through(settings, found.draft)
            return None
        return found

    def _go_on(
        self, found: Pending, mark: Fingerprint, password: Callable[[], str]
    ) -> dict[str, Any]:
        """Send the very act again, which is entered once, and go on from where it stands.

        Raises RegistrationPending: what is asked for is another registration of the same data.
        """
        from api.registrant import record
        from api.registrant.errors import RegistrationPending
        from api.registrant.filing import path_of
        from api.registrant.identity import known_identity, open_key
        from ledger.domain.workdays import day_of

        settings, draft = self.tools.settings(), found.draft
        who = known_identity(settings)
        same = tuple(sorted(self.participants)) == draft.terms.participants
        if self.record or self.earlier:
            filed = record.Filing(who.party, mark, day_of(int(time.time())))
            asked = record.complete(self._given(), filed, None, self._base())
            same = same and asked == draft.record
        if not same:
            raise RegistrationPending(draft.id.hex(), str(path_of(settings, draft.id)))
        self._tell("接续此前中断的登记", f"going on with {draft.id.hex()}, which was cut off")
        return self._send(found, who, open_key(settings, who.account, password))

    def _send(self, found: Pending, who: Identity, key: Key) -> dict[str, Any]:
        from api.registrant import resuming

        settings = self.tools.settings()
        done = (self._on_demo if settings.demo.exists() else self._elsewhere)(found, who, key)
        resuming.through(settings, found.draft)
        return done

    def _tell(self, chinese: str, english: str) -> None:
        click.echo("· " + self.tools.say(chinese, english), err=True)

    def _fingerprint(self) -> Fingerprint:
        from notarization.fingerprint import fingerprint

        label = self.tools.say("计算指纹", "Fingerprinting")
        with progress(label, size_of(self.path), unit="bytes") as advance:
            return fingerprint(self.path, progress=advance).fingerprint

    def _given(self) -> dict[str, Any]:
        from api.registrant import record
        from api.texts.fields import FIELDS

        if self.record is not None:
            return record.read(self.record)
        if self.earlier:
            return record.earlier(self.tools.settings(), self.earlier)
        language = self.tools.say.language

        def prompt(name: str, suggested: str | None) -> str:
            text, shown = FIELDS[name].text(language), bool(suggested)
            answer: str = click.prompt(text, default=suggested, show_default=shown, err=True)
            return answer

        return record.ask(prompt)

    def _check(self, given: dict[str, Any], mark: Fingerprint) -> None:
        """Refuse a bad record before anything is sealed, signed or sent."""
        from api.registrant import record
        from ledger.domain.workdays import day_of

        filing = record.Filing(UNKNOWN_PARTY, mark, day_of(int(time.time())))
        record.complete(given, filing, None, self._base())

    def _base(self) -> Path:
        """Where the paths of a record begin."""
        return self.record.parent if self.record else Path()

    def _identity(self, given: dict[str, Any], password: Callable[[], str]) -> Identity:
        """The party of this home; on a demo's chain a new one under the applicant's name."""
        from api.registrant.errors import NotEnrolled
        from api.registrant.identity import Person, known_identity
        from ledger.domain.acts import PartyKind

        settings = self.tools.settings()
        try:
            return known_identity(settings)
        except NotEnrolled:
            if not settings.demo.exists():
                raise
        applicants = given.get("applicants")
        first = applicants[0] if isinstance(applicants, list) and applicants else {}
        natural = first.get("kind") == "natural_person"
        kind = PartyKind.NATURAL_PERSON if natural else PartyKind.ENTERPRISE
        person = Person(kind, str(first.get("name")), str(first.get("uscc")))
        enrol_person(self.tools.say, settings, person, key_for(self.tools, None, password))
        self._tell("已注册当事人", "enrolled the party")
        return known_identity(settings)

    def _draft(self, given: dict[str, Any], who: Identity, mark: Fingerprint) -> Draft:
        from api.registrant import filing, record
        from api.registrant.readers import sealing_for
        from ledger.chain.client import Web3Chain
        from ledger.chain.records import Tag
        from ledger.domain.workdays import day_of

        settings = self.tools.settings()
        sealing = sealing_for(settings)
        now = Web3Chain(settings.rpc_url).block(Tag.LATEST).timestamp
        filed = record.Filing(who.party, mark, day_of(now))
        whole = record.complete(given, filed, sealing, self._base())
        sent = filing.Sent(self.registry, now, self.participants)
        return filing.draft(whole, filing.fresh_salts(whole), mark, sent)

    def _with_others(self, draft: Draft, who: Identity, key: Key) -> dict[str, Any]:
        """A file for the other holders to sign; the record opens with it, for them to read."""
        from dataclasses import replace

        from api.registrant import actfile
        from api.texts.shown import moment
        from ledger.chain.profile import load
        from ledger.domain.commitments import Opening
        from ledger.registrar.acting import Signatory

        settings = self.tools.settings()
        profile = load(settings.profile)
        made = actfile.make(profile, "application", draft.terms)
        opened = (Opening.of(name, draft.salts[name], each) for name, each in draft.record.items())
        signer = Signatory(who.party, key).sign(made.prepared.digest)
        path = settings.home / f"application-{draft.id.hex()[:16]}.json"
        actfile.write(path, replace(made, signers=(signer,), openings=tuple(opened)), profile)
        end = moment(draft.terms.deadline)
        return {
            "application": draft.id.hex(),
            "file": str(path),
            "next": self.tools.say(
                f"请其他权利人在 {end} 前各自签署：datadeed act sign 文件，再提交：datadeed act relay 文件……",
                f"every other holder signs by {end} (UTC+8): datadeed act sign FILE; then anybody"
                " sends it: datadeed act relay FILE…",
            ),
        }

    def _on_demo(self, found: Pending, who: Identity, key: Key) -> dict[str, Any]:
        from functools import partial

        from api.registrant import resuming
        from api.registrant.filing import path_of
        from api.registrant.packing import pack
        from api.registrant.staff import Demo, play
        from ledger.domain.acts import ApplicationId
        from ledger.domain.numbers import written
        from ledger.domain.words import ApplicationRecord
        from ledger.registrar.acting import Signatory
        from ledger.registrar.application import submit

        settings, draft = self.tools.settings(), found.draft
        demo = Demo.open(settings)
        if not demo.register.record(ApplicationId(draft.id), ApplicationRecord).state:
            with _unless_refused(path_of(settings, draft.id)):
                submit(demo.register, draft.terms, [Signatory(who.party, key)])
        self._tell("申请已提交", "application filed")
        note = partial(resuming.going_to_issue, settings, draft)
        issued = play(demo, found, self._tell, note)
        number = written(issued.numbers[who.party])
        path = pack(settings, demo.chain, demo.register.profile, issued.title, who.party)
        return {
            "number": number,
            "page": f"{settings.public_url}/certificates/{number}",
            "package": str(path),
            "application": draft.id.hex(),
        }

    def _elsewhere(self, found: Pending, who: Identity, key: Key) -> dict[str, Any]:
        from api.registrant.filing import path_of
        from api.registrant.server import relay_body, relayed
        from api.texts.shown import moment
        from ledger.chain.profile import load
        from ledger.domain import eip712
        from ledger.domain.acts import Address, Role, Signer
        from ledger.registrar.application import SUBMIT

        settings, draft = self.tools.settings(), found.draft
        profile = load(settings.profile)
        digest = eip712.digest(profile.chain_id, profile.book(SUBMIT.book).address, draft.terms)
        signer = Signer(who.party, Address(who.account), Role.PARTY, key.sign(digest))
        server = (self.server or settings.public_url).rstrip("/")
        with _unless_refused(path_of(settings, draft.id)):
            done = relayed(server, "/v1/applications", relay_body(draft.terms, [signer]))
        end = moment(draft.terms.due)
        return {
            "application": draft.id.hex(),
            "tx": done["tx_hash"],
            "next": self.tools.say(
                f"登记机构 {self.registry} 的受理人员在 {end} 前受理；逾期视为受理",
                f"an acceptance clerk of registry {self.registry} answers by {end} (UTC+8); silence"
                " accepts",
            ),
        }
