"""Rows of reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import Report, ReportWithdrawal, struct_hash
from ledger.domain.report_words import ReportWord, report_key
from ledger.indexer.projections.pledge import AMOUNT_BYTES
from ledger.indexer.projections.words import terms_of, terms_under
from ledger.store.tables.report import ReportRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.tables.row import Row


def filed(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A report is filed."""
    yield _row(act, after, struct_hash(terms_of(act, Report)))


def withdrawn(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A report counts no more."""
    yield _row(act, after, terms_of(act, ReportWithdrawal).report)


def _row(act: Act, after: Dossier, report: bytes) -> Row:
    key = report_key(report)
    terms = terms_under(after, key, Report)
    return ReportRow(
        title=after.subject,
        report=report,
        institution=terms.institution,
        kind=terms.kind,
        purpose=terms.purpose,
        record=terms.record,
        base_date=terms.base_date,
        valid_until=terms.valid_until,
        amount=terms.amount.to_bytes(AMOUNT_BYTES),
        document=terms.document,
        state=after.read(key, ReportWord).state,
        changed_time=act.raw.time,
        block=act.raw.block,
        seq=act.seq,
    )
