"""Reports of institutions: commands of ReportBook."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledger.chain.profile import BookName
from ledger.domain.acts import (
    ActKind,
    DocumentDigest,
    Report,
    ReportId,
    ReportWithdrawal,
    TitleId,
)
from ledger.domain.ids import report_id
from ledger.registrar.acting import Door, Entered, Hand, enter
from ledger.registrar.register import Register

BOOK: Final = BookName.REPORT_BOOK
FILE: Final = Door(BOOK, "file", ActKind.ReportFiled, Report)
WITHDRAW: Final = Door(BOOK, "withdraw", ActKind.ReportWithdrawn, ReportWithdrawal)


@dataclass(frozen=True, slots=True)
class Filed:
    """A report on record."""

    report: ReportId
    entered: Entered


def file(register: Register, terms: Report, hands: Sequence[Hand]) -> Filed:
    """File a report. Hand: the institution."""
    return Filed(report_id(terms), enter(register, FILE, terms, hands))


def withdrawal(
    register: Register, title: TitleId, report: ReportId, ground: DocumentDigest
) -> ReportWithdrawal:
    """The terms of a withdrawal."""
    return ReportWithdrawal(title, report, ground, register.deadline())


def withdraw(register: Register, terms: ReportWithdrawal, hands: Sequence[Hand]) -> Entered:
    """Withdraw a report. Hand: the institution that filed it."""
    return enter(register, WITHDRAW, terms, hands)
