import pytest

from ledger.domain import numbers


def test_the_vector_of_annex_6_is_read() -> None:
    number = numbers.parse_number("SJ3712026090001")
    assert numbers.number_parts(number) == numbers.NumberParts(371, 202609, 1)
    assert numbers.written(number) == "SJ3712026090001"


@pytest.mark.parametrize(
    "text", ["", "SJ", "SJ371202609000", "SJ3712026130001", "SJ3712026090000", "XX3712026090001"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(numbers.NumberMalformed):
        numbers.parse_number(text)


@pytest.mark.parametrize(
    ("time", "month"), [(1_790_783_999, 202609), (1_790_784_000, 202610), (1_790_812_800, 202610)]
)
def test_the_month_is_that_of_shanghai(time: int, month: int) -> None:
    assert numbers.shanghai_month(time) == month
