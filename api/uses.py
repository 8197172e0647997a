"""Licences and reports of a title in the shape of the API, for its route and its command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.present import party, stamp
from api.schemas.uses import LicenceOut, ReportOut, UsesOut
from api.texts.shown import iso

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.domain.licences import LicenceAt
    from ledger.domain.reports import ReportAt
    from ledger.queries.names import NamedParty
    from ledger.queries.title import TitlePage


def uses_shape(page: TitlePage, most: int) -> UsesOut:
    """What is licensed of a title and reported on it, the newest first, so many at most."""
    licences, reports = page.at.licences[::-1], page.at.reports[::-1]
    return UsesOut(
        licences=[licence_shape(page.names, each) for each in licences[:most]],
        licence_count=len(licences),
        reports=[report_shape(page.names, each) for each in reports[:most]],
        report_count=len(reports),
        time=iso(page.time),
        as_of=stamp(page.as_of),
    )


def licence_shape(names: Mapping[bytes, NamedParty], each: LicenceAt) -> LicenceOut:
    """A licence."""
    terms = each.terms
    return LicenceOut(
        licence=each.licence.hex(),
        licensor=party(names, terms.licensor),
        licensee=party(names, terms.licensee),
        right=terms.right.name,
        exclusive=terms.exclusive,
        entrusted=terms.entrusted,
        since=iso(terms.from_),
        until=iso(terms.until),
        standing=each.standing.value,
        noticed=iso(each.noticed_at) if each.noticed_at else None,
        ground=each.ending.ground.name if each.ending else None,
        scope=terms.scope.hex(),
        document=terms.document.hex(),
    )


def report_shape(names: Mapping[bytes, NamedParty], each: ReportAt) -> ReportOut:
    """A report."""
    terms = each.terms
    return ReportOut(
        report=each.report.hex(),
        institution=party(names, terms.institution),
        kind=terms.kind.name,
        purpose=terms.purpose.name,
        record=terms.record.hex(),
        base_date=iso(terms.base_date),
        valid_until=iso(terms.valid_until),
        amount_fen=str(terms.amount) if terms.amount else None,
        standing=each.standing.value,
        document=terms.document.hex(),
        independence=terms.independence.hex(),
    )
