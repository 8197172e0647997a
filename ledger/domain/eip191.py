"""EIP-191, version 0x45: what a wallet's `personal_sign` signs of a text."""

from typing import Final

from ledger.domain.keccak import keccak256

PREFIX: Final = b"\x19Ethereum Signed Message:\n"


def digest(data: bytes) -> bytes:
    """The 32 bytes that are signed."""
    return keccak256(PREFIX + str(len(data)).encode() + data)
