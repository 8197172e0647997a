"""A deployed register with its people, and the scenes that they play: for every test on a node."""

import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from ledger.chain.devnode import DevNode, DevNodeOptions, find_binary, free_port
from ledger.chain.outbox import Outbox
from ledger.chain.profile import Instant
from ledger.chain.sender import Rules, Sender, outbox_folder
from ledger.chain.signer import Key
from ledger.domain.acts import (
    Action,
    Address,
    Application,
    ApplicationId,
    DataClass,
    DataGrade,
    DocumentDigest,
    Enrolment,
    FingerprintId,
    Founding,
    Order,
    OrderKind,
    OrderScope,
    Origin,
    PartyId,
    PartyKind,
    Pledge,
    RecordRoot,
    Registration,
    RegistryCode,
    RegistryOpening,
    Right,
    Role,
    SecurityKind,
    Share,
    Split,
    Time,
    TitleId,
)
from ledger.domain.ids import ZERO, founder_id, party_id
from ledger.domain.procedure import grounds_of
from ledger.domain.words import ProfileWord, TitleRecord
from ledger.registrar import application, order, party, pledge, title
from ledger.registrar.acting import Signatory
from ledger.registrar.deployment import deploy
from ledger.registrar.plan import Plan
from ledger.registrar.register import Register
from ledger.registrar.title import Issued

ROOT: Final = Path(__file__).parent.parent
DAY: Final = 86_400
YEAR: Final = 365 * DAY
DAYS_BACK: Final = 1_000
COINS: Final = 10**24
REGISTRY: Final = RegistryCode(371)
WHOLE: Final = 1_000_000
ALL: Final = (WHOLE, WHOLE, WHOLE)
FLOORS: Final = ProfileWord(
    minimum_notice=5 * DAY,
    minimum_acceptance=5 * DAY,
    maximum_term=3 * YEAR,
    maximum_freeze=2 * YEAR,
    renewal_opens=185 * DAY,
    renewal_closes=DAY,
)


def digest32() -> bytes:
    """32 bytes that nothing else in the world has."""
    return secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class Player:
    """An enrolled party with the key of its account."""

    party: PartyId
    key: Key

    def signs(self, role: Role = Role.PARTY) -> Signatory:
        """Its signature, in a role."""
        return Signatory(self.party, self.key, role)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who there is. The clerks work for the registry 371; the two banks and the court do not."""

    governor: Player
    institution: Player
    acceptance: Player
    examiner: Player
    reviewer: Player
    seal_keeper: Player
    order_clerk: Player
    second_clerk: Player
    second_examiner: Player
    second_reviewer: Player
    registrant: Player
    coholder: Player
    newcomer: Player
    bank: Player
    second_bank: Player
    court: Player


@dataclass(frozen=True, slots=True)
class IssuedTitle:
    """A title with all that led to it."""

    title: TitleId
    application: ApplicationId
    content: Application
    issued: Issued


class Stage:
    """A register on a node of its own. Time only goes forward; subjects are fresh in each scene."""

    def __init__(self, node: DevNode, register: Register, governor: Key, identity: bytes) -> None:
        self.node = node
        self.register = register
        self.profile_digest = digest32()
        self.latest: int | None = None  # how far time may go; None: until now
        authority = Address(register.profile.authority.address)
        founding = Founding(identity, Address(governor.account), authority)
        self.governor = Player(founder_id(founding), governor)

    def again(self, folder: Path) -> "Stage":
        """The same register and people, on a chain that came back to them, by another relayer."""
        made = copy(self)
        sender = funded_sender(self.node, folder / "outbox")
        made.register = Register(self.node.chain, self.register.profile, sender)
        return made

    @cached_property
    def cast(self) -> Cast:
        """Everybody, enrolled; the profile adopted, the registry open, its staff in office."""
        organ = PartyKind.PUBLIC_INSTITUTION
        institution = self.enrolled(organ)
        self.adopt_profile()
        self.open_registry(institution)
        people = [self.enrolled(PartyKind.NATURAL_PERSON) for _ in range(8)]
        examination = (Role.EXAMINER, Role.REVIEWER)
        first = (Role.ACCEPTANCE, *examination, Role.SEAL_KEEPER)
        orders = (Role.ORDER_CLERK, Role.ORDER_CLERK)
        for person, role in zip(people, (*first, *orders, *examination), strict=True):
            self.employed(person, institution, role)
        bank, court = PartyKind.FINANCIAL_INSTITUTION, PartyKind.COURT
        kinds = (PartyKind.ENTERPRISE,) * 3 + (bank, bank, court)
        return Cast(self.governor, institution, *people, *map(self.enrolled, kinds))

    def enrolled(self, kind: PartyKind = PartyKind.ENTERPRISE, key: Key | None = None) -> Player:
        """A new party."""
        key = key or Key.new()
        terms = self.enrolment(kind, key)
        hands = (Player(party_id(terms), key).signs(), self.governor.signs(Role.GOVERNOR))
        return Player(party.enrol(self.register, terms, hands).party, key)

    def enrolment(self, kind: PartyKind, key: Key) -> Enrolment:
        """The terms of a party's enrolment."""
        tag = ZERO if kind is PartyKind.NATURAL_PERSON else digest32()
        return Enrolment(
            kind, tag, RecordRoot(digest32()), Address(key.account), self.register.deadline()
        )

    def adopt_profile(self, profile: bytes | None = None, floors: ProfileWord = FLOORS) -> None:
        """Put a rule profile in force: the stage's own, or another."""
        profile = profile or self.profile_digest
        terms = party.profile_adoption(self.register, self.governor.party, profile, floors)
        party.adopt_profile(self.register, terms, [self.governor.signs(Role.GOVERNOR)])

    def open_registry(self, institution: Player, code: RegistryCode = REGISTRY) -> None:
        """Open a registry."""
        root, deadline = RecordRoot(digest32()), self.register.deadline()
        terms = RegistryOpening(code, institution.party, root, deadline)
        hands = (self.governor.signs(Role.GOVERNOR), institution.signs())
        party.open_registry(self.register, terms, hands)

    def employed(
        self, staff: Player, institution: Player, *roles: Role, registry: RegistryCode = REGISTRY
    ) -> None:
        """Give a clerk roles."""
        until = self.register.time() + 20 * YEAR
        terms = party.role_grant(self.register, staff.party, registry, roles, until=until)
        party.grant_roles(self.register, terms, (institution.signs(), staff.signs()))

    def content(self, splits: Mapping[Player, tuple[int, int, int]]) -> Application:
        """An application over a data object that was never filed."""
        rows = sorted(
            (Split(player.party, *map(Share, shares)) for player, shares in splits.items()),
            key=lambda split: split.holder,
        )
        return Application(
            registry=REGISTRY,
            profile=self.profile_digest,
            registration=Registration.FIRST,
            title=application.NO_TITLE,
            fingerprint=FingerprintId(digest32()),
            keyed=False,
            origin=Origin.SELF_GENERATED,
            data_class=DataClass.ENTERPRISE,
            grade=DataGrade.GENERAL,
            basis=application.NO_DOCUMENT,
            record=RecordRoot(digest32()),
            splits=tuple(rows),
            participants=(),
            due=Time(self.register.time() + 10 * DAY),
            previous=application.FIRST,
            seq=0,
            deadline=self.register.deadline(),
        )

    def holders(self, content: Application, players: Sequence[Player]) -> list[Signatory]:
        """The applicants' hands, in the order of the splits."""
        by_party = {player.party: player for player in players}
        return [by_party[split.holder].signs() for split in content.splits]

    def filed(
        self, splits: Mapping[Player, tuple[int, int, int]]
    ) -> tuple[ApplicationId, Application]:
        """An application on file."""
        content = self.content(splits)
        hands = self.holders(content, tuple(splits))
        return application.submit(self.register, content, hands).application, content

    def step(
        self,
        filed: tuple[ApplicationId, Application],
        action: Action,
        *hands: Signatory,
        due: int = 0,
        until: int = 0,
    ) -> None:
        """One step, on the first ground that it admits; due in seconds from now, or at `until`."""
        moment = self.register.time() + due if due else until
        reasons = application.Reasons(grounds_of(action)[0], DocumentDigest(digest32()))
        terms = application.step_terms(self.register, filed[0], action, due=moment, reasons=reasons)
        application.step(self.register, terms, filed[1], hands)

    def examined(
        self, splits: Mapping[Player, tuple[int, int, int]]
    ) -> tuple[ApplicationId, Application]:
        """An application that an examiner works on."""
        return self.taken_on(self.filed(splits))

    def taken_on(
        self, filed: tuple[ApplicationId, Application]
    ) -> tuple[ApplicationId, Application]:
        """An application on file, accepted and given to an examiner."""
        self.step(filed, Action.ACCEPT, self.cast.acceptance.signs(Role.ACCEPTANCE), due=20 * DAY)
        self.step(filed, Action.ASSIGN, self.cast.examiner.signs(Role.EXAMINER), due=20 * DAY)
        return filed

    def noticed(
        self, splits: Mapping[Player, tuple[int, int, int]], clear: bytes = b"{}"
    ) -> tuple[ApplicationId, Application]:
        """An application under public notice."""
        return self.published(self.examined(splits), clear)

    def published(
        self, filed: tuple[ApplicationId, Application], clear: bytes = b"{}"
    ) -> tuple[ApplicationId, Application]:
        """An application that passed its examination, under public notice."""
        due = self.register.time() + FLOORS.minimum_notice + 60
        terms = application.notice_terms(self.register, filed[0], due=due, clear=clear)
        hands = (
            self.cast.examiner.signs(Role.EXAMINER),
            self.cast.reviewer.signs(Role.REVIEWER),
        )
        application.publish(self.register, terms, filed[1], hands)
        return filed

    def ready(
        self, splits: Mapping[Player, tuple[int, int, int]], clear: bytes = b"{}"
    ) -> tuple[ApplicationId, Application]:
        """An application after its notice, that waits for the national deposit."""
        return self.unopposed(self.noticed(splits, clear))

    def unopposed(
        self, filed: tuple[ApplicationId, Application]
    ) -> tuple[ApplicationId, Application]:
        """The same, after its notice."""
        self.pass_time(FLOORS.minimum_notice + 120)
        return self.closed(filed)

    def closed(self, filed: tuple[ApplicationId, Application]) -> tuple[ApplicationId, Application]:
        """An application whose notice is over, that waits for the national deposit."""
        self.step(filed, Action.CLOSE_NOTICE, self.cast.acceptance.signs(Role.ACCEPTANCE))
        return filed

    def registered(
        self, splits: Mapping[Player, tuple[int, int, int]]
    ) -> tuple[ApplicationId, Application]:
        """An application after its notice and its national deposit."""
        return self.deposited(self.ready(splits))

    def deposited(
        self, filed: tuple[ApplicationId, Application]
    ) -> tuple[ApplicationId, Application]:
        """An application that is ready, after its national deposit."""
        clerk = self.cast.acceptance.signs(Role.ACCEPTANCE)
        deposited = self.register.time()
        terms = application.step_terms(self.register, filed[0], Action.DEPOSIT, due=deposited)
        application.step(self.register, terms, filed[1], [clerk])
        return filed

    def issued_title(
        self,
        splits: Mapping[Player, tuple[int, int, int]] | None = None,
        *,
        valid_until: int | None = None,
    ) -> IssuedTitle:
        """A title, by default wholly the registrant's and for two years."""
        filed = self.registered(splits or {self.cast.registrant: ALL})
        return self.titled(filed, valid_until=valid_until)

    def titled(
        self, filed: tuple[ApplicationId, Application], *, valid_until: int | None = None
    ) -> IssuedTitle:
        """The title of an application after its deposit."""
        valid_until = valid_until or self.register.time() + 2 * YEAR
        terms = title.issue_terms(self.register, *filed, valid_until=valid_until)
        hands = [self.cast.seal_keeper.signs(Role.SEAL_KEEPER)]
        issued = title.issue(self.register, terms, filed[1], hands)
        return IssuedTitle(issued.title, *filed, issued)

    def pledge_terms(self, titled: TitleId, pledgor: Player, pledgee: Player, ppm: int) -> Pledge:
        """The terms of a first pledge of a part of the operating right, within the title's term."""
        now = self.register.time()
        until = self.register.record(titled, TitleRecord).valid_until
        return Pledge(
            title=titled,
            pledgor=pledgor.party,
            pledgee=pledgee.party,
            right=Right.OPER,
            ppm=Share(ppm),
            lot=pledge.FIRST,
            kind=SecurityKind.PLEDGE,
            maximum=False,
            amount=1_000_000_00,
            term_end=Time(min(now + YEAR, until)),
            filed_at=Time(now - 60),
            filing=digest32(),
            document=DocumentDigest(digest32()),
            basis=pledge.NO_DOCUMENT,
            for_another=False,
            past_term=False,
            deadline=self.register.deadline(),
        )

    def pledged(
        self, titled: TitleId, pledgor: Player, pledgee: Player, ppm: int
    ) -> pledge.Pledged:
        """A first pledge on record."""
        terms = self.pledge_terms(titled, pledgor, pledgee, ppm)
        return pledge.pledge(self.register, terms, (pledgor.signs(), pledgee.signs()))

    def order_terms(
        self, scope: OrderScope, *, titled: bytes = ZERO, of: bytes = ZERO, rights: int = 7
    ) -> Order:
        """The terms of a court's freeze."""
        return Order(
            kind=OrderKind.FREEZE,
            scope=scope,
            registry=REGISTRY,
            title=TitleId(titled),
            party=PartyId(of),
            rights=rights,
            court=self.cast.court.party,
            instrument=DocumentDigest(digest32()),
            until=Time(self.register.time() + YEAR),
            profile=self.profile_digest,
            deadline=self.register.deadline(),
        )

    def clerks(self) -> tuple[Signatory, Signatory]:
        """The two order clerks' hands."""
        return (
            self.cast.order_clerk.signs(Role.ORDER_CLERK),
            self.cast.second_clerk.signs(Role.ORDER_CLERK),
        )

    def ordered(self, terms: Order) -> order.Ordered:
        """An order on record."""
        return order.order(self.register, terms, self.clerks())

    def others(self) -> tuple[Signatory, Signatory]:
        """An examiner and a reviewer who passed nothing: they decide on objections."""
        return (
            self.cast.second_examiner.signs(Role.EXAMINER),
            self.cast.second_reviewer.signs(Role.REVIEWER),
        )

    def another_sender(self) -> Sender:
        """A relayer that knows nothing of the first one's outbox."""
        return funded_sender(self.node, self.node.options.folder / digest32().hex())

    def pass_time(self, seconds: int) -> None:
        """Let time go by on the chain."""
        self.node.advance(seconds, wall=self.latest or int(time.time()))


@contextmanager
def running_node(
    folder: Path,
    *,
    keep: bool = False,
    extra: tuple[str, ...] = (),
    start: int | None = None,
) -> Iterator[DevNode]:
    """A chain that started long ago, or at a stated time."""
    start = start or int(time.time()) - DAYS_BACK * DAY
    options = DevNodeOptions(find_binary(ROOT), folder, free_port(), start, keep, extra=extra)
    with DevNode(options) as node:
        yield node


def funded_sender(node: DevNode, folder: Path, key: Key | None = None) -> Sender:
    """A relayer with coins."""
    key = key or Key.new()
    node.fund(key.account, COINS)
    outbox = Outbox(outbox_folder(folder, node.chain, key.account))
    return Sender(node.chain, key, outbox, Rules(node.options.chain_id, Instant(), dev=True))


def deployed_stage(node: DevNode, folder: Path) -> Stage:
    """A register on a running node."""
    sender = funded_sender(node, folder / "outbox")
    governor, identity = Key.new(), digest32()
    plan = Plan("test", governor.account, identity, dev=True)
    profile = deploy(node.chain, sender, plan)
    return Stage(node, Register(node.chain, profile, sender), governor, identity)
