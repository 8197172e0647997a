"""Long lists of verdicts, judged by two processes over one commit."""

import json
import multiprocessing
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from api import longlist, secondjudge
from api.secondjudge import Begin, JudgeLost, SecondJudge, judged, terms_of_list
from api.wiring import Wiring
from ledger.domain.verdict import Purpose
from ledger.queries.snapshot import snapshot
from ledger.store.engine import ReadSession, read_session, unit_of_work
from ledger.store.repositories import offchain
from tests.site import Site

pytestmark = pytest.mark.node
NOBODY = "SJ3712026019999"


@pytest.fixture
def wiring(site: Site, monkeypatch: pytest.MonkeyPatch) -> Wiring:
    """A site on which two certificates are a long list, on a machine of two cores."""
    monkeypatch.setattr(longlist, "LONG", 2)
    monkeypatch.setattr(longlist, "PART", 2)
    monkeypatch.setattr(secondjudge, "usable_cores", lambda: 2)
    found: Wiring = site.client.app.state.wiring  # type: ignore[attr-defined]  # of a TestClient
    return found


def numbers_of(site: Site) -> list[str]:
    """More parts than both judges have at once."""
    strangers = [f"SJ371202601{place:04d}" for place in range(9980, 9999)]
    return [site.pledgor_number, *strangers, site.frozen_number, NOBODY, site.pledgor_number]


def alone(site: Site, wiring: Wiring, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The same list, judged by one process."""
    with monkeypatch.context() as patch:
        patch.setattr(longlist, "LONG", 10_000)
        return list(longlist.long_list(wiring, numbers_of(site), Purpose.PLEDGE))


@contextmanager
def called(wiring: Wiring) -> Iterator[tuple[SecondJudge, ReadSession, Begin]]:
    """A second judge, a snapshot, and what it is told of the list."""
    now = wiring.clock()
    begin = Begin(now, wiring.settings.lag_blocks, Purpose.PLEDGE.value)
    with (
        secondjudge.called(wiring.engine, wanted=True) as second,
        read_session(wiring.engine, now=now) as session,
    ):
        assert second is not None
        yield second, session, begin


def second_judges() -> list[multiprocessing.process.BaseProcess]:
    return [each for each in multiprocessing.active_children() if each.name == "second-judge"]


def test_two_judges_tell_what_one_tells(
    site: Site, wiring: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = list(longlist.long_list(wiring, numbers_of(site), Purpose.PLEDGE))
    assert lines == alone(site, wiring, monkeypatch)
    assert json.loads(lines[-1])["results"] == {"VALID": 2, "INVALID": 21}
    assert second_judges() == []


def test_the_second_judge_says_the_same_of_a_part(site: Site, wiring: Wiring) -> None:
    with called(wiring) as (second, session, begin):
        assert second.begins(begin, snapshot(session))
        # there is one, and another list has none
        with secondjudge.called(wiring.engine, wanted=True) as another:
            assert another is None
        numbers, terms = numbers_of(site)[-3:], terms_of_list(begin.lag_blocks)
        second.ask(numbers[:2])
        second.ask(numbers[2:])
        here = list(judged(session, numbers, Purpose.PLEDGE, terms))
        assert [*second.answer(), *second.answer()] == here


def test_a_commit_between_two_snapshots_is_seen_and_tried_again(wiring: Wiring) -> None:
    with called(wiring) as (second, session, begin):
        seen = snapshot(session)
        with unit_of_work(wiring.engine):
            pass
        assert not second.begins(begin, seen)
        with read_session(wiring.engine, now=begin.now) as later:
            assert snapshot(later) != seen
            assert second.begins(begin, snapshot(later))


def test_a_mirror_that_only_says_that_it_lives_parts_no_judges(wiring: Wiring) -> None:
    with called(wiring) as (second, session, begin):
        with unit_of_work(wiring.engine, silent=True) as work:
            before = offchain.heartbeat(work)
            assert before is not None
            offchain.store(work, replace(before, checked=before.checked + 1))
        assert second.begins(begin, snapshot(session))


@pytest.mark.parametrize("told", [1, 3])
def test_what_a_lost_judge_owes_is_judged_here(
    site: Site, wiring: Wiring, monkeypatch: pytest.MonkeyPatch, told: int
) -> None:
    with closing(longlist.long_list(wiring, numbers_of(site), Purpose.PLEDGE)) as telling:
        lines = [next(telling) for _ in range(told)]
        (judge,) = second_judges()
        judge.kill()
        judge.join()
        lines += telling
    assert lines == alone(site, wiring, monkeypatch)


def test_a_judge_lost_before_the_list_is_not_asked(wiring: Wiring) -> None:
    with called(wiring) as (second, session, begin):
        second.process.kill()
        second.process.join()
        assert not second.begins(begin, snapshot(session))
        assert second.lost
        with pytest.raises(JudgeLost):
            second.ask([NOBODY])


def test_a_list_that_nobody_reads_on_ends_its_judge(site: Site, wiring: Wiring) -> None:
    with closing(longlist.long_list(wiring, numbers_of(site), Purpose.PLEDGE)) as telling:
        next(telling)
        assert len(second_judges()) == 1
    assert second_judges() == []
