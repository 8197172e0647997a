"""The clocks of an application against the vectors of the national guideline, in Beijing time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ledger.domain import profiles
from ledger.domain.acts import Action, ActKind, Application, Time
from ledger.domain.deadlines import ClockRun, Pace, clock_runs, countdowns, days_left
from ledger.domain.history import history_of
from ledger.domain.workdays import calendar
from tests import forge
from tests.forge import ANCHOR, Forge, Terms

NATIONAL = profiles.load()


def beijing(text: str) -> int:
    return int((datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=8)).timestamp())


def shown(time: int) -> str:
    return (datetime.fromtimestamp(time, UTC) + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M:%S")


def runs_of(*steps: tuple[str, Action | None, str]) -> list[ClockRun]:
    """Of an application; each step: when, which (None files, PUBLISH publishes), until when."""
    book = Forge()
    terms = replace(forge.content(1, (1,)), profile=NATIONAL.digest, due=Time(beijing(steps[0][2])))
    subject = forge.application_id(terms)
    raws = [
        book.act(_terms(book, terms, action, until), block, beijing(when))
        for block, (when, action, until) in enumerate(steps, 1)
    ]
    history = history_of(ANCHOR, subject, raws)
    return list(clock_runs(history, NATIONAL, calendar()))


def _terms(book: Forge, terms: Application, action: Action | None, until: str) -> Terms:
    due = Time(beijing(until)) if until else Time(0)
    if action is None:
        return forge.filing(terms)[0]
    if action is Action.PUBLISH:
        published = forge.notice(book, terms, b"")
        return replace(published, body=replace(published.body, due=due))
    if action in (Action.CORRECT, Action.SUPPLY):
        own = forge.application_id(terms)
        body = replace(terms, previous=own, seq=book.state(own).seq, due=due)
        return Terms(own, ActKind.ApplicationCorrected, body)
    taken = forge.step(book, terms, action)
    return replace(taken, body=replace(taken.body, due=due))


def ends(runs: list[ClockRun]) -> list[tuple[str, str]]:
    return [(run.clock, shown(run.end)) for run in runs]


def counted(when: str, *steps: tuple[str, Action | None, str]) -> list[tuple[str, Pace, int, bool]]:
    """Clock, pace, days left and lateness of every run at a moment."""
    runs = tuple(runs_of(*steps))
    found = countdowns(runs, NATIONAL, beijing(when), calendar())
    assert tuple(each.run for each in found) == runs
    return [(each.run.clock, each.pace, each.days_left, each.late) for each in found]


FILED = ("2026-09-29T10:00:00", None, "2026-10-09T23:59:59")


def test_three_working_days_of_acceptance_run_over_the_holidays() -> None:
    (run,) = runs_of(FILED)
    assert (run.clock, run.article, shown(run.end)) == ("acceptance", "17", "2026-10-09 23:59:59")
    assert run.agrees
    assert run.exact
    assert run.stopped == 0
    assert not run.late(beijing("2026-10-09T23:59:59"))
    assert run.late(beijing("2026-10-10T00:00:00"))


def test_silence_accepts_on_the_first_working_day_after() -> None:
    runs = runs_of(FILED, ("2026-10-12T09:00:00", Action.DEEM_ACCEPTED, ""))
    assert ends(runs) == [
        ("acceptance", "2026-10-09 23:59:59"),
        ("examination", "2026-10-23 23:59:59"),
    ]
    assert shown(runs[1].start)[:10] == "2026-10-10"
    assert runs[0].late(0)


def test_examination_runs_ten_working_days_and_its_extension_ten_more() -> None:
    runs = runs_of(
        FILED,
        ("2026-10-10T09:00:00", Action.ACCEPT, "2026-10-23T23:59:59"),
        ("2026-10-12T09:00:00", Action.ASSIGN, "2026-10-23T23:59:59"),
        ("2026-10-20T09:00:00", Action.EXTEND, "2026-11-06T23:59:59"),
    )
    assert ends(runs)[1:] == [
        ("examination", "2026-10-23 23:59:59"),
        ("extension", "2026-11-06 23:59:59"),
    ]
    assert all(run.agrees for run in runs)


def test_a_supplement_stops_the_examination() -> None:
    runs = runs_of(
        FILED,
        ("2026-10-10T09:00:00", Action.ACCEPT, "2026-10-23T23:59:59"),
        ("2026-10-10T10:00:00", Action.ASSIGN, "2026-10-23T23:59:59"),
        ("2026-10-13T09:00:00", Action.ASK_SUPPLEMENT, "2026-10-27T23:59:59"),
        ("2026-10-20T09:00:00", Action.SUPPLY, "2026-10-30T23:59:59"),
    )
    # two of ten days were over on the 13th, so eight are left from the 20th on
    assert ends(runs)[1:] == [
        ("examination", "2026-10-23 23:59:59"),
        ("supplement", "2026-10-27 23:59:59"),
        ("examination", "2026-10-30 23:59:59"),
    ]
    assert [run.working_days for run in runs] == [3, 10, 10, 8]
    assert [run.stopped == 0 for run in runs] == [False, False, False, True]


def test_a_correction_has_its_own_clock() -> None:
    runs = runs_of(
        FILED,
        ("2026-09-30T09:00:00", Action.ASK_CORRECTION, "2026-10-13T23:59:59"),
        ("2026-10-12T09:00:00", Action.CORRECT, "2026-10-26T23:59:59"),
    )
    assert ends(runs)[1:] == [
        ("correction", "2026-10-13 23:59:59"),
        ("examination", "2026-10-26 23:59:59"),
    ]


def test_a_notice_keeps_its_end_through_an_objection() -> None:
    runs = runs_of(
        ("2026-09-10T10:00:00", None, "2026-09-15T23:59:59"),
        ("2026-09-11T10:00:00", Action.ACCEPT, "2026-09-25T23:59:59"),
        ("2026-09-11T11:00:00", Action.ASSIGN, "2026-09-25T23:59:59"),
        ("2026-09-22T10:00:00", Action.PUBLISH, "2026-09-30T23:59:59"),
        ("2026-09-30T23:50:00", Action.OBJECT, "2026-10-20T23:59:59"),
        ("2026-10-12T10:00:00", Action.DISMISS_OBJECTION, ""),
        ("2026-10-13T10:00:00", Action.CLOSE_NOTICE, ""),
    )
    assert ends(runs)[2:] == [
        ("notice", "2026-09-30 23:59:59"),
        ("objection", "2026-10-20 23:59:59"),
        ("notice", "2026-09-30 23:59:59"),
    ]
    assert not any(run.late(0) for run in runs)


@pytest.mark.parametrize(
    ("when", "left"),
    [
        ("2026-09-29T10:00:00", 3),
        ("2026-09-30T23:59:59", 2),
        ("2026-10-07T12:00:00", 2),
        ("2026-10-08T00:00:00", 1),
        ("2026-10-09T23:59:59", 0),
        ("2026-10-10T00:00:00", -1),  # a Saturday of work
        ("2026-10-11T12:00:00", -1),
        ("2026-10-12T12:00:00", -2),
    ],
)
def test_working_days_left_leave_out_the_holidays(when: str, left: int) -> None:
    (run,) = runs_of(FILED)
    assert days_left(run, beijing(when), calendar()) == left


def test_the_days_of_a_period_that_starts_later_are_all_left() -> None:
    runs = runs_of(FILED, ("2026-10-12T09:00:00", Action.DEEM_ACCEPTED, ""))
    # it starts with the end of the 10th, whoever looks on the 9th
    assert days_left(runs[1], beijing("2026-10-09T12:00:00"), calendar()) == 9 + 1


SUPPLEMENTED = (
    FILED,
    ("2026-10-10T09:00:00", Action.ACCEPT, "2026-10-23T23:59:59"),
    ("2026-10-10T10:00:00", Action.ASSIGN, "2026-10-23T23:59:59"),
    ("2026-10-13T09:00:00", Action.ASK_SUPPLEMENT, "2026-10-27T23:59:59"),
)


def test_a_supplement_stops_the_examination_with_the_days_that_it_had_left() -> None:
    assert counted("2026-10-15T12:00:00", *SUPPLEMENTED) == [
        ("acceptance", Pace.OVER, -1, True),
        ("examination", Pace.STOPPED, 8, False),
        ("supplement", Pace.RUNNING, 8, False),
    ]
    supplied = (*SUPPLEMENTED, ("2026-10-20T09:00:00", Action.SUPPLY, "2026-10-30T23:59:59"))
    assert counted("2026-10-21T12:00:00", *supplied)[1:] == [
        ("examination", Pace.OVER, 8, False),
        ("supplement", Pace.OVER, 5, False),
        ("examination", Pace.RUNNING, 7, False),
    ]


NOTICED = (
    ("2026-09-10T10:00:00", None, "2026-09-15T23:59:59"),
    ("2026-09-11T10:00:00", Action.ACCEPT, "2026-09-25T23:59:59"),
    ("2026-09-11T11:00:00", Action.ASSIGN, "2026-09-25T23:59:59"),
    ("2026-09-22T10:00:00", Action.PUBLISH, "2026-09-30T23:59:59"),
    ("2026-09-28T10:00:00", Action.OBJECT, "2026-10-20T23:59:59"),
)


def test_an_objection_stops_the_examination_and_lets_the_notice_run_on() -> None:
    assert counted("2026-09-29T12:00:00", *NOTICED)[1:] == [
        ("examination", Pace.STOPPED, 2, False),
        ("notice", Pace.RUNNING, 1, False),
        ("objection", Pace.RUNNING, 9, False),
    ]
    assert counted("2026-10-08T12:00:00", *NOTICED)[2][1] is Pace.OVER


def test_an_extension_that_is_stopped_is_the_examinations_own() -> None:
    """Of the two the later one stands still; the first has nothing left to do."""
    extended = (
        FILED,
        ("2026-10-10T09:00:00", Action.ACCEPT, "2026-10-23T23:59:59"),
        ("2026-10-10T10:00:00", Action.ASSIGN, "2026-10-23T23:59:59"),
        ("2026-10-20T09:00:00", Action.EXTEND, "2026-11-06T23:59:59"),
        ("2026-10-21T09:00:00", Action.ASK_SUPPLEMENT, "2026-11-04T23:59:59"),
    )
    assert counted("2026-10-22T12:00:00", *extended)[1:] == [
        ("examination", Pace.OVER, 3, False),
        ("extension", Pace.STOPPED, 12, False),
        ("supplement", Pace.RUNNING, 9, False),
    ]


def test_a_notice_that_goes_on_after_an_objection_is_one_notice() -> None:
    dismissed = (*NOTICED, ("2026-09-29T10:00:00", Action.DISMISS_OBJECTION, ""))
    assert counted("2026-09-29T12:00:00", *dismissed)[1:] == [
        ("examination", Pace.STOPPED, 2, False),
        ("notice", Pace.OVER, 2, False),
        ("objection", Pace.OVER, 9, False),
        ("notice", Pace.RUNNING, 1, False),
    ]


def test_nothing_runs_once_the_application_is_refused() -> None:
    refused = (*NOTICED, ("2026-09-29T10:00:00", Action.UPHOLD_OBJECTION, ""))
    assert {pace for _, pace, *_ in counted("2026-10-08T12:00:00", *refused)} == {Pace.OVER}


def test_an_end_that_the_registry_made_its_own_is_seen() -> None:
    (run,) = runs_of(("2026-09-29T10:00:00", None, "2026-10-31T00:00:00"))
    assert not run.agrees
    assert shown(run.written) == "2026-10-31 00:00:00"


def test_a_profile_without_clocks_says_which_one_is_missing() -> None:
    book = Forge()
    terms = forge.content(1, (1,))
    raw = book.act(forge.filing(terms)[0], 1, beijing("2026-09-29T10:00:00"))
    history = history_of(ANCHOR, forge.application_id(terms), [raw])
    with pytest.raises(profiles.ProfileIncomplete) as refused:
        clock_runs(history, profiles.load("xm-2024"), calendar())
    assert refused.value.missing == "clocks.examination"
