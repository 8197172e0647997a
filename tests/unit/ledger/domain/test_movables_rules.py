"""A pledge's note beside its filing: every difference has its name, and its values."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.movables import Body, Change, Entry, Statement
from ledger.domain.movables_rules import Noted, Remark, Seen, remarks, rules, stale, unnoted
from ledger.domain.workdays import day_of, months_after
from tests.factories import a_uscc

DAY = 86_400
# 2026-11-23 10:05:11 in China (scenario 14)
FILED = 1_795_399_511
END = FILED + 372 * DAY
DEBTOR = Body("海蓝渔业数据（山东）有限公司", a_uscc(1))
SECURED = Body("蓝湾银行青岛分行", a_uscc(2))
STATEMENT = Statement(
    "00000000000000000001", 7, FILED, END, DEBTOR, SECURED, 800_000_000, False, ("经营权",), (), ()
)
NOTED = Noted(
    number=STATEMENT.number,
    filed_at=FILED,
    amount=800_000_000,
    maximum=False,
    term_end=END,
    debtor_name=DEBTOR.name,
    debtor_code=DEBTOR.code,
    secured_code=SECURED.code,
)
SOON = FILED + DAY


def codes(noted: Noted, statement: Statement | None, time: int = SOON, **seen: Any) -> list[str]:
    return [each.code for each in remarks(noted, Seen(statement, SOON, SOON, **seen), time)]


def test_nothing_is_said_of_a_filing_that_says_what_the_ledger_says() -> None:
    assert day_of(FILED).isoformat() == "2026-11-23"
    assert codes(NOTED, STATEMENT) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"filed_at": FILED - 2},
            ("FILING_TIME_DIFFERS", {"noted_at": FILED, "filed_at": FILED - 2}),
        ),
        (
            {"amount": 900_000_000},
            (
                "FILING_AMOUNT_DIFFERS",
                {
                    "noted_fen": "800000000",
                    "amount_fen": "900000000",
                    "noted_maximum": False,
                    "maximum": False,
                },
            ),
        ),
        (
            {"maximum": True},
            (
                "FILING_AMOUNT_DIFFERS",
                {
                    "noted_fen": "800000000",
                    "amount_fen": "800000000",
                    "noted_maximum": False,
                    "maximum": True,
                },
            ),
        ),
        ({"term_end": END - 1}, ("FILING_TERM_SHORT", {"term_end": END, "filing_end": END - 1})),
        (
            {"debtor": Body("海蓝渔业数据有限公司", DEBTOR.code)},
            ("FILING_DEBTOR_DIFFERS", {"noted": DEBTOR.name, "filed": "海蓝渔业数据有限公司"}),
        ),
        (
            {"debtor": Body(DEBTOR.name, a_uscc(9))},
            ("FILING_DEBTOR_DIFFERS", {"noted": DEBTOR.name, "filed": DEBTOR.name}),
        ),
        (
            {"secured": Body("嘉禾银行", a_uscc(3))},
            ("FILING_SECURED_DIFFERS", {"filed": "嘉禾银行"}),
        ),
    ],
)
def test_each_difference_has_its_name(
    changes: dict[str, Any], expected: tuple[str, dict[str, Any]]
) -> None:
    found = remarks(NOTED, Seen(replace(STATEMENT, **changes), SOON, SOON), SOON)
    assert found == (Remark(expected[0], {"filing": STATEMENT.number, **expected[1]}),)


def test_a_party_without_a_public_name_is_not_compared() -> None:
    unnamed = replace(NOTED, debtor_code="", debtor_name="", secured_code="")
    assert codes(unnamed, replace(STATEMENT, debtor=Body("别人", a_uscc(9)), secured=DEBTOR)) == []


def test_what_is_missing_unchecked_or_illegible_is_never_silence() -> None:
    assert codes(NOTED, None) == ["FILING_MISSING"]
    assert [each.code for each in remarks(NOTED, None, SOON)] == ["FILING_UNCHECKED"]
    illegible = replace(NOTED, number=None)
    assert [each.code for each in remarks(illegible, None, SOON)] == ["FILING_NUMBER_ILLEGIBLE"]
    assert codes(NOTED, STATEMENT, broken=True) == ["FILING_CONTRADICTS"]


def test_a_filing_lapses_after_ninety_days_of_warning() -> None:
    assert codes(NOTED, STATEMENT, END - 90 * DAY - 1) == []
    assert codes(NOTED, STATEMENT, END - 90 * DAY) == ["FILING_LAPSING"]
    assert codes(NOTED, STATEMENT, END) == ["FILING_LAPSING"]
    assert codes(NOTED, STATEMENT, END + 1) == ["FILING_LAPSED"]


def test_a_cancelled_filing_under_an_open_pledge_is_named() -> None:
    gone = replace(STATEMENT, entries=(Entry(Change.CANCELLED, SOON - 5, "ab" * 32),))
    assert codes(NOTED, gone) == ["FILING_CANCELLED"]


def test_an_objection_is_told_for_thirty_days() -> None:
    objected = replace(STATEMENT, entries=(Entry(Change.OBJECTED, SOON, "ab" * 32),))
    assert codes(NOTED, objected, SOON + 30 * DAY) == ["FILING_OBJECTED"]
    assert codes(NOTED, objected, SOON + 30 * DAY + 1) == []


def test_a_release_leaves_ten_working_days_to_cancel() -> None:
    """Scenario 22: released on Wednesday 2027-12-01, to be cancelled by 2027-12-15."""
    released = FILED + 373 * DAY
    assert day_of(released).isoformat() == "2027-12-01"
    due = rules().cancel_by(released)
    assert day_of(due).isoformat() == "2027-12-15"
    ended = replace(NOTED, released_at=released)
    standing = replace(STATEMENT, term_end=END + 365 * DAY)
    assert codes(ended, standing, due) == []
    assert codes(ended, standing, due + 1) == ["FILING_NOT_CANCELLED"]
    gone = replace(standing, entries=(Entry(Change.CANCELLED, released, "ab" * 32),))
    assert codes(ended, gone, due + 1) == []
    assert codes(ended, replace(standing, term_end=due), due + 1) == []
    assert remarks(replace(ended, number=None), None, due + 1) == ()


def test_an_answer_is_stale_after_twenty_four_hours() -> None:
    """Scenario 11: 31 hours."""
    assert rules().stale_seconds == 24 * 3_600
    assert stale(SOON, SOON + 24 * 3_600) is None
    age = 31 * 3_600
    assert stale(SOON, SOON + age) == Remark("MOVABLES_STALE", {"checked_at": SOON, "age": age})


def test_a_standing_filing_that_no_note_names_is_told() -> None:
    """Scenario 15: before the second bank's note, its filing is in the register already."""
    other = replace(STATEMENT, number="00000000000000000002", filed_at=FILED - 2)
    gone = replace(
        STATEMENT,
        number="00000000000000000003",
        entries=(Entry(Change.CANCELLED, FILED, "ab" * 32),),
    )
    found = list(unnoted((STATEMENT, other, gone), {STATEMENT.number}, SOON))
    assert [(each.code, each.values["filing"]) for each in found] == [
        ("FILING_UNNOTED", other.number)
    ]


@pytest.mark.parametrize(
    ("months", "end"),
    [(1, "2026-12-23"), (3, "2027-02-23"), (12, "2027-11-23"), (360, "2056-11-23")],
)
def test_months_end_on_the_day_that_corresponds(months: int, end: str) -> None:
    assert day_of(months_after(FILED, months)).isoformat() == end


def test_a_shorter_month_ends_on_its_last_day() -> None:
    """2028-01-31 and one month: 2028-02-29."""
    start = FILED + 434 * DAY
    assert day_of(start).isoformat() == "2028-01-31"
    assert day_of(months_after(start, 1)).isoformat() == "2028-02-29"
