"""The RFC 6962 tree: published roots, and every path proves its leaf and no other."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.merkle import (
    MerkleAccumulator,
    MerkleIndexOutOfRange,
    MerklePathLength,
    MerkleRootDiffers,
    MerkleTreeEmpty,
    consistency_path,
    inclusion_path,
    root_from_consistency,
    root_from_path,
    tree_root,
)

# Leaves and roots of the test data that Certificate Transparency logs share (RFC 6962 reference).
CT_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def naive_root(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node(naive_root(leaves[:split]), naive_root(leaves[split:]))


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert tree_root(map(leaf, CT_LEAVES[:size]), node).hex() == CT_ROOTS[size - 1]


@given(st.lists(st.binary(max_size=4).map(leaf), min_size=1, max_size=70))
def test_root_equals_the_recursive_definition(leaves: list[bytes]) -> None:
    assert tree_root(leaves, node) == naive_root(leaves)


@given(st.integers(1, 70), st.data())
def test_every_path_leads_to_the_root_and_only_for_its_index(
    size: int, data: st.DataObject
) -> None:
    leaves = [leaf(bytes([number])) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(leaves, index, node)
    assert root_from_path(leaves[index], index, size, path, node) == naive_root(leaves)
    other = data.draw(st.integers(0, size - 1))
    if other != index:
        try:
            found = root_from_path(leaves[index], other, size, path, node)
        except MerklePathLength:
            return
        assert found != naive_root(leaves)


@given(st.integers(2, 70), st.data())
def test_path_of_wrong_length_is_refused(size: int, data: st.DataObject) -> None:
    leaves = [leaf(bytes([number])) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(leaves, index, node)
    with pytest.raises(MerklePathLength) as caught:
        root_from_path(leaves[index], index, size, path[:-1], node)
    assert (caught.value.expected, caught.value.found) == (len(path), len(path) - 1)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_index_outside_the_tree_is_refused(index: int, size: int) -> None:
    leaves = [leaf(b"")] * size
    with pytest.raises(MerkleIndexOutOfRange):
        inclusion_path(leaves, index, node)
    with pytest.raises(MerkleIndexOutOfRange) as caught:
        root_from_path(leaf(b""), index, size, (), node)
    assert (caught.value.index, caught.value.size) == (index, size)


def test_tree_without_leaves_has_no_root() -> None:
    with pytest.raises(MerkleTreeEmpty):
        MerkleAccumulator(node).root()


@given(st.integers(1, 70), st.data())
def test_a_longer_log_is_shown_to_begin_with_a_shorter_one(size: int, data: st.DataObject) -> None:
    leaves = [leaf(bytes([number])) for number in range(size)]
    first = data.draw(st.integers(1, size))
    path = consistency_path(leaves, first, node)
    before, now = tree_root(leaves[:first], node), tree_root(leaves, node)
    assert root_from_consistency(first, before, size, path, node) == now
    with pytest.raises(MerklePathLength):
        root_from_consistency(first, before, size, (*path, before), node)
    changed = [leaf(b"other"), *leaves[1:]]
    other = tree_root(changed[:first], node)
    try:
        found = root_from_consistency(first, other, size, path, node)
    except MerkleRootDiffers:
        return
    assert found != now


@pytest.mark.parametrize(("first", "size"), [(0, 3), (4, 3), (-1, 3)])
def test_a_log_begins_with_some_of_its_own_entries(first: int, size: int) -> None:
    with pytest.raises(MerkleIndexOutOfRange):
        root_from_consistency(first, bytes(32), size, (), node)
    with pytest.raises(MerkleIndexOutOfRange):
        consistency_path([bytes(32)] * size, first, node)
