"""Titles beside the movables register: what was seen of their pledges' filings, and how old it is.

The ledger ranks by the time that its notes name. What the register says is shown beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain.movables import By, Statement, filing_number
from ledger.domain.movables_answer import read_statement
from ledger.domain.movables_rules import Noted, Remark, Seen, remarks, rules, stale, unnoted
from ledger.domain.numbers import written
from ledger.domain.pledge_words import OPEN
from ledger.queries.names import NamedParty, named
from ledger.store.repositories import movables, pledge, title
from ledger.store.tables.movables import FilingSeenRow
from ledger.store.tables.pledge import PledgeRow, PledgeStateRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import Session


@dataclass(frozen=True, slots=True)
class PledgeFiling:
    """A pledge with what was seen of its filing, and what is to be said of it."""

    row: PledgeRow
    noted: Noted
    seen: Seen | None
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class TitleFilings:
    """The filings behind a title. `checked_at` is the oldest answer that it rests on, 0 for none.

    `connected` is false where the movables register is asked for nothing from here: then nothing
    else is said. `remarks` are those on the title as a whole.
    """

    connected: bool
    checked_at: int
    pledges: tuple[PledgeFiling, ...]
    remarks: tuple[Remark, ...]

    @property
    def stale(self) -> bool:
        """Whether an answer is missing, or older than the rules let pass."""
        return any(each.code.startswith("MOVABLES_") for each in self.remarks)

    @property
    def every(self) -> tuple[Remark, ...]:
        """All that is to be said."""
        return (*self.remarks, *(each for one in self.pledges for each in one.remarks))


NOT_CONNECTED = TitleFilings(connected=False, checked_at=0, pledges=(), remarks=())


@dataclass(frozen=True, slots=True)
class MovablesStatus:
    """The watch: its questions, those that last failed, the oldest answer (0: one has none yet)."""

    connected: bool
    questions: int
    failing: int
    oldest: int

    def stale(self, time: int) -> bool:
        """Whether some answer is missing or too old at a moment."""
        return self.connected and time - self.oldest > rules().stale_seconds


def movables_status(session: Session) -> MovablesStatus:
    """How the watch on the movables register stands."""
    questions, failing, oldest = movables.totals(session)
    return MovablesStatus(bool(questions), questions, failing, oldest)


def filings_of(session: Session, titles: Iterable[bytes], time: int) -> dict[bytes, TitleFilings]:
    """The filings behind titles at the present `time`, by title."""
    wanted = sorted(set(titles))
    if not movables.connected(session):
        return dict.fromkeys(wanted, NOT_CONNECTED)
    book = _Book.of(session, wanted)
    return {each: book.filings(each, time) for each in wanted}


@dataclass(frozen=True, slots=True)
class _Book:
    """What is known of several titles, read at once."""

    pledges: Mapping[bytes, list[PledgeRow]]
    states: Mapping[bytes, PledgeStateRow]
    holders: Mapping[bytes, set[bytes]]
    numbers: Mapping[bytes, list[str]]
    names: Mapping[bytes, NamedParty]
    seen: Mapping[str, FilingSeenRow]
    told: Mapping[str, Statement]
    filed: Mapping[str, list[Statement]]
    checked: Mapping[str, int]

    @classmethod
    def of(cls, session: Session, titles: list[bytes]) -> _Book:
        pledges: dict[bytes, list[PledgeRow]] = {each: [] for each in titles}
        holders: dict[bytes, set[bytes]] = {each: set() for each in titles}
        numbers: dict[bytes, list[str]] = {each: [] for each in titles}
        for row in pledge.of_titles(session, titles):
            pledges[row.title].append(row)
        for held in title.holdings(session, titles):
            if held.oper:
                holders[held.title].add(held.party)
        for issued in title.certificates(session, titles):
            numbers[issued.title].append(written(issued.number))
        every = [row for rows in pledges.values() for row in rows]
        parties = {each for row in every for each in (row.pledgor, row.pledgee)}
        names = named(session, parties.union(*holders.values()))
        codes = {each.uscc for each in names.values() if each.uscc}
        words = (filing_number(row.filing) for row in every)
        seen = movables.latest(session, (word for word in words if word))
        seen |= movables.of_debtors(session, codes)
        told = {number: read_statement(row.data) for number, row in seen.items() if row.data}
        return cls(
            pledges,
            pledge.states(session, titles),
            holders,
            numbers,
            names,
            seen,
            told,
            _by_debtor(told.values()),
            {key: row.checked for key, row in movables.looks(session, By.DEBTOR, codes).items()},
        )

    def filings(self, of: bytes, time: int) -> TitleFilings:
        shown = tuple(self._pledge(row, time) for row in self.pledges[of])
        open_ = [each for each in shown if not each.noted.released_at]
        codes = [self.names[holder].uscc for holder in sorted(self.holders[of])]
        ages = [self.checked.get(code, 0) for code in codes if code]
        ages += [each.seen.checked_at for each in open_ if each.seen]
        checked_at = min(ages, default=0)
        return TitleFilings(
            connected=True,
            checked_at=checked_at,
            pledges=shown,
            remarks=(
                *self._answers(codes, checked_at, time),
                *self._unnoted(of, codes, {each.noted.number or "" for each in shown}, time),
            ),
        )

    def _answers(self, codes: list[str], checked_at: int, time: int) -> list[Remark]:
        """Who cannot be asked for, whose answer lacks, and how old the oldest one is."""
        found = []
        if not all(codes):
            found.append(Remark("MOVABLES_UNASKED", {}))
        if any(not self.checked.get(code) for code in codes if code):
            found.append(Remark("MOVABLES_UNCHECKED", {}))
        elif checked_at and (old := stale(checked_at, time)):
            found.append(old)
        return found

    def _unnoted(self, of: bytes, codes: list[str], known: set[str], time: int) -> list[Remark]:
        """Standing filings over this title, by its certificates' numbers, that no note names."""
        over = [
            each
            for code in dict.fromkeys(codes)
            for each in self.filed.get(code, ())
            if any(each.names(number) for number in self.numbers[of])
        ]
        return list(unnoted(over, known, time))

    def _pledge(self, row: PledgeRow, time: int) -> PledgeFiling:
        state, debtor = self.states[row.pledge], self.names[row.pledgor]
        ended = state.state not in OPEN
        noted = Noted(
            number=filing_number(row.filing),
            filed_at=row.filed_at,
            amount=int.from_bytes(row.amount),
            maximum=bool(row.maximum),
            term_end=row.term_end,
            debtor_name=debtor.name,
            debtor_code=debtor.uscc,
            secured_code=self.names[row.pledgee].uscc,
            released_at=state.changed_time if ended else 0,
        )
        kept = self.seen.get(noted.number or "")
        seen = None if kept is None else _seen(kept, self.told.get(kept.number))
        return PledgeFiling(row, noted, seen, remarks(noted, seen, time))


def _by_debtor(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    """The filings of each debtor."""
    found: dict[str, list[Statement]] = {}
    for each in statements:
        found.setdefault(each.debtor.code, []).append(each)
    return found


def _seen(row: FilingSeenRow, statement: Statement | None) -> Seen:
    return Seen(statement, row.since, row.checked, bool(row.broken))
