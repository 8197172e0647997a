"""Which steps of a file are open for whom, and why the others are not.

One answer for page, API and command line: what is offered is what the register takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.desk.errors import (
    DraftGroundWrong,
    DraftGroupWrong,
    FileRecused,
    GovernmentDataNotTakenOn,
    StepImpossible,
)
from api.problems import EntryUnclear, code_of, title_of
from api.registrant.errors import RecordNotOpened
from ledger.bindings.errors import (
    change_desk,
    filing_desk,
    order_desk,
    register,
    request_desk,
    title_book,
)
from ledger.domain.acts import (
    Action,
    ApplicationId,
    Burden,
    Effect,
    FieldGroup,
    Ground,
    Operation,
    PartyId,
    PartyKind,
    Role,
    Time,
    TitleId,
)
from ledger.domain.burdens import strictest
from ledger.domain.desk import PERSONAL, Bar, Person, Step, bars_of_person, steps_for
from ledger.domain.fulfilling import operation_of
from ledger.domain.ids import ZERO
from ledger.domain.order_conditions import of_party
from ledger.domain.pledgors import PUBLIC_POWERS
from ledger.domain.profiles import ProfileNotKnown
from ledger.domain.rules.disposals import of_whole, order_kinds
from ledger.domain.words import TitleRecord
from ledger.queries import desk
from ledger.queries.errors import DossierUnknown
from ledger.queries.fulfilling import asked_of, askers
from ledger.queries.replay import load_dossier
from ledger.store.repositories import application, mirror, party

if TYPE_CHECKING:
    from api.desk.entering import Clerk
    from ledger.domain.desk import Filing
    from ledger.store.engine import Session
    from notarization.verify.report import Message

# what the register, or the desk, says to whoever tries all the same
FAULTS: Final[dict[Bar, type[Exception]]] = {
    Bar.EXTENDED: filing_desk.ExtendedAlready,
    Bar.TOO_EARLY: filing_desk.StepTooEarly,
    Bar.TOO_LATE: filing_desk.StepTooLate,
    Bar.IMPORTANT: filing_desk.ImportantNotPublished,
    Bar.GOVERNMENT: GovernmentDataNotTakenOn,
    Bar.RULES_UNKNOWN: ProfileNotKnown,
    Bar.RECORD_UNOPENED: RecordNotOpened,
    Bar.AUTHORITY: change_desk.AuthorityMissing,
    Bar.UNREADABLE: DossierUnknown,
    Bar.TITLE_ENDED: title_book.TitleNotLive,
    Bar.SOURCE: request_desk.SourceChanged,
    Bar.HOLDERS: filing_desk.NotByAllHolders,
    Bar.NOTHING_CHANGES: request_desk.ChangeWrong,
    Bar.BURDENED: title_book.Barred,
    Bar.INVOLVED: filing_desk.StaffInvolved,
    Bar.AGENT: filing_desk.StaffIsAgent,
    Bar.EXAMINED: filing_desk.StaffExamined,
    Bar.RECUSED: FileRecused,
    Bar.ROLE: register.RoleNotHeld,
}
# the deposit has a desk of its own, silence needs no clerk
NOBODY: Final = PartyId(ZERO)
ELSEWHERE: Final = frozenset({Action.DEPOSIT, Action.DEEM_ACCEPTED, Action.LAPSE})


def person_of(session: Session, clerk: Clerk) -> Person:
    """A clerk as the gates see it."""
    return desk.person(session, clerk.party, clerk.roles)


def offered(step: Step) -> bool:
    """Whether the desk prepares this step: its own staff signs, and no other part does it."""
    return bool(step.staff) and step.action not in ELSEWHERE


def reason(bar: Bar) -> tuple[str, Message]:
    """Why a step is not open: the code of the refusal and what it says."""
    return code_of(FAULTS[bar]), title_of(FAULTS[bar])


def steps_of(session: Session, clerk: Clerk, subject: bytes) -> tuple[Step, ...]:
    """The steps from where a file stands, with what bars each from this clerk now."""
    filing = _filing(session, subject)
    return steps_for(filing, person_of(session, clerk), _time(session))


def require_open(
    session: Session,
    clerk: Clerk,
    subject: bytes,
    asked: tuple[Action, Ground, FieldGroup],
    court: bytes = b"",
) -> None:
    """A clerk can prepare a step on a ground, concerning a group of fields, now.

    `court` allows it where orders stand, empty for nobody.

    Raises:
        DraftGroundWrong, DraftGroupWrong: a step of this file does not name this ground or group.
        StepImpossible: the procedure has no such step for the desk where the file stands.
        ExtendedAlready, StepTooEarly, StepTooLate, ImportantNotPublished,
        GovernmentDataNotTakenOn, ProfileNotKnown,
        RecordNotOpened, AuthorityMissing, TitleNotLive, SourceChanged, NotByAllHolders,
        ChangeWrong, Barred, StaffInvolved, StaffIsAgent, StaffExamined, FileRecused,
        RoleNotHeld.
        OrderingPartyWrong: who is said to allow it is no court and no other organ.
        EntryUnclear: nobody has to allow it.
    """
    action, ground, group = asked
    found = {each.action: each for each in steps_of(session, clerk, subject)}.get(action)
    if found is None or not offered(found):
        raise StepImpossible(action, _filing(session, subject).state.name)
    if court:
        _require_court(session, found, court)
        found = found.allowed()
    groups = dict(found.groups) or {FieldGroup.NONE: ()}
    for bar in (*groups.get(group, ()), *found.bars):
        raise _fault(session, clerk, subject, (bar, found, group))
    if ground not in found.grounds:
        raise DraftGroundWrong(action, ground)
    if group not in groups:
        raise DraftGroupWrong(action, group)


def _require_court(session: Session, step: Step, court: bytes) -> None:
    if not step.needs_court:
        raise EntryUnclear("court", "nobody: no order stands against the title")
    kind = PartyKind(party.kinds(session, (court,)).get(court, PartyKind.NONE))
    if kind not in PUBLIC_POWERS:
        raise order_desk.OrderingPartyWrong(PartyId(court), kind)


def kept_off(session: Session, clerk: Clerk, subject: bytes, step: Step) -> tuple[Bar, ...]:
    """What stands between this person and a step of a file, whatever its roles and the time."""
    filing, person = _filing(session, subject), person_of(session, clerk)
    bars = bars_of_person(filing, person, step.staff)
    return tuple(bar for bar in bars if bar in PERSONAL)


def require_fit(session: Session, clerk: Clerk, subject: bytes, step: Step) -> None:
    """Nothing keeps this person off.

    Raises:
        StaffInvolved, StaffIsAgent, StaffExamined, FileRecused.
    """
    for bar in kept_off(session, clerk, subject, step):
        raise _fault(session, clerk, subject, (bar, step, FieldGroup.NONE))


def _filing(session: Session, subject: bytes) -> Filing:
    return desk.filings_of(session, (subject,), _time(session))[subject]


def _record(session: Session, title: TitleId) -> TitleRecord:
    return load_dossier(session, title).record(TitleRecord)


def _barred(session: Session, subject: bytes, operation: Operation) -> title_book.Barred:
    """By its end, by the orders that stand against it, or by those on a whole holder."""
    asked, time = asked_of(session, subject), _time(session)
    title, record = asked.content.title, asked.title.record(TitleRecord)
    if record.expired(time):
        end = Time(record.valid_until)
        return title_book.Barred(title, NOBODY, operation, Burden.EXPIRED, end)
    holder, until, kinds = NOBODY, record.barred_until, order_kinds(record, time)
    if of_whole(record, operation, time) is not Effect.BARS:
        for party_id, each in askers(session, asked.content):
            if of_party(each, operation, time) is Effect.BARS:
                holder, until, kinds = PartyId(party_id), each.barred_until, each.order_kinds
    burden = strictest(operation, kinds) or Burden.FROZEN
    return title_book.Barred(title, holder, operation, burden, Time(until))


def _time(session: Session) -> int:
    return mirror.require_cursor(session).time


# a closed set is matched, one line a member
def _fault(  # noqa: C901, PLR0911, PLR0912
    session: Session, clerk: Clerk, subject: bytes, barred: tuple[Bar, Step, FieldGroup]
) -> Exception:
    """The refusal, with the values that it names."""
    (bar, step, group), own = barred, ApplicationId(subject)
    content = application.contents(session, (subject,))[subject]
    title = TitleId(content.title)
    operation = operation_of(group) if step.groups else Operation.RENEWAL
    match bar:
        case Bar.EXTENDED:
            return filing_desk.ExtendedAlready(own)
        case Bar.TOO_EARLY:
            return filing_desk.StepTooEarly(own, step.action, Time(step.since - 1))
        case Bar.TOO_LATE:
            return filing_desk.StepTooLate(own, step.action, Time(step.until))
        case Bar.IMPORTANT:
            return filing_desk.ImportantNotPublished(own)
        case Bar.GOVERNMENT:
            return GovernmentDataNotTakenOn(subject)
        case Bar.RULES_UNKNOWN:
            return ProfileNotKnown(content.profile.hex())
        case Bar.RECORD_UNOPENED:
            return RecordNotOpened(subject.hex())
        case Bar.AUTHORITY:
            return change_desk.AuthorityMissing(title, operation, NOBODY)
        case Bar.UNREADABLE:
            return DossierUnknown(title, content.block, "TITLE")
        case Bar.TITLE_ENDED:
            return title_book.TitleNotLive(title)
        case Bar.SOURCE:
            return request_desk.SourceChanged(title, own)
        case Bar.HOLDERS:
            given = len(_filing(session, subject).holders)
            return filing_desk.NotByAllHolders(title, given, _record(session, title).holders)
        case Bar.NOTHING_CHANGES:
            return request_desk.ChangeWrong(title, group)
        case Bar.BURDENED:
            return _barred(session, subject, operation)
        case Bar.INVOLVED:
            return filing_desk.StaffInvolved(PartyId(clerk.party))
        case Bar.AGENT:
            applicants = _filing(session, subject).applicants
            first = min(person_of(session, clerk).principals & applicants)
            return filing_desk.StaffIsAgent(PartyId(clerk.party), PartyId(first))
        case Bar.EXAMINED:
            return filing_desk.StaffExamined(PartyId(clerk.party))
        case Bar.RECUSED:
            return FileRecused(subject, clerk.party)
        case Bar.ROLE:
            return register.RoleNotHeld(PartyId(clerk.party), Role(step.staff[0]))
