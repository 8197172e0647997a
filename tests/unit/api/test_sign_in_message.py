"""Sign-in messages: the EIP's own examples are read, what its ABNF does not allow is not."""

import pytest
from eth_account import Account
from eth_account.messages import _hash_eip191_message, encode_defunct
from hypothesis import given
from hypothesis import strategies as st

from api.sessions.errors import SignInMessageMalformed
from api.sessions.message import SignIn, checksummed, digest, parse
from ledger.chain.signer import Key
from notarization.verify.signature import recover

# the three examples of EIP-4361 differ in their first line
FIRST_LINES = ("example.com", "example.com:3388", "https://example.com")
REST = """ wants you to sign in with your Ethereum account:
0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2

I accept the ExampleOrg Terms of Service: https://example.com/tos

URI: https://example.com/login
Version: 1
Chain ID: 1
Nonce: 32891756
Issued At: 2021-09-30T16:25:24Z
Resources:
- ipfs://bafybeiemxf5abjwjbikoz4mc3a3dla6ual3jsgpdr4cjr3oz3evfyavhwq/
- https://example.com/my-web2-claim.json"""
PLAIN = "example.com" + REST
# what is put in the place of what, and the line that is named
FAULTS = (
    ("example.com wants", "example.com/a wants", "domain"),
    ("wants you to sign in", "Wants you to sign in", "domain"),
    ("example.com wants", " wants", "domain"),
    ("0xC02aaA39", "0xc02aaA39", "address"),
    ("0xC02aaA39", "C02aaA3900", "address"),
    ("Cc2\n\nI", "Cc2\nI", "address"),
    ("Terms of Service", "Terms\tof Service", "statement"),
    ("Terms of Service", "条款", "statement"),
    ("tos\n\nURI", "tos\nURI", "statement"),
    ("URI: https://example.com/login", "URI: example login", "uri"),
    ("Version: 1", "Version: 2", "version"),
    ("Version: 1\n", "", "version"),
    ("Chain ID: 1", "Chain ID: -1", "chain_id"),
    ("Chain ID: 1", "Chain ID: \u0661", "chain_id"),
    ("Nonce: 32891756", "Nonce: 3289175", "nonce"),
    ("Nonce: 32891756", "Nonce: 32891-756", "nonce"),
    ("2021-09-30T16:25:24Z", "2021-09-30 16:25:24Z", "issued_at"),
    ("2021-09-30T16:25:24Z", "2021-09-30T16:25:24", "issued_at"),
    ("2021-09-30T16:25:24Z", "2021-02-30T16:25:24Z", "issued_at"),
    ("Resources:", "resources:", "resources"),
    ("- ipfs", "ipfs", "resources"),
    ("claim.json", "claim.json\n", "resources"),
    ("24Z\nRes", "24Z\nNot Before: 2021-09-30T16:25:24Z\nExpiration Time: 2022\nRes", "resources"),
)


@pytest.mark.parametrize("first", FIRST_LINES)
def test_the_examples_of_the_eip_are_read(first: str) -> None:
    found = parse(first + REST)
    assert found.domain == first.removeprefix("https://")
    assert found.scheme == ("https" if "://" in first else "")
    assert found.address.hex() == "c02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"
    assert found.statement == "I accept the ExampleOrg Terms of Service: https://example.com/tos"
    assert (found.uri, found.chain_id) == ("https://example.com/login", 1)
    assert (found.nonce, found.issued_at) == ("32891756", 1_633_019_124)
    assert (found.expiration_time, found.not_before) == (0, 0)


@pytest.mark.parametrize(("there", "instead", "line"), FAULTS)
def test_what_the_grammar_does_not_allow_is_named(there: str, instead: str, line: str) -> None:
    assert there in PLAIN
    with pytest.raises(SignInMessageMalformed) as refused:
        parse(PLAIN.replace(there, instead, 1))
    assert refused.value.field == line


def test_a_message_without_end_is_refused_unread() -> None:
    with pytest.raises(SignInMessageMalformed) as refused:
        parse(PLAIN + "\n- https://example.com/" + "a" * 2_000)
    assert refused.value.field == "length"


@given(
    address=st.binary(min_size=20, max_size=20),
    chain=st.integers(0, 2**64),
    nonce=st.text("0123456789abcdefXYZ", min_size=8, max_size=40),
    times=st.tuples(*(st.integers(1, 4_000_000_000),) * 3),
    statement=st.sampled_from(["", "Sign in. It costs nothing.", "a:b/c?d#e"]),
)
def test_what_is_written_is_read(
    address: bytes, chain: int, nonce: str, times: tuple[int, int, int], statement: str
) -> None:
    told = SignIn(
        domain="127.0.0.1:8000",
        address=address,
        uri="http://127.0.0.1:8000",
        chain_id=chain,
        nonce=nonce,
        issued_at=times[0],
        expiration_time=times[1],
        not_before=times[2],
        statement=statement,
        scheme="http",
    )
    assert parse(told.text) == told


def test_what_is_signed_is_what_wallets_sign() -> None:
    key, text = Key.new(), PLAIN
    theirs = encode_defunct(text=text)
    assert digest(text) == bytes(_hash_eip191_message(theirs))
    signed = Account.sign_message(theirs, key.reveal())
    assert recover(digest(text), bytes(signed.signature)) == key.account
    assert recover(digest(text), key.sign(digest(text))) == key.account


def test_addresses_are_written_as_the_eip_writes_them() -> None:
    for each in (
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ):
        assert checksummed(bytes.fromhex(each[2:])) == each
