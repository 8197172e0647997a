"""Private keys in PKCS #8 under a password (PBES2, RFC 8018): read as others write them, and made.

Read are PBKDF2 and scrypt with AES or SM4 in CBC. What else there is, is refused by its name.
"""

import secrets
from typing import Any, Final

from asn1crypto import core, keys
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.padding import PKCS7

ROUNDS: Final = 600_000
# more work than this no key of a person asks for
MOST_ROUNDS: Final = 10_000_000
MOST_SCRYPT: Final = 2**20
_BLOCK: Final = 128
_SALT: Final = 16
_SCRYPT: Final = "1.3.6.1.4.1.11591.4.11"
# by the names of asn1crypto, which knows nothing of the SM suite; GmSSL and OpenSSL name HMAC-SM3
# differently
_PRFS: Final[dict[str, type[hashes.HashAlgorithm]]] = {
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
    "1.2.156.10197.1.401.2": hashes.SM3,
    "1.2.156.10197.1.401.3.1": hashes.SM3,
}
_CIPHERS: Final[dict[str, tuple[type[AES | SM4], int]]] = {
    "aes128_cbc": (AES, 16),
    "aes192_cbc": (AES, 24),
    "aes256_cbc": (AES, 32),
    "1.2.156.10197.1.104.2": (SM4, 16),
}


class Unopened(Exception):
    """The key does not open; says why, and quotes nothing of it."""


def opened(der: bytes, password: str) -> bytes:
    """What lies under a password (`ENCRYPTED PRIVATE KEY`). Raises Unopened."""
    try:
        info = keys.EncryptedPrivateKeyInfo.load(der, strict=True)
        way: Any = info["encryption_algorithm"]
        name = way["algorithm"].native
        if name != "pbes2":
            raise Unopened(f"it is encrypted by {name}, which is not read")
        derivation, scheme = way["parameters"]["key_derivation_func"], way["parameters"][1]
        cipher, size = _CIPHERS[scheme["algorithm"].native]
        key = _derived(derivation, password.encode(), size)
        iv = scheme["parameters"].native
        data = _decrypted(Cipher(cipher(key), CBC(iv)), info["encrypted_data"].native)
        keys.PrivateKeyInfo.load(data, strict=True).native  # noqa: B018 (parses all of it)
    except KeyError as fault:
        raise Unopened(f"it is encrypted by {fault.args[0]}, which is not read") from None
    except (ValueError, TypeError, AttributeError):
        raise Unopened("its password is another, or it is damaged") from None
    return data


def closed(der: bytes, password: str) -> bytes:
    """A key under a password, as OpenSSL reads it: PBKDF2 with SHA-256, AES-256."""
    salt, iv = secrets.token_bytes(_SALT), secrets.token_bytes(_SALT)
    key = PBKDF2HMAC(hashes.SHA256(), 32, salt, ROUNDS).derive(password.encode())
    padder, sealing = PKCS7(_BLOCK).padder(), Cipher(AES(key), CBC(iv)).encryptor()
    padded = padder.update(der) + padder.finalize()
    derivation = {
        "algorithm": "pbkdf2",
        "parameters": {
            "salt": ("specified", core.OctetString(salt)),
            "iteration_count": ROUNDS,
            "prf": {"algorithm": "sha256", "parameters": core.Null()},
        },
    }
    scheme = {"algorithm": "aes256_cbc", "parameters": core.OctetString(iv)}
    info = keys.EncryptedPrivateKeyInfo(
        {
            "encryption_algorithm": {
                "algorithm": "pbes2",
                "parameters": {"key_derivation_func": derivation, "encryption_scheme": scheme},
            },
            "encrypted_data": sealing.update(padded) + sealing.finalize(),
        }
    )
    return bytes(info.dump())


def _derived(way: Any, password: bytes, size: int) -> bytes:
    name = way["algorithm"].native
    if name == _SCRYPT:
        salt, n, r, p, *_ = way["parameters"].native.values()
        if n * r * p > MOST_SCRYPT:
            raise Unopened("it asks for more work than is done for a key")
        return Scrypt(salt, size, n, r, p).derive(password)
    if name != "pbkdf2":
        raise KeyError(name)
    given = way["parameters"]
    rounds, prf = given["iteration_count"].native, _PRFS[given["prf"]["algorithm"].native]
    if rounds > MOST_ROUNDS:
        raise Unopened("it asks for more work than is done for a key")
    return PBKDF2HMAC(prf(), size, given["salt"].native, rounds).derive(password)


def _decrypted(cipher: Cipher[CBC], data: bytes) -> bytes:
    opening, padding = cipher.decryptor(), PKCS7(_BLOCK).unpadder()
    padded = opening.update(data) + opening.finalize()
    return padding.update(padded) + padding.finalize()
