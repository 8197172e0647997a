"""The registry's desk: what may be done next with an application, by whom and from when.

What stands here follows from the procedure table and the times that the contracts hold (NAT-2026
Arts. 14-28); nothing of it is a rule of its own. Claims of files are no law: whoever holds the role
may sign, and the register alone says what was done.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from ledger.domain.acts import Action, Role, Signatories
from ledger.domain.procedure import TABLE, is_end
from ledger.domain.signatories import STEP_STAFF

if TYPE_CHECKING:
    from ledger.domain.acts import ApplicationState


class Deed(IntEnum):
    """What a member of staff did with a file, apart from the acts on chain."""

    READ = 0
    CLAIMED = 1
    REASSIGNED = 2
    RECUSED = 3
    OPENED = 4


class Concern(IntEnum):
    """For what a file is read (NAT-2026 Art. 30: with a stated purpose, and for no other use)."""

    ACCEPTANCE = 0
    EXAMINATION = 1
    REVIEW = 2
    OBJECTION = 3
    ISSUE = 4
    SUPERVISION = 5


@dataclass(frozen=True, slots=True)
class Step:
    """A step that the procedure has from here.

    `staff` are the roles that sign it, in order; it is empty where applicants, one party or nobody
    signs, as `signatories` says. It can be taken from `since` to `until`, 0 where nothing bounds
    it, in seconds since 1970.
    """

    action: Action
    signatories: Signatories
    staff: tuple[Role, ...]
    since: int = 0
    until: int = 0

    def open_at(self, time: int) -> bool:
        """Whether its time has come and is not over."""
        return self.since <= time and (not self.until or time <= self.until)


@dataclass(frozen=True, slots=True)
class Times:
    """The times of an application's record that bound its steps."""

    due: int
    notice_due: int
    extended: bool


def next_steps(state: ApplicationState, times: Times) -> tuple[Step, ...]:
    """The steps from a state, in the order of the actions."""
    steps = []
    for (before, action), row in sorted(TABLE.items()):
        if before is state and not (action is Action.EXTEND and times.extended):
            since, until = _bounds(action, times)
            staff = STEP_STAFF.get(row.signatories, ())
            steps.append(Step(action, row.signatories, staff, since, until))
    return tuple(steps)


def worked_on(state: ApplicationState) -> bool:
    """Whether the registry still has something to do with an application in this state."""
    return not is_end(state) and bool(next_steps(state, Times(0, 0, extended=False)))


def _bounds(action: Action, times: Times) -> tuple[int, int]:
    """As the contracts hold them: silence and lapse after the period, objections within it."""
    match action:
        case Action.DEEM_ACCEPTED | Action.LAPSE:
            return times.due + 1, 0
        case Action.CLOSE_NOTICE:
            return times.notice_due + 1, 0
        case Action.OBJECT:
            return 0, times.notice_due
        case _:
            return 0, 0
