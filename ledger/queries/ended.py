"""Pledges that ended: how, when, and by which act; read of the title's history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain.acts import ActKind, PledgeState, Realisation, Right
from ledger.domain.pledge_words import OPEN
from ledger.store.repositories import pledge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.queries.as_of import Moment
    from ledger.queries.history import Entry
    from ledger.store.engine import Session
    from ledger.store.tables.pledge import PledgeRow, PledgeStateRow


@dataclass(frozen=True, slots=True)
class EndedPledge:
    """A pledge that ended, with the terms that it had: `seq` is the act of the title that ended it.

    `ppm` is the share as it was recorded.
    `document` is that act's: a release's, a sale's, a judgment's; `court` who ordered it. Both are
    empty where the act names none. The amount is in fen.
    """

    pledge: bytes
    lot: bytes
    pledgee: bytes
    right: Right
    ppm: int
    amount: int
    filed_at: int
    state: PledgeState
    realisation: Realisation
    kind: ActKind
    seq: int
    time: int
    block: int
    document: bytes
    court: bytes

    @property
    def parties(self) -> set[bytes]:
        """Whom it speaks of."""
        return {self.pledgee, self.court} - {b""}


def ended_pledges(
    session: Session, title: bytes, acts: Iterable[Entry], moment: Moment | None = None
) -> tuple[EndedPledge, ...]:
    """The pledges of a title that had ended by a moment, the newest end first.

    `acts` are those of the title, others may be among them.
    """
    by_seq = {each.seq: each for each in acts if each.subject == title}
    states = pledge.states(session, (title,))
    found = [
        _ended(row, states[row.pledge], by_seq[states[row.pledge].seq])
        for row in pledge.of_titles(session, (title,))
        if states[row.pledge].state not in OPEN
    ]
    then = [each for each in found if moment is None or moment.covers(each.time, each.block)]
    return tuple(sorted(then, key=lambda each: (each.seq, each.pledge), reverse=True))


def _ended(row: PledgeRow, state: PledgeStateRow, act: Entry) -> EndedPledge:
    terms = act.terms
    document: bytes = getattr(terms, "document", getattr(terms, "instrument", b""))
    court: bytes = getattr(terms, "court", b"")
    return EndedPledge(
        pledge=row.pledge,
        lot=row.lot,
        pledgee=row.pledgee,
        right=Right(row.right),
        ppm=row.ppm,
        amount=int.from_bytes(row.amount),
        filed_at=row.filed_at,
        state=PledgeState(state.state),
        realisation=Realisation(state.realisation),
        kind=act.kind,
        seq=act.seq,
        time=act.time,
        block=act.block,
        document=document if any(document) else b"",
        court=court if any(court) else b"",
    )
