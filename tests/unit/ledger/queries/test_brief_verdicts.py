"""Brief verdicts, as long lists have them, are whole ones without their facts."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.domain.acts import SubjectKind
from ledger.domain.verdict import Purpose, Result
from ledger.domain.words import CONTENT_KEY
from ledger.indexer.errors import (
    ForkBelowFinality,
    LogForeign,
    MirrorAheadOfChain,
    MirrorError,
)
from ledger.queries import replay
from ledger.queries.as_of import Moment, as_of
from ledger.queries.verdict import Answered, Asked, Terms, verdicts
from ledger.store.engine import ReadSession, unit_of_work
from ledger.store.repositories import offchain
from ledger.store.repositories.rows import find, put
from ledger.store.tables.journal import HeadRow, UnreadableRow
from ledger.store.tables.title import CertificateRow
from tests.mirrors import Mirror, open_mirror, unread
from tests.simulators.chain import SimulatedChain, profile_of
from tests.stories import Story

pytestmark = pytest.mark.both_databases
# titles of one, two and three holders; pledges, a release, a transfer, a freeze
ISSUED = [[0, 0, 0], [2, 12, 22], *([[3, 13, 23]] * 6)]
LATER = [[6, 16, 26], [6], [7], [18], [9]]
NOBODY = 3712026019999


@pytest.fixture
def mirror(database: str, tmp_path: Path) -> Iterator[Mirror]:
    chain, story = SimulatedChain(), Story()
    story.play(chain, ISSUED + LATER)
    assert len(story.titles) == 3
    opened = open_mirror(tmp_path / database, chain, profile_of(chain), most_span=7)
    opened.catch_up()
    yield opened
    opened.engine.dispose()


def numbers(session: ReadSession) -> list[int]:
    return sorted(row.number for row in find(session, CertificateRow))


def answers(session: ReadSession, *, brief: bool) -> tuple[Answered, ...]:
    asked = [
        Asked(number, purpose) for purpose in Purpose for number in (*numbers(session), NOBODY)
    ]
    return verdicts(session, asked, Terms(lag_blocks=3, brief=brief)).answers


def without_facts(found: tuple[Answered, ...]) -> list[Answered]:
    return [replace(each, verdict=replace(each.verdict, facts=())) for each in found]


def test_a_brief_verdict_is_the_whole_one_without_its_facts(mirror: Mirror) -> None:
    with mirror.reading() as session:
        whole, brief = answers(session, brief=False), answers(session, brief=True)
        assert list(brief) == without_facts(whole)
    results = [each.verdict.result for each in brief]
    assert {Result.VALID, Result.INVALID} == set(results)
    assert all(each.verdict.facts for each in whole if each.asked.number != NOBODY)


@pytest.mark.parametrize("kind", [SubjectKind.OBJECT, SubjectKind.APPLICATION, SubjectKind.PARTY])
def test_a_dossier_that_cannot_be_read_makes_both_unknown(
    mirror: Mirror, kind: SubjectKind
) -> None:
    with mirror.reading() as session:
        lost = [row for row in find(session, HeadRow) if row.subject[0] == kind]
    with unit_of_work(mirror.engine) as work:
        put(work, [UnreadableRow(each.subject, "X", "", 0, b"", b"", 1, 1) for each in lost])
    with mirror.reading() as session:
        whole, brief = answers(session, brief=False), answers(session, brief=True)
    assert list(brief) == without_facts(whole)
    known = [each.verdict for each in brief if each.asked.number != NOBODY]
    assert {each.result for each in known} == {Result.UNKNOWN}
    assert {one.code for each in known for one in each.unknown} == {"DOSSIER_UNKNOWN"}


@pytest.mark.parametrize("brief", [False, True])
def test_a_number_that_nobody_knows_may_be_of_a_title_that_cannot_be_read(
    mirror: Mirror, *, brief: bool
) -> None:
    with mirror.reading() as session:
        known = numbers(session)[0]
        (of,) = {row.title for row in find(session, CertificateRow) if row.number == known}
        assert {
            each.verdict.result
            for each in answers(session, brief=brief)
            if each.asked.number == NOBODY
        } == {Result.INVALID}
    with unread(mirror, of), mirror.reading() as session:
        asked = [Asked(NOBODY, Purpose.PLEDGE)]
        [found] = verdicts(session, asked, Terms(lag_blocks=3, brief=brief)).answers
    verdict = found.verdict
    assert (verdict.result, verdict.blocks) == (Result.UNKNOWN, ())
    assert [(each.code, each.subject) for each in verdict.unknown] == [("DOSSIER_UNKNOWN", of)]


@pytest.mark.parametrize(
    ("fault", "doubted"),
    [(ForkBelowFinality, True), (MirrorAheadOfChain, True), (LogForeign, False)],
)
def test_the_past_is_as_doubtful_as_the_blocks_that_were_read(
    mirror: Mirror, fault: type[MirrorError], *, doubted: bool
) -> None:
    with mirror.reading() as session:
        beat, stamp, known = offchain.heartbeat(session), as_of(session), numbers(session)[0]
    assert beat is not None
    with unit_of_work(mirror.engine, silent=True) as work:
        put(work, [replace(beat, state="stopped", code=fault.code)])
    with mirror.reading() as session:
        for time, expected in ((stamp.time, True), (stamp.time - 1, doubted)):
            terms = Terms(lag_blocks=3, moment=Moment(time))
            [found] = verdicts(session, [Asked(known, Purpose.DISPUTE)], terms).answers
            codes = [each.code for each in found.verdict.unknown]
            assert codes == (["MIRROR_STOPPED"] if expected else [])
            assert (found.verdict.result is Result.UNKNOWN) is expected


def test_what_an_application_says_is_what_its_replay_gives(mirror: Mirror) -> None:
    with mirror.reading() as session:
        heads = [row for row in find(session, HeadRow) if row.subject[0] == SubjectKind.APPLICATION]
        subjects = [row.subject for row in heads]
        for block in range(1, max(row.block for row in heads) + 1):
            moment = replay.Moment(block=block)
            states = replay.states_at(session, subjects, moment)
            expected = {
                subject: state.terms[CONTENT_KEY] for subject, state in states.items() if state.seq
            }
            assert replay.contents(session, subjects, moment) == expected
        assert len(replay.contents(session, subjects, replay.Moment())) == len(subjects) == 3
