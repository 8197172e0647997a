"""A content store in a directory: one file a content, named by the digest of what it holds.

    ab/abcdef…          the stored bytes (64 hex digits; the first two are the folder)
    ab/abcdef….erased   the tombstone of an erased content
    ab/abcdef….keys     the card of a content that was granted: a key of its own, for each reader
    ab/abcdef….own      the same content under that key

A content is sealed for the registry and has no key of its own until the first grant; each later
grant wraps that key again. What was stored first stays as it is.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from notarization.content.cards import Card, CardMalformed, Wrap
from notarization.content.errors import (
    ContentDigestMismatch,
    ContentError,
    ContentLocked,
    ContentMissing,
    SealBroken,
)
from notarization.content.files import Shelf
from notarization.content.sealing import Identity, Reader, readers_of, seal
from notarization.content.store import (
    ContentRef,
    Digested,
    Granted,
    Named,
    Readers,
    Tombstone,
    close,
    open_checked,
    open_granted,
    open_sealed,
)
from notarization.verify.digests import sha256


@dataclass(frozen=True, slots=True)
class DirectoryStore:
    """Keeps contents below `root`; `staff` can open every content that is not public."""

    root: Path
    staff: tuple[Reader, ...] = ()

    def put(self, data: bytes, *, public: bool, readers: Sequence[Reader] = ()) -> ContentRef:
        """Keep the bytes; public bytes kept twice are one file.

        Raises StoreFull with nothing kept, StoreFailed, NoReader, and ContentErased when the same
        public bytes were erased before.
        """
        everyone = tuple(dict.fromkeys((*self.staff, *readers)))
        stored, ref = close(data, public=public, readers=everyone)
        self.shelf.require_not_erased(ref.name)
        self.shelf.write(self.shelf.path(ref.name), stored)
        return ref

    def get(self, ref: ContentRef, identity: Identity | None = None) -> bytes:
        """Return the bytes in the clear, every digest compared.

        Raises ContentMissing, ContentErased, ContentLocked, ContentDigestMismatch, StoreFailed.
        """
        return open_checked(self.stored(ref.name), ref, identity)

    def get_sealed(self, ref: Digested, identity: Identity) -> bytes:
        """The same of a private content, by SHA-256 alone, and as it was granted; raises as `get`.

        What was granted is taken too where the bytes that were stored first are lost.
        """
        try:
            return open_sealed(self.stored(ref.name), ref, identity)
        except (ContentMissing, ContentDigestMismatch, ContentLocked):
            granted = self._granted(ref.name)
            if granted is None:
                raise
        card, sealed = granted
        return open_granted(sealed, ref, card.key_for(identity))

    def grant(self, ref: Digested, reader: Reader, identity: Identity) -> Granted:
        """Wrap the content's own key for one more reader, as one who can open it.

        Raises as `get`, and StoreFull.
        """
        with self.shelf.alone():
            data = self.get_sealed(ref, identity)
            card, sealed = self._granted(ref.name) or self._anew(ref.name, data, identity)
            more = card.wrapped(card.key_for(identity), reader)
            self.shelf.write(self._card(ref.name), more.data)
            return more.granted(sealed, reader)

    def readers(self, ref: Named, identity: Identity) -> Readers:
        """Who can open a private content, as far as can be told; raises as `get`."""
        try:
            known, unnamed = readers_of(self.stored(ref.name), identity)
        except SealBroken as error:
            raise ContentLocked(ref.name) from error
        granted = [each.reader for each in self._wraps(ref.name)]
        return Readers(tuple(dict.fromkeys((*known, *granted))), unnamed)

    def has(self, ref: Named) -> bool:
        """Tell whether the content is kept and not erased, without opening it."""
        shelf = self.shelf
        return shelf.path(ref.name).is_file() and not shelf.grave(ref.name).exists()

    def erase(self, ref: Named, *, at: datetime) -> Tombstone:
        """Leave a tombstone, then destroy bytes and keys; erasing twice keeps the first time.

        The tombstone holds no digest of the clear bytes: that of a short text could be guessed.
        Backups of the directory MUST follow. Raises ContentMissing, StoreFull, StoreFailed.
        """
        shelf = self.shelf
        with shelf.alone():
            if not shelf.grave(ref.name).exists():
                if not shelf.path(ref.name).exists() and not self._card(ref.name).exists():
                    raise ContentMissing(ref.name)
                shelf.bury(ref.name, at)
            self.bare(ref.name)
            return shelf.tombstone(ref.name)

    @property
    def shelf(self) -> Shelf:
        """The folder."""
        return Shelf(self.root)

    def stored(self, name: str) -> bytes:
        """The stored bytes, whole.

        Raises ContentMissing, ContentErased, ContentDigestMismatch, StoreFailed.
        """
        # First, for a crash may have come between the tombstone and the unlinking.
        self.shelf.require_not_erased(name)
        return self.shelf.read_whole(self.shelf.path(name), name)

    def granted(self, name: str) -> bool:
        """Whether a content lies here whole under a key of its own."""
        return self._granted(name) is not None

    def remains(self, name: str) -> bool:
        """Whether a crash or a backup left anything of an erased content."""
        return any(path.exists() for path in self._all(name))

    def bare(self, name: str) -> None:
        """Destroy all of an erased content, keys first. Raises StoreFailed."""
        for path in self._all(name):
            self.shelf.remove(path)

    def _all(self, name: str) -> tuple[Path, ...]:
        return self._card(name), self._own(name), self.shelf.path(name)

    def _granted(self, name: str) -> tuple[Card, bytes] | None:
        """The content under its own key; None where it has none, or not whole."""
        with suppress(ContentError, CardMalformed):
            card = Card.parse(self.shelf.read(self._card(name), name))
            sealed = self.shelf.read(self._own(name), name)
            if sha256(sealed).hex() == card.name:
                return card, sealed
        return None

    def _anew(self, name: str, data: bytes, identity: Identity) -> tuple[Card, bytes]:
        """Give a content a key of its own, for all who had one before and who gives it."""
        key = Identity.generate(identity.reader.suite)
        sealed = seal(data, (key.reader,))
        before = [each.reader for each in self._wraps(name)]
        self.shelf.write(self._own(name), sealed)
        return Card.of(sealed).wrapped(key, *self.staff, identity.reader, *before), sealed

    def _wraps(self, name: str) -> tuple[Wrap, ...]:
        with suppress(ContentMissing, CardMalformed):
            return Card.parse(self.shelf.read(self._card(name), name)).wraps
        return ()

    def _card(self, name: str) -> Path:
        return self.shelf.path(name).with_suffix(".keys")

    def _own(self, name: str) -> Path:
        return self.shelf.path(name).with_suffix(".own")
