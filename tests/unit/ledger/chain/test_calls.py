import pytest
from eth_abi.abi import encode as eth_encode
from eth_utils.abi import function_signature_to_4byte_selector

from ledger.bindings import artifacts
from ledger.chain.calls import creation, function
from ledger.domain.abi import AbiError
from ledger.domain.acts import Address, PartyId, Revocation, Role, Signer


def test_a_call_is_selector_and_arguments() -> None:
    terms = Revocation(PartyId(b"\x03" * 32), b"\x01" * 32, 5, 6)
    signer = Signer(PartyId(b"\x03" * 32), Address(b"\x04" * 20), Role.EXAMINER, b"sig")
    shape = "(bytes32,bytes32,uint64,uint64)", "(bytes32,address,uint8,bytes)[]"
    selector = function_signature_to_4byte_selector(f"revoke({','.join(shape)})")
    plain = ((b"\x03" * 32, b"\x01" * 32, 5, 6), [(b"\x03" * 32, b"\x04" * 20, 3, b"sig")])
    encoded = function("PartyBook", "revoke").encode(terms, (signer,))
    assert encoded == selector + eth_encode(shape, plain)


def test_every_function_of_every_contract_has_a_codec() -> None:
    for contract in artifacts.names():
        entries = [each for each in artifacts.load(contract).abi if each["type"] == "function"]
        unique = {each["name"] for each in entries}
        for name in unique:
            if [each["name"] for each in entries].count(name) == 1:
                assert len(function(contract, name).selector) == 4


def test_a_creation_is_bytecode_and_arguments() -> None:
    code = creation("Register", b"\x07" * 20)
    assert code == artifacts.load("Register").bytecode + (b"\x07" * 20).rjust(32, b"\x00")


def test_what_does_not_exist_or_fit_is_refused() -> None:
    with pytest.raises(LookupError):
        function("Register", "transferOwnership")
    with pytest.raises(AbiError):
        function("Register", "word").encode(b"short", bytes(32))
    with pytest.raises(AbiError):
        function("Register", "seqOf").decode(b"")
