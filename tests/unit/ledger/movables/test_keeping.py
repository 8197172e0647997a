"""What the watch keeps of answers: a version for each thing said, none lost, none made up."""

from dataclasses import replace
from pathlib import Path

import pytest

from ledger.domain.movables import Body, By, Change, Entry, Question, Statement
from ledger.domain.movables_answer import Answer
from ledger.movables.keeping import Keeping, Pace, versions
from ledger.store.engine import open_engine, read_session, unit_of_work
from ledger.store.migrations import upgrade
from ledger.store.repositories import movables
from ledger.store.tables.movables import FilingLookRow, FilingSeenRow
from tests.databases import database_at
from tests.factories import a_uscc

NOW = 1_795_399_511
ONE, OTHER = "00000000000000000001", "00000000000000000002"
DEBTOR, SECURED = Body("海蓝", a_uscc(1)), Body("蓝湾银行", a_uscc(2))
STATEMENT = Statement(
    ONE, 7, NOW, NOW + 900, DEBTOR, SECURED, 800_000_000, False, ("经营权",), (), ()
)


def answered(*statements: Statement, as_of: int) -> Answer:
    return Answer(Question(By.DEBTOR, DEBTOR.code), as_of, statements, more=False, data=b"{}")


def kept(known: list[FilingSeenRow], answer: Answer) -> list[FilingSeenRow]:
    newest = {row.number: row for row in known}
    return versions(newest, {each.number for each in answer.statements}, answer)


def test_the_same_answer_makes_what_is_known_newer_and_no_version() -> None:
    [first] = kept([], answered(STATEMENT, as_of=NOW))
    assert (first.version, first.since, first.checked, first.broken) == (1, NOW, NOW, 0)
    [again] = kept([first], answered(STATEMENT, as_of=NOW + 60))
    assert again == replace(first, checked=NOW + 60)


def test_an_amended_filing_is_a_version_that_breaks_nothing() -> None:
    [first] = kept([], answered(STATEMENT, as_of=NOW))
    entries = (Entry(Change.AMENDED, NOW + 5, "ab" * 32),)
    amended = replace(STATEMENT, amount=1, entries=entries)
    [second] = kept([first], answered(amended, as_of=NOW + 60))
    assert (second.version, second.since, second.broken) == (2, NOW + 60, 0)
    [back] = kept([second], answered(STATEMENT, as_of=NOW + 90))
    assert (back.version, back.broken) == (3, 1)


def test_what_an_answer_should_hold_and_does_not_is_missing() -> None:
    [first] = kept([], answered(STATEMENT, as_of=NOW))
    [gone] = kept([first], answered(as_of=NOW + 60))
    assert (gone.version, gone.data, gone.debtor, gone.broken) == (2, b"", DEBTOR.code, 1)
    asked = Answer(Question(By.NUMBER, OTHER), NOW, (), more=False, data=b"{}")
    [never] = versions({}, {OTHER}, asked)
    assert (never.version, never.data, never.broken) == (1, b"", 0)


def test_an_older_answer_to_another_question_unsays_nothing() -> None:
    [first] = kept([], answered(STATEMENT, as_of=NOW + 60))
    amended = replace(STATEMENT, amount=1, entries=(Entry(Change.AMENDED, NOW + 90, "ab" * 32),))
    [second] = kept([first], answered(amended, as_of=NOW + 120))
    # the register's copies do not all keep step
    for late in (answered(STATEMENT, as_of=NOW + 60), answered(as_of=NOW + 119)):
        assert kept([second], late) == [second]
    [third] = kept([second], answered(STATEMENT, as_of=NOW + 121))
    assert (third.version, third.broken) == (3, 1)


@pytest.mark.both_databases
def test_of_two_watches_the_newer_answer_stays(tmp_path: Path) -> None:
    engine = open_engine(database_at(tmp_path / "seen.db"))
    upgrade(engine)
    keeping = Keeping(engine, Pace(every=3_600, first=15), clock=lambda: NOW + 200)
    asked = FilingLookRow(By.DEBTOR.value, DEBTOR.code, 0, b"", 0, 0, 0, 0, "")
    with unit_of_work(engine) as work:
        movables.keep(work, [asked])
    newer = keeping.answered(asked, answered(STATEMENT, as_of=NOW + 100))
    # another watch asked before that, and heard only now
    assert keeping.answered(asked, answered(as_of=NOW + 50)) == newer
    failed = keeping.failed(asked, "MOVABLES_UNREACHABLE")
    with read_session(engine, now=NOW) as session:
        assert movables.look(session, By.DEBTOR, DEBTOR.code) == failed
        [seen] = movables.versions(session, ONE)
    assert failed == replace(newer, attempts=1, code="MOVABLES_UNREACHABLE", next=failed.next)
    assert (seen.version, seen.checked) == (1, NOW + 100)
    engine.dispose()


def test_failures_are_asked_again_after_ever_longer_pauses() -> None:
    pace = Pace(every=3_600, first=15)
    assert [pace.pause(attempts) for attempts in (1, 2, 3, 9, 60)] == [15, 30, 60, 3_600, 3_600]


@pytest.mark.both_databases
def test_a_filing_that_moved_to_another_debtor_is_not_found_under_the_first(
    tmp_path: Path,
) -> None:
    engine = open_engine(database_at(tmp_path / "seen.db"))
    upgrade(engine)
    [first] = kept([], answered(STATEMENT, as_of=NOW))
    moved = replace(first, version=2, debtor=a_uscc(9))
    with unit_of_work(engine) as work:
        movables.keep(work, [first, moved])
    with read_session(engine, now=NOW) as session:
        assert movables.of_debtors(session, [DEBTOR.code]) == {}
        assert movables.of_debtors(session, [a_uscc(9)]) == {ONE: moved}
        assert movables.latest(session, [ONE, OTHER]) == {ONE: moved}
        assert movables.versions(session, ONE) == [first, moved]
    engine.dispose()
