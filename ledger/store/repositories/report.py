"""Reports of institutions on titles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import case

from ledger.domain.acts import ReportKind, ReportState
from ledger.domain.reports import YEAR
from ledger.store.repositories.rows import find, table
from ledger.store.tables.report import ReportRow

if TYPE_CHECKING:
    from ledger.store.engine import Session

_R: Final = table(ReportRow).columns


def valuations(session: Session, title: bytes) -> list[ReportRow]:
    """The valuations of a title that nobody withdrew, the newest base date first."""
    own = (_R.title == title, _R.kind == ReportKind.VALUATION, _R.state == ReportState.FILED)
    return find(session, ReportRow, *own, order=(_R.base_date.desc(),))


def valuations_ending(session: Session, above: int, upto: int) -> list[ReportRow]:
    """Those that cease to be fresh after one time and up to another (reports.value_until)."""
    year = _R.base_date + YEAR
    end = case((year < _R.valid_until, year), else_=_R.valid_until)
    filed = (_R.kind == ReportKind.VALUATION, _R.state == ReportState.FILED)
    return find(session, ReportRow, *filed, end > above, end <= upto, order=(_R.title,))


def of_institution(
    session: Session, party: bytes, below: tuple[int, bytes] | None, limit: int
) -> list[ReportRow]:
    """The reports of an institution, those that changed last first."""
    conditions = [_R.institution == party]
    if below is not None:
        block, report = below
        conditions.append((_R.block < block) | ((_R.block == block) & (_R.report < report)))
    newest = (_R.block.desc(), _R.report.desc())
    return find(session, ReportRow, *conditions, order=newest, limit=limit)
