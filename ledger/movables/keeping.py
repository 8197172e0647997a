"""What the watch keeps: which questions it asks, when again, and every answer that says more."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from ledger.domain.movables import By, FilingState, filing_number, follows
from ledger.domain.movables_answer import read_statement
from ledger.domain.values import replace
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import mirror, movables
from ledger.store.tables.movables import FilingLookRow, FilingSeenRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ledger.domain.movables import Statement
    from ledger.domain.movables_answer import Answer
    from ledger.store.engine import Engine, WriteSession

AT_ONCE: Final = 50
# a fork may bring acts into blocks that were read before
FORK: Final = 1_000


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two answers to one question, and until a failed one is asked again.

    The pause after a fault is doubled each time, up to `every`. The number of a filing that is
    `over`, cancelled or lapsed, is asked for more rarely.
    """

    every: int = 6 * 3_600
    first: int = 15
    over: int = 30 * 86_400

    def pause(self, attempts: int) -> int:
        """How long to wait after so many failures in a row."""
        return min(self.every, self.first << min(attempts - 1, 20))


class Keeping:
    """The questions of one database; `clock` gives the chain's time in seconds since 1970."""

    def __init__(self, engine: Engine, pace: Pace, *, clock: Callable[[], int]) -> None:
        self.engine = engine
        self.pace = pace
        self.clock = clock
        self._upto = 0

    def take_up(self) -> int:
        """Take up the debtors and numbers that the mirror newly names; how many. CursorMissing."""
        with read_session(self.engine, now=self.clock()) as session:
            block = mirror.require_cursor(session).block
            since = max(0, self._upto - FORK)
            words = movables.noted_since(session, since)
            numbers = {text for word in words if (text := filing_number(word))}
            wanted = {By.DEBTOR: movables.debtors_since(session, since), By.NUMBER: numbers}
            fresh = [
                _question(by, key)
                for by, keys in wanted.items()
                for key in sorted(keys - movables.looks(session, by, keys).keys())
            ]
        if fresh:
            with unit_of_work(self.engine) as work:
                # another watch may have taken them up, and be answered already
                new = [each for each in fresh if _as_it_is(work, each) is each]
                movables.keep(work, new)
        self._upto = block
        return len(fresh)

    def due(self) -> list[FilingLookRow]:
        """What is to be asked now."""
        now = self.clock()
        with read_session(self.engine, now=now) as session:
            return movables.due(session, now, AT_ONCE)

    def at_once(self) -> None:
        """Ask everything again at the next look, however new its answer."""
        with unit_of_work(self.engine, silent=True) as work:
            movables.keep(work, [replace(each, next=0) for each in movables.every(work)])

    def answered(self, look: FilingLookRow, answer: Answer) -> FilingLookRow:
        """Keep an answer: all versions that are new, and when it is asked again.

        Not where another watch has a newer one by now.
        """
        now = self.clock()
        # every answer changes what verdicts say: how old it is
        with unit_of_work(self.engine) as work:
            look = _as_it_is(work, look)
            if answer.as_of < look.checked:
                return look
            numbers = {each.number for each in answer.statements}
            known = movables.latest(work, numbers)
            if look.by == By.NUMBER:
                known |= movables.latest(work, (look.about,))
                numbers.add(look.about)
            else:
                known |= movables.of_debtors(work, (look.about,))
            after = replace(
                look,
                checked=answer.as_of,
                digest=sha256(answer.data).digest(),
                found=len(answer.statements),
                tried=now,
                next=now + self._pause(answer),
                attempts=0,
                code="",
            )
            movables.keep(work, [*versions(known, numbers, answer), after])
        return after

    def _pause(self, answer: Answer) -> int:
        """What was cancelled or has lapsed will not stand again: a look now and then is enough."""
        time = answer.as_of
        standing = any(each.state(time) is FilingState.STANDING for each in answer.statements)
        by_debtor = answer.question.by is By.DEBTOR
        return self.pace.every if standing or by_debtor or not answer.statements else self.pace.over

    def failed(self, look: FilingLookRow, code: str) -> FilingLookRow:
        """Note a fault: what is known stays, and grows older."""
        now = self.clock()
        with unit_of_work(self.engine, silent=True) as work:
            look = _as_it_is(work, look)
            attempts = look.attempts + 1
            later = now + self.pace.pause(attempts)
            after = replace(look, tried=now, next=later, attempts=attempts, code=code)
            movables.keep(work, [after])
        return after


def versions(
    known: Mapping[str, FilingSeenRow], asked: Iterable[str], answer: Answer
) -> list[FilingSeenRow]:
    """What is seen now of all filings that are known or were asked for, beside the last of each.

    One that the answer should hold and does not is missing, which is a version like others. Of what
    an answer to another question told more lately, an older one tells nothing.
    """
    told = {each.number: each for each in answer.statements}
    return [
        _version(known.get(number), number, told.get(number), answer.as_of)
        for number in sorted(known.keys() | set(asked))
    ]


def _version(
    before: FilingSeenRow | None, number: str, found: Statement | None, as_of: int
) -> FilingSeenRow:
    if before is not None and as_of < before.checked:
        return before
    data = b"" if found is None else found.data
    if before is not None and before.data == data:
        return replace(before, checked=as_of)
    debtor = found.debtor.code if found else before.debtor if before else ""
    place = before.version + 1 if before else 1
    return FilingSeenRow(number, place, debtor, as_of, as_of, int(_breaks(before, found)), data)


def _breaks(before: FilingSeenRow | None, found: Statement | None) -> bool:
    if before is None or not before.data:
        return False
    return found is None or not follows(read_statement(before.data), found)


def _as_it_is(work: WriteSession, look: FilingLookRow) -> FilingLookRow:
    """A question as another watch may have left it meanwhile."""
    return movables.look(work, By(look.by), look.about) or look


def _question(by: By, key: str) -> FilingLookRow:
    return FilingLookRow(by.value, key, 0, b"", 0, 0, 0, 0, "")
