"""pymerkle, which shares no line with ours, takes our roots and our proofs, and refuses others'."""

import hashlib
from typing import Any

import pymerkle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.merkle import consistency_path, path_in, root_from_consistency
from notarization.batches.log import DigestLog, create
from notarization.verify.batch import DOMAIN, Algorithm, Digest, record_leaf
from notarization.verify.tlog import node_hash

MOST = 70


def digest(number: int) -> Digest:
    return Digest.of(Algorithm.SHA256, hashlib.sha256(b"%d" % number).digest())


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> DigestLog:
    folder = tmp_path_factory.mktemp("log") / "log"
    create(folder, 371)
    made = DigestLog(folder)
    made.add([digest(number) for number in range(MOST)])
    return made


def theirs(size: int) -> Any:
    """Their tree over the same entries."""
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for number in range(size):
        tree.append_entry(DOMAIN + digest(number).record)
    return tree


def proof_of(tree: Any, log: DigestLog, index: int, size: int) -> Any:
    """Our path in their form, which has the leaf before it; they count from one."""
    leaf, path = record_leaf(digest(index).record), path_in(log.levels(size), index)
    told = tree.prove_inclusion(index + 1, size).serialize()
    told["path"] = [each.hex() for each in (leaf, *path)]
    return leaf, pymerkle.InclusionProof.deserialize(told)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_another_implementation_verifies_our_inclusion_proofs(
    log: DigestLog, data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, MOST))
    index = data.draw(st.integers(0, size - 1))
    tree, root = theirs(size), log.root(size)
    assert tree.get_root() == root
    leaf, proof = proof_of(tree, log, index, size)
    pymerkle.verify_inclusion(leaf, root, proof, index + 1, size, "sha256")
    with pytest.raises(pymerkle.InvalidProof):
        pymerkle.verify_inclusion(leaf, log.root(1) + b"x", proof)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_another_implementation_agrees_on_how_a_log_grew(
    log: DigestLog, data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, MOST))
    first = data.draw(st.integers(1, size))
    before, after = theirs(first).get_root(), theirs(size).get_root()
    path = consistency_path(log.leaves(size), first, node_hash)
    assert root_from_consistency(first, before, size, path, node_hash) == after
    proof = theirs(size).prove_consistency(first, size)
    pymerkle.verify_consistency(log.root(first), log.root(size), proof, first, size, "sha256")
