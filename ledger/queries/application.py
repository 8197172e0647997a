"""Applications: one by its id, lists of them, and the notices that run."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger.domain import profiles
from ledger.domain.acts import (
    Action,
    ActKind,
    Application,
    ApplicationState,
    DataClass,
    DataGrade,
    Ground,
    Notice,
    Origin,
    Registration,
)
from ledger.domain.deadlines import Countdown, clock_runs, countdowns
from ledger.domain.dossier import parse_act
from ledger.domain.ids import ZERO
from ledger.domain.procedure import TABLE
from ledger.domain.verdict import Result
from ledger.domain.workdays import calendar
from ledger.queries.as_of import AsOf, as_of
from ledger.queries.deposit import DepositFacts, deposit_of
from ledger.queries.errors import SubjectUnknown
from ledger.queries.names import NamedParty, NoticeFacts, facts_of, named, notice_facts
from ledger.queries.pages import Mark, bounded
from ledger.queries.replay import load_histories, raw_act
from ledger.queries.title import ObjectFacts, object_facts
from ledger.store.repositories import application, erasure, journal, mirror, title
from ledger.store.repositories.application import Filter
from ledger.store.tables.erasure import TombstoneRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.store.engine import ReadSession, Session
    from ledger.store.tables.application import (
        ApplicantRow,
        ApplicationRow,
        ApplicationStateRow,
        StepRow,
    )

# steps that are acts of their own; a correction is one, or a supplement, by what was asked for
OWN_ACTS: Final = {
    ActKind.NoticePublished: Action.PUBLISH,
    ActKind.ApplicationCertified: Action.CERTIFY,
    ActKind.ApplicationCorrected: Action.CORRECT,
}

__all__ = ["Filter", "applications", "clocks_of", "find_application", "recent_notices"]


@dataclass(frozen=True, slots=True)
class Applicant:
    """A party with the shares it applies for, in ppm by Right."""

    party: bytes
    shares: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Classified:
    """What is applied for, and what the gates go by; `title` and `basis` are None for nothing.

    `window` are the first and the last second in which the rules of a renewal that is open let it
    be filed (NAT-2026 Art. 36).
    """

    registration: Registration
    title: bytes | None
    origin: Origin
    data_class: DataClass
    grade: DataGrade
    basis: bytes | None
    participants: tuple[bytes, ...]
    window: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step of the procedure; publication, issue and correction are acts of their own."""

    seq: int
    action: Action
    ground: Ground
    due: int
    document: bytes
    time: int
    block: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an application stands; times are 0 where there is none.

    `unknown`: its dossier cannot be read, or differs from the chain, and this is from before.
    """

    application: bytes
    registry: int
    state: ApplicationState
    due: int
    notice_due: int
    deposited_at: int
    corrected: bool
    extended: bool
    changed_time: int
    block: int
    seq: int
    unknown: bool

    @property
    def told(self) -> ApplicationState | Result:
        """Its state, as far as it is known."""
        return Result.UNKNOWN if self.unknown else self.state

    def objectable(self, time: int) -> bool:
        """Whether anybody may object at that time, as far as it is known."""
        opens = not self.unknown and (self.state, Action.OBJECT) in TABLE
        return opens and time <= self.notice_due


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """An application; `content` is the struct hash that its next act must name.

    `clocks` is None where its profile is not known here, or its dossier cannot be read.
    """

    as_of: AsOf
    standing: Standing
    fingerprint: bytes
    keyed: bool
    filing: Classified
    record: bytes
    profile: bytes
    content: bytes
    applicants: tuple[Applicant, ...]
    steps: tuple[StepTaken, ...]
    clocks: tuple[Countdown, ...] | None
    notice: NoticeFacts | None
    title: bytes | None
    data_object: ObjectFacts
    deposit: DepositFacts | None
    erased: tuple[TombstoneRow, ...]
    names: Mapping[bytes, NamedParty]


@dataclass(frozen=True, slots=True)
class ApplicationEntry:
    """An application in a list."""

    standing: Standing
    applicants: tuple[Applicant, ...]
    notice: NoticeFacts | None
    title: bytes | None


@dataclass(frozen=True, slots=True)
class ApplicationList:
    """Applications by their last change, newest first; `next` is None on the last page."""

    as_of: AsOf
    entries: tuple[ApplicationEntry, ...]
    names: Mapping[bytes, NamedParty]
    next: Mark | None


@dataclass(frozen=True, slots=True)
class NoticeList:
    """Notices, newest first."""

    as_of: AsOf
    notices: tuple[NoticeFacts, ...]
    next: Mark | None


def find_application(session: ReadSession, subject: bytes) -> ApplicationPage:
    """An application by its id. Raises SubjectUnknown."""
    content = application.application(session, subject)
    if content is None:
        raise SubjectUnknown(subject)
    applicants = _applicants(application.applicants(session, (subject,)))
    filing = _classified(session, content)
    return ApplicationPage(
        as_of=as_of(session),
        standing=standings(session, application.states(session, (subject,)).values())[subject],
        fingerprint=content.fingerprint,
        keyed=bool(content.keyed),
        filing=filing,
        record=content.record,
        profile=content.profile,
        content=content.content,
        applicants=applicants,
        steps=tuple(sorted(_steps(session, subject), key=lambda each: each.seq)),
        clocks=clocks_of(session, (subject,))[subject],
        notice=notice_facts(session, (subject,)).get(subject),
        title=application.certified(session, (subject,)).get(subject),
        data_object=object_facts(session, content.fingerprint),
        deposit=deposit_of(session, subject),
        erased=tuple(erasure.tombstones(session, subject)),
        names=named(session, (*(each.party for each in applicants), *filing.participants)),
    )


def clocks_of(
    session: ReadSession, subjects: Iterable[bytes]
) -> dict[bytes, tuple[Countdown, ...] | None]:
    """The clocks of applications as of now, for one page or a whole worklist.

    None where an application's profile is not known here or names no such clock, or its dossier
    cannot be read.
    """
    profile_of = {
        subject: profiles.by_digest(row.profile)
        for subject, row in application.contents(session, subjects).items()
    }
    known = {subject for subject, profile in profile_of.items() if profile is not None}
    histories = load_histories(session, known - mirror.lost(session, known))
    time, table = as_of(session).time, calendar()
    found: dict[bytes, tuple[Countdown, ...] | None] = dict.fromkeys(profile_of)
    for subject, history in histories.items():
        profile = profile_of[subject]
        if profile is None:
            continue
        with suppress(profiles.ProfileIncomplete):
            found[subject] = countdowns(clock_runs(history, profile, table), profile, time, table)
    return found


def applications(
    session: ReadSession, which: Filter, *, below: Mark | None = None, limit: int = 20
) -> ApplicationList:
    """Applications of a registry, in a state, of a party, or all."""
    limit = bounded(limit)
    rows = application.page(session, which, below.pair if below else None, limit + 1)
    shown = rows[:limit]
    ids = [row.application for row in shown]
    applicants = applicants_of(session, ids)
    notices, titles = notice_facts(session, ids), application.certified(session, ids)
    stand = standings(session, shown)
    entries = tuple(
        ApplicationEntry(
            stand[subject],
            applicants.get(subject, ()),
            notices.get(subject),
            titles.get(subject),
        )
        for subject in ids
    )
    parties = {each.party for entry in entries for each in entry.applicants}
    further = len(rows) > limit
    mark = Mark(shown[-1].block, shown[-1].application) if further else None
    return ApplicationList(as_of(session), entries, named(session, parties), mark)


def applicants_of(
    session: ReadSession, subjects: Iterable[bytes]
) -> dict[bytes, tuple[Applicant, ...]]:
    """Who applies for which shares, by application."""
    rows: dict[bytes, list[ApplicantRow]] = {}
    for each in application.applicants(session, subjects):
        rows.setdefault(each.application, []).append(each)
    return {subject: _applicants(found) for subject, found in rows.items()}


def recent_notices(
    session: ReadSession, *, below: Mark | None = None, limit: int = 20
) -> NoticeList:
    """Notices, newest first."""
    limit = bounded(limit)
    rows = application.recent_notices(session, below.pair if below else None, limit + 1)
    shown = rows[:limit]
    mark = Mark(shown[-1].block, shown[-1].application) if len(rows) > limit else None
    return NoticeList(as_of(session), tuple(facts_of(session, shown).values()), mark)


def standings(session: Session, rows: Iterable[ApplicationStateRow]) -> Mapping[bytes, Standing]:
    """Where applications stand, as their rows have it."""
    every = list(rows)
    lost = mirror.lost(session, (row.application for row in every))
    return {row.application: _standing(row, unknown=row.application in lost) for row in every}


def _standing(row: ApplicationStateRow, *, unknown: bool) -> Standing:
    return Standing(
        application=row.application,
        registry=row.registry_code,
        state=ApplicationState(row.state),
        due=row.due,
        notice_due=row.notice_due,
        deposited_at=row.deposited_at,
        corrected=bool(row.corrected),
        extended=bool(row.extended),
        changed_time=row.changed_time,
        block=row.block,
        seq=row.seq,
        unknown=unknown,
    )


def _classified(session: ReadSession, row: ApplicationRow) -> Classified:
    others = application.participants(session, (row.application,))
    return Classified(
        registration=Registration(row.registration),
        title=row.title if any(row.title) else None,
        origin=Origin(row.origin),
        data_class=DataClass(row.data_class),
        grade=DataGrade(row.grade),
        basis=row.basis if any(row.basis) else None,
        participants=tuple(other.party for other in others),
        window=_window(session, row),
    )


def _window(session: ReadSession, row: ApplicationRow) -> tuple[int, int] | None:
    profile = profiles.by_digest(row.profile)
    state = title.states(session, (row.title,)).get(row.title)
    if row.registration != Registration.RENEWAL or state is None or not state.renewing:
        return None
    if profile is None or profile.renewal is None:
        return None
    return profile.renewal_window(state.valid_until)


def _applicants(rows: list[ApplicantRow]) -> tuple[Applicant, ...]:
    return tuple(Applicant(row.party, (row.hold, row.use, row.oper)) for row in rows if row.current)


def _steps(session: ReadSession, subject: bytes) -> Iterator[StepTaken]:
    """The steps that were taken; of a dossier that cannot be read, those that were understood."""
    told = list(map(_step, application.steps(session, subject)))
    yield from told
    if mirror.lost(session, (subject,)):
        return
    for row in journal.of_kinds(session, (subject,), OWN_ACTS).get(subject, ()):
        act = parse_act(raw_act(row))
        action = OWN_ACTS[act.kind]
        asked = (each.action for each in told if each.seq < act.seq)
        if action is Action.CORRECT and Action.ASK_SUPPLEMENT in asked:
            action = Action.SUPPLY
        due = act.terms.due if isinstance(act.terms, Notice | Application) else 0
        yield StepTaken(act.seq, action, Ground.NONE, due, ZERO, act.raw.time, act.raw.block)


def _step(row: StepRow) -> StepTaken:
    action, ground = Action(row.action), Ground(row.ground)
    return StepTaken(row.step, action, ground, row.due, row.document, row.time, row.block)
