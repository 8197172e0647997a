"""A financing file: each entry is whole, sums hold, and the ratio is exact."""

from datetime import date
from typing import Any

import pytest

from ledger.domain.financing import (
    Entry,
    FinancingEntryWrong,
    FinancingSumWrong,
    Kind,
    Ratio,
    Valuation,
    counting,
    entry_of,
    summary,
)

LOAN = {
    "kind": "LOAN",
    "amount_fen": "800000000",
    "on": "2026-11-23",
    "due_on": "2027-11-30",
    "loan": "LB-2026-1123",
}
VALUED = {
    "kind": "VALUED",
    "amount_fen": "1620000000",
    "on": "2026-10-31",
    "appraiser": "青岛某资产评估有限公司",
    "documents": ["ab" * 32],
}
PAID = {"kind": "DISBURSED", "amount_fen": "800000000", "on": "2026-11-24"}
BACK = {"kind": "REPAID", "amount_fen": "300000000", "on": "2027-05-31"}
CLAIM = {
    "kind": "CLAIMED",
    "amount_fen": "250000000",
    "on": "2027-12-20",
    "fund": "某市信贷风险补偿资金",
    "documents": ["cd" * 32],
}


def entries(*told: dict[str, Any]) -> list[Entry]:
    return [entry_of(place, 1_795_399_511, each) for place, each in enumerate(told, start=1)]


def test_a_loan_and_its_valuation_make_the_ratio() -> None:
    """Scenario 14: RMB 8,000,000 to 16,200,000 is 49.38 %."""
    found = summary(entries(LOAN, VALUED, PAID))
    assert found.ratio == Ratio(800_000_000, 1_620_000_000)
    assert found.ratio.per_cent == "49.38"
    assert (found.disbursed, found.outstanding) == (800_000_000, 800_000_000)
    assert found.revalue_by == date(2027, 10, 31)


REPORTED = Valuation(
    1_700_000_000, date(2026, 10, 31), "评估机构", b"\x01", "PLEDGE", date(2027, 9, 30)
)


def test_a_report_goes_before_what_was_entered_of_the_same_day() -> None:
    found = summary(entries(LOAN, VALUED), [REPORTED])
    assert found.valuation == REPORTED
    assert found.ratio == Ratio(800_000_000, 1_700_000_000)
    assert found.revalue_by == date(2027, 9, 30)


def test_what_was_valued_later_counts_whoever_told_it() -> None:
    later = {**VALUED, "on": "2027-01-31", "amount_fen": "1500000000"}
    found = summary(entries(LOAN, VALUED, later), [REPORTED])
    assert found.valuation == Valuation(1_500_000_000, date(2027, 1, 31), str(VALUED["appraiser"]))
    assert found.revalue_by == date(2028, 1, 31)


def test_a_report_alone_makes_the_ratio() -> None:
    found = summary(entries(LOAN), [REPORTED])
    assert found.ratio is not None
    assert found.ratio.per_cent == "47.06"


@pytest.mark.parametrize(
    ("principal", "value", "told"),
    [(1, 1, "100.00"), (1, 3, "33.33"), (2, 3, "66.67"), (1, 800, "0.13"), (3, 1, "300.00")],
)
def test_per_cent_is_rounded_half_up_of_the_exact_fraction(
    principal: int, value: int, told: str
) -> None:
    assert Ratio(principal, value).per_cent == told


def test_repayment_claim_and_compensation_are_summed() -> None:
    paid = {"kind": "COMPENSATED", "amount_fen": "200000000", "on": "2028-02-01"}
    found = summary(entries(LOAN, VALUED, PAID, BACK, CLAIM, paid))
    assert (found.repaid, found.outstanding) == (300_000_000, 500_000_000)
    assert (found.claimed, found.compensated) == (250_000_000, 200_000_000)
    assert found.outstanding_ratio is not None
    assert found.outstanding_ratio.per_cent == "30.86"


def test_the_newest_base_date_is_the_value() -> None:
    later = {**VALUED, "amount_fen": "1000000000", "on": "2027-10-31"}
    found = summary(entries(LOAN, later, VALUED))
    assert found.ratio is not None
    assert found.ratio.per_cent == "80.00"
    leap = {**VALUED, "on": "2028-02-29"}
    assert summary(entries(LOAN, leap)).revalue_by == date(2029, 2, 28)


def test_a_correction_stands_in_the_place_of_what_it_replaces() -> None:
    made = entries(LOAN, PAID, {**PAID, "amount_fen": "700000000", "replaces": 2})
    assert [each.place for each in counting(made)] == [1, 3]
    assert summary(made).disbursed == 700_000_000


@pytest.mark.parametrize(
    ("changes", "member"),
    [
        ({"kind": "GIFT"}, "kind"),
        ({"amount_fen": "0"}, "amount_fen"),
        ({"amount_fen": "12.5"}, "amount_fen"),
        ({"amount_fen": 12}, "amount_fen"),
        ({"on": "2026-02-30"}, "on"),
        ({"on": "20261123"}, "on"),
        ({"due_on": "2026-11-23"}, "due_on"),
        ({"loan": ""}, "loan"),
        ({"loan": "x" * 81}, "loan"),
        ({"loan": "a\u202eb"}, "loan"),
        ({"appraiser": "x"}, "appraiser"),
        ({"replaces": 1}, "replaces"),
        ({"replaces": True}, "replaces"),
        ({"documents": ["ab"]}, "documents"),
        ({"documents": "ab" * 32}, "documents"),
        ({"documents": ["ab" * 32] * 51}, "documents"),
    ],
)
def test_an_entry_with_a_fault_names_it(changes: dict[str, Any], member: str) -> None:
    with pytest.raises(FinancingEntryWrong) as wrong:
        entries({**LOAN, **changes})
    assert wrong.value.member == member


def test_a_claim_names_its_documents() -> None:
    with pytest.raises(FinancingEntryWrong) as wrong:
        entries({**CLAIM, "documents": []})
    assert wrong.value.member == "documents"


@pytest.mark.parametrize(
    ("told", "member"),
    [
        ([PAID], "kind"),
        ([LOAN, LOAN], "kind"),
        ([LOAN, PAID, {**BACK, "replaces": 2}], "replaces"),
        ([LOAN, PAID, {**PAID, "replaces": 2}, {**PAID, "replaces": 2}], "replaces"),
    ],
)
def test_a_file_begins_with_one_loan_and_corrects_like_with_like(
    told: list[dict[str, Any]], member: str
) -> None:
    with pytest.raises(FinancingEntryWrong) as wrong:
        summary(entries(*told))
    assert wrong.value.member == member


@pytest.mark.parametrize(
    ("told", "kind", "most", "given"),
    [
        ([LOAN, {**PAID, "amount_fen": "800000001"}], Kind.DISBURSED, 800_000_000, 800_000_001),
        ([LOAN, BACK], Kind.REPAID, 0, 300_000_000),
        (
            [LOAN, CLAIM, {"kind": "COMPENSATED", "amount_fen": "250000001", "on": "2028-01-01"}],
            Kind.COMPENSATED,
            250_000_000,
            250_000_001,
        ),
    ],
)
def test_no_sum_goes_beyond_the_one_that_it_rests_on(
    told: list[dict[str, Any]], kind: Kind, most: int, given: int
) -> None:
    with pytest.raises(FinancingSumWrong) as wrong:
        summary(entries(*told))
    assert (wrong.value.kind, wrong.value.most, wrong.value.given) == (kind.value, most, given)


def test_an_empty_file_says_nothing() -> None:
    found = summary([])
    assert (found.loan, found.ratio, found.outstanding) == (None, None, 0)
