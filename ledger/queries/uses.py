"""What a party licensed, was licensed, or reported: for its own page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.domain.acts import LicenceState, ReportKind, ReportPurpose, ReportState, Right
from ledger.queries.pages import bounded
from ledger.store.repositories import licence, report

if TYPE_CHECKING:
    from ledger.store.engine import ReadSession


@dataclass(frozen=True, slots=True)
class LicenceNote:
    """A licence that a party gave or took; times in seconds since 1970."""

    licence: bytes
    title: bytes
    licensor: bytes
    licensee: bytes
    right: Right
    exclusive: bool
    since: int
    until: int
    state: LicenceState


@dataclass(frozen=True, slots=True)
class ReportNote:
    """A report of an institution; the amount is in fen, 0 where nothing is valued."""

    report: bytes
    title: bytes
    kind: ReportKind
    purpose: ReportPurpose
    base_date: int
    valid_until: int
    amount: int
    state: ReportState


def licences_of_party(
    session: ReadSession, party: bytes, limit: int = 20
) -> tuple[LicenceNote, ...]:
    """The licences that a party gave or took, those that changed last first."""
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
            state=LicenceState(row.state),
        )
        for row in licence.of_party(session, party, None, bounded(limit))
    )


def reports_of_institution(
    session: ReadSession, party: bytes, limit: int = 20
) -> tuple[ReportNote, ...]:
    """The reports that an institution filed, those that changed last first."""
    return tuple(
        ReportNote(
            report=row.report,
            title=row.title,
            kind=ReportKind(row.kind),
            purpose=ReportPurpose(row.purpose),
            base_date=row.base_date,
            valid_until=row.valid_until,
            amount=int.from_bytes(row.amount),
            state=ReportState(row.state),
        )
        for row in report.of_institution(session, party, None, bounded(limit))
    )
