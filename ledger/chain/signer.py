"""Private keys: they sign digests and transactions, and never show themselves."""

import secrets
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from eth_keys.datatypes import PrivateKey
from eth_utils.exceptions import ValidationError

from ledger.chain.errors import KeyMalformed

SECRET_BYTES: Final = 32
V_OFFSET: Final = 27
DIGEST_BYTES: Final = 32


class Key:
    """A private key. What it shows is its account; it can't be pickled, copied or compared."""

    __slots__ = ("_key", "account")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != SECRET_BYTES:
            raise KeyMalformed("secret")
        try:
            self._key = PrivateKey(secret)
            self.account = self._key.public_key.to_canonical_address()
        except (ValidationError, ValueError):
            # Not chained: the library's message shows the secret.
            raise KeyMalformed("secret") from None

    @classmethod
    def new(cls) -> "Key":
        """A fresh key from the system's randomness."""
        while True:
            try:
                return cls(secrets.token_bytes(SECRET_BYTES))
            except KeyMalformed:  # zero, or not below the curve's order: once in 2^128
                continue

    @property
    def point(self) -> bytes:
        """The public key: 64 bytes x ‖ y."""
        return self._key.public_key.to_bytes()

    def sign(self, digest: bytes) -> bytes:
        """65 bytes r ‖ s ‖ v over a digest, low s, v 27 or 28."""
        if len(digest) != DIGEST_BYTES:
            raise KeyMalformed("digest")
        signature = self._key.sign_msg_hash(digest).to_bytes()
        return signature[:-1] + bytes([signature[-1] + V_OFFSET])

    def sign_transaction(self, fields: Mapping[str, Any]) -> tuple[bytes, bytes]:
        """A transaction's signed bytes and its hash."""
        # it loads the curves of another chain's keys, and most keys only sign digests
        from eth_account import Account  # noqa: PLC0415

        signed = Account.sign_transaction(dict(fields), self._key)
        return bytes(signed.raw_transaction), bytes(signed.hash)

    def reveal(self) -> bytes:
        """The secret, for a keystore to encrypt or write."""
        return self._key.to_bytes()

    def __repr__(self) -> str:
        return f"<Key of 0x{self.account.hex()}>"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not to be pickled or copied")
