"""EIP-712: what the sides of an act sign. The domain names the book that the act goes through."""

from typing import Any, Final

from ledger.domain.acts import struct_hash
from ledger.domain.keccak import keccak256

NAME: Final = "DataDeed"
VERSION: Final = "1"
_DOMAIN_TYPE: Final = keccak256(
    b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)


def domain_separator(chain_id: int, book: bytes) -> bytes:
    """The domain of one book (20 bytes) on one chain."""
    parts = (_DOMAIN_TYPE, keccak256(NAME.encode()), keccak256(VERSION.encode()))
    return keccak256(b"".join(parts) + chain_id.to_bytes(32) + book.rjust(32, b"\x00"))


def digest(chain_id: int, book: bytes, terms: Any) -> bytes:
    """The 32 bytes that every signer of these terms signs."""
    return keccak256(b"\x19\x01" + domain_separator(chain_id, book) + struct_hash(terms))
