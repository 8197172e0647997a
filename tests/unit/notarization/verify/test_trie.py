"""Strict trie proofs: what is proven, and one code for each way to forge one."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import rlp
from hypothesis import given
from hypothesis import strategies as st
from trie.hexary import HexaryTrie

from ledger.domain.keccak import keccak256
from notarization.verify.trie import (
    EMPTY_ROOT,
    ProofNodeHash,
    ProofNodeMalformed,
    ProofTrailingNodes,
    ProofTruncated,
    prove,
)

MakeTrie = Callable[[Mapping[bytes, bytes]], Any]
KEYS = [keccak256(bytes([number])) for number in range(200)]
VALUES = {key: b"value of " + key for key in KEYS}
ABSENT = keccak256(b"absent")
# Short keys that share long beginnings give extensions and embedded nodes.
SHORT_KEYS = st.dictionaries(
    st.integers(0, 2**12).map(lambda number: number.to_bytes(4)),
    st.binary(min_size=1, max_size=40),
    min_size=1,
    max_size=30,
)


def test_empty_root_is_ethereums() -> None:
    expected = "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"
    assert EMPTY_ROOT.hex() == expected


@pytest.mark.parametrize("key", KEYS[:20])
def test_value_in_the_trie_is_proven(make_trie: MakeTrie, key: bytes) -> None:
    trie = make_trie(VALUES)
    assert prove(trie.root, key, trie.prove(key)) == VALUES[key]


@given(items=SHORT_KEYS, probe=st.integers(0, 2**12))
def test_every_key_is_proven_in_or_out(make_trie: MakeTrie, items: Any, probe: int) -> None:
    trie = make_trie(items)
    for key in (*items, probe.to_bytes(4)):
        assert prove(trie.root, key, trie.prove(key)) == items.get(key)


@given(items=SHORT_KEYS)
def test_roots_and_proofs_are_those_of_py_trie(make_trie: MakeTrie, items: Any) -> None:
    oracle: Any = HexaryTrie({})
    for key, value in items.items():
        oracle[key] = value
    trie = make_trie(items)
    assert trie.root == oracle.root_hash
    for key in (*items, b"\xff\xff\xff\xff"):
        nodes = [rlp.encode(node) for node in oracle.get_proof(key)]
        proof = trie.prove(key)
        assert [node for node in nodes if len(node) >= 32 or node == nodes[0]] == proof


@pytest.mark.parametrize("nodes", [[], [b"\x80"]])
def test_every_key_is_absent_from_the_empty_trie(nodes: list[bytes]) -> None:
    assert prove(EMPTY_ROOT, ABSENT, nodes) is None


@pytest.mark.parametrize("nodes", [[b"\x80", b"\x80"], [b"\xc0"], [b""]])
def test_node_beside_the_empty_trie_is_refused(nodes: list[bytes]) -> None:
    with pytest.raises(ProofTrailingNodes):
        prove(EMPTY_ROOT, ABSENT, nodes)


@pytest.mark.parametrize("key", [KEYS[0], ABSENT])
def test_proof_cut_short_is_truncated(make_trie: MakeTrie, key: bytes) -> None:
    trie = make_trie(VALUES)
    proof = trie.prove(key)
    for length in range(len(proof)):
        with pytest.raises(ProofTruncated) as caught:
            prove(trie.root, key, proof[:length])
        assert (caught.value.code, caught.value.nodes) == ("PROOF_TRUNCATED", length)


@pytest.mark.parametrize("key", [KEYS[0], ABSENT])
def test_node_after_the_answer_is_refused(make_trie: MakeTrie, key: bytes) -> None:
    trie = make_trie(VALUES)
    proof = trie.prove(key)
    for extra in (proof[-1], proof[0], b"junk"):
        with pytest.raises(ProofTrailingNodes) as caught:
            prove(trie.root, key, [*proof, extra])
        assert caught.value.code == "PROOF_TRAILING_NODES"
        assert (caught.value.used, caught.value.nodes) == (len(proof), len(proof) + 1)


def forgeries(proof: list[bytes]) -> dict[str, list[bytes]]:
    return {
        "reversed": proof[::-1],
        "first node twice": [proof[0], *proof],
        "junk before": [b"junk", *proof],
        "junk between": [proof[0], b"junk", *proof[1:]],
        "middle left out": [proof[0], *proof[2:]],
        "one bit flipped": [*proof[:-1], proof[-1][:-1] + bytes([proof[-1][-1] ^ 1])],
    }


@pytest.mark.parametrize("way", forgeries([b"a", b"b", b"c"]))
def test_any_other_order_or_content_breaks_a_hash(make_trie: MakeTrie, way: str) -> None:
    trie = make_trie(VALUES)
    proof = trie.prove(KEYS[0])
    assert len(proof) >= 3
    with pytest.raises(ProofNodeHash) as caught:
        prove(trie.root, KEYS[0], forgeries(proof)[way])
    assert caught.value.code == "PROOF_NODE_HASH"


def test_proof_under_another_root_is_refused(make_trie: MakeTrie) -> None:
    trie = make_trie(VALUES)
    other = make_trie(VALUES | {KEYS[0]: b"changed"})
    with pytest.raises(ProofNodeHash) as caught:
        prove(other.root, KEYS[0], trie.prove(KEYS[0]))
    assert (caught.value.index, caught.value.expected) == (0, other.root)
    assert caught.value.computed == trie.root


def test_absence_of_another_key_proves_nothing_about_this_one(make_trie: MakeTrie) -> None:
    trie = make_trie(VALUES)
    with pytest.raises(ProofNodeHash):
        prove(trie.root, KEYS[0], trie.prove(ABSENT))


HASH = keccak256(b"some child")
LONG = b"v" * 40
LEAF_PATH = b"\x20" + KEYS[0]


def branch(*ways: Any, value: bytes = b"") -> list[Any]:
    return [*ways, *[b""] * (16 - len(ways)), value]


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        (b"no list at all, but long enough to stand alone", "node is no list"),
        ([LEAF_PATH], "node of neither 2 nor 17 items"),
        ([LEAF_PATH, LONG, LONG], "node of neither 2 nor 17 items"),
        ([b"\x40" + KEYS[0], LONG], "unknown hex-prefix flag"),
        ([b"\x21" + KEYS[0], LONG], "hex-prefix padding is not zero"),
        ([b"\x05" + KEYS[0][:5], HASH], "hex-prefix padding is not zero"),
        ([b"", LONG], "path is no byte string"),
        ([[LEAF_PATH], LONG], "path is no byte string"),
        ([LEAF_PATH, b""], "leaf without a value"),
        ([LEAF_PATH, [LONG]], "leaf without a value"),
        ([b"\x00", HASH], "extension without a path"),
        ([b"\x00" + KEYS[0][:2], b""], "reference is no hash"),
        ([b"\x00" + KEYS[0][:2], HASH[:31]], "reference is no hash"),
        (branch(HASH, HASH[:31]), "reference is no hash"),
        ([*branch(HASH, HASH)[:16], [LONG]], "value is no byte string"),
        (branch(HASH), "branch with fewer than two ways"),
        (branch(value=LONG), "branch with fewer than two ways"),
        (branch(HASH, [b"\x20", LONG]), "embedded node as long as a hash"),
    ],
)
def test_node_that_no_canonical_trie_holds_is_refused(node: Any, reason: str) -> None:
    raw = rlp.encode(node)
    with pytest.raises(ProofNodeMalformed) as caught:
        prove(keccak256(raw), KEYS[0], [raw])
    assert (caught.value.code, caught.value.reason) == ("PROOF_NODE_MALFORMED", reason)


def test_node_in_a_second_rlp_form_is_refused() -> None:
    raw = rlp.encode([LEAF_PATH, LONG])
    # The same list behind a head of two length bytes instead of one.
    other = b"\xf9\x00" + raw[1:]
    with pytest.raises(ProofNodeMalformed) as caught:
        prove(keccak256(other), KEYS[0], [other])
    assert caught.value.reason == "integer with a leading zero"


def test_short_node_named_by_its_hash_is_refused() -> None:
    leaf = rlp.encode([b"\x31", b"short"])
    parent = rlp.encode(branch(keccak256(leaf), keccak256(leaf)))
    with pytest.raises(ProofNodeMalformed) as caught:
        prove(keccak256(parent), b"\x01", [parent, leaf])
    assert caught.value.reason == "node shorter than a hash is not embedded"


def test_extension_that_leads_to_a_leaf_is_refused() -> None:
    leaf = rlp.encode([b"\x20" + KEYS[0][2:], LONG])
    parent = rlp.encode([b"\x00" + KEYS[0][:2], keccak256(leaf)])
    with pytest.raises(ProofNodeMalformed) as caught:
        prove(keccak256(parent), KEYS[0], [parent, leaf])
    assert caught.value.reason == "extension without a branch"


def test_extension_shown_as_a_leaf_breaks_the_hash(make_trie: MakeTrie) -> None:
    trie = make_trie({b"\x11\x22": LONG, b"\x11\x33": LONG})
    proof = trie.prove(b"\x11\x22")
    path, child = rlp.decode(proof[0])
    forged = rlp.encode([bytes([path[0] | 0x20]) + path[1:], child])
    with pytest.raises(ProofNodeHash):
        prove(trie.root, b"\x11\x44", [forged])
