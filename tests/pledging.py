"""A title, its holder and two banks: the acts of a pledge's life with terms that go through."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ledger.domain.acts import (
    Amendment,
    Assignment,
    DocumentDigest,
    Enforcement,
    Judgment,
    Knowledge,
    OrderId,
    PartyId,
    Pledge,
    PledgeId,
    PledgeState,
    Ranking,
    Realisation,
    Sale,
    Share,
    Shrinking,
    SubjectId,
    Time,
    TitleId,
)
from ledger.domain.clock import TitleAt, title_at
from ledger.domain.conditions import check_conditions
from ledger.domain.history import history_of
from ledger.domain.ids import ZERO, lot_id, pledge_id
from ledger.domain.mandates import check_mandates
from ledger.domain.ranks import OpenPledge
from ledger.domain.words import LotWord, lot_key
from ledger.registrar import pledge, pledge_life
from ledger.registrar.acting import Signatory
from notarization.verify.signature import recover
from tests.cast import Player, Stage, digest32
from tests.packages.scene import source_of

MILLIONS: Final = 800_000_000  # fen: RMB 8,000,000
NOBODY: Final = PartyId(ZERO)


@dataclass
class Bank:
    """A holder's title with what banks lent on it."""

    stage: Stage
    title: TitleId
    holder: Player

    def noted(self, bank: Player, ppm: int = 500_000, **other: Any) -> Pledge:
        """A pledge on record; `lot` in `other` makes it a junior one."""
        terms = self.stage.pledge_terms(self.title, self.holder, bank, ppm)
        terms = replace(terms, amount=MILLIONS, **other)
        pledge.pledge(self.stage.register, terms, (self.holder.signs(), bank.signs()))
        return terms

    @property
    def common(self) -> dict[str, Any]:
        """What all terms end with."""
        return {"document": DocumentDigest(digest32()), "deadline": self.stage.register.deadline()}

    def place(self, terms: Pledge) -> dict[str, Any]:
        """Where an act on one pledge stands."""
        version = pledge_life.pledge_version(self.stage.register, terms)
        return {
            "title": self.title,
            "lot": lot_id(terms),
            "pledge": pledge_id(terms),
            "version": version,
        }

    def on_lot(self, terms: Pledge) -> dict[str, Any]:
        """Where an act on a lot stands."""
        lot = lot_id(terms)
        version = pledge_life.lot_version(self.stage.register, self.title, lot)
        return {"title": self.title, "lot": lot, "version": version}

    def amendment(self, terms: Pledge, *others: Pledge, **other: Any) -> Amendment:
        """Other terms; `others` are named where it weighs more."""
        told = {"maximum": terms.maximum, "amount": terms.amount, "term_end": terms.term_end}
        return Amendment(
            **{
                "pledged": terms,
                "version": pledge_life.pledge_version(self.stage.register, terms),
                "past_term": False,
                "pledges": named(*others),
                **told,
                **self.common,
                **other,
            }
        )

    def assignment(self, terms: Pledge, to: Player) -> Assignment:
        """The claim to another."""
        notice = DocumentDigest(digest32())
        return Assignment(**self.place(terms), assignee=to.party, notice=notice, **self.common)

    def ranking(self, *order: Pledge) -> Ranking:
        """The pledges in this order."""
        pledges = tuple(map(pledge_id, order))
        return Ranking(**self.on_lot(order[0]), pledges=pledges, **self.common)

    def shrinking(self, ppm: int, *every: Pledge) -> Shrinking:
        """So much of their lot stays."""
        return Shrinking(
            **self.on_lot(every[0]), ppm=Share(ppm), pledges=named(*every), **self.common
        )

    def knowledge(self, terms: Pledge, order: OrderId, at: int, **other: Any) -> Knowledge:
        """Since when a pledgee knows of an order on the title."""
        place = self.place(terms)
        del place["version"]
        told = {"subject": SubjectId(self.title), "holder": NOBODY, **other}
        return Knowledge(**place, order=order, known_at=Time(at), **told, **self.common)

    def enforcement(self, terms: Pledge, how: Realisation = Realisation.NONE) -> Enforcement:
        """Default, or what comes after it."""
        return Enforcement(**self.place(terms), realisation=how, **self.common)

    def judgment(self, terms: Pledge, state: PledgeState) -> Judgment:
        """A court ends a pledge."""
        return Judgment(
            **self.place(terms),
            state=state,
            court=self.stage.cast.court.party,
            instrument=DocumentDigest(digest32()),
            deadline=self.stage.register.deadline(),
        )

    def sale(
        self, how: Realisation, to: Player, every: Sequence[Pledge], ended: Sequence[Pledge]
    ) -> Sale:
        """The lot of these pledges goes to a taker, and some of them end."""
        pledges = named(*every)
        court = self.stage.cast.court.party if how is Realisation.COURT_SALE else NOBODY
        return Sale(
            **self.on_lot(every[0]),
            realisation=how,
            taker=to.party,
            pledges=pledges,
            ended=pledge_life.ended_bits(pledges, named(*ended)),
            court=court,
            **self.common,
        )

    def lot(self, terms: Pledge) -> LotWord:
        """The pledge's lot as it is."""
        return self.stage.register.read(self.title, lot_key(lot_id(terms)), LotWord)

    def read(self, key: bytes, layout: type[Any]) -> Any:
        """A word of the title."""
        return self.stage.register.read(self.title, key, layout)

    def at(self) -> TitleAt:
        """The title now, replayed from the chain's logs, each act's signers and conditions checked.

        As an offline reader does it.
        """
        anchor = self.stage.register.anchor
        source = source_of(self.stage)
        histories = {
            subject: history_of(anchor, subject, acts)
            for subject, acts in source.by_subject.items()
        }
        own = histories[self.title]
        for act, before in zip(own.acts, own.states, strict=False):
            check_mandates(anchor, act, before, histories, recover)
            check_conditions(act, before, histories)
        found = title_at(own.last, self.stage.register.time())
        assert found is not None
        return found

    def stands(self) -> dict[bytes, OpenPledge]:
        """The open pledges as they stand, by their ids."""
        return {each.pledge: each for each in self.at().pledges}


def named(*every: Pledge) -> tuple[PledgeId, ...]:
    """The ids of pledges, ascending."""
    return tuple(sorted(map(pledge_id, every)))


def hands(*players: Player) -> tuple[Signatory, ...]:
    """Their signatures for themselves."""
    return tuple(each.signs() for each in players)
