"""The clocks of an application, worked out anew from its acts: which rule, from when, until when.

What a registry wrote as the end of a period is a fact of the chain; here stands what the rule
profile makes of the same acts (NAT-2026 Arts. 17-28): acceptance, correction, examination with its
one extension, supplement, notice, objection. The examination's clock stands still while the others
run (Art. 28).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ledger.domain.acts import Action, ApplicationState, Step
from ledger.domain.profiles import Profile
from ledger.domain.words import ApplicationRecord
from ledger.domain.workdays import Calendar, deadline, working_days_between

if TYPE_CHECKING:
    from ledger.domain.dossier import Act
    from ledger.domain.history import History

_S = ApplicationState
EXAMINATION: Final = "examination"
EXTENSION: Final = "extension"
NOTICE: Final = "notice"
EXAMINATIONS: Final = frozenset({EXAMINATION, EXTENSION})
CLOCK_OF: Final[dict[ApplicationState, str]] = {
    _S.SUBMITTED: "acceptance",
    _S.CORRECTION: "correction",
    _S.ACCEPTED: EXAMINATION,
    _S.EXAMINING: EXAMINATION,
    _S.SUPPLEMENT: "supplement",
    _S.NOTICE: NOTICE,
    _S.OBJECTION: "objection",
}


@dataclass(frozen=True, slots=True)
class ClockRun:
    """One run of a clock. Times are seconds since 1970; the day of `start` is not counted.

    `end` is the rule's last second, `exact` false where no holiday table reaches; `written` is what
    the register has, 0 for nothing; `stopped` is when the run was over or interrupted, 0 while it
    goes on.
    """

    clock: str
    article: str | None
    start: int
    working_days: int
    end: int
    exact: bool
    written: int
    stopped: int

    @property
    def agrees(self) -> bool:
        """The register has the rule's own end, or none."""
        return self.written in (0, self.end)

    def late(self, time: int) -> bool:
        """Whether somebody let the period pass, up to `time`; a notice may stand longer."""
        return self.clock != NOTICE and (self.stopped or time) > self.end


class Pace(StrEnum):
    """Whether a clock goes on, stands still while another one runs, or has nothing left to do."""

    RUNNING = "running"
    STOPPED = "stopped"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Countdown:
    """A run at a moment: its pace, and the working days that are left after that day.

    `days_left` is negative by so many working days as the period is over; 0 is its last day, or a
    day without work after it: `late` tells the two apart.
    """

    run: ClockRun
    pace: Pace
    days_left: int
    late: bool


def days_left(run: ClockRun, time: int, table: Calendar) -> int:
    """Working days after the day of `time` up to the run's last one; negative once they are over.

    A run that was interrupted keeps what it had left then.
    """
    moment = run.stopped or time
    if moment > run.end:
        return -working_days_between(run.end, moment, table)
    return working_days_between(max(moment, run.start), run.end, table)


def countdowns(
    runs: tuple[ClockRun, ...], profile: Profile, time: int, table: Calendar
) -> tuple[Countdown, ...]:
    """Every run as it stands at `time`, in the same order.

    While the newest run goes on, the last run of the examination stands still if the profile says
    that this clock stops it (NAT-2026 Art. 28), and a notice that an objection interrupts goes on
    to its own end; all earlier runs are over.
    """
    return tuple(
        _counted(run, _pace(run, runs[place + 1 :], profile, time), time, table)
        for place, run in enumerate(runs)
    )


def _counted(run: ClockRun, pace: Pace, time: int, table: Calendar) -> Countdown:
    going = replace(run, stopped=0) if pace is Pace.RUNNING else run
    return Countdown(run, pace, days_left(going, time, table), run.late(time))


def _pace(run: ClockRun, later: tuple[ClockRun, ...], profile: Profile, time: int) -> Pace:
    if not run.stopped:
        return Pace.RUNNING
    family = EXAMINATIONS if run.clock in EXAMINATIONS else frozenset({run.clock})
    if not later or later[-1].stopped or any(each.clock in family for each in later):
        return Pace.OVER
    if later[-1].clock in profile.clocks[run.clock].stopped_by:
        return Pace.STOPPED
    return Pace.RUNNING if run.clock == NOTICE and time <= run.end else Pace.OVER


@dataclass(slots=True)
class _Clocks:
    """The runs so far; `left` is what the examination still has of its working days."""

    profile: Profile
    table: Calendar
    left: int
    runs: list[ClockRun] = field(default_factory=list)

    def start(self, clock: str, start: int, days: int, written: int) -> None:
        end = deadline(start, days, self.table)
        article = self.profile.clocks[clock].article
        self.runs.append(ClockRun(clock, article, start, days, end.time, end.exact, written, 0))

    def stop(self, time: int) -> None:
        run = self.runs[-1] = replace(self.runs[-1], stopped=time)
        if run.clock in EXAMINATIONS:
            used = working_days_between(run.start, time, self.table)
            self.left = max(0, run.working_days - used)

    def extend(self, time: int, written: int) -> None:
        """The examination with the extension's days, counted from its own start (Art. 28)."""
        run = self.runs[-1]
        self.stop(time)
        days = run.working_days + self.profile.clock(EXTENSION)
        self.start(EXTENSION, run.start, days, written)


def clock_runs(history: History, profile: Profile, table: Calendar) -> tuple[ClockRun, ...]:
    """Every run of a clock of an application, in the order of its acts.

    Raises:
        ProfileIncomplete: the profile does not say how long one of them is.
    """
    clocks = _Clocks(profile, table, left=profile.clock(EXAMINATION))
    state = ApplicationState.NONE
    for act, after in zip(history.acts, history.states[1:], strict=True):
        record = after.record(ApplicationRecord)
        _take(clocks, state, record, act)
        state = record.state
    return tuple(clocks.runs)


def _take(clocks: _Clocks, before: ApplicationState, record: ApplicationRecord, act: Act) -> None:
    action = act.terms.action if isinstance(act.terms, Step) else None
    was, now = CLOCK_OF.get(before), CLOCK_OF.get(record.state)
    time = act.raw.time
    if action is Action.EXTEND:
        clocks.extend(time, record.due)
    elif was == now is not None:
        clocks.runs[-1] = replace(clocks.runs[-1], written=record.due)
    else:
        if was is not None:
            clocks.stop(time)
        if action is Action.DEEM_ACCEPTED:
            # accepted on the first working day after the period (Art. 17); nobody wrote an end yet
            first = deadline(clocks.runs[-1].end, 1, clocks.table).time
            clocks.start(EXAMINATION, first, clocks.left, 0)
        elif action is Action.DISMISS_OBJECTION:
            notice = next(run for run in reversed(clocks.runs) if run.clock == NOTICE)
            clocks.runs.append(replace(notice, stopped=0))
        elif now is not None:
            days = clocks.left if now == EXAMINATION else clocks.profile.clock(now)
            clocks.start(now, time, days, record.due)
