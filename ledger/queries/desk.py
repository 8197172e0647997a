"""The registry's desk: the files that its staff works on, who has them, and how long they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger.domain.acts import ApplicationState
from ledger.domain.deadlines import Countdown
from ledger.domain.desk import Step, Times, next_steps, worked_on
from ledger.queries import application as applications
from ledger.queries.application import Applicant, Standing
from ledger.queries.as_of import AsOf, as_of
from ledger.queries.names import NamedParty, named, notice_facts
from ledger.queries.pages import Mark, bounded
from ledger.store.repositories import application, desk
from ledger.store.repositories.desk import Queue

if TYPE_CHECKING:
    from ledger.store.engine import ReadSession, Session

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
    session: ReadSession, which: Queue, *, after: Mark | None = None, limit: int = 60
) -> QueuePage:
    """The files of a registry, the nearest deadline first."""
    limit = bounded(limit)
    rows = desk.queue(session, which, after.pair if after else None, limit + 1)
    shown = rows[:limit]
    ids = [row.application for _, row in shown]
    applicants = applications.applicants_of(session, ids)
    claims, clocks = desk.claims(session, ids), applications.clocks_of(session, ids)
    filed, notices = desk.filed_names(session, ids), notice_facts(session, ids)
    entries = []
    for _, row in shown:
        subject, notice = row.application, notices.get(row.application)
        standing = applications.standing(row)
        claim = claims.get(subject)
        entries.append(
            QueueEntry(
                standing=standing,
                applicants=applicants.get(subject, ()),
                data_name=filed.get(subject) or (notice.data_name if notice else ""),
                claim=Claim(claim.party, claim.since, claim.version) if claim else NOBODY,
                clock=running(clocks.get(subject)),
                steps=steps_of(standing),
            )
        )
    parties = {each.party for entry in entries for each in entry.applicants}
    parties |= {entry.claim.party for entry in entries} - {b""}
    return QueuePage(
        as_of=as_of(session),
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


def steps_of(standing: Standing) -> tuple[Step, ...]:
    """What may be done next."""
    times = Times(standing.due, standing.notice_due, extended=standing.extended)
    return next_steps(standing.state, times)


def running(clocks: tuple[Countdown, ...] | None) -> Countdown | None:
    """The newest run that is not over: the one that stands in the queue."""
    return next((each for each in reversed(clocks or ()) if not each.run.stopped), None)


def _counts(session: Session, registry: int) -> dict[ApplicationState, int]:
    found = desk.count_by_state(session, registry)
    return {ApplicationState(state): count for state, count in sorted(found.items())}
