"""Until when a valuation is fresh."""

from dataclasses import replace

import pytest

from ledger.domain.acts import (
    DocumentDigest,
    PartyId,
    RecordRoot,
    Report,
    ReportKind,
    ReportPurpose,
    Time,
    TitleId,
)
from ledger.domain.reports import YEAR, ReportAt, ReportStanding, valuation_of, value_until

WORD = b"\x01" * 32
TERMS = Report(
    title=TitleId(WORD),
    institution=PartyId(WORD),
    kind=ReportKind.VALUATION,
    purpose=ReportPurpose.PLEDGE,
    record=RecordRoot(WORD),
    base_date=Time(1_000),
    valid_until=Time(1_000 + 2 * YEAR),
    amount=1,
    document=DocumentDigest(WORD),
    independence=DocumentDigest(WORD),
    deadline=0,
)


@pytest.mark.parametrize(("after", "end"), [(2 * YEAR, YEAR), (10, 10), (YEAR, YEAR)])
def test_a_valuation_is_fresh_for_a_year_or_to_its_own_end(after: int, end: int) -> None:
    terms = replace(TERMS, valid_until=Time(1_000 + after))
    assert value_until(terms) == 1_000 + end


def shown(base: int, standing: ReportStanding, kind: ReportKind) -> ReportAt:
    return ReportAt(WORD, standing, replace(TERMS, base_date=Time(base), kind=kind))


def test_the_newest_base_date_counts_that_nobody_withdrew() -> None:
    valuation, expired = ReportKind.VALUATION, ReportStanding.EXPIRED
    reports = (
        shown(3, ReportStanding.WITHDRAWN, valuation),
        shown(2, expired, valuation),
        shown(1, ReportStanding.VALID, valuation),
        shown(9, ReportStanding.VALID, ReportKind.QUALITY),
    )
    found = valuation_of(reports)
    assert found is not None
    assert found.terms.base_date == 2
    assert valuation_of(reports[:1]) is None
