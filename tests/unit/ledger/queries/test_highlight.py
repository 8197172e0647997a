from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.queries.highlight import marked
from ledger.store.pieces import normalise, runs

TEXT = st.text(alphabet="数据數據水温ab１ＡB -，ﾃﾞß%", max_size=12)


def lit(text: str, asked: str) -> list[str]:
    return [part for part, hit in marked(text, runs(normalise(asked))) if hit]


@pytest.mark.parametrize(
    ("text", "asked", "parts"),
    [
        ("山东省近海水温数据", "水温", ["水温"]),
        ("海水溫度、氣溫數據", "气温数据", ["氣溫數據"]),
        ("ＡＩ模型ＡＩ", "ai", ["ＡＩ", "ＡＩ"]),
        ("SJ3712026030001", "sj3712", ["SJ3712"]),
        ("91370212MA3C0XYZ1U", "ma3c0x", ["MA3C0X"]),
        ("水温与温度", "水温度", ["水温", "温度"]),
        ("5G网络与15G、15Gb", "5g", ["5G", "5G"]),
        ("ﾃﾞｰﾀ集", "データ", ["ﾃﾞｰﾀ"]),
        ("Straße", "strasse", ["Straße"]),
        ("没有", "水温", []),
    ],
)
def test_words_are_marked_as_they_were_written(text: str, asked: str, parts: list[str]) -> None:
    assert lit(text, asked) == parts


@given(TEXT, TEXT)
def test_the_parts_joined_are_the_text_and_no_two_neighbours_are_alike(
    text: str, asked: str
) -> None:
    parts = marked(text, runs(normalise(asked)))
    assert "".join(part for part, _ in parts) == text
    assert all(one[1] is not other[1] for one, other in pairwise(parts))
