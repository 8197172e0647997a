"""SHA-256 and SM3: known answers, and the fall-back gives the same digests."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from notarization.verify import digests


def test_sm3_is_the_standards_second_example() -> None:
    # GB/T 32905-2016, appendix A.2
    expected = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    assert digests.sm3(b"abcd" * 16).hex() == expected


def test_sha256_is_the_standards_example() -> None:
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digests.sha256(b"abc").hex() == expected


@given(st.lists(st.binary(max_size=200), max_size=4))
def test_fall_back_gives_the_same_sm3_in_parts(parts: list[bytes]) -> None:
    fall_back = digests._CryptographySm3()
    for part in parts:
        fall_back.update(part)
    assert fall_back.digest() == fall_back.digest() == digests.sm3(b"".join(parts))


def test_feature_test_agrees_with_what_openssl_offers() -> None:
    assert digests.hashlib_has_sm3() == ("sm3" in hashlib.algorithms_available)
