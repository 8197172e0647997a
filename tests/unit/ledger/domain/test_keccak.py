"""The one Keccak-256: known answers, and a start that refuses a wrong library."""

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain import keccak
from ledger.domain.keccak import keccak256


def test_digest_of_the_empty_string_is_ethereums() -> None:
    assert keccak256(b"") == keccak.EMPTY_DIGEST


def test_digest_of_abc_is_the_published_one() -> None:
    published = "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"
    assert keccak256(b"abc").hex() == published


def test_padding_is_not_that_of_fips_202() -> None:
    assert keccak256(b"abc") != hashlib.sha3_256(b"abc").digest()


@given(st.binary(max_size=600))
def test_chosen_library_agrees_with_pycryptodome(data: bytes) -> None:
    assert keccak256(data) == keccak._pycryptodome()(data)


def test_library_with_a_wrong_digest_is_passed_over() -> None:
    def wrong() -> Callable[[bytes], bytes]:
        return lambda data: hashlib.sha3_256(data).digest()

    chosen = keccak.choose((wrong, keccak._pycryptodome))
    assert chosen(b"") == keccak.EMPTY_DIGEST


def test_no_usable_library_stops_the_start_and_names_what_was_tried() -> None:
    def wrong() -> Callable[[bytes], bytes]:
        return lambda data: hashlib.sha3_256(data).digest()

    def missing() -> Callable[[bytes], bytes]:
        msg = "No module named 'absent'"
        raise ImportError(msg)

    with pytest.raises(ImportError, match=r"wrong: wrong digest.*missing: No module"):
        keccak.choose((wrong, missing))
