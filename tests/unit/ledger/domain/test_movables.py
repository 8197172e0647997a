"""What the movables register's words are, and what an answer of it must say to be believed."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.canonical import encode
from ledger.domain.movables import (
    Body,
    By,
    Change,
    Entry,
    FilingNumberMalformed,
    FilingState,
    Question,
    Statement,
    filing_number,
    filing_word,
    follows,
    shape_of,
)
from ledger.domain.movables_answer import (
    ANSWER_SCHEMA,
    MovablesWrong,
    answer_of,
    read_statement,
    require_timely,
)
from tests.factories import a_uscc

NOW = 1_795_572_311
DAY = 86_400
NUMBER = "00000000000000000001"
DIGITS = st.text("0123456789", min_size=20, max_size=20)
NUMBERS = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=32)


def a_statement(**changes: Any) -> Statement:
    made = Statement(
        number=NUMBER,
        category=7,
        filed_at=NOW,
        term_end=NOW + 400 * DAY,
        debtor=Body("海蓝渔业数据（山东）有限公司", a_uscc(1)),
        secured=Body("蓝湾银行青岛分行", a_uscc(2)),
        amount=800_000_000,
        maximum=False,
        collateral=("数据经营权 40%，登记凭证 SJ3712026090001",),
        attachments=("ab" * 32,),
        entries=(),
    )
    return replace(made, **changes)


def an_answer(*statements: Statement, **changes: Any) -> bytes:
    told: dict[str, Any] = {
        "schema": ANSWER_SCHEMA,
        "by": "number",
        "key": NUMBER,
        "as_of": NOW + DAY,
        "filings": [shape_of(each) for each in statements],
        "more": False,
    }
    return encode({**told, **changes})


BY_NUMBER = Question(By.NUMBER, NUMBER)
BY_DEBTOR = Question(By.DEBTOR, a_uscc(1))


@given(NUMBERS)
def test_a_number_goes_into_a_word_and_comes_out_again(number: str) -> None:
    word = filing_word(number)
    assert len(word) == 32
    assert filing_number(word) == number


@given(
    st.text("0123456789", min_size=20, max_size=20), st.text("0123456789", min_size=20, max_size=20)
)
def test_words_are_in_the_order_of_the_numbers(one: str, other: str) -> None:
    assert (filing_word(one) < filing_word(other)) == (one < other)


@pytest.mark.parametrize(
    "text", ["", "1234567", "1" * 33, "１２３４５６７８９", "abcdefgh", "1234 5678"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(FilingNumberMalformed) as refused:
        filing_word(text)
    assert refused.value.text == text


@pytest.mark.parametrize("word", [bytes(32), b"\xff" * 32, b"1234567\x00\x0012345" + bytes(18)])
def test_a_word_without_a_number_names_none(word: bytes) -> None:
    assert filing_number(word) is None


def test_a_statement_is_read_as_it_was_written() -> None:
    made = a_statement(entries=(Entry(Change.EXTENDED, NOW + 5, "cd" * 32),))
    assert read_statement(made.data) == made
    assert answer_of(BY_NUMBER, an_answer(made)).statements == (made,)


def test_an_empty_answer_says_that_there_is_nothing() -> None:
    assert answer_of(BY_NUMBER, an_answer()).statements == ()


@pytest.mark.parametrize(
    ("changes", "member"),
    [
        ({"schema": "another"}, "schema"),
        ({"by": "debtor"}, "by"),
        ({"key": "00000000000000000002"}, "key"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"as_of": True}, "as_of"),
        ({"as_of": NOW - 1}, "filed_at"),
        ({"filings": {}}, "filings"),
        ({"more": "no"}, "filings"),
    ],
)
def test_an_answer_to_something_else_is_wrong(changes: dict[str, Any], member: str) -> None:
    with pytest.raises(MovablesWrong) as wrong:
        answer_of(BY_NUMBER, an_answer(a_statement(), **changes))
    assert wrong.value.member == member


@pytest.mark.parametrize(
    ("member", "value", "told"),
    [
        ("number", "00000000000000000009", "number"),
        ("number", 7, "number"),
        ("category", 8, "category"),
        ("amount", "12.50", "amount"),
        ("amount", 12, "amount"),
        ("maximum", "yes", "maximum"),
        ("filed_at", 0, "filed_at"),
        ("term_end", NOW, "term_end"),
        ("debtor", {"name": "", "code": a_uscc(1)}, "debtor.name"),
        ("debtor", {"name": "海蓝", "code": "913702000000000000"}, "debtor.code"),
        ("secured", None, "secured.name"),
        ("collateral", [], "collateral"),
        ("attachments", ["ab"], "attachments"),
        ("entries", {}, "entries"),
        ("entries", [{"kind": "LOST", "at": NOW, "digest": "ab" * 32}], "kind"),
        ("entries", [{"kind": "AMENDED", "at": NOW, "digest": ""}], "digest"),
        ("entries", [{"kind": "AMENDED", "at": NOW - 1, "digest": "ab" * 32}], "entries"),
    ],
)
def test_a_statement_with_a_fault_names_it(member: str, value: Any, told: str) -> None:
    filing = {**shape_of(a_statement()), member: value}
    with pytest.raises(MovablesWrong) as wrong:
        answer_of(BY_NUMBER, an_answer(filings=[filing]))
    assert wrong.value.member == told


def test_filings_of_another_debtor_are_not_believed() -> None:
    own = a_statement()
    told = {"by": "debtor", "key": a_uscc(1)}
    assert answer_of(BY_DEBTOR, an_answer(own, **told)).statements == (own,)
    other = a_statement(debtor=Body("别人", a_uscc(3)))
    with pytest.raises(MovablesWrong) as wrong:
        answer_of(BY_DEBTOR, an_answer(other, **told))
    assert (wrong.value.member, wrong.value.expected) == ("debtor", a_uscc(1))
    with pytest.raises(MovablesWrong) as twice:
        answer_of(BY_DEBTOR, an_answer(own, own, **told))
    assert twice.value.member == "filings"


def test_an_answer_of_the_future_is_wrong_and_one_of_the_past_is_old() -> None:
    answer = answer_of(BY_NUMBER, an_answer())
    require_timely(answer, now=answer.as_of - 300)
    require_timely(answer, now=answer.as_of + 31 * 3_600)
    with pytest.raises(MovablesWrong) as wrong:
        require_timely(answer, now=answer.as_of - 301)
    assert wrong.value.member == "as_of"


def test_a_filing_stands_to_the_last_second_of_its_term_or_until_it_is_cancelled() -> None:
    made = a_statement()
    assert made.state(made.term_end) is FilingState.STANDING
    assert made.state(made.term_end + 1) is FilingState.LAPSED
    gone = a_statement(entries=(Entry(Change.CANCELLED, NOW + DAY, "ab" * 32),))
    assert gone.state(NOW + DAY - 1) is FilingState.STANDING
    assert gone.state(NOW + DAY) is FilingState.CANCELLED
    assert gone.cancelled_at == NOW + DAY


def test_what_was_registered_stays_registered() -> None:
    before = a_statement(entries=(Entry(Change.AMENDED, NOW + 5, "ab" * 32),))
    extended = (*before.entries, Entry(Change.EXTENDED, NOW + 9, "cd" * 32))
    assert follows(before, before)
    assert follows(before, replace(before, entries=extended, term_end=before.term_end + DAY))
    assert not follows(before, replace(before, entries=()))
    assert not follows(before, replace(before, filed_at=NOW - 2, entries=extended))
    # another amount without an entry that says so
    assert not follows(before, replace(before, amount=before.amount + 1))
