"""What a pledge goes through after its record, played for the gas and for the vectors."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from gas_ledger import Hand, Party
from gas_story import Story

from ledger.domain.acts import (
    Amendment,
    Assignment,
    DocumentDigest,
    Enforcement,
    Judgment,
    Knowledge,
    LotId,
    OrderId,
    OrderScope,
    PartyId,
    Pledge,
    PledgeId,
    PledgeState,
    Ranking,
    Realisation,
    Role,
    Sale,
    Share,
    Shrinking,
    SubjectId,
    Time,
    TitleId,
    struct_hash,
)
from ledger.domain.keccak import keccak256

NOBODY = PartyId(bytes(32))
PAPER = DocumentDigest(keccak256(b"paper"))


class PledgeStory:
    """A lot of alice's with two pledges of one bank; `tell` hears what each act was."""

    def __init__(self, story: Story, title: TitleId, tell: Callable[[str], None]) -> None:
        self.story, self.title, self.tell = story, title, tell
        self.first = replace(story.pledge_terms(title), maximum=True)
        self.lot = LotId(struct_hash(self.first))
        self.junior = story.pledge_terms(title, self.lot)
        self.versions = {struct_hash(self.first): 1, struct_hash(self.junior): 1}
        self.lot_version = 2

    def play(self) -> None:
        """Every act of its life; the court's sale ends it."""
        for terms in (self.first, self.junior):
            self.act("PledgeBook", "pledge", terms, self.story.alice, self.story.bank)
        self.amend()
        self.rank()
        self.act("PledgeDesk", "shrink", self.shrinking(), self.story.alice, self.story.bank)
        self.tell("free a part of a lot, two pledges")
        self.lot_version += 1
        self.assign()
        self.learn()
        self.enforce()
        self.conclude()
        self.sell()

    def act(self, book: str, function: str, terms: Any, *parties: Party) -> None:
        """One act, each party for itself."""
        hands: list[Hand] = [(each, Role.PARTY) for each in parties]
        self.story.ledger.act(book, function, terms, hands=hands)

    def place(self, terms: Pledge) -> tuple[TitleId, LotId, PledgeId, int]:
        """Where the next act on a pledge stands; it makes the version after it."""
        pledge = struct_hash(terms)
        version = self.versions[pledge]
        self.versions[pledge] += 1
        return self.title, self.lot, PledgeId(pledge), version

    @property
    def pledges(self) -> tuple[PledgeId, ...]:
        """Both, ascending."""
        return tuple(PledgeId(each) for each in sorted(self.versions))

    def amend(self) -> None:
        """The second secures less."""
        version = self.place(self.junior)[3]
        less, due = self.junior.amount // 2, self.junior.term_end
        terms = Amendment(
            pledged=self.junior,
            version=version,
            maximum=False,
            amount=less,
            term_end=due,
            past_term=False,
            pledges=(),
            document=PAPER,
            deadline=self.story.ledger.deadline,
        )
        self.act("PledgeDesk", "amend", terms, self.story.alice, self.story.bank)
        self.tell("amend a pledge")

    def rank(self) -> None:
        """The second goes first."""
        order = tuple(PledgeId(struct_hash(each)) for each in (self.junior, self.first))
        terms = Ranking(
            self.title, self.lot, self.lot_version, order, PAPER, self.story.ledger.deadline
        )
        self.act("PledgeDesk", "rank", terms, self.story.bank)
        self.tell("rank two pledges anew")
        self.lot_version += 1
        self.versions = {each: version + 1 for each, version in self.versions.items()}

    def shrinking(self) -> Shrinking:
        """Half of the lot stays."""
        half, deadline = Share(50_000), self.story.ledger.deadline
        return Shrinking(
            self.title, self.lot, self.lot_version, half, self.pledges, PAPER, deadline
        )

    def assign(self) -> None:
        """The first goes to carol."""
        place, deadline = self.place(self.first), self.story.ledger.deadline
        terms = Assignment(*place, self.story.carol.id, PAPER, PAPER, deadline)
        self.act("PledgeDesk", "assign", terms, self.story.bank, self.story.carol)
        self.tell("assign a pledge")

    def learn(self) -> None:
        """Carol knows of a freeze."""
        ledger = self.story.ledger
        order = OrderId(self.story.freeze(self.title, OrderScope.TITLE))
        pledge, subject = PledgeId(struct_hash(self.first)), SubjectId(self.title)
        terms = Knowledge(
            self.title, self.lot, pledge, subject, NOBODY, order, Time(ledger.now), PAPER,
            ledger.deadline,
        )  # fmt: skip
        self.act("PledgeDesk", "learn", terms, self.story.carol)
        self.tell("note that a pledgee knows of a seizure")

    def enforce(self) -> None:
        """The bank declares default."""
        place, deadline = self.place(self.junior), self.story.ledger.deadline
        terms = Enforcement(*place, Realisation.NONE, PAPER, deadline)
        self.act("PledgeDesk", "enforce", terms, self.story.bank)
        self.tell("declare default")

    def conclude(self) -> None:
        """A court discharges what carol has."""
        place, deadline = self.place(self.first), self.story.ledger.deadline
        court = self.story.court.id
        terms = Judgment(*place, PledgeState.DISCHARGED, court, PAPER, deadline)
        self.by_clerks("conclude", terms)
        self.tell("end a pledge by a judgment, both clerks")
        self.lot_version += 1

    def sell(self) -> None:
        """The court sells the lot to carol."""
        left = (PledgeId(struct_hash(self.junior)),)
        terms = Sale(
            title=self.title,
            lot=self.lot,
            version=self.lot_version,
            realisation=Realisation.COURT_SALE,
            taker=self.story.carol.id,
            pledges=left,
            ended=1,
            court=self.story.court.id,
            document=PAPER,
            deadline=self.story.ledger.deadline,
        )
        self.by_clerks("sell", terms)
        self.tell("sell a lot by court, both clerks")

    def by_clerks(self, function: str, terms: Any) -> None:
        """One act of the book, entered by both clerks."""
        hands: list[Hand] = [(clerk, Role.ORDER_CLERK) for clerk in self.story.orders]
        self.story.ledger.act("PledgeBook", function, terms, hands=hands)
