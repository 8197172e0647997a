"""The registry's desk: the files that its staff works on, who has them, and how long they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger.domain import profiles
from ledger.domain.acts import (
    ApplicationState,
    DataClass,
    DataGrade,
    Operation,
    Origin,
    PartyKind,
    Registration,
    Role,
)
from ledger.domain.deadlines import Countdown
from ledger.domain.desk import Filing, Groups, Person, Step, Times, steps_for, worked_on
from ledger.domain.gates import of_government
from ledger.domain.rules.application import REQUESTS
from ledger.domain.rules.disposals import needs_authority
from ledger.domain.words import TitleRecord
from ledger.queries import application as applications
from ledger.queries.application import Applicant, Standing
from ledger.queries.as_of import AsOf, as_of
from ledger.queries.errors import DossierUnknown
from ledger.queries.fulfilling import bars_of_groups
from ledger.queries.names import NamedParty, named, notice_facts
from ledger.queries.pages import Mark, bounded
from ledger.queries.replay import load_dossier
from ledger.store.repositories import absorption, application, desk, mandate, party
from ledger.store.repositories.desk import Queue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import ReadSession, Session
    from ledger.store.tables.application import ApplicationRow, ApplicationStateRow

__all__ = ["OPEN_STATES", "Queue", "claim_of", "queue"]
OPEN_STATES: Final = tuple(each for each in ApplicationState if worked_on(each))


@dataclass(frozen=True, slots=True)
class Claim:
    """Who works on a file (`party` empty: nobody), since when; `version` is that of the claim."""

    party: bytes
    since: int
    version: int


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A file in the queue. `clock` is the period that runs now, None where none is known."""

    standing: Standing
    applicants: tuple[Applicant, ...]
    data_name: str
    claim: Claim
    clock: Countdown | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue; `counts` are the registry's applications by their states."""

    as_of: AsOf
    entries: tuple[QueueEntry, ...]
    counts: Mapping[ApplicationState, int]
    names: Mapping[bytes, NamedParty]
    next: Mark | None


NOBODY: Final = Claim(b"", 0, 0)


def queue(
    session: ReadSession,
    which: Queue,
    person: Person,
    *,
    after: Mark | None = None,
    limit: int = 60,
) -> QueuePage:
    """The files of a registry, the nearest deadline first, with what is open for a person."""
    limit, now = bounded(limit), as_of(session)
    rows = desk.queue(session, which, after.pair if after else None, limit + 1)
    shown = rows[:limit]
    ids = [row.application for _, row in shown]
    applicants = applications.applicants_of(session, ids)
    claims, clocks = desk.claims(session, ids), applications.clocks_of(session, ids)
    notices = notice_facts(session, ids)
    records = desk.filed_records(session, ids)
    filings = filings_of(session, ids, now.time)
    stand = applications.standings(session, [row for _, row in shown])
    entries = []
    for _, row in shown:
        subject, notice = row.application, notices.get(row.application)
        claim = claims.get(subject)
        entries.append(
            QueueEntry(
                standing=stand[subject],
                applicants=applicants.get(subject, ()),
                data_name=(records[subject].data_name if subject in records else "")
                or (notice.data_name if notice else ""),
                claim=Claim(claim.party, claim.since, claim.version) if claim else NOBODY,
                clock=running(clocks.get(subject)),
                steps=steps_for(filings[subject], person, now.time),
            )
        )
    parties = {each.party for entry in entries for each in entry.applicants}
    parties |= {entry.claim.party for entry in entries} - {b""}
    return QueuePage(
        as_of=now,
        entries=tuple(entries),
        counts=_counts(session, which.registry_code),
        names=named(session, parties),
        next=Mark(shown[-1][0], ids[-1]) if len(rows) > limit else None,
    )


def claim_of(session: Session, subject: bytes) -> Claim:
    """Who works on a file."""
    row = desk.claim(session, subject)
    return Claim(row.party, row.since, row.version) if row else NOBODY


def registry_of(session: Session, subject: bytes) -> int | None:
    """The registry of an application, None where there is no such application."""
    found = application.states(session, (subject,)).get(subject)
    return found.registry_code if found else None


def person(session: Session, party: bytes, roles: frozenset[Role]) -> Person:
    """A member of staff, with those whose agent it is or ever was."""
    principals = frozenset(row.principal for row in mandate.principals(session, party))
    return Person(party, roles, principals)


def filings_of(session: Session, subjects: Iterable[bytes], time: int) -> dict[bytes, Filing]:
    """What decides which steps of these applications are open, for one page or a whole list."""
    wanted = list(subjects)
    contents, states = application.contents(session, wanted), application.states(session, wanted)
    applicants = application.applicants(session, wanted)
    others, recused = application.participants(session, wanted), desk.recusals(session, wanted)
    records, passed = desk.filed_records(session, wanted), mandate.examiners(session, wanted)
    holders = {
        subject: frozenset(
            row.party for row in applicants if row.application == subject and row.current
        )
        for subject in contents
    }
    heirs = absorption.heirs(session, (row.party for row in applicants))
    kinds = party.kinds(session, (row.party for row in applicants))
    return {
        subject: Filing(
            state=ApplicationState(states[subject].state),
            times=Times(state.due, state.notice_due, extended=bool(state.extended)),
            registration=Registration(content.registration),
            grade=DataGrade(content.grade),
            holders=holders[subject],
            participants=frozenset(row.party for row in others if row.application == subject),
            examined=frozenset(row.party for row in passed if row.subject == subject),
            recused=frozenset(row.party for row in recused if row.application == subject),
            ruled=_ruled(content.profile),
            opened=subject in records and records[subject].root == content.record,
            authority=of_title.authority,
            groups=of_title.groups,
            readable=of_title.readable,
            heirs=frozenset(heirs[each] for each in holders[subject] if each in heirs),
            government=of_government(
                Origin(content.origin),
                DataClass(content.data_class),
                {PartyKind(kinds[each]) for each in holders[subject] if each in kinds},
            ),
        )
        for subject, content in contents.items()
        for state in (states[subject],)
        for of_title in (_of_title(session, content, state, time),)
    }


@dataclass(frozen=True, slots=True)
class _OfTitle:
    """What the title that a file concerns has to say; an unreadable one bars that file alone."""

    authority: bool = False
    groups: Groups = ()
    readable: bool = True


def _of_title(
    session: Session, content: ApplicationRow, state: ApplicationStateRow, time: int
) -> _OfTitle:
    try:
        authority = _needs_authority(session, content, state, time)
        return _OfTitle(authority, _groups(session, content, state, time))
    except DossierUnknown:
        return _OfTitle(readable=False)


def running(clocks: tuple[Countdown, ...] | None) -> Countdown | None:
    """The newest run that is not over: the one that stands in the queue."""
    return next((each for each in reversed(clocks or ()) if not each.run.stopped), None)


def _ruled(profile: bytes) -> bool:
    """Whether the rules of a file are known here, and whole enough to be enforced."""
    found = profiles.by_digest(profile)
    return found is not None and found.floors is not None


def _needs_authority(
    session: Session, content: ApplicationRow, state: ApplicationStateRow, time: int
) -> bool:
    """Whether orders stand against the title that a registered renewal is to prolong."""
    renews = content.registration == Registration.RENEWAL
    if not renews or state.state != ApplicationState.REGISTERED:
        return False
    record = load_dossier(session, content.title).record(TitleRecord)
    return needs_authority(record, Operation.RENEWAL, time)


def _groups(
    session: Session, content: ApplicationRow, state: ApplicationStateRow, time: int
) -> Groups:
    """What bars a change or cancellation that is registered and waits to be done."""
    asks = content.registration in REQUESTS and state.state == ApplicationState.REGISTERED
    return tuple(bars_of_groups(session, content.application, time).items()) if asks else ()


def _counts(session: Session, registry: int) -> dict[ApplicationState, int]:
    found = desk.count_by_state(session, registry)
    return {ApplicationState(state): count for state, count in sorted(found.items())}
