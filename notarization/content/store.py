"""What every content store promises, and the reference by which a content is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from notarization.content.errors import (
    ContentDigestMismatch,
    ContentLocked,
    ReferenceMalformed,
    SealBroken,
)
from notarization.content.sealing import Identity, Reader, seal, unseal
from notarization.verify.digests import sha256, sm3

DIGEST_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class ContentRef:
    """What proves a content: digests and size (bytes) of the clear, SHA-256 of what is stored."""

    sha256: bytes
    sm3: bytes
    size: int
    cipher_sha256: bytes
    encrypted: bool

    def __post_init__(self) -> None:
        for field in ("sha256", "sm3", "cipher_sha256"):
            if len(getattr(self, field)) != DIGEST_BYTES:
                raise ReferenceMalformed(field)
        if self.size < 0:
            raise ReferenceMalformed("size")
        if not self.encrypted and self.cipher_sha256 != self.sha256:
            raise ReferenceMalformed("cipher_sha256")

    @property
    def name(self) -> str:
        """The name under which a store keeps the content: a digest, never a title or a person."""
        return self.cipher_sha256.hex()


@dataclass(frozen=True, slots=True)
class SealedRef:
    """What asks for a private content without SM3 and size: SHA-256 of the clear and as stored."""

    sha256: bytes
    name: str


class Named(Protocol):
    """A reference by the name under which a store keeps the content."""

    @property
    def name(self) -> str:
        """SHA-256 of what is stored, as text."""


class Digested(Named, Protocol):
    """A reference that says the SHA-256 of the clear too."""

    @property
    def sha256(self) -> bytes:
        """SHA-256 of the clear."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What a reader is handed, two sealed files: the bytes, and the key that opens them."""

    sealed: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class Readers:
    """Who can open a private content: those that are known, and how many others there are.

    age names no reader in what it seals: of such a file only those are known whose key is at hand.
    """

    known: tuple[Reader, ...]
    unnamed: int = 0


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of an erased content: its stored name and when it was erased."""

    name: str
    erased_at: datetime


class ContentStore(Protocol):
    """Keeps contents by digest; each read is checked in the clear and as stored."""

    def put(self, data: bytes, *, public: bool, readers: Sequence[Reader] = ()) -> ContentRef:
        """Keep the bytes, sealed for the readers and the store's own staff unless public.

        Raises StoreFull with nothing kept, NoReader, StoreFailed, ContentErased.
        """

    def get(self, ref: ContentRef, identity: Identity | None = None) -> bytes:
        """Return the bytes in the clear; raises a ContentError that says why not."""

    def get_sealed(self, ref: Digested, identity: Identity) -> bytes:
        """Return the bytes of a private content; raises a ContentError that says why not."""

    def grant(self, ref: Digested, reader: Reader, identity: Identity) -> Granted:
        """Open a private content to one more reader, as one who can open it.

        No byte that is stored changes. Raises a ContentError that says why not.
        """

    def readers(self, ref: Named, identity: Identity) -> Readers:
        """Who can open a private content, told by one who can; raises a ContentError."""

    def has(self, ref: Named) -> bool:
        """Tell whether the content is kept and not erased, without opening it."""

    def erase(self, ref: Named, *, at: datetime) -> Tombstone:
        """Destroy the stored bytes and with them the only wrapped keys; raises ContentMissing."""


def close(data: bytes, *, public: bool, readers: Sequence[Reader]) -> tuple[bytes, ContentRef]:
    """Return the bytes to be stored and their reference; raises NoReader."""
    stored = data if public else seal(data, readers)
    return stored, ContentRef(
        sha256=sha256(data),
        sm3=sm3(data),
        size=len(data),
        cipher_sha256=sha256(stored),
        encrypted=not public,
    )


def open_sealed(stored: bytes, ref: Digested, identity: Identity) -> bytes:
    """Return the clear bytes after both digests were compared; raises as `open_checked`."""
    _require_equal(ref, "cipher_sha256", bytes.fromhex(ref.name), sha256(stored))
    data = _unsealed(stored, ref, identity)
    _require_equal(ref, "sha256", ref.sha256, sha256(data))
    return data


def open_granted(stored: bytes, ref: Digested, key: Identity) -> bytes:
    """Return the clear bytes of what was sealed anew by a key of the content's own.

    Raises ContentDigestMismatch, ContentLocked.
    """
    data = _unsealed(stored, ref, key)
    _require_equal(ref, "sha256", ref.sha256, sha256(data))
    return data


def open_checked(stored: bytes, ref: ContentRef, identity: Identity | None) -> bytes:
    """Return the clear bytes of what was stored, after every digest was compared.

    Raises ContentDigestMismatch and ContentLocked. The stored bytes are compared first, so that
    damage is never mistaken for a wrong key.
    """
    _require_equal(ref, "cipher_sha256", ref.cipher_sha256, sha256(stored))
    data = _unsealed(stored, ref, identity) if ref.encrypted else stored
    if len(data) != ref.size:
        raise ContentDigestMismatch(ref.name, "size", str(ref.size), str(len(data)))
    _require_equal(ref, "sha256", ref.sha256, sha256(data))
    _require_equal(ref, "sm3", ref.sm3, sm3(data))
    return data


def _unsealed(stored: bytes, ref: Named, identity: Identity | None) -> bytes:
    if identity is None:
        raise ContentLocked(ref.name)
    try:
        return unseal(stored, identity)
    except SealBroken as error:
        raise ContentLocked(ref.name) from error


def _require_equal(ref: Named, digest: str, expected: bytes, computed: bytes) -> None:
    if expected != computed:
        raise ContentDigestMismatch(ref.name, digest, expected.hex(), computed.hex())
