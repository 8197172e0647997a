"""Strict RLP, with the rlp package as oracle."""

from typing import Any

import pytest
import rlp as oracle
from hypothesis import given
from hypothesis import strategies as st

from notarization.verify import rlp
from notarization.verify.rlp import MAX_DEPTH, RlpMalformed

ITEMS = st.recursive(
    st.binary(max_size=70), lambda inner: st.lists(inner, max_size=6), max_leaves=12
)


@given(ITEMS)
def test_bytes_equal_the_oracles_and_read_back(item: Any) -> None:
    encoded = rlp.encode(item)
    assert encoded == oracle.encode(item)
    assert rlp.decode(encoded) == item


@pytest.mark.parametrize("length", [55, 56, 255, 256, 70_000])
def test_long_strings_and_lists_read_back(length: int) -> None:
    for item in (b"x" * length, [b"x"] * length):
        assert rlp.decode(oracle.encode(item)) == item


@given(st.binary(max_size=40))
def test_what_is_accepted_has_one_form_only(data: bytes) -> None:
    try:
        item = rlp.decode(data)
    except RlpMalformed:
        return
    assert rlp.encode(item) == data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "truncated"),
        ("8100", "single byte with a head"),
        ("817f", "single byte with a head"),
        ("82aa", "truncated"),
        ("b8", "truncated"),
        ("b80100", "long head for a short payload"),
        ("b837" + "aa" * 55, "long head for a short payload"),
        ("b90038" + "aa" * 56, "integer with a leading zero"),
        ("f837" + "01" * 55, "long head for a short payload"),
        ("c281", "truncated"),
        ("c28201aa", "item longer than its list"),
        ("c1", "truncated"),
        ("0102", "trailing bytes"),
        ("c000", "trailing bytes"),
        ("bfffffffffffffffff", "truncated"),
    ],
)
def test_any_other_form_is_refused_with_its_reason(data: str, reason: str) -> None:
    with pytest.raises(RlpMalformed) as caught:
        rlp.decode(bytes.fromhex(data))
    assert (caught.value.code, caught.value.reason) == ("RLP_MALFORMED", reason)


def test_nesting_is_allowed_to_the_limit_and_not_beyond() -> None:
    item: Any = []
    for _ in range(MAX_DEPTH - 1):
        item = [item]
    assert rlp.decode(oracle.encode(item)) == item
    with pytest.raises(RlpMalformed) as caught:
        rlp.decode(oracle.encode([item]))
    assert caught.value.reason == "nested too deep"


@given(st.integers(0, 2**256 - 1))
def test_integers_read_back(value: int) -> None:
    assert rlp.decode_integer(rlp.encode_integer(value), max_bytes=32) == value


@pytest.mark.parametrize(
    ("data", "reason"), [(b"\x00", "integer with a leading zero"), (bytes(33), "integer too long")]
)
def test_integer_of_another_form_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(RlpMalformed) as caught:
        rlp.decode_integer(data, max_bytes=32)
    assert caught.value.reason == reason
