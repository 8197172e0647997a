"""Strict JSON and its one canonical form, with the rfc8785 package as oracle."""

import math
import sys
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain import canonical
from ledger.domain.canonical import (
    MAX_DEPTH,
    MAX_INTEGER,
    JsonDuplicateKey,
    JsonMalformed,
    JsonNotCanonical,
    JsonNumberRefused,
    JsonTextRefused,
    JsonTooDeep,
    JsonTypeRefused,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXT, inner, max_size=5),
    max_leaves=20,
)


@given(VALUES)
def test_output_equals_the_oracle(value: Any) -> None:
    assert canonical.encode(value) == rfc8785.dumps(value)


@given(VALUES)
def test_what_is_written_reads_back_equal(value: Any) -> None:
    assert canonical.parse_canonical(canonical.encode(value)) == value


def test_keys_are_sorted_by_utf16_units_not_code_points() -> None:
    # RFC 8785 3.2.3: U+1F600 is D83D DE00 in UTF-16 and so comes before U+FB33.
    assert (
        canonical.encode({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()
    )


@pytest.mark.parametrize("data", [b'{"a":1,"a":2}', b'{"x":{"a":1,"\\u0061":1}}'])
def test_duplicate_key_is_refused(data: bytes) -> None:
    with pytest.raises(JsonDuplicateKey) as caught:
        canonical.parse(data)
    assert caught.value.key == "a"


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1.0",
        "1e3",
        "9007199254740992",
        "-9007199254740992",
        "9" * 5000,
    ],
)
def test_number_without_one_exact_form_is_refused(text: str) -> None:
    with pytest.raises(JsonNumberRefused) as caught:
        canonical.parse(f"[{text}]".encode())
    assert caught.value.text == text[:32]


@pytest.mark.parametrize("value", [MAX_INTEGER + 1, -MAX_INTEGER - 1, 1.5, math.nan])
def test_number_that_json_cannot_carry_is_not_written(value: Any) -> None:
    with pytest.raises(JsonNumberRefused):
        canonical.encode([value])


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf{}",
        b"\xff",
        b"",
        b"{",
        b"{} {}",
        b"[1,]",
        b"{'a':1}",
        b'"\x01"',
        b"[01]",
        b"// x\n1",
    ],
)
def test_bytes_that_are_no_strict_json_are_refused(data: bytes) -> None:
    with pytest.raises(JsonMalformed):
        canonical.parse(data)


@pytest.mark.parametrize("data", [b'["\\ud800"]', b'{"\\udc00":1}'])
def test_lone_surrogate_is_refused(data: bytes) -> None:
    with pytest.raises(JsonTextRefused):
        canonical.parse(data)


@pytest.mark.parametrize(
    "data",
    [b'{ "a":1}', b'{"b":1,"a":2}', b"[-0]", b'"\\u0061"', b'"\\/"', b'"\\u000A"', b"[1]\r\n"],
)
def test_other_spelling_of_a_value_is_not_canonical(data: bytes) -> None:
    canonical.parse(data)
    with pytest.raises(JsonNotCanonical):
        canonical.parse_canonical(data)


def test_nesting_is_allowed_to_the_limit_and_not_beyond() -> None:
    canonical.parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    with pytest.raises(JsonTooDeep):
        canonical.parse(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1))


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
def test_bomb_of_brackets_is_refused_even_without_a_recursion_limit(opening: bytes) -> None:
    # With the limit out of the way, Python's own parser would end the process here.
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(10**9)
    try:
        with pytest.raises(JsonTooDeep):
            canonical.parse(opening * 1_000_000)
    finally:
        sys.setrecursionlimit(usual)


def test_brackets_inside_strings_are_not_nesting() -> None:
    text = "[{" * 1000 + '"\\' + "]}"
    assert canonical.parse(canonical.encode({text: [text, "\\", text]})) == {
        text: [text, "\\", text]
    }


@pytest.mark.parametrize("data", [b'["' + b'\\"' * 500_000 + b"[" * 100, b'["' + b"\\" * 1_000_001])
def test_unclosed_strings_are_refused_in_time_that_grows_with_length_only(data: bytes) -> None:
    with pytest.raises(JsonMalformed):
        canonical.parse(data + b"[" * 100)


@pytest.mark.parametrize("value", [b"bytes", {1: 2}, {1, 2}, object()])
def test_value_without_json_form_is_refused(value: Any) -> None:
    with pytest.raises(JsonTypeRefused):
        canonical.encode(value)
