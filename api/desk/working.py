"""Claims of files and the log of the desk. Of two clerks at one file the second hears so.

Every change names the version of the claim that it was made from; the row is changed only where it
still stands at that version, and the log gets its entry in the same transaction.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from api.desk.entering import Clerk, require_own
from api.desk.errors import (
    FileClosed,
    FileNotYours,
    FileRecused,
    FileTaken,
    ReviewersOnly,
    StaffUnknown,
)
from api.texts.shown import iso
from ledger.domain.acts import ApplicationState, Role
from ledger.domain.desk import Concern, Deed, worked_on
from ledger.queries.desk import Claim, claim_of
from ledger.store.engine import unit_of_work
from ledger.store.repositories import application, desk, mirror, party
from ledger.store.tables.desk import ClaimRow, DeskEntryRow, RecusalRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.wiring import Wiring
    from ledger.domain.tombstone import Tombstone
    from ledger.store.engine import Session, WriteSession

TIME_BYTES: Final = 8
RANDOM_BYTES: Final = 8
NO_CONCERN: Final = -1
NOBODY: Final = b""


@dataclass(frozen=True, slots=True)
class Told:
    """A file with the version of its claim that was seen, and why it is changed."""

    application: bytes
    version: int
    reason: str = ""


def claim(wiring: Wiring, clerk: Clerk, told: Told) -> Claim:
    """Take a file that nobody has; who has it keeps it, as by a form that was sent twice.

    Raises FileTaken, FileRecused, FileClosed, SubjectUnknown.
    """
    with unit_of_work(wiring.engine, silent=True) as work:
        if (own := _open_claim(work, clerk, told)).party == clerk.party:
            return own
        found = _looked_at(work, clerk, told)
        if found.party != NOBODY:
            raise _taken(told.application, found)
        _require_fit(work, told.application, clerk.party)
        return _settled(work, wiring, clerk, (told, found), (Deed.CLAIMED, clerk.party))


def reassign(wiring: Wiring, clerk: Clerk, told: Told, to: bytes) -> Claim:
    """Give a file to another member of staff.

    Raises:
        FileTaken: the claim changed meanwhile.
        FileNotYours: neither has the clerk the file nor is it a reviewer.
        StaffUnknown, FileRecused: the other may not have it.
        FileClosed, SubjectUnknown: there is nothing to give.
    """
    with unit_of_work(wiring.engine, silent=True) as work:
        found = _looked_at(work, clerk, told)
        if found.party != clerk.party and Role.REVIEWER not in clerk.roles:
            raise FileNotYours(told.application, found.party)
        _require_staff(work, clerk.registry, to)
        _require_fit(work, told.application, to)
        return _settled(work, wiring, clerk, (told, found), (Deed.REASSIGNED, to))


def hand_over(
    wiring: Wiring, clerk: Clerk, leaving: bytes, to: bytes, reason: str
) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Give all open files of somebody who leaves to another; those given, and those that were not.

    What the other has recused itself from stays where it is. All in one transaction; for reviewers.
    Raises ReviewersOnly, StaffUnknown, FileTaken: a claim changed meanwhile, and nothing was given.
    """
    if Role.REVIEWER not in clerk.roles:
        raise ReviewersOnly(clerk.registry)
    given, kept = [], []
    with unit_of_work(wiring.engine, silent=True) as work:
        _require_staff(work, clerk.registry, to)
        claims = {row.application: row for row in desk.claims_by(work, clerk.registry, leaving)}
        states = application.states(work, claims)
        barred = {row.application for row in desk.recusals(work, claims) if row.party == to}
        for subject, row in claims.items():
            if not worked_on(ApplicationState(states[subject].state)):
                continue
            if subject in barred or leaving == to:
                kept.append(subject)
                continue
            seen = Claim(row.party, row.since, row.version)
            told = Told(subject, row.version, reason)
            _settled(work, wiring, clerk, (told, seen), (Deed.REASSIGNED, to))
            given.append(subject)
    return tuple(given), tuple(kept)


def recuse(wiring: Wiring, clerk: Clerk, told: Told) -> Claim:
    """Have nothing to do with a file any more; who had it lets it go, once. Raises as `claim`."""
    with unit_of_work(wiring.engine, silent=True) as work:
        stands = _open_claim(work, clerk, told)
        if any(each.party == clerk.party for each in desk.recusals(work, (told.application,))):
            return stands
        found = _looked_at(work, clerk, told)
        desk.recuse(work, RecusalRow(told.application, clerk.party, wiring.clock()))
        left = NOBODY if found.party == clerk.party else found.party
        return _settled(work, wiring, clerk, (told, found), (Deed.RECUSED, left))


def read(wiring: Wiring, clerk: Clerk, subject: bytes, concern: Concern) -> None:
    """Note that a clerk reads a file, before it is shown. Raises SubjectUnknown."""
    with unit_of_work(wiring.engine, silent=True) as work:
        require_own(work, clerk, subject)
        desk.log(work, _entry(wiring, clerk, subject, (Deed.READ, NOBODY), concern=concern))


def open_content(
    wiring: Wiring, clerk: Clerk, subject: bytes, asked: tuple[bytes, Concern]
) -> None:
    """Note that a clerk opens a file that is kept, before it is sent. Raises SubjectUnknown."""
    digest, concern = asked
    with unit_of_work(wiring.engine, silent=True) as work:
        require_own(work, clerk, subject)
        entry = _entry(
            wiring, clerk, subject, (Deed.OPENED, NOBODY), concern=concern, reason=digest.hex()
        )
        desk.log(work, entry)


def log_erasures(
    wiring: Wiring, work: WriteSession, clerk: Clerk, stones: Iterable[Tombstone]
) -> None:
    """Note what a clerk destroyed, in the transaction that does it."""
    for each in stones:
        deed = (Deed.ERASED, NOBODY)
        desk.log(work, _entry(wiring, clerk, each.application, deed, reason=each.name))


def log_grant(wiring: Wiring, work: WriteSession, clerk: Clerk, what: tuple[bytes, str]) -> None:
    """Note that a clerk opens a file to somebody; `what`: the application, and file, whom, why."""
    subject, told = what
    desk.log(work, _entry(wiring, clerk, subject, (Deed.GRANTED, NOBODY), reason=told))


def log_return(
    wiring: Wiring, work: WriteSession, registry: int, who: tuple[bytes, bytes, bytes]
) -> None:
    """Note that an applicant takes back what it left; `who`: its party, account, application."""
    party_, account, subject = who
    clerk = Clerk(party_, account, registry, frozenset())
    desk.log(work, _entry(wiring, clerk, subject, (Deed.RETURNED, NOBODY)))


def _open_claim(work: WriteSession, clerk: Clerk, told: Told) -> Claim:
    """The claim of a file that is worked on, as it stands."""
    require_own(work, clerk, told.application)
    state = ApplicationState(application.states(work, (told.application,))[told.application].state)
    if not worked_on(state):
        raise FileClosed(told.application, state.name)
    return claim_of(work, told.application)


def _looked_at(work: WriteSession, clerk: Clerk, told: Told) -> Claim:
    """The claim as it stands, which must be the one that the clerk has seen."""
    found = _open_claim(work, clerk, told)
    if found.version != told.version:
        raise _taken(told.application, found)
    return found


def _require_staff(work: Session, registry: int, who: bytes) -> None:
    time = mirror.require_cursor(work).time
    if who not in {each.party for each in party.staff(work, registry) if each.until > time}:
        raise StaffUnknown(who)


def _require_fit(work: Session, subject: bytes, who: bytes) -> None:
    if any(each.party == who for each in desk.recusals(work, (subject,))):
        raise FileRecused(subject, who)


def _settled(
    work: WriteSession,
    wiring: Wiring,
    clerk: Clerk,
    seen: tuple[Told, Claim],
    deed: tuple[Deed, bytes],
) -> Claim:
    told, found = seen
    row = ClaimRow(told.application, clerk.registry, deed[1], wiring.clock(), found.version + 1)
    if not desk.settle(work, row):
        raise _taken(told.application, claim_of(work, told.application))
    desk.log(work, _entry(wiring, clerk, told.application, deed, reason=told.reason))
    return Claim(row.party, row.since, row.version)


def _entry(  # noqa: PLR0913 (one parameter a column)
    wiring: Wiring,
    clerk: Clerk,
    subject: bytes,
    deed: tuple[Deed, bytes],
    *,
    concern: int = NO_CONCERN,
    reason: str = "",
) -> DeskEntryRow:
    now = wiring.clock()
    return DeskEntryRow(
        entry=now.to_bytes(TIME_BYTES) + secrets.token_bytes(RANDOM_BYTES),
        registry_code=clerk.registry,
        application=subject,
        party=clerk.party,
        account=clerk.account,
        deed=int(deed[0]),
        concern=int(concern),
        other=deed[1],
        reason=reason,
        time=now,
    )


def _taken(subject: bytes, found: Claim) -> FileTaken:
    return FileTaken(subject, found.party, iso(found.since), found.version)
