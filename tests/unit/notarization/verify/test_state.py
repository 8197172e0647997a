"""Accounts and slots: proofs of a real node, made proofs, and each way to be refused."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import rlp

from ledger.domain.keccak import keccak256
from notarization.verify.state import (
    Account,
    AccountAbsent,
    AccountMalformed,
    KeyLength,
    NonCanonicalZeroLeaf,
    SlotMalformed,
    SlotProof,
    SlotValue,
    ZeroLeaf,
    prove_account,
    prove_slot,
)
from notarization.verify.trie import EMPTY_ROOT, ProofNodeHash, ProofTrailingNodes, ProofTruncated

MakeTrie = Callable[[Mapping[bytes, bytes]], Any]
VECTOR_FILE = Path(__file__).parents[3] / "vectors" / "state_proofs_anvil.json"
NODE = json.loads(VECTOR_FILE.read_text())
ADDRESS = bytes.fromhex("da7adeed" * 5)
SLOT = (7).to_bytes(32)
CODE_HASH = keccak256(b"code")


def data(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def nodes_of(texts: list[str]) -> list[bytes]:
    return [data(text) for text in texts]


STATE_ROOT = data(NODE["block"]["stateRoot"])


def account_of(answer: dict[str, Any], root: bytes = STATE_ROOT) -> Account:
    return prove_account(root, data(answer["address"]), nodes_of(answer["accountProof"]))


def test_accounts_of_a_real_node_are_proven() -> None:
    for answer in (NODE["contract"], NODE["wallet"]):
        account = account_of(answer)
        assert account == Account(
            nonce=int(answer["nonce"], 16),
            balance=int(answer["balance"], 16),
            storage_root=data(answer["storageHash"]),
            code_hash=data(answer["codeHash"]),
        )


@pytest.mark.parametrize("answer", NODE["contract"]["storageProof"], ids=lambda a: a["key"][-4:])
def test_slots_of_a_real_node_are_proven_in_or_out(answer: dict[str, Any]) -> None:
    root = account_of(NODE["contract"]).storage_root
    value = int(answer["value"], 16)
    proven = prove_slot(root, data(answer["key"]), nodes_of(answer["proof"]))
    assert proven == SlotValue(value, SlotProof.INCLUSION if value else SlotProof.EXCLUSION)


def test_account_that_a_real_node_does_not_have_is_absent() -> None:
    with pytest.raises(AccountAbsent) as caught:
        account_of(NODE["absent"])
    assert (caught.value.code, caught.value.address) == ("ACCOUNT_ABSENT", bytes([0xAB] * 20))


@pytest.mark.parametrize("shown", [[], [b"\x80"]])
def test_slot_of_an_account_without_storage_is_absent(shown: list[bytes]) -> None:
    assert account_of(NODE["wallet"]).storage_root == EMPTY_ROOT
    assert prove_slot(EMPTY_ROOT, SLOT, shown) == SlotValue(0, SlotProof.EXCLUSION)


def cleared_slot() -> tuple[bytes, bytes, list[bytes]]:
    account = account_of(NODE["cleared"], data(NODE["clearedStateRoot"]))
    answer = NODE["cleared"]["storageProof"][0]
    return account.storage_root, data(answer["key"]), nodes_of(answer["proof"])


def test_zero_leaf_of_a_real_node_is_refused_on_a_real_chain() -> None:
    root, slot, nodes = cleared_slot()
    with pytest.raises(NonCanonicalZeroLeaf) as caught:
        prove_slot(root, slot, nodes)
    assert (caught.value.code, caught.value.slot) == ("NON_CANONICAL_ZERO_LEAF", slot)


def test_zero_leaf_counts_as_absent_on_a_development_chain_and_says_so() -> None:
    root, slot, nodes = cleared_slot()
    proven = prove_slot(root, slot, nodes, zero_leaf=ZeroLeaf.COUNTS_AS_ABSENT)
    assert proven == SlotValue(0, SlotProof.ZERO_LEAF)


def test_exclusion_of_an_earlier_block_is_refused_under_a_later_root() -> None:
    earlier = NODE["contract"]["storageProof"][4]
    root, slot, _ = cleared_slot()
    assert data(earlier["key"]) == slot
    with pytest.raises(ProofNodeHash):
        prove_slot(root, slot, nodes_of(earlier["proof"]))


def test_account_without_any_node_is_truncated_not_believed() -> None:
    with pytest.raises(ProofTruncated):
        prove_account(STATE_ROOT, ADDRESS, [])


def test_same_storage_at_another_address_is_refused() -> None:
    with pytest.raises(ProofTrailingNodes):
        prove_account(STATE_ROOT, bytes(20), nodes_of(NODE["contract"]["accountProof"]))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ([b"", b"", EMPTY_ROOT], "not a list of four items"),
        (b"x" * 40, "not a list of four items"),
        ([b"\x00", b"", EMPTY_ROOT, CODE_HASH], "integer with a leading zero"),
        ([b"", b"\x00\x01", EMPTY_ROOT, CODE_HASH], "integer with a leading zero"),
        ([b"\x01" * 9, b"", EMPTY_ROOT, CODE_HASH], "integer too long"),
        ([b"", b"\x01" * 33, EMPTY_ROOT, CODE_HASH], "integer too long"),
        ([b"", b"", EMPTY_ROOT[:31], CODE_HASH], "a root is no hash"),
        ([b"", b"", EMPTY_ROOT, CODE_HASH[:31]], "a root is no hash"),
        ([[], b"", EMPTY_ROOT, CODE_HASH], "an item is a list"),
    ],
)
def test_account_of_another_shape_is_refused(make_trie: MakeTrie, fields: Any, reason: str) -> None:
    trie = make_trie({keccak256(ADDRESS): rlp.encode(fields)})
    with pytest.raises(AccountMalformed) as caught:
        prove_account(trie.root, ADDRESS, trie.prove(keccak256(ADDRESS)))
    assert (caught.value.code, caught.value.reason) == ("ACCOUNT_MALFORMED", reason)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"\x00", "integer with a leading zero"),
        (b"\x82\x00\x01", "integer with a leading zero"),
        (b"\x81\x01", "single byte with a head"),
        (b"\xa1" + b"\x01" * 33, "integer too long"),
        (b"\xc1\x01", "not a byte string"),
        (b"\x01\x02", "trailing bytes"),
    ],
)
def test_slot_of_another_shape_is_refused(make_trie: MakeTrie, value: bytes, reason: str) -> None:
    trie = make_trie({keccak256(SLOT): value})
    with pytest.raises(SlotMalformed) as caught:
        prove_slot(trie.root, SLOT, trie.prove(keccak256(SLOT)))
    assert (caught.value.code, caught.value.reason) == ("SLOT_MALFORMED", reason)


def test_address_or_slot_of_wrong_length_is_refused() -> None:
    with pytest.raises(KeyLength) as caught:
        prove_account(STATE_ROOT, bytes(32), [])
    assert (caught.value.expected, caught.value.found) == (20, 32)
    with pytest.raises(KeyLength) as caught:
        prove_slot(EMPTY_ROOT, b"\x07", [])
    assert (caught.value.expected, caught.value.found) == (32, 1)
