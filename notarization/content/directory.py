"""A content store in a directory: one file a content, named by the digest of what it holds.

ab/abcdef…          the stored bytes (64 hex digits; the first two are the folder)
ab/abcdef….erased   the tombstone of an erased content
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from notarization.content.errors import ContentMissing
from notarization.content.files import Shelf
from notarization.content.sealing import Identity, Reader
from notarization.content.store import (
    ContentRef,
    Named,
    SealedRef,
    Tombstone,
    close,
    open_checked,
    open_sealed,
)


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

    def get_sealed(self, ref: SealedRef, identity: Identity) -> bytes:
        """The same of a private content, by SHA-256 alone; raises as `get`."""
        return open_sealed(self.stored(ref.name), ref, identity)

    def has(self, ref: Named) -> bool:
        """Tell whether the content is kept and not erased, without opening it."""
        shelf = self.shelf
        return shelf.path(ref.name).is_file() and not shelf.grave(ref.name).exists()

    def erase(self, ref: Named, *, at: datetime) -> Tombstone:
        """Leave a tombstone, then destroy the stored bytes; erasing twice keeps the first time.

        The tombstone holds no digest of the clear bytes: that of a short text could be guessed.
        Backups of the directory MUST follow. Raises ContentMissing, StoreFull, StoreFailed.
        """
        shelf = self.shelf
        path = shelf.path(ref.name)
        if not shelf.grave(ref.name).exists():
            if not path.exists():
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

    def bare(self, name: str) -> None:
        """Destroy what a crash or a backup left of an erased content. Raises StoreFailed."""
        self.shelf.remove(self.shelf.path(name))
