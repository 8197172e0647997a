"""What licences and reports say to a purpose: facts, warnings, and reports that a profile asks for.

Which reports a step needs is the title's own rule profile's matter (Profile.reports); the register
takes any report of a listed institution. See docs/decisions/0031.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ledger.domain import profiles
from ledger.domain.acts import ReportKind, ReportPurpose
from ledger.domain.profiles import NeededReport
from ledger.domain.reports import YEAR, ReportStanding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.domain.clock import TitleAt
    from ledger.domain.licences import LicenceAt
    from ledger.domain.reports import ReportAt

Found = tuple[str, dict[str, Any]]

# a value is stale so long after its base date (practice standard on valuation reports: one year)
STALE: Final = YEAR
MISSING: Final = "MISSING"
OTHER_PURPOSE: Final = "OTHER_PURPOSE"
WARNED: Final = {
    ReportStanding.EXPIRED: "REPORT_EXPIRED",
    ReportStanding.OF_OTHER_VERSION: "REPORT_OF_OTHER_VERSION",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """A report that a profile asks for and that is not there: why, and what the newest one is."""

    needed: NeededReport
    why: str


def facts(at: TitleAt) -> Iterator[Found]:
    """Licences that bind, and reports that were not withdrawn, each with its values."""
    for licence in at.licences:
        if licence.open:
            yield "LICENCE", licence_values(licence)
    for report in at.reports:
        if report.standing is not ReportStanding.WITHDRAWN:
            yield "REPORT", report_values(report)


def licence_values(each: LicenceAt) -> dict[str, Any]:
    """A licence's terms and standing, as findings and answers carry them."""
    terms = each.terms
    return {
        "licence": each.licence.hex(),
        "right": terms.right.name,
        "exclusive": terms.exclusive,
        "entrusted": terms.entrusted,
        "licensor": terms.licensor.hex(),
        "licensee": terms.licensee.hex(),
        "licence_from": terms.from_,
        "licence_until": terms.until,
        "licence_standing": each.standing.value,
    }


def report_values(each: ReportAt) -> dict[str, Any]:
    """A report's terms and standing, as findings and answers carry them; amounts in fen."""
    terms = each.terms
    return {
        "report": each.report.hex(),
        "report_kind": terms.kind.name,
        "report_purpose": terms.purpose.name,
        "institution": terms.institution.hex(),
        "base_date": terms.base_date,
        "report_until": terms.valid_until,
        "amount_fen": str(terms.amount),
        "document": terms.document.hex(),
        "report_standing": each.standing.value,
    }


def warnings(at: TitleAt, disposed: int) -> Iterator[Found]:
    """Of open licences on the rights that are disposed of (bit n: Right n), and of old reports."""
    for each in at.licences:
        if each.open and disposed >> each.terms.right & 1:
            code = "EXCLUSIVE_LICENCE" if each.terms.exclusive else "LICENSED"
            values = licence_values(each)
            yield code, {name: values[name] for name in ("right", "licensee", "licence_until")}
    # most titles have none
    for kind in ReportKind if at.reports else ():
        of_kind = [each for each in at.reports if each.terms.kind is kind]
        yield from _old(of_kind)
        if kind is ReportKind.VALUATION:
            yield from _stale(of_kind, at.time)


def _old(reports: Iterable[ReportAt]) -> Iterator[Found]:
    """The newest report of a kind where none of them is valid."""
    standings = [(WARNED.get(each.standing), each) for each in reports]
    if any(each.standing is ReportStanding.VALID for _, each in standings):
        return
    for code, each in [found for found in standings if found[0] is not None][-1:]:
        values = report_values(each)
        names = ("report_kind", "institution", "report_until")
        yield str(code), {name: values[name] for name in names}


def _stale(reports: Iterable[ReportAt], time: int) -> Iterator[Found]:
    """The newest valuation that is valid, where its base date is more than a year ago."""
    valid = [each for each in reports if each.standing is ReportStanding.VALID]
    for each in valid[-1:]:
        if time - each.terms.base_date > STALE:
            values = report_values(each)
            yield "VALUE_STALE", {name: values[name] for name in ("base_date", "institution")}


def gaps(at: TitleAt, purpose: str) -> tuple[Gap, ...]:
    """The reports that the title's rules ask for, for a purpose by its value, and that lack.

    Those of the national profile where the title's own rules are not known here.
    """
    profile = profiles.by_digest(at.terms.profile) or profiles.load()
    found = (
        (needed, lack(at.reports, needed, purpose)) for needed in profile.reports.get(purpose, ())
    )
    return tuple(Gap(needed, why) for needed, why in found if why is not None)


def lack(reports: Iterable[ReportAt], needed: NeededReport, purpose: str) -> str | None:
    """Why no report meets a need: MISSING, or what is wrong with the newest; None: one does."""
    kind = ReportKind[needed.kind.upper()]
    made_for = ReportPurpose[purpose.upper().replace("-", "_")]
    why: str | None = MISSING
    for each in reports:
        if each.terms.kind is not kind:
            continue
        if each.standing is not ReportStanding.VALID:
            why = each.standing.value
        elif each.terms.purpose in (made_for, ReportPurpose.GENERAL):
            return None
        else:
            why = OTHER_PURPOSE
    return why
