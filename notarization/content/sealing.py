"""Seals bytes for named readers with age (X25519): a fresh key for each content, wrapped for each.

Two seals of the same bytes never look alike, so a sealed file tells nothing about its content.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import pyrage  # type: ignore[import-untyped]  # ships no types

from notarization.content.errors import NoReader, ReaderKeyMalformed


@dataclass(frozen=True, slots=True)
class Reader:
    """The public key of one who may open contents, in age's text form `age1…`."""

    key: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Check an age public key; raises ReaderKeyMalformed."""
        try:
            return cls(str(pyrage.x25519.Recipient.from_str(text)))
        except pyrage.RecipientError as error:
            raise ReaderKeyMalformed from error


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """The secret key of a reader; its representation never shows the key."""

    key: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Check an age secret key `AGE-SECRET-KEY-1…`; raises ReaderKeyMalformed."""
        try:
            pyrage.x25519.Identity.from_str(text)
        except pyrage.IdentityError as error:
            raise ReaderKeyMalformed from error
        return cls(text)

    @classmethod
    def generate(cls) -> Self:
        """Make a new secret key from the system's randomness."""
        return cls(str(pyrage.x25519.Identity.generate()))

    @property
    def reader(self) -> Reader:
        """The public key that belongs to this secret one."""
        return Reader(str(pyrage.x25519.Identity.from_str(self.key).to_public()))

    def __repr__(self) -> str:
        """Name the reader, not the secret."""
        return f"Identity(of {self.reader.key})"


class SealBroken(Exception):
    """The sealed bytes are not for this identity, or are damaged; a store says which."""


def seal(data: bytes, readers: Sequence[Reader]) -> bytes:
    """Return the bytes sealed so that each reader alone can open them; raises NoReader."""
    if not readers:
        raise NoReader
    recipients = [pyrage.x25519.Recipient.from_str(reader.key) for reader in readers]
    sealed: bytes = pyrage.encrypt(data, recipients)
    return sealed


def unseal(sealed: bytes, identity: Identity) -> bytes:
    """Return the sealed bytes in the clear; raises SealBroken."""
    try:
        data: bytes = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(identity.key)])
    except pyrage.DecryptError as error:
        raise SealBroken from error
    return data
