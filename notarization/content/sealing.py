"""Seals bytes for named readers, by one of two suites: age (X25519), or SM2 and SM4.

A fresh key for each content is wrapped for each reader; two seals of the same bytes never look
alike, so a sealed file tells nothing about its content. Which suite a seal is of, the kind of its
readers' keys decides, and its own first bytes say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

import gmssl_pyx
import pyrage  # type: ignore[import-untyped]  # ships no types

from notarization.content import sm4
from notarization.content.errors import (
    NoReader,
    ReaderKeyMalformed,
    SealBroken,
    SuiteKeyMissing,
    SuitesMixed,
)
from notarization.verify import sm2

SM2_READER: Final = "sm2:"
_AGE_READER: Final = b"-> X25519 "
_AGE_END: Final = b"\n--- "
SM2_SECRET: Final = "SM2-SECRET-KEY-"  # noqa: S105 (how such a key begins)


class Suite(StrEnum):
    """The ways to seal, by their names in a crypto policy."""

    AGE = "age"
    SM = "SM2-SM4"


@dataclass(frozen=True, slots=True)
class Reader:
    """The public key of one who may open contents: age's `age1…`, or `sm2:04…`."""

    key: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Check a public key; raises ReaderKeyMalformed."""
        if text.startswith(SM2_READER):
            return cls(SM2_READER + _public(text.removeprefix(SM2_READER)).hex())
        try:
            return cls(str(pyrage.x25519.Recipient.from_str(text)))
        except pyrage.RecipientError as error:
            raise ReaderKeyMalformed from error

    @property
    def suite(self) -> Suite:
        """How it is sealed for this reader."""
        return Suite.SM if self.key.startswith(SM2_READER) else Suite.AGE


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """The secret keys of a reader, a line each; its representation never shows them.

    One who changed suites keeps the key of before, to open what was sealed for it.
    """

    key: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Check secret keys `AGE-SECRET-KEY-1…`, `SM2-SECRET-KEY-…`; raises ReaderKeyMalformed."""
        found = cls("\n".join(text.split()))
        if len({each.suite for each in found.readers}) != len(found.key.split()) or not found.key:
            raise ReaderKeyMalformed
        return found

    @classmethod
    def generate(cls, suite: Suite = Suite.AGE) -> Self:
        """Make a new secret key from the system's randomness."""
        if suite is Suite.AGE:
            return cls(str(pyrage.x25519.Identity.generate()))
        public, secret = gmssl_pyx.sm2_key_generate()
        return cls(f"{SM2_SECRET}{secret.hex()}-04{public.hex()}")

    @property
    def readers(self) -> tuple[Reader, ...]:
        """The public keys that belong to these secret ones."""
        return tuple(_reader(each) for each in self.key.split("\n"))

    @property
    def reader(self) -> Reader:
        """The public key of the first one."""
        return self.readers[0]

    def reader_for(self, suite: Suite) -> Reader:
        """The public key for what is sealed by a suite. Raises SuiteKeyMissing."""
        for each in self.readers:
            if each.suite is suite:
                return each
        raise SuiteKeyMissing(suite.value)

    def secret_for(self, suite: Suite) -> str:
        """The secret key for what was sealed by a suite. Raises SealBroken."""
        for line, each in zip(self.key.split("\n"), self.readers, strict=True):
            if each.suite is suite:
                return line
        raise SealBroken(f"is of the suite {suite}, for which there is no key here")

    def __repr__(self) -> str:
        """Name the reader, not the secret."""
        return f"Identity(of {' '.join(each.key for each in self.readers)})"


def suite_of(sealed: bytes) -> Suite:
    """By which suite bytes were sealed."""
    return Suite.SM if sealed.startswith(sm4.MAGIC) else Suite.AGE


def seal(data: bytes, readers: Sequence[Reader]) -> bytes:
    """Return the bytes sealed so that each reader alone can open them.

    Raises NoReader, SuitesMixed.
    """
    suites = {reader.suite for reader in readers}
    if not suites:
        raise NoReader
    if len(suites) > 1:
        raise SuitesMixed
    if Suite.SM in suites:
        keys = (reader.key.removeprefix(SM2_READER) for reader in dict.fromkeys(readers))
        return sm4.seal(data, list(map(bytes.fromhex, keys)))
    recipients = [pyrage.x25519.Recipient.from_str(reader.key) for reader in readers]
    sealed: bytes = pyrage.encrypt(data, recipients)
    return sealed


def readers_of(sealed: bytes, identity: Identity) -> tuple[tuple[Reader, ...], int]:
    """For whom bytes were sealed: those that are known, and how many others.

    age names none: of its readers the identity's own is known where it opens them. Raises
    SealBroken.
    """
    if suite_of(sealed) is Suite.SM:
        return tuple(Reader(SM2_READER + each.hex()) for each in sm4.readers_of(sealed)), 0
    head = sealed.partition(_AGE_END)[0].split(b"\n")
    count = sum(line.startswith(_AGE_READER) for line in head)
    try:
        unseal(sealed, identity)
    except SealBroken:
        return (), count
    return (identity.reader_for(Suite.AGE),), count - 1


def unseal(sealed: bytes, identity: Identity) -> bytes:
    """Return the sealed bytes in the clear; raises SealBroken."""
    suite = suite_of(sealed)
    key = identity.secret_for(suite)
    if suite is Suite.SM:
        secret, public = _halves(key)
        return sm4.unseal(sealed, public, secret)
    try:
        data: bytes = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(key)])
    except pyrage.DecryptError as error:
        raise SealBroken("does not open with this key, or is damaged") from error
    return data


def _reader(secret: str) -> Reader:
    if secret.startswith(SM2_SECRET):
        return Reader(SM2_READER + _halves(secret)[1].hex())
    try:
        return Reader(str(pyrage.x25519.Identity.from_str(secret).to_public()))
    except pyrage.IdentityError as error:
        raise ReaderKeyMalformed from error


def _halves(text: str) -> tuple[bytes, bytes]:
    """The secret and the public half of an SM2 key's text. Raises ReaderKeyMalformed."""
    secret, _, public = text.removeprefix(SM2_SECRET).partition("-")
    try:
        found = bytes.fromhex(secret)
    except ValueError:
        raise ReaderKeyMalformed from None
    if len(found) != sm2.SIZE or not 0 < int.from_bytes(found) < sm2.ORDER - 1:
        raise ReaderKeyMalformed
    return found, _public(public)


def _public(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError:
        raise ReaderKeyMalformed from None
    if not sm2.is_key(found):
        raise ReaderKeyMalformed
    return found
