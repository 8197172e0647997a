"""Recovery of signers: known answers, and one accepted form of a signature."""

import pytest
from coincurve import PrivateKey
from eth_account import Account
from eth_account.messages import encode_typed_data
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.keccak import keccak256
from notarization.verify.signature import (
    CURVE_ORDER,
    SignatureHighS,
    SignatureMalformed,
    SignatureUnrecoverable,
    address_of,
    recover,
    recover_any_s,
    typed_data_digest,
)

# The first account that every development chain unlocks.
KEY = PrivateKey.from_hex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
ADDRESS = bytes.fromhex("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
DIGEST = keccak256(b"the act")


def sign(digest: bytes, key: PrivateKey = KEY) -> bytes:
    signed = key.sign_recoverable(digest, hasher=None)
    return signed[:64] + bytes([27 + signed[64]])


def high_s(signature: bytes) -> bytes:
    s = CURVE_ORDER - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes([27 + 28 - signature[64]])


@given(st.integers(1, CURVE_ORDER - 1), st.binary(min_size=32, max_size=32))
def test_signer_is_recovered(secret: int, digest: bytes) -> None:
    key = PrivateKey.from_int(secret)
    assert recover(digest, sign(digest, key)) == address_of(key.public_key)


def test_address_is_the_one_that_wallets_show() -> None:
    assert recover(DIGEST, sign(DIGEST)) == ADDRESS


def test_other_digest_gives_another_signer() -> None:
    assert recover(keccak256(b"another act"), sign(DIGEST)) != ADDRESS


def test_typed_data_signature_of_a_wallet_is_recovered() -> None:
    message = {
        "types": {
            "EIP712Domain": [{"name": "name", "type": "string"}],
            "Act": [{"name": "title", "type": "bytes32"}],
        },
        "primaryType": "Act",
        "domain": {"name": "DataDeed"},
        "message": {"title": b"\x07" * 32},
    }
    domain_type = keccak256(b"EIP712Domain(string name)")
    domain = keccak256(domain_type + keccak256(b"DataDeed"))
    struct = keccak256(keccak256(b"Act(bytes32 title)") + b"\x07" * 32)
    signed = Account.from_key(KEY.secret).sign_message(encode_typed_data(full_message=message))
    assert recover(typed_data_digest(domain, struct), bytes(signed.signature)) == ADDRESS


def test_high_s_twin_is_refused() -> None:
    twin = high_s(sign(DIGEST))
    with pytest.raises(SignatureHighS) as caught:
        recover(DIGEST, twin)
    assert caught.value.code == "SIGNATURE_HIGH_S"
    assert caught.value.s == int.from_bytes(twin[32:64], "big")


def test_high_s_twin_names_the_same_signer_where_it_is_allowed() -> None:
    twin = high_s(sign(DIGEST))
    assert recover_any_s(DIGEST, twin[:64], parity=twin[64] - 27) == ADDRESS


@pytest.mark.parametrize("v", [0, 1, 26, 29, 35, 255])
def test_v_other_than_27_and_28_is_refused(v: int) -> None:
    with pytest.raises(SignatureMalformed) as caught:
        recover(DIGEST, sign(DIGEST)[:64] + bytes([v]))
    assert (caught.value.code, caught.value.reason) == ("SIGNATURE_MALFORMED", f"v is {v}")


@pytest.mark.parametrize("length", [0, 64, 66])
def test_signature_of_wrong_length_is_refused(length: int) -> None:
    with pytest.raises(SignatureMalformed) as caught:
        recover(DIGEST, bytes(length))
    assert caught.value.reason == f"{length} bytes"


def test_digest_of_wrong_length_is_refused() -> None:
    with pytest.raises(SignatureMalformed):
        recover(DIGEST[:31], sign(DIGEST))


@pytest.mark.parametrize("parity", [-1, 2, 3])
def test_unknown_parity_is_refused(parity: int) -> None:
    with pytest.raises(SignatureMalformed):
        recover_any_s(DIGEST, sign(DIGEST)[:64], parity=parity)


@pytest.mark.parametrize(
    ("r", "s"), [(0, 1), (1, 0), (CURVE_ORDER, 1), (1, CURVE_ORDER), (5, 1), (2**256 - 1, 1)]
)
def test_numbers_that_fit_no_point_have_no_signer(r: int, s: int) -> None:
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big") + b"\x1b"
    with pytest.raises(SignatureUnrecoverable) as caught:
        recover(DIGEST, signature)
    assert caught.value.code == "SIGNATURE_UNRECOVERABLE"


@pytest.mark.parametrize("lengths", [(31, 32), (32, 31)])
def test_typed_data_hash_of_wrong_length_is_refused(lengths: tuple[int, int]) -> None:
    with pytest.raises(SignatureMalformed):
        typed_data_digest(bytes(lengths[0]), bytes(lengths[1]))
