"""What a party licensed, was licensed, or reported: for its own page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain.acts import ReportKind, ReportPurpose, Right
from ledger.domain.clock import TitleAt, title_at
from ledger.domain.licences import LicenceStanding
from ledger.domain.reports import ReportStanding
from ledger.domain.verdict import Result
from ledger.queries.as_of import Moment, as_of
from ledger.queries.pages import bounded
from ledger.store.repositories import licence, report

if TYPE_CHECKING:
    from collections.abc import Collection

    from ledger.queries.recent import Recent
    from ledger.store.engine import ReadSession


@dataclass(frozen=True, slots=True)
class LicenceNote:
    """A licence that a party gave or took; times in seconds since 1970.

    `standing` is what it is at the mirror's block; UNKNOWN where its title cannot be read.
    """

    licence: bytes
    title: bytes
    licensor: bytes
    licensee: bytes
    right: Right
    exclusive: bool
    since: int
    until: int
    standing: LicenceStanding | Result


@dataclass(frozen=True, slots=True)
class ReportNote:
    """A report of an institution; the amount is in fen, 0 where nothing is valued.

    `standing` is what it is at the mirror's block; UNKNOWN where its title cannot be read.
    """

    report: bytes
    title: bytes
    kind: ReportKind
    purpose: ReportPurpose
    base_date: int
    valid_until: int
    amount: int
    standing: ReportStanding | Result


def licences_of_party(
    session: ReadSession, party: bytes, recent: Recent, limit: int = 20
) -> tuple[LicenceNote, ...]:
    """The licences that a party gave or took, those that changed last first."""
    rows = licence.of_party(session, party, None, bounded(limit))
    standings = {
        each.licence: each.standing
        for at in _titles(session, recent, {row.title for row in rows})
        for each in at.licences
    }
    return tuple(
        LicenceNote(
            licence=row.licence,
            title=row.title,
            licensor=row.licensor,
            licensee=row.licensee,
            right=Right(row.right),
            exclusive=bool(row.exclusive),
            since=row.since,
            until=row.until,
            standing=standings.get(row.licence, Result.UNKNOWN),
        )
        for row in rows
    )


def reports_of_institution(
    session: ReadSession, party: bytes, recent: Recent, limit: int = 20
) -> tuple[ReportNote, ...]:
    """The reports that an institution filed, those that changed last first."""
    rows = report.of_institution(session, party, None, bounded(limit))
    standings = {
        each.report: each.standing
        for at in _titles(session, recent, {row.title for row in rows})
        for each in at.reports
    }
    return tuple(
        ReportNote(
            report=row.report,
            title=row.title,
            kind=ReportKind(row.kind),
            purpose=ReportPurpose(row.purpose),
            base_date=row.base_date,
            valid_until=row.valid_until,
            amount=int.from_bytes(row.amount),
            standing=standings.get(row.report, Result.UNKNOWN),
        )
        for row in rows
    )


def _titles(
    session: ReadSession, recent: Recent, subjects: Collection[bytes]
) -> tuple[TitleAt, ...]:
    """The titles at the mirror's block; those that cannot be read are left out."""
    stamp = as_of(session)
    states = recent.states(session, subjects, Moment(stamp.time, stamp.block)).values()
    return tuple(at for each in states if (at := title_at(each, stamp.time)) is not None)
