import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.store.grams import beginning_with, grams_of, normalise, pairs_of, text_of

FIELD = st.text(alphabet="数据集水温 ab１Ａ0", max_size=12)


@pytest.mark.parametrize(
    ("text", "seen"),
    [("ＳＪ３７", "sj37"), ("  水  温\n盐 ", "水 温 盐"), ("Straße", "strasse"), ("ﾃﾞｰﾀ", "データ")],
)
def test_letters_that_mean_the_same_are_one(text: str, seen: str) -> None:
    assert normalise(text) == seen


@given(FIELD)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.lists(FIELD, max_size=4), st.data())
def test_whatever_a_field_holds_is_found_by_its_pairs(
    fields: list[str], data: st.DataObject
) -> None:
    text = text_of(fields)
    grams = set(grams_of(text))
    for field in filter(None, text.split("\n")):
        start = data.draw(st.integers(0, len(field) - 1))
        word = field[start : data.draw(st.integers(start + 1, len(field)))]
        assert set(pairs_of(word)) <= grams
        first, after = beginning_with(word[0])
        assert any(first <= gram < after for gram in grams)


def test_no_pair_lies_across_two_fields() -> None:
    assert grams_of(text_of(["水", "温"])) == sorted(["水".encode(), "温".encode()])
