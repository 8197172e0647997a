"""Who signed: addresses recovered from secp256k1 signatures, in one accepted form."""

from dataclasses import dataclass
from typing import ClassVar, Final

from coincurve import PublicKey

from ledger.domain.keccak import keccak256
from notarization.verify.errors import VerificationError

# SEC 2, section 2.4.1: the order of the group.
CURVE_ORDER: Final = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141
_HALF_ORDER: Final = CURVE_ORDER // 2
_WORD: Final = 32
_SIGNATURE_BYTES: Final = 65
_FIRST_V: Final = 27
_PARITIES: Final = (0, 1)


class SignatureError(VerificationError):
    """A signature has no signer that can be named."""

    code: ClassVar[str] = "SIGNATURE"


@dataclass(eq=False)
class SignatureMalformed(SignatureError):
    """Digest or signature has the wrong length, or v is neither 27 nor 28."""

    reason: str
    code: ClassVar[str] = "SIGNATURE_MALFORMED"


@dataclass(eq=False)
class SignatureHighS(SignatureError):
    """s lies in the upper half of the group: the twin of a signature that anyone can make."""

    s: int
    code: ClassVar[str] = "SIGNATURE_HIGH_S"


class SignatureUnrecoverable(SignatureError):
    """r or s is no number of the group, or no point of the curve fits them."""

    code: ClassVar[str] = "SIGNATURE_UNRECOVERABLE"


def typed_data_digest(domain_separator: bytes, struct_hash: bytes) -> bytes:
    """Return the digest that an EIP-712 signature signs, from two 32-byte hashes."""
    if not len(domain_separator) == len(struct_hash) == _WORD:
        raise SignatureMalformed("hash is not 32 bytes long")
    return keccak256(b"\x19\x01" + domain_separator + struct_hash)


def recover(digest: bytes, signature: bytes) -> bytes:
    """Return the 20-byte address that signed, from r, s and v in 65 bytes.

    Accepts what OpenZeppelin's ECDSA does: v of 27 or 28, low s (EIP-2). Raises SignatureMalformed,
    SignatureHighS, SignatureUnrecoverable. That the address had the right to sign is not said.
    """
    if len(signature) != _SIGNATURE_BYTES:
        raise SignatureMalformed(f"{len(signature)} bytes")
    parity = signature[-1] - _FIRST_V
    if parity not in _PARITIES:
        raise SignatureMalformed(f"v is {signature[-1]}")
    s = int.from_bytes(signature[_WORD : 2 * _WORD])
    if _HALF_ORDER < s < CURVE_ORDER:
        raise SignatureHighS(s)
    return recover_any_s(digest, signature[: 2 * _WORD], parity=parity)


def recover_any_s(digest: bytes, r_s: bytes, *, parity: int) -> bytes:
    """Return the address of a signature that may have a high s, as block seals may.

    The caller MUST count signers by address, never by signature. Raises SignatureMalformed and
    SignatureUnrecoverable.
    """
    if len(digest) != _WORD or len(r_s) != 2 * _WORD or parity not in _PARITIES:
        raise SignatureMalformed("digest, r and s, or parity")
    try:
        key = PublicKey.from_signature_and_message(r_s + bytes([parity]), digest, hasher=None)
    except ValueError as error:
        raise SignatureUnrecoverable from error
    return address_of(key)


def address_of(key: PublicKey) -> bytes:
    """Return the address of a public key: the last 20 bytes of the hash of its point."""
    return keccak256(key.format(compressed=False)[1:])[-20:]
