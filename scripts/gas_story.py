"""The acts that are measured: one registry, its staff, its parties."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from eth_account import Account
from gas_ledger import DAY, START, Hand, Ledger, Party, party_id, raw, tagged

from ledger.domain.acts import (
    Absorption,
    Action,
    Application,
    ApplicationId,
    Closing,
    Correction,
    DataClass,
    DataGrade,
    DocumentDigest,
    EndGround,
    Enrolment,
    Extension,
    FieldGroup,
    FingerprintId,
    Fulfilment,
    Ground,
    Issue,
    Lift,
    LotId,
    Notice,
    Order,
    OrderId,
    OrderKind,
    OrderScope,
    Origin,
    PartyId,
    PartyKind,
    Pledge,
    PledgeId,
    ProfileAdoption,
    RecordRoot,
    Recovery,
    Registration,
    RegistryCode,
    RegistryOpening,
    Release,
    Right,
    Role,
    RoleGrant,
    SecurityKind,
    Share,
    Split,
    Step,
    SubjectId,
    Succession,
    Time,
    TitleId,
    Transfer,
    struct_hash,
)
from ledger.domain.keccak import keccak256

REGISTRY: Final = RegistryCode(371)
NOTHING: Final = bytes(32)


class Story:
    """The parties of one registry and their acts."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.profile = keccak256(b"NAT-2026")
        person, enterprise = PartyKind.NATURAL_PERSON, PartyKind.ENTERPRISE
        self.institution = self.enrol("institution", PartyKind.PUBLIC_INSTITUTION)
        self.clerk = self.enrol("clerk", person)
        self.examiner = self.enrol("examiner", person)
        self.reviewer = self.enrol("reviewer", person)
        self.orders = [self.enrol("order clerk A", person), self.enrol("order clerk B", person)]
        self.alice = self.enrol("alice", enterprise)
        self.bob = self.enrol("bob", enterprise)
        self.carol = self.enrol("carol", enterprise)
        self.bank = self.enrol("bank", PartyKind.FINANCIAL_INSTITUTION)
        self.court = self.enrol("court", PartyKind.COURT)
        self.issues: dict[TitleId, Issue] = {}
        self.open()

    def enrol(self, name: str, kind: PartyKind) -> Party:
        """A new party, enrolled by the governor."""
        key = keccak256(name.encode())
        account = raw(Account.from_key(key).address)
        tag = NOTHING if kind == PartyKind.NATURAL_PERSON else keccak256(b"tag" + key)
        identity = RecordRoot(keccak256(b"identity" + key))
        terms = Enrolment(kind, tag, identity, account, self.ledger.deadline)
        party = Party(party_id(struct_hash(terms)), key)
        hands = [(party, Role.PARTY), (self.ledger.governor, Role.GOVERNOR)]
        self.ledger.act("PartyBook", "enrol", terms, hands=hands)
        return party

    def open(self) -> None:
        """The registry, its profile and its staff."""
        ledger = self.ledger
        governor = (ledger.governor, Role.GOVERNOR)
        file = RecordRoot(keccak256(b"file"))
        opening = RegistryOpening(REGISTRY, self.institution.id, file, ledger.deadline)
        hands = [governor, (self.institution, Role.PARTY)]
        ledger.act("PartyBook", "openRegistry", opening, hands=hands)
        seq = ledger.seq(tagged(6, bytes(31)))
        floors = (5 * DAY, 3 * DAY, 1_825 * DAY, 1_095 * DAY, 185 * DAY, DAY)
        adoption = ProfileAdoption(self.profile, *floors, governor[0].id, seq, 2**40)
        ledger.act("PartyBook", "adoptProfile", adoption, hands=[governor])
        self.grant(self.clerk, Role.ACCEPTANCE, Role.SEAL_KEEPER)
        self.grant(self.examiner, Role.EXAMINER)
        self.grant(self.reviewer, Role.REVIEWER)
        for clerk in self.orders:
            self.grant(clerk, Role.ORDER_CLERK)

    def grant(self, staff: Party, *roles: Role) -> None:
        """Staff roles at the registry."""
        bits = sum(1 << role for role in roles)
        until, seq = Time(START + 3_650 * DAY), self.ledger.seq(staff.id)
        terms = RoleGrant(staff.id, REGISTRY, bits, until, seq, self.ledger.deadline)
        hands = [(self.institution, Role.PARTY), (staff, Role.PARTY)]
        self.ledger.act("PartyBook", "grantRoles", terms, hands=hands)

    # Filing

    def application(self, name: str, holders: Mapping[bytes, tuple[int, int, int]]) -> Application:
        """Content over a data object of this name."""
        splits = tuple(
            Split(PartyId(holder), *map(Share, parts)) for holder, parts in sorted(holders.items())
        )
        return Application(
            registry=REGISTRY,
            profile=self.profile,
            registration=Registration.FIRST,
            title=TitleId(NOTHING),
            fingerprint=FingerprintId(keccak256(name.encode())),
            keyed=False,
            origin=Origin.SELF_GENERATED,
            data_class=DataClass.ENTERPRISE,
            grade=DataGrade.GENERAL,
            basis=DocumentDigest(NOTHING),
            record=RecordRoot(keccak256(b"record" + name.encode())),
            splits=splits,
            participants=(),
            due=Time(self.ledger.now + 4 * DAY),
            previous=ApplicationId(NOTHING),
            seq=0,
            deadline=self.ledger.deadline,
        )

    def submit(self, content: Application) -> ApplicationId:
        """Files an application, signed by every holder."""
        parties = {party.id: party for party in (self.alice, self.bob)}
        hands = [(parties[split.holder], Role.PARTY) for split in content.splits]
        hashed = self.ledger.act("FilingDesk", "submit", content, hands=hands)
        return ApplicationId(tagged(2, hashed))

    def correct(self, content: Application) -> None:
        """The same application with another record."""
        identifier = ApplicationId(tagged(2, struct_hash(content)))
        corrected = replace(
            content,
            record=RecordRoot(keccak256(b"corrected")),
            previous=identifier,
            seq=self.ledger.seq(identifier),
            due=Time(self.ledger.now + 10 * DAY),
            deadline=self.ledger.deadline,
        )
        hands = [(self.alice, Role.PARTY)]
        self.ledger.act("FilingDesk", "correct", corrected, content, hands=hands)

    def step(self, content: Application, action: Action, *hands: Hand) -> None:
        """One step of the procedure."""
        ledger = self.ledger
        identifier = ApplicationId(tagged(2, struct_hash(content)))
        due = ledger.now if action == Action.DEPOSIT else ledger.now + 10 * DAY
        reasons = DocumentDigest(keccak256(b"reasons"))
        seq = ledger.seq(identifier)
        terms = Step(identifier, seq, action, Ground.NONE, Time(due), reasons, ledger.deadline)
        ledger.act("FilingDesk", "step", terms, content, hands=list(hands))

    def publish(self, content: Application, clear: bytes) -> None:
        """The notice, by examiner and reviewer."""
        ledger = self.ledger
        identifier = ApplicationId(tagged(2, struct_hash(content)))
        due = Time(ledger.now + 6 * DAY)
        terms = Notice(identifier, ledger.seq(identifier), due, clear, ledger.deadline)
        ledger.act("FilingDesk", "publish", terms, content, hands=self.examiners())

    def issue(self, content: Application) -> TitleId:
        """The seal on a registered application."""
        ledger = self.ledger
        identifier = ApplicationId(tagged(2, struct_hash(content)))
        word = ledger.register.functions.word(identifier, NOTHING).call()
        terms = Issue(
            application=identifier,
            seq=ledger.seq(identifier),
            registry=REGISTRY,
            fingerprint=content.fingerprint,
            record=content.record,
            profile=self.profile,
            registered_at=Time(int.from_bytes(word) >> 144 & 2**40 - 1),
            valid_until=Time(ledger.now + 1_095 * DAY),
            deadline=ledger.deadline,
        )
        hands = [(self.clerk, Role.SEAL_KEEPER)]
        hashed = ledger.act("TitleBook", "issue", terms, content, hands=hands)
        self.issues[TitleId(tagged(1, hashed))] = terms
        return TitleId(tagged(1, hashed))

    # Titles, pledges, orders

    def version(self, title: TitleId, holder: Party) -> int:
        """The version of a holding."""
        key = b"\x09" + bytes(11) + holder.id[12:]
        return int.from_bytes(self.ledger.register.functions.word(title, key).call()) >> 164

    def transfer(self, title: TitleId, giver: Party, taker: Party) -> None:
        """A tenth of all three rights."""
        terms = Transfer(
            title=title,
            giver=giver.id,
            taker=taker.id,
            hold=Share(100_000),
            use=Share(100_000),
            oper=Share(100_000),
            lots=(),
            pledges=(),
            giver_version=self.version(title, giver),
            document=DocumentDigest(keccak256(b"contract")),
            deadline=self.ledger.deadline,
        )
        hands = [(giver, Role.PARTY), (taker, Role.PARTY)]
        self.ledger.act("TitleBook", "transfer", terms, hands=hands)

    def pledge(self, title: TitleId, lot: bytes = NOTHING) -> bytes:
        """A tenth of the right to operate."""
        hands = [(self.alice, Role.PARTY), (self.bank, Role.PARTY)]
        terms = self.pledge_terms(title, lot)
        return self.ledger.act("PledgeBook", "pledge", terms, hands=hands)

    def pledge_terms(self, title: TitleId, lot: bytes = NOTHING) -> Pledge:
        """Alice's pledge to the bank, on a lot of its own or on one that is there."""
        ledger = self.ledger
        return Pledge(
            title=title,
            pledgor=self.alice.id,
            pledgee=self.bank.id,
            right=Right.OPER,
            ppm=Share(100_000),
            lot=LotId(lot),
            kind=SecurityKind.PLEDGE,
            maximum=False,
            amount=500_000_000,
            term_end=Time(ledger.now + 365 * DAY),
            filed_at=Time(ledger.now - 3_600),
            filing=keccak256(b"filing" + ledger.now.to_bytes(8)),
            document=DocumentDigest(keccak256(b"agreement")),
            basis=DocumentDigest(NOTHING),
            for_another=False,
            past_term=False,
            deadline=ledger.deadline,
        )

    def release(self, title: TitleId, lot: bytes, pledge: bytes) -> None:
        """The pledgee's release."""
        receipt = DocumentDigest(keccak256(b"receipt"))
        deadline = self.ledger.deadline
        terms = Release(title, LotId(lot), PledgeId(pledge), 1, receipt, deadline)
        self.ledger.act("PledgeBook", "release", terms, hands=[(self.bank, Role.PARTY)])

    def freeze(self, title: TitleId, scope: OrderScope, party: Party | None = None) -> bytes:
        """A court's freeze, entered by both clerks."""
        ledger = self.ledger
        terms = Order(
            kind=OrderKind.FREEZE,
            scope=scope,
            registry=REGISTRY,
            title=title,
            party=party.id if party else PartyId(NOTHING),
            rights=7 if party is None else 4,
            court=self.court.id,
            instrument=DocumentDigest(keccak256(b"case" + ledger.now.to_bytes(8))),
            until=Time(ledger.now + 365 * DAY),
            profile=self.profile,
            deadline=ledger.deadline,
        )
        hands = [(clerk, Role.ORDER_CLERK) for clerk in self.orders]
        return ledger.act("OrderDesk", "order", terms, hands=hands)

    def lift(self, title: TitleId, order: bytes, *remaining: bytes, version: int = 1) -> None:
        """The lifting of a freeze of the whole title."""
        terms = Lift(
            subject=SubjectId(title),
            holder=PartyId(NOTHING),
            order=OrderId(order),
            remaining=tuple(map(OrderId, sorted(remaining))),
            version=version,
            court=self.court.id,
            instrument=DocumentDigest(keccak256(b"lifting")),
            deadline=self.ledger.deadline,
        )
        hands = [(clerk, Role.ORDER_CLERK) for clerk in self.orders]
        self.ledger.act("OrderDesk", "lift", terms, hands=hands)

    def extend(self, title: TitleId, order: bytes) -> None:
        """A longer term of a freeze of the whole title."""
        terms = Extension(
            subject=SubjectId(title),
            holder=PartyId(NOTHING),
            order=OrderId(order),
            version=1,
            court=self.court.id,
            instrument=DocumentDigest(keccak256(b"extending")),
            until=Time(self.ledger.now + 366 * DAY),
            profile=self.profile,
            deadline=self.ledger.deadline,
        )
        hands = [(clerk, Role.ORDER_CLERK) for clerk in self.orders]
        self.ledger.act("OrderDesk", "extend", terms, hands=hands)

    # What becomes of titles

    def examiners(self) -> list[Hand]:
        """The two who examine."""
        return [(self.examiner, Role.EXAMINER), (self.reviewer, Role.REVIEWER)]

    def put_right(self, title: TitleId, holders: Sequence[Party]) -> None:
        """A correction of the registry's own error."""
        ledger = self.ledger
        terms = Correction(
            title=title,
            seq=ledger.seq(title),
            group=FieldGroup.IDENTITY,
            record=RecordRoot(keccak256(b"right" + ledger.now.to_bytes(8))),
            clear=b"x" * 512,
            holders=tuple(sorted(each.id for each in holders)),
            lots=(),
            pledges=(),
            court=self.court.id,
            instrument=DocumentDigest(keccak256(b"correction")),
            deadline=ledger.deadline,
        )
        ledger.act("ChangeDesk", "correct", terms, hands=self.examiners())

    def end(self, title: TitleId, content: Application, ground: EndGround) -> None:
        """A title's end before its term, by its ground."""
        ledger = self.ledger
        revoked = ground in (EndGround.FRAUD, EndGround.UNLAWFUL_SOURCE)
        issued = self.issues[title]
        terms = Closing(
            title=title,
            seq=ledger.seq(title),
            issued=issued,
            ground=ground,
            from_=issued.registered_at if revoked else Time(0),
            court=self.court.id,
            instrument=DocumentDigest(keccak256(b"decision")),
            deadline=ledger.deadline,
        )
        door = "revoke" if revoked else "cancel"
        ledger.act("ChangeDesk", door, terms, content, hands=self.examiners())

    def asked(self, title: TitleId, first: Application, registration: Registration) -> Application:
        """What all holders apply for about their title, over the same data."""
        name = f"{registration.name} {self.ledger.now}"
        splits: dict[bytes, tuple[int, int, int]] = {
            each.holder: (each.hold, each.use, each.oper) for each in first.splits
        }
        return replace(
            self.application(name, splits),
            registration=registration,
            title=title,
            fingerprint=first.fingerprint,
        )

    def fulfil(self, asked: Application, first: Application) -> None:
        """A registered request, done."""
        ledger, changes = self.ledger, asked.registration is Registration.CHANGE
        application = ApplicationId(tagged(2, struct_hash(asked)))
        terms = Fulfilment(
            title=asked.title,
            application=application,
            seq=ledger.seq(application),
            issued=self.issues[asked.title],
            filed=first,
            group=FieldGroup.DESCRIPTION if changes else FieldGroup.NONE,
            clear=b"x" * 512 if changes else b"",
            lots=(),
            pledges=(),
            court=self.court.id,
            deadline=ledger.deadline,
        )
        door = "change" if changes else "surrender"
        ledger.act("RequestDesk", door, terms, asked, hands=self.examiners())

    def succeed(self, title: TitleId, predecessor: TitleId, holders: Sequence[Party]) -> None:
        """The earlier title over the same data that a title follows."""
        terms = Succession(
            title=title,
            predecessor=predecessor,
            issued=self.issues[title],
            before=self.issues[predecessor],
            holders=tuple(sorted(each.id for each in holders)),
            deadline=self.ledger.deadline,
        )
        self.ledger.act("TitleBook", "succeed", terms, hands=[(self.clerk, Role.SEAL_KEEPER)])

    def absorb(self, gone: Party, heir: Party) -> None:
        """A party is absorbed by another."""
        ledger = self.ledger
        notice, seq = DocumentDigest(keccak256(b"notice of the merger")), ledger.seq(gone.id)
        terms = Absorption(gone.id, heir.id, REGISTRY, notice, seq, ledger.deadline)
        hands = [*self.examiners(), (heir, Role.PARTY), (gone, Role.PARTY)]
        ledger.act("MandateBook", "absorb", terms, hands=hands)

    def recover(self, owner: Party) -> Any:
        """A lost account is recovered; the account that begins later."""
        ledger = self.ledger
        account = Party(owner.id, keccak256(b"new key" + owner.key)).raw
        since = Time(ledger.now + 31 * DAY)
        document = DocumentDigest(keccak256(b"proof of identity"))
        seq, deadline = ledger.seq(owner.id), ledger.deadline
        terms = Recovery(owner.id, account, owner.raw, REGISTRY, since, document, seq, deadline)
        ledger.act("MandateBook", "recover", terms, hands=self.examiners())
        return account
