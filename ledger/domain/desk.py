"""The registry's desk: what may be done next with an application, by whom and from when.

What stands here follows from the procedure table, the times and the gates that the contracts hold
(NAT-2026 Arts. 14-28); the one rule of its own is Art. 15's, which no contract holds: what organs
collected in their duties is not registered. Claims of files are no law: whoever
holds the role may sign, and the register alone says what was done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, IntEnum, auto
from typing import TYPE_CHECKING, Final, TypeAlias

from ledger.domain.acts import (
    Action,
    ApplicationState,
    DataGrade,
    DueRule,
    FieldGroup,
    Ground,
    Registration,
    Role,
    Signatories,
)
from ledger.domain.procedure import TABLE, grounds_of, is_end
from ledger.domain.rules.application import REQUESTS
from ledger.domain.signatories import STEP_STAFF

if TYPE_CHECKING:
    from collections.abc import Iterator


class Deed(IntEnum):
    """What was done with a file apart from the acts on chain: by staff, RETURNED by applicants."""

    READ = 0
    CLAIMED = 1
    REASSIGNED = 2
    RECUSED = 3
    OPENED = 4
    ERASED = 5
    RETURNED = 6
    GRANTED = 7


class Concern(IntEnum):
    """For what a file is read (NAT-2026 Art. 30: with a stated purpose, and for no other use)."""

    ACCEPTANCE = 0
    EXAMINATION = 1
    REVIEW = 2
    OBJECTION = 3
    ISSUE = 4
    SUPERVISION = 5
    DISPUTE = 6


class Bar(Enum):
    """Why a step that the procedure has is not open: what the register, or its desk, would say."""

    EXTENDED = auto()
    TOO_EARLY = auto()
    TOO_LATE = auto()
    IMPORTANT = auto()
    GOVERNMENT = auto()
    RULES_UNKNOWN = auto()
    RECORD_UNOPENED = auto()
    AUTHORITY = auto()
    UNREADABLE = auto()
    TITLE_ENDED = auto()
    SOURCE = auto()
    HOLDERS = auto()
    NOTHING_CHANGES = auto()
    BURDENED = auto()
    INVOLVED = auto()
    AGENT = auto()
    EXAMINED = auto()
    RECUSED = auto()
    ROLE = auto()


# those that stand between one person and a file, whatever the role
PERSONAL = frozenset({Bar.INVOLVED, Bar.AGENT, Bar.EXAMINED, Bar.RECUSED})
# the steps that let an application through to a title
TAKING_ON: Final = frozenset({Action.ACCEPT, Action.PUBLISH, Action.PASS_UNPUBLISHED})
# what was asked for is done to the title by examiner and reviewer, not by the seal (ADR 0022)
FULFILLING: Final = Signatories.EXAMINER_AND_REVIEWER
Groups: TypeAlias = tuple[tuple[FieldGroup, tuple[Bar, ...]], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step that the procedure has from here.

    `staff` are the roles that sign it, in order; it is empty where applicants, one party or nobody
    signs, as `signatories` says. It can be taken from `since` to `until`, 0 where nothing bounds
    it, in seconds since 1970. `grounds` are those that it may name, `bars` what keeps it from being
    taken now. Where it does what all holders asked for, it names one of `groups`, each with what
    bars it on the title.
    """

    action: Action
    signatories: Signatories
    staff: tuple[Role, ...]
    since: int = 0
    until: int = 0
    grounds: tuple[Ground, ...] = (Ground.NONE,)
    bars: tuple[Bar, ...] = ()
    groups: Groups = ()

    @property
    def open(self) -> bool:
        """Whether nothing keeps it from being taken now."""
        return not self.bars

    @property
    def needs_court(self) -> bool:
        """Whether it must name the court or organ that allows it, for the orders that stand."""
        barred = (self.bars, *(bars for _, bars in self.groups))
        return any(Bar.AUTHORITY in bars for bars in barred)

    def allowed(self) -> Step:
        """The same step once that court or organ is named."""
        of_groups = {bar for _, bars in self.groups for bar in bars}
        groups = tuple((group, _allowed(bars)) for group, bars in self.groups)
        own = [bar for bar in _allowed(self.bars) if bar not in of_groups]
        return replace(self, bars=(*own, *_of_all(groups)), groups=groups)


@dataclass(frozen=True, slots=True)
class Times:
    """The times of an application's record that bound its steps."""

    due: int
    notice_due: int
    extended: bool


@dataclass(frozen=True, slots=True)
class Filing:
    """What of a file decides which steps are open.

    `holders` apply, `heirs` absorbed one of them since, `participants` took part in a fusion,
    `examined` passed the examination, `recused` have recused themselves.
    `ruled`: its rules are known here; `opened`: its record is kept here; `authority`: its sealing
    must name a court or organ, for the orders that stand against the title that it renews;
    `readable`: the dossier of the title that it concerns can be read.
    `government`: an organ or a court applies for public data of its own (Art. 15).
    `groups`: of a registered change or cancellation, what bars each group of fields that it may
    concern.
    """

    state: ApplicationState
    times: Times
    registration: Registration
    grade: DataGrade
    holders: frozenset[bytes]
    participants: frozenset[bytes]
    examined: frozenset[bytes]
    recused: frozenset[bytes]
    ruled: bool
    opened: bool
    authority: bool
    groups: Groups = ()
    readable: bool = True
    government: bool = False
    heirs: frozenset[bytes] = frozenset()

    @property
    def applicants(self) -> frozenset[bytes]:
        """Those whose file it is: who applied, and who goes on in the place of one."""
        return self.holders | self.heirs


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff; `principals` are those whose agent it is or ever was."""

    party: bytes
    roles: frozenset[Role]
    principals: frozenset[bytes] = frozenset()


def steps_for(filing: Filing, person: Person, time: int) -> tuple[Step, ...]:
    """The steps from a file's state, in the order of the actions, with what bars each now.

    A step of staff is open where this person could sign one of its roles; what applicants, one
    party or nobody signs is bound by its time alone.
    """
    steps = []
    for (before, action), row in sorted(TABLE.items()):
        if before is filing.state:
            since, until = _bounds(action, filing)
            asked = action is Action.CERTIFY and filing.registration in REQUESTS
            signatories = FULFILLING if asked else row.signatories
            staff, groups = STEP_STAFF.get(signatories, ()), filing.groups if asked else ()
            bars = [*_bars_of_time(since, until, time), *_bars_of_file(filing, action)]
            bars += _of_all(groups)
            if staff:
                bars += bars_of_person(filing, person, staff)
            grounds = _grounds(filing, action)
            steps.append(
                Step(action, signatories, staff, since, until, grounds, tuple(bars), groups)
            )
    return tuple(steps)


def _allowed(bars: tuple[Bar, ...]) -> tuple[Bar, ...]:
    return tuple(bar for bar in bars if bar is not Bar.AUTHORITY)


def _of_all(groups: Groups) -> list[Bar]:
    """What bars a step for its groups: nothing while one of them is open."""
    if not all(barred for _, barred in groups):
        return []
    return list(dict.fromkeys(bar for _, barred in groups for bar in barred))


def bars_of_person(filing: Filing, person: Person, staff: tuple[Role, ...]) -> Iterator[Bar]:
    """What keeps a person off a step. Who seals decides nothing (ADR 0019), and may be involved."""
    if Role.SEAL_KEEPER not in staff:
        if person.party in filing.applicants | filing.participants:
            yield Bar.INVOLVED
        if person.principals & filing.applicants:
            yield Bar.AGENT
    if filing.state is ApplicationState.OBJECTION and person.party in filing.examined:
        yield Bar.EXAMINED
    if person.party in filing.recused:
        yield Bar.RECUSED
    if not person.roles & set(staff):
        yield Bar.ROLE


def _grounds(filing: Filing, action: Action) -> tuple[Ground, ...]:
    """The grounds of a step; that nothing material changes is said of a request alone."""
    request = filing.registration in REQUESTS
    return tuple(each for each in grounds_of(action) if request or each is not Ground.NOT_MATERIAL)


def worked_on(state: ApplicationState) -> bool:
    """Whether the registry still has something to do with an application in this state."""
    return not is_end(state) and any(before is state for before, _ in TABLE)


def _bars_of_time(since: int, until: int, time: int) -> Iterator[Bar]:
    if time < since:
        yield Bar.TOO_EARLY
    if until and time > until:
        yield Bar.TOO_LATE


def _bars_of_file(filing: Filing, action: Action) -> Iterator[Bar]:
    """The gates of a step, and what the desk needs to work its terms out."""
    if action is Action.EXTEND and filing.times.extended:
        yield Bar.EXTENDED
    if action in TAKING_ON and filing.government and filing.registration not in REQUESTS:
        yield Bar.GOVERNMENT
    if action is Action.PUBLISH:
        if filing.grade is DataGrade.IMPORTANT:
            yield Bar.IMPORTANT
        if not filing.opened:
            yield Bar.RECORD_UNOPENED
    row = TABLE[filing.state, action]
    timed = row.signatories in STEP_STAFF and row.due in (DueRule.GIVEN, DueRule.NOTICE_FLOOR)
    seals = action is Action.CERTIFY and filing.registration not in REQUESTS
    if not filing.ruled and (timed or seals):
        yield Bar.RULES_UNKNOWN
    if action is Action.CERTIFY and filing.authority:
        yield Bar.AUTHORITY
    if action is Action.CERTIFY and not filing.readable:
        yield Bar.UNREADABLE


def _bounds(action: Action, filing: Filing) -> tuple[int, int]:
    """As the contracts hold them: silence and lapse after the period, objections within it.

    And as the law does: an intake that nobody answered in time is accepted (NAT-2026 Art. 17), and
    the desk neither sends it back nor turns it away any more, but for what organs collected, which
    is registered by nobody (Art. 15).
    """
    times = filing.times
    match action:
        case Action.REJECT_INTAKE if filing.government:
            return 0, 0
        case Action.ASK_CORRECTION | Action.REJECT_INTAKE:
            return 0, times.due
        case Action.DEEM_ACCEPTED | Action.LAPSE:
            return times.due + 1, 0
        case Action.CLOSE_NOTICE:
            return times.notice_due + 1, 0
        case Action.OBJECT:
            return 0, times.notice_due
        case _:
            return 0, 0
