"""A document whose names hold a letter that its font lacks is made, and tells which it is."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from notarization.paper.glyphs import legible
from tests.paper import document


def test_a_letter_without_a_shape_is_shown_by_its_number() -> None:
    shown = PdfReader(BytesIO(document(title="测试𱍐证书😀"))).pages[0].extract_text()
    assert "测试[U+31350]证书[U+1F600]" in shown.replace("\n", "")


@pytest.mark.parametrize(
    "text",
    ["plain", "海洋数据（青島）〇①Ω é", "biáng 𰻞", "葛\U000e0100城", "a\u00a0b\u200d\ufe0f\n"],
)
def test_what_the_font_has_or_never_draws_stays(text: str) -> None:
    assert legible(text) == text
