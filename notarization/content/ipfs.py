"""A content store on IPFS: sealed bytes on nodes, their keys here, and a queue between.

    ab/abcdef….json     the card of a content: its CID, and its key wrapped for each reader
    ab/abcdef….erased   the tombstone of an erased content
    queue/abcdef…       stored bytes that not every node is known to have
    unpin/abcdef…       the CID of an erased content that nodes may still pin
    ab/abcdef…          what a directory store kept here before; it is read and erased as there

`put` and `erase` speak to no node, so neither waits for one: `push` (tending.py) does. Bytes leave
the queue only when every node gave them back right. Erasing destroys the card, and with it the only
key; what nodes still have of a private content is noise.
"""

import logging
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from notarization.content.backlog import QUEUE, UNPIN
from notarization.content.cards import Card, CardMalformed
from notarization.content.cid import cid_of
from notarization.content.directory import DirectoryStore
from notarization.content.errors import (
    ContentDigestMismatch,
    ContentError,
    ContentMissing,
    GatewayRefused,
    GatewayUnreachable,
    GatewayWrong,
    NoNode,
    NoReader,
    StoreFailed,
)
from notarization.content.files import Shelf
from notarization.content.node import Node
from notarization.content.sealing import Identity, Reader, Suite
from notarization.content.store import (
    ContentRef,
    Digested,
    Granted,
    Named,
    Readers,
    Tombstone,
    close,
    open_checked,
    open_sealed,
)
from notarization.verify.digests import sha256

# A node that is silent may have it, one that refuses has not; one that lies is told before both.
_GRAVITY: Final = (
    ContentMissing,
    GatewayRefused,
    StoreFailed,
    ContentDigestMismatch,
    GatewayUnreachable,
    GatewayWrong,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IpfsStore:
    """Keeps contents on every one of `nodes`, their cards and its queue below `root`.

    Raises NoNode without one: "every node has it" would be true of all, and the queue be emptied.
    """

    root: Path
    nodes: tuple[Node, ...]
    staff: tuple[Reader, ...] = ()

    def __post_init__(self) -> None:
        if not self.nodes:
            raise NoNode(str(self.root))

    def put(self, data: bytes, *, public: bool, readers: Sequence[Reader] = ()) -> ContentRef:
        """Keep the bytes in the queue, with their card; public bytes put twice are one content.

        Raises StoreFull with nothing kept, StoreFailed, NoReader, and ContentErased when the same
        public bytes were erased before.
        """
        everyone = (*self.staff, *readers)
        if not public and not everyone:
            raise NoReader
        key = Identity.generate(everyone[0].suite if everyone else Suite.AGE)
        stored, ref = close(data, public=public, readers=(key.reader,))
        card = Card.of(stored)
        if not public:
            card = card.wrapped(key, *everyone)
        with self.alone():
            self.shelf.require_not_erased(ref.name)
            if not self.card_path(ref.name).exists():
                # Bytes first: a card stands for bytes that are there.
                self.shelf.write(self.queue / ref.name, stored)
                self.shelf.write(self.card_path(ref.name), card.data)
        return ref

    def get(self, ref: ContentRef, identity: Identity | None = None) -> bytes:
        """Return the bytes in the clear, every digest compared.

        Raises ContentMissing, ContentErased, ContentLocked, ContentDigestMismatch, StoreFailed, and
        GatewayUnreachable, GatewayRefused or GatewayWrong as `stored`.
        """
        card = self.card(ref.name)
        if card is None:
            return self._before.get(ref, identity)
        stored = self.stored(card)
        return open_checked(stored, ref, card.key_for(identity) if ref.encrypted else None)

    def get_sealed(self, ref: Digested, identity: Identity) -> bytes:
        """The same of a private content, by SHA-256 alone; raises as `get`."""
        card = self.card(ref.name)
        if card is None:
            return self._before.get_sealed(ref, identity)
        return open_sealed(self.stored(card), ref, card.key_for(identity))

    def has(self, ref: Named) -> bool:
        """Tell whether the content is kept and not erased; no node is asked."""
        if self.shelf.grave(ref.name).exists():
            return False
        return self.card_path(ref.name).is_file() or self._before.has(ref)

    def erase(self, ref: Named, *, at: datetime) -> Tombstone:
        """Leave a tombstone, then destroy card and key; erasing twice keeps the first time.

        Nodes are told at the next push. Backups of the folder MUST follow. Raises ContentMissing,
        StoreFull, StoreFailed.
        """
        grave = self.shelf.grave(ref.name)
        if not self.card_path(ref.name).exists() and not grave.exists():
            return self._before.erase(ref, at=at)
        with self.alone():
            if cid := self._known_cid(ref.name):
                self.shelf.write(self.unpin / ref.name, cid.encode("ascii"))
            if not grave.exists():
                self.shelf.bury(ref.name, at)
            self._bare(ref.name)
            return self.shelf.tombstone(ref.name)

    def grant(self, ref: Digested, reader: Reader, identity: Identity) -> Granted:
        """Wrap the key of a private content for one more reader, as one who can open it.

        Raises as `get`, and StoreFull.
        """
        if self.card(ref.name) is None:
            return self._before.grant(ref, reader, identity)
        with self.alone():
            card = self.require_card(ref.name)
            more = card.wrapped(card.key_for(identity), reader)
            self.shelf.write(self.card_path(ref.name), more.data)
        return more.granted(self.stored(more), reader)

    def readers(self, ref: Named, identity: Identity) -> Readers:
        """Who can open a private content. Raises ContentMissing, ContentErased, StoreFailed."""
        card = self.card(ref.name)
        if card is None:
            return self._before.readers(ref, identity)
        return Readers(tuple(each.reader for each in card.wraps))

    def require_card(self, name: str) -> Card:
        """The card of a content. Raises ContentMissing, ContentErased, StoreFailed."""
        card = self.card(name)
        if card is None:
            raise ContentMissing(name)
        return card

    def card(self, name: str) -> Card | None:
        """The card of a content; None without one. Raises ContentErased, StoreFailed."""
        # First, for a crash may have come between the tombstone and the unlinking.
        self.shelf.require_not_erased(name)
        try:
            return self._read_card(name)
        except ContentMissing:
            return None

    def stored(self, card: Card, among: Iterable[Node] | None = None) -> bytes:
        """The stored bytes, from the queue, from what a directory kept, or from the first node.

        Whichever gives the right ones; `among`: of these nodes only. What fails is logged. Raises
        the gravest of ContentMissing, ContentDigestMismatch, StoreFailed, GatewayUnreachable,
        GatewayRefused, GatewayWrong.
        """
        nodes = self.nodes if among is None else among
        here = (self.queue / card.name, self.shelf.path(card.name))
        ways = [partial(self.shelf.read_whole, path, card.name) for path in here]
        met: list[ContentError] = []
        for way in (*ways, *(partial(checked, node, card) for node in nodes)):
            try:
                return way()
            except _GRAVITY as error:
                if not isinstance(error, ContentMissing):
                    log.warning("content not read: %s %s", card.name, error)
                met.append(error)
        raise max(met, key=lambda error: _GRAVITY.index(type(error)))

    def queued(self, name: str) -> bool:
        """Whether bytes wait in the queue, whole."""
        with suppress(ContentMissing, ContentDigestMismatch, StoreFailed):
            self.shelf.read_whole(self.queue / name, name)
            return True
        return False

    def remains(self, name: str) -> bool:
        """Whether a crash or a backup left anything of an erased content in the folder."""
        here = (self.card_path(name), self.queue / name)
        return any(path.exists() for path in here) or self._before.remains(name)

    def _bare(self, name: str) -> None:
        for each in (self.card_path(name), self.queue / name):
            self.shelf.remove(each)
        self._before.bare(name)

    def _read_card(self, name: str) -> Card:
        path = self.card_path(name)
        try:
            card = Card.parse(self.shelf.read(path, name))
        except CardMalformed as error:
            raise StoreFailed(str(path), "not a card") from error
        if card.name != name:
            raise StoreFailed(str(path), "the card of another content")
        return card

    def _known_cid(self, name: str) -> str:
        """Empty where no card can be read: a damaged one is erased all the same."""
        with suppress(StoreFailed, ContentMissing):
            return self._read_card(name).cid
        return ""

    def alone(self) -> AbstractContextManager[None]:
        """Let nobody else change a card or the queue meanwhile."""
        return self.shelf.alone()

    def card_path(self, name: str) -> Path:
        """Where the card of a content is."""
        return self.shelf.path(name).with_suffix(".json")

    @property
    def shelf(self) -> Shelf:
        """The folder of cards, tombstones and queue."""
        return Shelf(self.root)

    @property
    def queue(self) -> Path:
        """What waits for nodes."""
        return self.root / QUEUE

    @property
    def unpin(self) -> Path:
        """What nodes are to drop."""
        return self.root / UNPIN

    @property
    def _before(self) -> DirectoryStore:
        return DirectoryStore(self.root, self.staff)


def checked(node: Node, card: Card) -> bytes:
    """What a node gives for a card, held to CID and SHA-256.

    Raises GatewayUnreachable, GatewayRefused, GatewayWrong.
    """
    data = node.cat(card.cid, card.size)
    found = cid_of(data)
    if found != card.cid or sha256(data).hex() != card.name:
        raise GatewayWrong(node.address, expected=card.cid, found=found)
    return data
