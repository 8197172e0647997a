"""SHA-256 and SM3, the two digests that stand beside each other in every list of files."""

import hashlib
from typing import Final, Protocol

from cryptography.hazmat.primitives import hashes

# GB/T 32905-2016, appendix A.1: the digest of "abc".
_SM3_OF_ABC: Final = bytes.fromhex(
    "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
)


class StreamDigest(Protocol):
    """A digest that is fed in parts and read once."""

    def update(self, data: bytes, /) -> None:
        """Add the next bytes."""

    def digest(self) -> bytes:
        """Return the digest of all bytes so far."""


class _CryptographySm3:
    """SM3 by the `cryptography` library, for a Python whose OpenSSL leaves SM3 out."""

    __slots__ = ("_hash",)

    def __init__(self) -> None:
        self._hash = hashes.Hash(hashes.SM3())

    def update(self, data: bytes, /) -> None:
        self._hash.update(data)

    def digest(self) -> bytes:
        return self._hash.copy().finalize()


def hashlib_has_sm3() -> bool:
    """Tell whether hashlib's OpenSSL knows SM3 and gives the standard's digest of "abc"."""
    try:
        return hashlib.new("sm3", b"abc").digest() == _SM3_OF_ABC
    except ValueError:
        return False


_HASHLIB_SM3: Final = hashlib_has_sm3()


def new_sm3() -> StreamDigest:
    """Return an empty SM3 digest."""
    return hashlib.new("sm3") if _HASHLIB_SM3 else _CryptographySm3()


def sha256(data: bytes) -> bytes:
    """Return the 32-byte SHA-256 of the bytes."""
    return hashlib.sha256(data).digest()


def sm3(data: bytes) -> bytes:
    """Return the 32-byte SM3 of the bytes."""
    digest = new_sm3()
    digest.update(data)
    return digest.digest()
