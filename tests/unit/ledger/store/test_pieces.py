import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.store.pieces import (
    exact_token,
    is_close,
    normalise,
    number_part,
    number_tokens,
    number_ways,
    pieces_in,
    pieces_of,
    runs,
    text_of,
)

FIELD = st.text(alphabet="数据集水温 ab１Ａ0-，ﾃﾞ", max_size=12)
NUMBER = 3_712_026_030_001


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("ＳＪ３７", "sj37"),
        ("  水  温\n盐 ", "水 温 盐"),
        ("Straße", "strasse"),
        ("ﾃﾞｰﾀ", "データ"),
        ("數據產權登記", "数据产权登记"),
        ("頭髮發展", "头发发展"),
        ("ＡＩ模型２０２５", "ai模型2025"),
    ],
)
def test_letters_that_mean_the_same_are_one(text: str, seen: str) -> None:
    assert normalise(text) == seen


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_a_text_falls_into_words_where_the_script_changes() -> None:
    assert runs("2025年青岛市ai-模型（v2）数据") == ["2025", "年青岛市", "ai", "模型", "v2", "数据"]
    assert [is_close(each) for each in ("水温", "ai", "データ", "데이터", "2025")] == [
        True,
        False,
        True,
        True,
        False,
    ]


@given(st.lists(FIELD, max_size=4), st.data())
def test_whatever_a_field_holds_is_found_by_its_pieces(
    fields: list[str], data: st.DataObject
) -> None:
    text = text_of(fields)
    pieces = pieces_in(text)
    for run in runs(text):
        close = is_close(run)
        # of words with spaces around, parts of fewer than three letters are found at the beginning
        start = data.draw(st.integers(0, len(run) - 1 if close else max(0, len(run) - 3)))
        least = start + (1 if close else min(3, len(run)))
        word = run[start : data.draw(st.integers(least, len(run)))]
        assert set(pieces_of(word)) <= pieces
    for short in (run[:2] for run in runs(text) if not is_close(run)):
        assert set(pieces_of(short)) <= pieces


def test_no_pair_lies_across_two_fields() -> None:
    assert pieces_in(text_of(["水", "温"])) == {"水", "温"}


@given(start=st.integers(0, 12), length=st.integers(1, 13), first=st.booleans())
def test_digits_are_found_where_they_stand_in_a_number(
    *, start: int, length: int, first: bool
) -> None:
    written = f"{NUMBER:013}"
    digits = written[start : start + length]
    part = number_part(f"sj{digits}" if first else digits)
    if len(digits) < 3 and not first:
        assert part is None
        return
    assert part == (digits, first)
    tokens = number_tokens(NUMBER)
    met = any(all(tokens & set(need) for need in way) for way in number_ways(digits, first=first))
    assert met == (written.startswith(digits) if first else digits in written)


@given(st.text("0123", min_size=3, max_size=13))
def test_digits_that_no_number_has_in_a_row_are_not_found(digits: str) -> None:
    tokens = number_tokens(NUMBER)
    met = any(all(tokens & set(need) for need in way) for way in number_ways(digits, first=False))
    assert met == (digits in f"{NUMBER:013}")


def test_a_whole_name_is_the_same_whatever_stands_between_its_words() -> None:
    assert exact_token(normalise("海蓝数据（山东）")) == exact_token("海蓝数据 山东")
    assert exact_token("海蓝数据") != exact_token("海蓝数")
