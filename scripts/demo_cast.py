"""The demo's cast: who they are, their keys, and how they come into the register."""

import secrets
from dataclasses import dataclass
from typing import Final

from demo_plan import Plan
from demo_screen import Screen

from ledger.chain.keystore import Keystore
from ledger.domain import profiles
from ledger.domain.acts import (
    Address,
    Enrolment,
    PartyId,
    PartyKind,
    RecordRoot,
    RegistryCode,
    RegistryOpening,
    Role,
)
from ledger.domain.closure import GOVERNANCE
from ledger.domain.codes.uscc import uscc_check_digit
from ledger.domain.commitments import Opening, Record
from ledger.domain.ids import party_id
from ledger.domain.keccak import keccak256
from ledger.registrar import party
from ledger.registrar.acting import Signatory
from ledger.registrar.register import Register

REGISTRY: Final = RegistryCode(371)
DAY: Final = 86_400
LONG: Final = 55 * DAY
ROLE_TERM: Final = 3 * 365 * DAY
NOBODY_TAG: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast; `serial` of the company code is 0 for a natural person."""

    name: str
    zh: str
    kind: PartyKind
    serial: int = 0
    roles: tuple[Role, ...] = ()

    @property
    def uscc(self) -> str:
        """A fictitious unified social credit code with the right check digit."""
        first = f"91370200MA{self.serial:07d}"
        return first + uscc_check_digit(first)


INSTITUTION: Final = Member("registry", "鲁数登记中心", PartyKind.PUBLIC_INSTITUTION, 1)
STAFF: Final = (
    Member(
        "acceptance",
        "受理员 甲",
        PartyKind.NATURAL_PERSON,
        roles=(Role.ACCEPTANCE, Role.SEAL_KEEPER),
    ),
    Member("examiner", "审查员 乙", PartyKind.NATURAL_PERSON, roles=(Role.EXAMINER,)),
    Member("reviewer", "复核员 丙", PartyKind.NATURAL_PERSON, roles=(Role.REVIEWER,)),
    Member("order1", "协助执行员 丁", PartyKind.NATURAL_PERSON, roles=(Role.ORDER_CLERK,)),
    Member("order2", "协助执行员 戊", PartyKind.NATURAL_PERSON, roles=(Role.ORDER_CLERK,)),
)
PARTIES: Final = (
    Member("registrant", "海蓝渔业数据（山东）有限公司", PartyKind.ENTERPRISE, 2),
    Member("second", "渤海数智科技有限公司", PartyKind.ENTERPRISE, 3),
    Member("bank", "蓝湾银行青岛分行", PartyKind.FINANCIAL_INSTITUTION, 4),
    Member("bank2", "嘉禾银行", PartyKind.FINANCIAL_INSTITUTION, 5),
    Member("court", "青岛某区法院", PartyKind.COURT, 6),
)


class Cast:
    """The members with their keys and parties."""

    def __init__(self, register: Register, keys: Keystore, plan: Plan) -> None:
        self.register = register
        self.keys = keys
        self.plan = plan

    def hand(self, name: str, role: Role = Role.PARTY) -> Signatory:
        """A member's signature, in a role."""
        account = bytes.fromhex(self.plan.known(f"account/{name}"))
        return Signatory(self.party(name), self.keys.load_plain(account), role)

    def party(self, name: str) -> PartyId:
        """A member's party."""
        return PartyId(bytes.fromhex(self.plan.known(f"party/{name}")))

    def assemble(self, screen: Screen) -> None:
        """Enrol everybody, open the registry, give the staff their roles."""
        screen.title(
            "登记机构、工作人员与各方当事人入册", "registry, staff and parties are enrolled"
        )
        if self.plan.is_done("cast"):
            self._adopt_profile(screen)
            screen.already(f"{2 + len(STAFF) + len(PARTIES)} parties")
            return
        self._enrol(INSTITUTION, "governor", Role.GOVERNOR)
        self._open_registry(screen)
        self._adopt_profile(screen)
        for member in STAFF:
            self._enrol(member, "governor", Role.GOVERNOR)
            self._grant(member)
            screen.say(f"{member.zh}", ", ".join(role.name for role in member.roles))
        for member in PARTIES:
            self._enrol(member, "acceptance", Role.ACCEPTANCE)
            screen.say(f"{member.zh}", f"{member.kind.name} {self.party(member.name).hex()[-8:]}")
        self.plan.note_done("cast")

    def _enrol(self, member: Member, enroller: str, role: Role) -> None:
        name = member.name
        account = bytes.fromhex(self.plan.fact(f"account/{name}", self._new_account))
        terms = self.plan.terms(f"enrol/{name}", lambda: self._enrolment(member, account))
        # The party's id follows from the terms, so it can sign before it exists.
        self.plan.fact(f"party/{name}", lambda: party_id(terms).hex())
        hands = (self.hand(name), self.hand(enroller, role))
        party.enrol(self.register, terms, hands)

    def _new_account(self) -> str:
        return self.keys.new_plain().account.hex()

    def _enrolment(self, member: Member, account: bytes) -> Enrolment:
        """Names and codes go behind a salted commitment; only a company's code gives a tag."""
        salt = bytes.fromhex(self.plan.fact(f"salt/{member.name}", lambda: secrets.token_hex(16)))
        identity = Record.of([Opening.of("name", salt, member.zh)]).root
        tag = keccak256(b"USCC" + member.uscc.encode()) if member.serial else NOBODY_TAG
        deadline = self.register.deadline(LONG)
        return Enrolment(member.kind, tag, RecordRoot(identity), Address(account), deadline)

    def _open_registry(self, screen: Screen) -> None:
        governor = self.hand("governor", Role.GOVERNOR)
        opening = self.plan.terms(
            "opening",
            lambda: RegistryOpening(
                REGISTRY,
                self.party("registry"),
                RecordRoot(keccak256(b"registry record")),
                self.register.deadline(LONG),
            ),
        )
        party.open_registry(self.register, opening, (governor, self.hand("registry")))
        screen.say(f"登记机构代码 {REGISTRY}", "a registry opens, code = region 37, digit 1")

    def _adopt_profile(self, screen: Screen) -> None:
        """Again where a newer version comes to a kept chain: a title names the rules of its day."""
        profile = profiles.load()
        key = f"profile/{profile.digest.hex()[:16]}"
        if self.plan.is_done(key):
            return
        governor = self.hand("governor", Role.GOVERNOR)
        adoption = self.plan.terms(
            key,
            lambda: profile.adoption(
                governor.party,
                seq=self.register.seq(GOVERNANCE),
                deadline=self.register.deadline(LONG),
            ),
        )
        party.adopt_profile(self.register, adoption, (governor,))
        screen.say(
            f"规则集 {profile.id}", f"its floors are on chain, digest {profile.digest.hex()[:8]}"
        )
        self.plan.note_done(key)

    def _grant(self, member: Member) -> None:
        until = self.register.time() + ROLE_TERM
        staff = self.party(member.name)
        terms = self.plan.terms(
            f"roles/{member.name}",
            lambda: party.role_grant(self.register, staff, REGISTRY, member.roles, until=until),
        )
        party.grant_roles(self.register, terms, (self.hand("registry"), self.hand(member.name)))
