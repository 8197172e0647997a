"""The fingerprint of a data file or folder: what is digested, what a part can prove.

A file has three digests over the same bytes: SHA-256, SM3, and the root of an RFC 9162 SHA-256 tree
over chunks of 1 MiB, so that one chunk can be proven without the rest. A folder is registered as
its canonical manifest: its three digests and its size are those of the manifest's bytes.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.domain import canonical
from ledger.domain.errors import DomainError
from ledger.domain.keccak import keccak256
from ledger.domain.merkle import root_from_path

if TYPE_CHECKING:
    from ledger.domain.canonical import JsonInput

CHUNK_BYTES: Final = 1 << 20
DIGEST_BYTES: Final = 32
KEY_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
FOLDER_SCHEMA: Final = "datadeed/folder/1"
_TAG: Final = b"datadeed/fingerprint/1"


class FingerprintError(DomainError):
    """A fingerprint, its key, a manifest or a chunk proof is not what it must be."""

    code: ClassVar[str] = "FINGERPRINT"


@dataclass(eq=False)
class FingerprintMalformed(FingerprintError):
    """A digest has the wrong length, or a size is negative or beyond uint64."""

    field: str
    value: str
    code: ClassVar[str] = "FINGERPRINT_MALFORMED"


@dataclass(eq=False)
class FingerprintKeyLength(FingerprintError):
    """A secret key is not 32 bytes long; the key itself is not repeated."""

    length: int
    code: ClassVar[str] = "FINGERPRINT_KEY_LENGTH"


class FolderEmpty(FingerprintError):
    """A folder holds no file, so there is nothing to register."""

    code: ClassVar[str] = "FOLDER_EMPTY"


@dataclass(eq=False)
class FolderOrder(FingerprintError):
    """Entries are not in strict order of the UTF-8 bytes of their paths."""

    after: str
    found: str
    code: ClassVar[str] = "FOLDER_ORDER"


@dataclass(eq=False)
class ChunkLength(FingerprintError):
    """A chunk is not as long as its place in the file demands (bytes)."""

    index: int
    expected: int
    found: int
    code: ClassVar[str] = "CHUNK_LENGTH"


@dataclass(eq=False)
class ChunkMismatch(FingerprintError):
    """A chunk and its path lead to another root than the fingerprint's."""

    index: int
    expected: bytes
    computed: bytes
    code: ClassVar[str] = "CHUNK_MISMATCH"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Three 32-byte digests of the same bytes, and their number in bytes."""

    sha256: bytes
    sm3: bytes
    merkle: bytes
    size: int

    def __post_init__(self) -> None:
        for field in ("sha256", "sm3", "merkle"):
            digest: bytes = getattr(self, field)
            if len(digest) != DIGEST_BYTES:
                raise FingerprintMalformed(field=field, value=digest.hex())
        if not 0 <= self.size < 2**64:
            raise FingerprintMalformed(field="size", value=str(self.size))

    @property
    def chunks(self) -> int:
        """How many chunks the bytes have; the last may be shorter, an empty file has none."""
        return -(-self.size // CHUNK_BYTES)


@dataclass(frozen=True, slots=True)
class FingerprintId:
    """The 32 bytes that name a data object on chain.

    A keyed id hides small or guessable data; duplicates of it cannot be looked for.
    """

    value: bytes
    keyed: bool


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """One file of a folder; `path` is relative, with forward slashes."""

    path: str
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class ChunkProof:
    """The place of a chunk, counted from 0, and its sibling hashes from the leaf up."""

    index: int
    path: tuple[bytes, ...]


def public_id(fingerprint: Fingerprint) -> FingerprintId:
    """Return keccak256(0x01 || tag || sha256 || sm3 || merkle || uint64 size)."""
    return FingerprintId(value=_inner_id(fingerprint), keyed=False)


def keyed_id(fingerprint: Fingerprint, key: bytes) -> FingerprintId:
    """Return keccak256(0x02 || tag || key || public id); raises FingerprintKeyLength."""
    if len(key) != KEY_BYTES:
        raise FingerprintKeyLength(len(key))
    return FingerprintId(value=keccak256(b"\x02" + _TAG + key + _inner_id(fingerprint)), keyed=True)


def folder_manifest(entries: Iterable[FolderEntry]) -> bytes:
    """Return the canonical JSON that stands for a folder; raises FolderEmpty and FolderOrder."""
    ordered = tuple(entries)
    if not ordered:
        raise FolderEmpty
    for before, entry in pairwise(ordered):
        if before.path.encode() >= entry.path.encode():
            raise FolderOrder(after=before.path, found=entry.path)
    files: list[JsonInput] = [
        {
            "merkle": "0x" + entry.fingerprint.merkle.hex(),
            "path": entry.path,
            "sha256": "0x" + entry.fingerprint.sha256.hex(),
            "size": entry.fingerprint.size,
            "sm3": "0x" + entry.fingerprint.sm3.hex(),
        }
        for entry in ordered
    ]
    return canonical.encode({"files": files, "schema": FOLDER_SCHEMA})


def chunk_leaf(chunk: bytes) -> bytes:
    """Return the leaf hash of one chunk, sha256(0x00 || chunk)."""
    # Two updates, so that a chunk is never copied to stand behind its prefix.
    digest = hashlib.sha256(b"\x00")
    digest.update(chunk)
    return digest.digest()


def chunk_node(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node, sha256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def verify_chunk(fingerprint: Fingerprint, chunk: bytes, proof: ChunkProof) -> range:
    """Return the range of file offsets that the chunk is proven to fill.

    Raises ChunkLength, ChunkMismatch, and MerkleError when index or path do not fit the file.
    """
    leaf = chunk_leaf(chunk)
    root = root_from_path(leaf, proof.index, fingerprint.chunks, proof.path, chunk_node)
    start = proof.index * CHUNK_BYTES
    expected = min(CHUNK_BYTES, fingerprint.size - start)
    if len(chunk) != expected:
        raise ChunkLength(index=proof.index, expected=expected, found=len(chunk))
    if root != fingerprint.merkle:
        raise ChunkMismatch(index=proof.index, expected=fingerprint.merkle, computed=root)
    return range(start, start + expected)


def _inner_id(fingerprint: Fingerprint) -> bytes:
    digests = fingerprint.sha256 + fingerprint.sm3 + fingerprint.merkle
    return keccak256(b"\x01" + _TAG + digests + fingerprint.size.to_bytes(8))
