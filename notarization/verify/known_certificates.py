"""Which certificates of time-stamping authorities are judged at all: keys and signatures by OID.

Libraries know more, each others: what two verifiers are to say alike is listed (X.509, RFC 5280).
"""

from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from notarization.verify.cms import has_trailer

_CURVES: Final = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
_DIGESTS: Final = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
_RSA_KEY: Final = "1.2.840.113549.1.1.1"
_ED25519: Final = "1.3.101.112"
_PSS: Final = "1.2.840.113549.1.1.10"
# with SHA-256, SHA-384 and SHA-512 each
_ECDSA: Final = tuple(f"1.2.840.10045.4.3.{each}" for each in (2, 3, 4))
_PKCS1: Final = tuple(f"1.2.840.113549.1.1.{each}" for each in (11, 12, 13))


def is_key_known(certificate: x509.Certificate) -> bool:
    """Whether its key is RSA, ECDSA on P-256, P-384 or P-521, or Ed25519.

    Raises ValueError, UnsupportedAlgorithm for a key that cannot be read.
    """
    match certificate.public_key():
        case ec.EllipticCurvePublicKey() as key:
            return isinstance(key.curve, _CURVES)
        case rsa.RSAPublicKey():
            # one that is bound to RSA-PSS alone has another OID
            return certificate.public_key_algorithm_oid.dotted_string == _RSA_KEY
        case ed25519.Ed25519PublicKey():
            return True
        case _:
            return False


def is_signature_known(certificate: x509.Certificate) -> bool:
    """Whether it is signed with ECDSA or RSA (PKCS #1, PSS) over SHA-2, or with Ed25519."""
    oid = certificate.signature_algorithm_oid.dotted_string
    return oid in (*_ECDSA, *_PKCS1, _ED25519) or (oid == _PSS and _is_pss_known(certificate))


def _is_pss_known(certificate: x509.Certificate) -> bool:
    """Digest and mask of SHA-2 each, and no trailer of another kind (RFC 4055, 3.1)."""
    try:
        digest = certificate.signature_hash_algorithm
        told = certificate.signature_algorithm_parameters
    except (UnsupportedAlgorithm, ValueError):
        return False
    mask = getattr(getattr(told, "mgf", None), "_algorithm", None)
    plain = not has_trailer(certificate.public_bytes(Encoding.DER))
    return plain and isinstance(digest, _DIGESTS) and isinstance(mask, _DIGESTS)


def may_sign_token(certificate: x509.Certificate, oid: str) -> bool:
    """Whether a token can be signed so, with this known key: no library reads others in CMS."""
    match certificate.public_key():
        case ec.EllipticCurvePublicKey():
            return oid in (*_ECDSA, _RSA_KEY)
        case rsa.RSAPublicKey():
            return oid in (*_PKCS1, _RSA_KEY)
        case _:
            return oid == _RSA_KEY
