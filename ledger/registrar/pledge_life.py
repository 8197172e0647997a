"""What pledges go through after they are noted: commands of PledgeDesk, and PledgeBook's ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.chain.profile import BookName
from ledger.domain.acts import (
    ActKind,
    Amendment,
    Assignment,
    Enforcement,
    Judgment,
    Knowledge,
    LotId,
    Pledge,
    PledgeId,
    Ranking,
    Sale,
    Shrinking,
    TitleId,
)
from ledger.domain.ids import lot_id, pledge_id
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.words import LotWord, lot_key, pledge_key
from ledger.registrar.acting import Door, Entered, Hand, enter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.registrar.register import Register

DESK: Final = BookName.PLEDGE_DESK
BOOK: Final = BookName.PLEDGE_BOOK
AMEND: Final = Door(DESK, "amend", ActKind.PledgeAmended, Amendment)
ASSIGN: Final = Door(DESK, "assign", ActKind.PledgeAssigned, Assignment)
RANK: Final = Door(DESK, "rank", ActKind.PledgesRanked, Ranking)
SHRINK: Final = Door(DESK, "shrink", ActKind.LotShrunk, Shrinking)
LEARN: Final = Door(DESK, "learn", ActKind.SeizureKnown, Knowledge)
ENFORCE: Final = Door(DESK, "enforce", ActKind.PledgeEnforcing, Enforcement)
CONCLUDE: Final = Door(BOOK, "conclude", ActKind.PledgeConcluded, Judgment)
SELL: Final = Door(BOOK, "sell", ActKind.LotSold, Sale)


def pledge_version(register: Register, terms: Pledge) -> int:
    """The version that the next act on a recorded pledge names."""
    key = pledge_key(lot_id(terms), pledge_id(terms))
    return register.read(terms.title, key, PledgeWord).version


def lot_version(register: Register, title: TitleId, lot: LotId) -> int:
    """The version that the next act on a lot names."""
    return register.read(title, lot_key(lot), LotWord).version


def amend(register: Register, terms: Amendment, hands: Sequence[Hand]) -> Entered:
    """Amend a pledge. Hands: the lot's holder, the pledgee; where it weighs more, the others."""
    return enter(register, AMEND, terms, hands)


def assign(register: Register, terms: Assignment, hands: Sequence[Hand]) -> Entered:
    """Assign a claim with its pledge. Hands: pledgee, assignee."""
    return enter(register, ASSIGN, terms, hands)


def rank(register: Register, terms: Ranking, hands: Sequence[Hand]) -> Entered:
    """Rank a lot's pledges anew. Hands: every pledgee."""
    return enter(register, RANK, terms, hands)


def shrink(register: Register, terms: Shrinking, hands: Sequence[Hand]) -> Entered:
    """Free a part of a lot. Hands: the holder, every pledgee."""
    return enter(register, SHRINK, terms, hands)


def learn(register: Register, terms: Knowledge, hands: Sequence[Hand]) -> Entered:
    """Note that a pledgee knows of a seizure. Hand: the pledgee, or a clerk who served it."""
    return enter(register, LEARN, terms, hands)


def enforce(register: Register, terms: Enforcement, hands: Sequence[Hand]) -> Entered:
    """Declare default, assign income or take it back. Hands: the pledgee; for income the holder."""
    return enter(register, ENFORCE, terms, hands)


def conclude(register: Register, terms: Judgment, hands: Sequence[Hand]) -> Entered:
    """End a pledge by a judgment. Hands: two order clerks."""
    return enter(register, CONCLUDE, terms, hands)


def sell(register: Register, terms: Sale, hands: Sequence[Hand]) -> Entered:
    """Move a pledged lot to its taker. Hands: holder, taker, pledgees; or two order clerks."""
    return enter(register, SELL, terms, hands)


def ended_bits(pledges: Sequence[PledgeId], ended: Sequence[PledgeId]) -> int:
    """Which of a sale's pledges end, as its terms have it: bit n stands for the n-th."""
    return sum(1 << place for place, pledge in enumerate(pledges) if pledge in ended)
