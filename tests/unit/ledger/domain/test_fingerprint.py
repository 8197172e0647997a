"""Fingerprint ids, folder manifests and chunk proofs, as pure values."""

import dataclasses
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.fingerprint import (
    CHUNK_BYTES,
    ChunkLength,
    ChunkMismatch,
    ChunkProof,
    Fingerprint,
    FingerprintKeyLength,
    FingerprintMalformed,
    FolderEmpty,
    FolderEntry,
    FolderOrder,
    chunk_leaf,
    chunk_node,
    folder_manifest,
    keyed_id,
    public_id,
    verify_chunk,
)
from ledger.domain.keccak import keccak256
from ledger.domain.merkle import (
    MerkleIndexOutOfRange,
    MerklePathLength,
    inclusion_path,
    tree_root,
)

DIGESTS = st.binary(min_size=32, max_size=32)
FINGERPRINTS = st.builds(Fingerprint, DIGESTS, DIGESTS, DIGESTS, st.integers(0, 2**53 - 1))
CHUNKS = [bytes([n]) * CHUNK_BYTES for n in range(4)] + [b"the last, shorter chunk"]
LEAVES = [chunk_leaf(chunk) for chunk in CHUNKS]
FILE = Fingerprint(bytes(32), bytes(32), tree_root(LEAVES, chunk_node), 4 * CHUNK_BYTES + 23)


def proof_of(index: int) -> ChunkProof:
    return ChunkProof(index=index, path=inclusion_path(LEAVES, index, chunk_node))


@given(FINGERPRINTS)
def test_public_id_is_the_documented_byte_string(fingerprint: Fingerprint) -> None:
    digests = fingerprint.sha256 + fingerprint.sm3 + fingerprint.merkle
    size = fingerprint.size.to_bytes(8, "big")
    expected = keccak256(b"\x01datadeed/fingerprint/1" + digests + size)
    assert (public_id(fingerprint).value, public_id(fingerprint).keyed) == (expected, False)


@given(FINGERPRINTS, DIGESTS)
def test_keyed_id_is_the_documented_byte_string(fingerprint: Fingerprint, key: bytes) -> None:
    inner = public_id(fingerprint).value
    expected = keccak256(b"\x02datadeed/fingerprint/1" + key + inner)
    assert (keyed_id(fingerprint, key).value, keyed_id(fingerprint, key).keyed) == (expected, True)


@given(FINGERPRINTS, st.sampled_from(["sha256", "sm3", "merkle"]), st.integers(0, 255))
def test_one_changed_bit_in_any_digest_changes_the_id(
    fingerprint: Fingerprint, name: str, bit: int
) -> None:
    digest = int.from_bytes(getattr(fingerprint, name), "big") ^ (1 << bit)
    forged = {"sha256": fingerprint.sha256, "sm3": fingerprint.sm3, "merkle": fingerprint.merkle}
    forged[name] = digest.to_bytes(32, "big")
    assert public_id(Fingerprint(size=fingerprint.size, **forged)) != public_id(fingerprint)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_key_of_wrong_length_is_refused(length: int) -> None:
    with pytest.raises(FingerprintKeyLength) as caught:
        keyed_id(FILE, bytes(length))
    assert caught.value.length == length


@pytest.mark.parametrize("field", ["sha256", "sm3", "merkle"])
def test_digest_of_wrong_length_is_refused(field: str) -> None:
    digests = {"sha256": bytes(32), "sm3": bytes(32), "merkle": bytes(32), field: bytes(31)}
    with pytest.raises(FingerprintMalformed) as caught:
        Fingerprint(size=1, **digests)
    assert (caught.value.field, caught.value.value) == (field, "00" * 31)


@pytest.mark.parametrize("size", [-1, 2**64])
def test_size_beyond_uint64_is_refused(size: int) -> None:
    with pytest.raises(FingerprintMalformed) as caught:
        Fingerprint(bytes(32), bytes(32), bytes(32), size)
    assert caught.value.field == "size"


@pytest.mark.parametrize("index", range(5))
def test_every_chunk_is_proven_to_fill_its_place(index: int) -> None:
    start = index * CHUNK_BYTES
    place = verify_chunk(FILE, CHUNKS[index], proof_of(index))
    assert place == range(start, start + len(CHUNKS[index]))


def test_changed_chunk_is_a_mismatch() -> None:
    with pytest.raises(ChunkMismatch) as caught:
        verify_chunk(FILE, b"\xff" + CHUNKS[1][1:], proof_of(1))
    assert (caught.value.index, caught.value.expected) == (1, FILE.merkle)


def test_chunk_at_another_index_is_a_mismatch() -> None:
    with pytest.raises(ChunkMismatch):
        verify_chunk(FILE, CHUNKS[1], dataclasses.replace(proof_of(1), index=0))


def test_chunk_of_wrong_length_is_refused_before_its_root_is_compared() -> None:
    with pytest.raises(ChunkLength) as caught:
        verify_chunk(FILE, CHUNKS[0][:-1], proof_of(0))
    assert (caught.value.expected, caught.value.found) == (CHUNK_BYTES, CHUNK_BYTES - 1)


def test_path_of_wrong_length_is_refused() -> None:
    with pytest.raises(MerklePathLength):
        verify_chunk(FILE, CHUNKS[0], ChunkProof(index=0, path=proof_of(0).path[1:]))


@pytest.mark.parametrize("index", [-1, 5])
def test_chunk_outside_the_file_is_refused(index: int) -> None:
    with pytest.raises(MerkleIndexOutOfRange):
        verify_chunk(FILE, CHUNKS[0], ChunkProof(index=index, path=()))


def test_empty_file_has_no_chunk_to_prove() -> None:
    empty = Fingerprint(bytes(32), bytes(32), hashlib.sha256(b"").digest(), 0)
    with pytest.raises(MerkleIndexOutOfRange):
        verify_chunk(empty, b"", ChunkProof(index=0, path=()))


def test_folder_manifest_is_canonical_and_complete() -> None:
    digests = (b"\x01" * 32, b"\x02" * 32, b"\x03" * 32)
    manifest = folder_manifest([FolderEntry("数据/a.csv", Fingerprint(*digests, 9))])
    expected = {
        "path": "数据/a.csv",
        "size": 9,
        "sha256": "0x" + "01" * 32,
        "sm3": "0x" + "02" * 32,
        "merkle": "0x" + "03" * 32,
    }
    assert json.loads(manifest) == {"schema": "datadeed/folder/1", "files": [expected]}


def test_folder_without_entries_is_refused() -> None:
    with pytest.raises(FolderEmpty):
        folder_manifest([])


@pytest.mark.parametrize("paths", [("b", "a"), ("a", "a"), ("\U0001f600", "\ufb33")])
def test_folder_entries_out_of_byte_order_are_refused(paths: tuple[str, str]) -> None:
    with pytest.raises(FolderOrder) as caught:
        folder_manifest([FolderEntry(path, FILE) for path in paths])
    assert (caught.value.after, caught.value.found) == paths
