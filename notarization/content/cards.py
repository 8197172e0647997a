"""The card of a content that lies on IPFS: where it is, and who may open it.

Canonical JSON: `name` (SHA-256 of the stored bytes), `cid` and `cidProfile`, `size` of the stored
bytes, `suite` where it is not age, and for a private content `wraps`: the content's own key, sealed
for each reader by the suite of that reader's key. The card never leaves this machine's folder;
without it the stored bytes are noise.
"""

import base64
from dataclasses import dataclass, replace
from typing import Any, Final

from ledger.domain import canonical
from notarization.content.cid import PROFILE, cid_of
from notarization.content.errors import ContentLocked, NoReader, ReaderKeyMalformed, SealBroken
from notarization.content.sealing import Identity, Reader, Suite, seal, unseal
from notarization.content.store import Granted
from notarization.verify.digests import sha256

_UNREADABLE: Final = (ValueError, LookupError, TypeError, canonical.CanonicalJsonError)


class CardMalformed(ValueError):
    """The bytes are no card; a store says of which file."""


@dataclass(frozen=True, slots=True)
class Wrap:
    """A content's own key, sealed for one reader."""

    reader: Reader
    key: bytes


@dataclass(frozen=True, slots=True)
class Card:
    """Where a content is, and its key for each who may open it; none for a public one."""

    name: str
    cid: str
    profile: str
    size: int
    wraps: tuple[Wrap, ...]
    suite: Suite = Suite.AGE

    @classmethod
    def of(cls, stored: bytes) -> "Card":
        """The card of bytes, not opened by anybody yet."""
        return cls(sha256(stored).hex(), cid_of(stored), PROFILE, len(stored), ())

    @classmethod
    def parse(cls, data: bytes) -> "Card":
        """Read a card. Raises CardMalformed."""
        try:
            given: Any = canonical.parse_canonical(data)
            wraps = tuple(
                Wrap(Reader.parse(each["reader"]), base64.b64decode(each["key"], validate=True))
                for each in given["wraps"]
            )
            name, cid, profile = (str(given[key]) for key in ("name", "cid", "cidProfile"))
            suite = Suite(given.get("suite", Suite.AGE))
            return cls(name, cid, profile, int(given["size"]), wraps, suite)
        except (*_UNREADABLE, ReaderKeyMalformed) as error:
            raise CardMalformed from error

    @property
    def data(self) -> bytes:
        """The card's bytes."""
        wraps: list[canonical.JsonInput] = [
            {"reader": each.reader.key, "key": base64.b64encode(each.key).decode("ascii")}
            for each in self.wraps
        ]
        other = {} if self.suite is Suite.AGE else {"suite": self.suite.value}
        return canonical.encode(
            {
                **other,
                "name": self.name,
                "cid": self.cid,
                "cidProfile": self.profile,
                "size": self.size,
                "wraps": wraps,
            }
        )

    def wrapped(self, key: Identity, *readers: Reader) -> "Card":
        """The card with the content's key wrapped for these too. Raises NoReader."""
        if not readers and not self.wraps:
            raise NoReader
        known = {each.reader for each in self.wraps}
        more = tuple(
            Wrap(each, seal(key.key.encode("ascii"), (each,)))
            for each in dict.fromkeys(readers)
            if each not in known
        )
        return replace(self, wraps=(*self.wraps, *more), suite=key.reader.suite)

    def granted(self, stored: bytes, reader: Reader) -> Granted:
        """What a reader is handed for whom the key is wrapped already."""
        return Granted(stored, next(each.key for each in self.wraps if each.reader == reader))

    def key_for(self, identity: Identity | None) -> Identity:
        """The content's own key, for one who may open it. Raises ContentLocked."""
        for each in self.wraps:
            if identity is not None and each.reader in identity.readers:
                try:
                    found = Identity.parse(unseal(each.key, identity).decode("ascii"))
                except (SealBroken, ValueError, ReaderKeyMalformed) as error:
                    raise ContentLocked(self.name) from error
                if found.reader.suite is self.suite:
                    return found
        raise ContentLocked(self.name)
