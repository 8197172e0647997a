# ruff: noqa: INP001  # part of a script
"""Whole lives of titles as signed transactions to a register's real books.

A life is two enrolments, a change of accounts, a filing with its procedure and public notice, an
issue, two pledges, a release, a transfer, a freeze and its lift: 19 acts in 16 transactions, a
stage of it in a block of its own. All of it follows from a number, the staff's keys and the time
table, so any part can be made, and made again, without asking a node.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import rlp

from ledger.chain.calls import function
from ledger.chain.profile import ChainProfile
from ledger.chain.signer import Key
from ledger.domain import eip712
from ledger.domain.acts import (
    AccountChange,
    Action,
    Address,
    Application,
    ApplicationId,
    DocumentDigest,
    Enrolment,
    Ground,
    Issue,
    Lift,
    LotId,
    Notice,
    Order,
    OrderKind,
    OrderScope,
    PartyId,
    PartyKind,
    Pledge,
    PledgeId,
    RecordRoot,
    Release,
    Right,
    Role,
    SecurityKind,
    Share,
    Signer,
    Step,
    SubjectId,
    Time,
    TitleId,
    Transfer,
)
from ledger.domain.ids import ZERO, application_id, order_id, party_id, pledge_id, title_id
from ledger.domain.keccak import keccak256
from ledger.domain.record import notice_of
from ledger.registrar import application, order, party, pledge, title
from ledger.registrar.acting import Door
from tests.cast import DAY, FLOORS, REGISTRY, YEAR, Cast, Player
from tests.simulators.lives import OPENED, Life

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ACTS: Final = 19
SPACING: Final = 6 * 3_600
# the notice runs for five days, which are twenty blocks, and one more
NOTICE_BLOCKS: Final = FLOORS.minimum_notice // SPACING + 1
PUBLISHED: Final = 6
STAGES: Final = 16
LENGTH: Final = STAGES + NOTICE_BLOCKS - 1
HOUR: Final = 3_600
GAS: Final = 2_000_000
GAS_PRICE: Final = 10**10
EIP155: Final = 35
PPM: Final = 100_000
MOVED: Final = 1_000
# an issue is version 1; each pledge and a release that frees the share are one more
GIVER_VERSION: Final = 4
STEPS: Final = {4: Action.ACCEPT, 5: Action.ASSIGN, 7: Action.CLOSE_NOTICE, 8: Action.DEPOSIT}
ENROLMENTS: Final = (0, 1)
PLEDGES: Final = (10, 11)
SEQ: Final = {4: 1, 5: 2, 6: 3, 7: 4, 8: 5, 9: 6}


def offset(stage: int) -> int:
    """How many blocks after a life's first stage this one is."""
    return stage if stage <= PUBLISHED else stage + NOTICE_BLOCKS - 1


@dataclass(frozen=True)
class TimeTable:
    """Which stages fall on which blocks. `first` is the first block of lives, `start` its time."""

    acts: int
    first: int
    start: int
    lives_a_block: int = 5

    @cached_property
    def cohort(self) -> int:
        """Lives that begin in the same block."""
        return min(self.lives_a_block, -(-self.acts // ACTS))

    @cached_property
    def cohorts(self) -> int:
        """Blocks in which lives begin."""
        return -(-self.acts // (ACTS * self.cohort))

    @property
    def blocks(self) -> int:
        """Blocks that have stages."""
        return self.cohorts + LENGTH - 1

    @property
    def entered(self) -> int:
        """The acts of all lives."""
        return self.cohorts * self.cohort * ACTS

    def time(self, place: int) -> int:
        """When the block at a place (from 0) is."""
        return self.start + SPACING * place

    def stages(self, place: int) -> list[tuple[int, int]]:
        """What falls on a block: a cohort and its stage, in the order of their transactions."""
        found = ((place - offset(stage), stage) for stage in range(STAGES))
        return [(which, stage) for which, stage in found if 0 <= which < self.cohorts]

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """Transactions before each block's own."""
        sums = [0]
        for place in range(self.blocks):
            sums.append(sums[-1] + self.cohort * len(self.stages(place)))
        return tuple(sums)


@dataclass(frozen=True)
class Office:
    """The register's contracts and the people who serve every life."""

    profile: ChainProfile
    rules: bytes
    cast: Cast
    relayer: Key


@dataclass(frozen=True)
class Said:
    """An act before it is signed."""

    door: Door[Any]
    terms: Any
    hands: tuple[tuple[Player, Role], ...]
    content: Application | None = None


@dataclass(frozen=True)
class RealLife(Life):
    """A life with keys of its own, its stages at these times, in the hands of an office."""

    office: Office
    times: tuple[int, ...]

    @cached_property
    def founded(self) -> tuple[tuple[Enrolment, Player], ...]:
        """The two companies, the one with the lower id first."""
        made = []
        for place in (0, 3):
            key = Key(keccak256(self.noise + bytes([place])))
            tag, record = self.random(place), RecordRoot(self.random(place + 1))
            deadline = self.times[1] + HOUR
            account = Address(key.account)
            terms = Enrolment(PartyKind.ENTERPRISE, tag, record, account, deadline)
            made.append((terms, Player(party_id(terms), key)))
        return tuple(sorted(made, key=lambda each: each[1].party))

    @cached_property
    def companies(self) -> tuple[tuple[Enrolment, PartyId], ...]:
        """Their terms and ids."""
        return tuple((terms, player.party) for terms, player in self.founded)

    @cached_property
    def players(self) -> tuple[Player, Player]:
        """They with their keys."""
        (_, one), (_, other) = self.founded
        return one, other

    @cached_property
    def content(self) -> Application:
        """What is filed."""
        filed = self.times[3]
        return replace(
            self.application,
            profile=self.office.rules,
            due=Time(filed + 10 * DAY),
            deadline=filed + HOUR,
        )

    @cached_property
    def file(self) -> ApplicationId:
        """The application's id."""
        return application_id(self.content)

    @cached_property
    def titled(self) -> Issue:
        """The title's terms."""
        issued = self.times[9]
        return Issue(
            application=self.file,
            seq=SEQ[9],
            registry=REGISTRY,
            fingerprint=self.content.fingerprint,
            record=self.content.record,
            profile=self.office.rules,
            registered_at=Time(self.times[8]),
            valid_until=Time(issued + 2 * YEAR),
            deadline=issued + HOUR,
        )

    @cached_property
    def title(self) -> TitleId:
        """Its id."""
        return title_id(self.titled)

    def said(self, stage: int) -> Said:
        """What is done at a stage, by whom."""
        if stage in STEPS:
            return self._step(stage)
        if stage in ENROLMENTS:
            return self._enrolled(stage)
        if stage in PLEDGES:
            return self._pledged(stage)
        done: Mapping[int, Callable[[], Said]] = {
            2: self._account_added,
            3: self._filed,
            6: self._published,
            9: self._issued,
            12: self._released,
            13: self._moved,
            14: self._frozen,
            15: self._lifted,
        }
        return done[stage]()

    def _enrolled(self, which: int) -> Said:
        terms, player = self.founded[which]
        return Said(party.ENROL, terms, (own(player), self._clerk))

    def _account_added(self) -> Said:
        one, _ = self.players
        added = Player(one.party, Key(keccak256(self.noise + b"added")))
        account, nobody = Address(added.key.account), Address(bytes(20))
        terms = AccountChange(one.party, account, nobody, 1, self.times[2] + HOUR)
        return Said(party.CHANGE_ACCOUNT, terms, (own(one), own(added)))

    def _filed(self) -> Said:
        one, other = self.players
        return Said(application.SUBMIT, self.content, (own(one), own(other)))

    def _issued(self) -> Said:
        keeper = (self.office.cast.seal_keeper, Role.SEAL_KEEPER)
        return Said(title.ISSUE, self.titled, (keeper,), self.content)

    def _pledged(self, stage: int) -> Said:
        hands = (own(self.players[0]), own(self.office.cast.bank))
        return Said(pledge.PLEDGE, self.pledge(stage), hands)

    def _step(self, stage: int) -> Said:
        cast, now = self.office.cast, self.times[stage]
        due = {4: now + 20 * DAY, 5: now + 20 * DAY, 7: 0, 8: now}[stage]
        document = DocumentDigest(ZERO)
        terms = Step(
            self.file, SEQ[stage], STEPS[stage], Ground.NONE, Time(due), document, now + HOUR
        )
        examines = STEPS[stage] is Action.ASSIGN
        hand = (cast.examiner, Role.EXAMINER) if examines else self._clerk
        return Said(application.STEP, terms, (hand,), self.content)

    def _published(self) -> Said:
        cast, now = self.office.cast, self.times[6]
        due = Time(now + FLOORS.minimum_notice + 60)
        clear = notice_of(self.record.disclose(OPENED))
        terms = Notice(self.file, SEQ[6], due, clear, now + HOUR)
        hands = ((cast.examiner, Role.EXAMINER), (cast.reviewer, Role.REVIEWER))
        return Said(application.PUBLISH, terms, hands, self.content)

    def pledge(self, stage: int) -> Pledge:
        """One of the two first-rank pledges of the first holder's."""
        now = self.times[stage]
        return Pledge(
            title=self.title,
            pledgor=self.players[0].party,
            pledgee=self.office.cast.bank.party,
            right=Right.OPER,
            ppm=Share(PPM),
            lot=LotId(ZERO),
            kind=SecurityKind.PLEDGE,
            maximum=False,
            amount=1_000_000_00 + self.number,
            term_end=Time(now + YEAR),
            filed_at=Time(now - HOUR),
            filing=self.random(14 + PLEDGES.index(stage)),
            document=DocumentDigest(ZERO),
            basis=DocumentDigest(ZERO),
            for_another=False,
            past_term=False,
            deadline=now + HOUR,
        )

    def _released(self) -> Said:
        now = self.times[12]
        bank, first = self.office.cast.bank, pledge_id(self.pledge(10))
        document = DocumentDigest(ZERO)
        terms = Release(self.title, LotId(first), PledgeId(first), 1, document, now + HOUR)
        return Said(pledge.RELEASE, terms, (own(bank),))

    def _moved(self) -> Said:
        one, taker, now = self.players[0], self.office.cast.newcomer, self.times[13]
        terms = Transfer(
            title=self.title,
            giver=one.party,
            taker=taker.party,
            hold=Share(MOVED),
            use=Share(0),
            oper=Share(0),
            lots=(),
            pledges=(),
            giver_version=GIVER_VERSION,
            document=DocumentDigest(ZERO),
            deadline=now + HOUR,
        )
        return Said(title.TRANSFER, terms, (own(one), own(taker)))

    @cached_property
    def order(self) -> Order:
        """A court's freeze of the whole title."""
        now = self.times[14]
        return Order(
            kind=OrderKind.FREEZE,
            scope=OrderScope.TITLE,
            registry=REGISTRY,
            title=self.title,
            party=PartyId(ZERO),
            rights=7,
            court=self.office.cast.court.party,
            instrument=DocumentDigest(self.random(13)),
            until=Time(now + YEAR),
            profile=self.office.rules,
            deadline=now + HOUR,
        )

    def _frozen(self) -> Said:
        return Said(order.ORDER, self.order, self._clerks)

    def _lifted(self) -> Said:
        now = self.times[15]
        subject, instrument = SubjectId(self.title), DocumentDigest(self.random(7))
        court = self.office.cast.court.party
        its = order_id(self.order)
        terms = Lift(subject, order.NOBODY, its, (), 1, court, instrument, now + HOUR)
        return Said(order.LIFT, terms, self._clerks)

    @property
    def _clerk(self) -> tuple[Player, Role]:
        return self.office.cast.acceptance, Role.ACCEPTANCE

    @property
    def _clerks(self) -> tuple[tuple[Player, Role], ...]:
        cast = self.office.cast
        return (cast.order_clerk, Role.ORDER_CLERK), (cast.second_clerk, Role.ORDER_CLERK)


def own(player: Player) -> tuple[Player, Role]:
    """A party's own hand."""
    return player, Role.PARTY


def call_of(office: Office, said: Said) -> tuple[bytes, bytes]:
    """The book and the data of the call that enters an act, with all its signatures."""
    profile, door = office.profile, said.door
    book = profile.book(door.book).address
    digest = eip712.digest(profile.chain_id, book, said.terms)
    signers = tuple(
        Signer(player.party, Address(player.key.account), role, player.key.sign(digest))
        for player, role in said.hands
    )
    shown = () if said.content is None else (said.content,)
    return book, function(door.book.value, door.function).encode(said.terms, *shown, signers)


def transaction(office: Office, nonce: int, to: bytes, data: bytes) -> bytes:
    """A signed transaction of the relayer's (EIP-155), by hand: a hundred thousand are needed."""
    chain_id = office.profile.chain_id
    head: list[int | bytes] = [nonce, GAS_PRICE, GAS, to, 0, data]
    signature = office.relayer.sign(keccak256(rlp.encode([*head, chain_id, 0, 0])))
    r, s, v = signature[:32], signature[32:64], signature[64] - 27
    words = [int.from_bytes(r), int.from_bytes(s)]
    return bytes(rlp.encode([*head, 2 * chain_id + EIP155 + v, *words]))


def cohort(office: Office, table: TimeTable, seed: int, which: int) -> list[tuple[int, int, bytes]]:
    """All transactions of the lives that begin in one block: place of the block, nonce, bytes.

    The relayer has sent nothing before them.
    """
    places = [which + offset(stage) for stage in range(STAGES)]
    times = tuple(table.time(place) for place in places)
    lives = [
        RealLife(seed, which * table.cohort + place, REGISTRY, office, times)
        for place in range(table.cohort)
    ]
    made = []
    for stage, place in enumerate(places):
        before = [each for each in table.stages(place) if each[1] < stage]
        first = table.counts[place] + table.cohort * len(before)
        for turn, life in enumerate(lives):
            to, data = call_of(office, life.said(stage))
            made.append((place, first + turn, transaction(office, first + turn, to, data)))
    return made
