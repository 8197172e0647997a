"""Long lists of verdicts, judged by two processes over one commit."""

import json
import multiprocessing
import multiprocessing.forkserver
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from typing import Any

import pytest

from api import longlist, secondjudge
from api.commands.serve import loading
from api.longlist import Part, Work
from api.secondjudge import Begin, JudgeLost, SecondJudge, judged, terms_of_list
from api.wiring import MOST_LISTS, Wiring
from ledger.domain.verdict import Purpose
from ledger.queries.snapshot import Snapshot, snapshot
from ledger.store.engine import ReadSession, read_session, unit_of_work
from ledger.store.repositories import offchain
from tests.site import Site

pytestmark = pytest.mark.node
NOBODY = "SJ3712026019999"
PATIENCE = 60.0
FORKS: Any = multiprocessing.forkserver._forkserver


@pytest.fixture
def wiring(site: Site, monkeypatch: pytest.MonkeyPatch) -> Wiring:
    """A site on which two certificates are a long list, on a machine of two cores."""
    monkeypatch.setattr(longlist, "LONG", 2)
    monkeypatch.setattr(longlist, "PART", 2)
    monkeypatch.setattr(longlist, "SOON", PATIENCE)
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


def joins(second: SecondJudge, begin: Begin, seen: Snapshot | None) -> bool:
    """Whether a second judge that has loaded sees what was seen."""
    second.begin(begin, seen)
    agreed = second.agrees(PATIENCE)
    assert agreed is not None
    return agreed


def second_judges() -> list[multiprocessing.process.BaseProcess]:
    return [each for each in multiprocessing.active_children() if each.name == "second-judge"]


@pytest.mark.parametrize("soon", [0.0, PATIENCE])
def test_two_judges_tell_what_one_tells(
    site: Site, wiring: Wiring, monkeypatch: pytest.MonkeyPatch, soon: float
) -> None:
    monkeypatch.setattr(longlist, "SOON", soon)
    lines = list(longlist.long_list(wiring, numbers_of(site), Purpose.PLEDGE))
    assert lines == alone(site, wiring, monkeypatch)
    assert json.loads(lines[-1])["results"] == {"VALID": 2, "INVALID": 21}
    assert second_judges() == []


def test_the_second_judge_says_the_same_of_a_part(site: Site, wiring: Wiring) -> None:
    with called(wiring) as (second, session, begin):
        assert joins(second, begin, snapshot(session))
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
        assert not joins(second, begin, seen)
        with read_session(wiring.engine, now=begin.now) as later:
            assert snapshot(later) != seen
            assert joins(second, begin, snapshot(later))


def test_a_mirror_that_only_says_that_it_lives_parts_no_judges(wiring: Wiring) -> None:
    with called(wiring) as (second, session, begin):
        with unit_of_work(wiring.engine, silent=True) as work:
            before = offchain.heartbeat(work)
            assert before is not None
            offchain.store(work, replace(before, checked=before.checked + 1))
        assert joins(second, begin, snapshot(session))


def test_a_server_that_goes_on_has_its_judge_loaded_before_the_first_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(secondjudge, "usable_cores", lambda: 2)
    # an earlier list has left one
    FORKS._stop()
    with loading(PATIENCE):
        pass
    assert not FORKS._forkserver_pid
    with loading(0.0):
        deadline = time.monotonic() + PATIENCE
        while not FORKS._forkserver_pid and time.monotonic() < deadline:
            time.sleep(0.1)
    assert FORKS._forkserver_pid
    assert FORKS._preload_modules == [secondjudge.__name__]


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


@pytest.mark.parametrize("commit", ["the same", "a later one"])
def test_a_judge_that_was_still_loading_joins_where_it_sees_the_same(
    site: Site, wiring: Wiring, commit: str
) -> None:
    numbers, later = numbers_of(site), commit == "a later one"
    with called(wiring) as (second, session, begin):
        terms = terms_of_list(begin.lag_blocks)
        parts = deque(Part(set(), [each]) for each in numbers)
        work = Work(session, Purpose.PLEDGE, terms, second, parts)
        lines = [*work.done()[1]]
        assert (work.second, second.agreed, len(parts)) == (second, False, len(numbers) - 1)
        if later:
            with unit_of_work(wiring.engine):
                pass
        second.begin(begin, snapshot(session))
        assert second.connection.poll(PATIENCE)
        while work.parts or work.lent:
            lines += work.done()[1]
        assert (work.second is None, second.agreed) == (later, not later)
        here = judged(session, numbers, Purpose.PLEDGE, terms)
        assert sorted(lines) == sorted(here)


def test_a_judge_lost_before_the_list_is_not_asked(wiring: Wiring) -> None:
    with called(wiring) as (second, session, begin):
        assert joins(second, begin, snapshot(session))
        second.process.kill()
        second.process.join()
        with pytest.raises(JudgeLost):
            second.begin(begin, snapshot(session))
        assert second.lost
        with pytest.raises(JudgeLost):
            second.ask([NOBODY])


def test_a_list_that_nobody_reads_on_ends_its_judge(site: Site, wiring: Wiring) -> None:
    with closing(longlist.long_list(wiring, numbers_of(site), Purpose.PLEDGE)) as telling:
        next(telling)
        assert len(second_judges()) == 1
    assert second_judges() == []


def test_lists_that_nobody_takes_leave_room_for_other_questions(
    site: Site, wiring: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(longlist, "LONG", 10_000)
    numbers, one = numbers_of(site), {"number": site.pledgor_number}
    asked = {"numbers": numbers, "purpose": "pledge"}
    with ExitStack() as stack:
        for _ in range(MOST_LISTS):
            told = stack.enter_context(closing(longlist.long_list(wiring, numbers, Purpose.PLEDGE)))
            assert next(told)
        refused = site.client.post("/v1/verdict-lists", json=asked)
        assert (refused.status_code, refused.json()["code"]) == (503, "SERVER_BUSY")
        assert int(refused.headers["retry-after"]) > 0
        assert site.client.get("/v1/verdicts", params=one).status_code == 200
    again = site.client.post("/v1/verdict-lists", json=asked)
    assert json.loads(again.text.splitlines()[-1])["end"] == len(numbers)
