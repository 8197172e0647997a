"""The reports on a title at a moment, and which of them a step may rest on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ledger.domain.acts import Report, ReportKind, ReportState, Tag, struct_hash
from ledger.domain.report_words import ReportWord

if TYPE_CHECKING:
    from ledger.domain.state import Dossier


YEAR: Final = 365 * 86_400


class ReportStanding(StrEnum):
    """What a report is at a moment."""

    VALID = "VALID"
    EXPIRED = "EXPIRED"
    OF_OTHER_VERSION = "OF_OTHER_VERSION"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True)
class ReportAt:
    """A report at T."""

    report: bytes
    standing: ReportStanding
    terms: Report


def value_until(terms: Report) -> int:
    """Until when a valuation is fresh: a year from its base date, or its own end before that.

    A bank values its collateral anew once a year (银监发〔2017〕16号).
    """
    return min(terms.base_date + YEAR, terms.valid_until)


def valuation_of(reports: tuple[ReportAt, ...]) -> ReportAt | None:
    """The valuation of the newest base date that nobody withdrew; None where there is none."""
    found = (
        each
        for each in reports
        if each.terms.kind is ReportKind.VALUATION and each.standing is not ReportStanding.WITHDRAWN
    )
    return max(found, key=lambda each: each.terms.base_date, default=None)


def reports_at(dossier: Dossier, time: int, root: bytes) -> tuple[ReportAt, ...]:
    """The reports on a title in the order of their filing; `root` is its record as it is now."""
    found = []
    for key, terms in dossier.terms.items():
        if key[0] == Tag.REPORT and isinstance(terms, Report):
            word = dossier.read(key, ReportWord)
            found.append(ReportAt(struct_hash(terms), _standing(word, terms, time, root), terms))
    return tuple(found)


def _standing(word: ReportWord, terms: Report, time: int, root: bytes) -> ReportStanding:
    if word.state is ReportState.WITHDRAWN:
        return ReportStanding.WITHDRAWN
    if time >= terms.valid_until:
        return ReportStanding.EXPIRED
    return ReportStanding.VALID if terms.record == root else ReportStanding.OF_OTHER_VERSION
