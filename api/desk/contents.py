"""Files that belong to an application: proofs, the documents that steps name, their attachments.

Each is kept once for each application, sealed for the registry's key, and found by the SHA-256 of
its clear bytes. A step names its document by `SHA-256(salt ‖ text)`; the text names the files that
go with it by their digests, so that whoever has salt and text can check every one of them.
"""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from api.desk import records
from api.desk.errors import ContentNotKept, RecordKeyMissing
from ledger.store.engine import Pages, is_there, open_engine, read_session
from ledger.store.repositories import offchain
from ledger.store.tables.offchain import ContentRefRow
from notarization.content.chosen import store_of
from notarization.content.errors import (
    ContentError,
    ContentLost,
    ContentMissing,
    GatewayUnreachable,
    GatewayWrong,
)
from notarization.content.store import SealedRef
from notarization.verify.digests import sha256, sm3

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from api.wiring import Wiring
    from ledger.settings import Settings
    from ledger.store.engine import Session, WriteSession
    from notarization.content.directory import DirectoryStore
    from notarization.content.ipfs import IpfsStore
    from notarization.content.store import Named

LOG: Final = logging.getLogger("datadeed.api")
SALT_BYTES: Final = 16
# how a file begins that is worth a name's ending; all else has none
_MAGIC: Final = ((b"%PDF-", ".pdf"), (b"\x89PNG", ".png"), (b"\xff\xd8\xff", ".jpg"))
_ATTACHED: Final = re.compile(
    r"^附件 Attachment \d{1,3}: SHA-256 ([0-9a-f]{64}) SM3 ([0-9a-f]{64}) (\d{1,12}) B$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a text, by its digests and its size in bytes."""

    sha256: bytes
    sm3: bytes
    size: int

    @classmethod
    def of(cls, data: bytes) -> Attached:
        """What names these bytes."""
        return cls(sha256(data), sm3(data), len(data))


@dataclass(frozen=True, slots=True)
class Document:
    """What a step's terms commit to by its digest: a text under a salt, with the files it names."""

    salt: bytes
    text: str

    @property
    def data(self) -> bytes:
        """The bytes that the digest is over."""
        return self.salt + self.text.encode()

    @property
    def digest(self) -> bytes:
        """What a step names."""
        return sha256(self.data)

    @property
    def attached(self) -> tuple[Attached, ...]:
        """The files that the text names."""
        return tuple(
            Attached(bytes.fromhex(first), bytes.fromhex(second), int(size))
            for first, second, size in _ATTACHED.findall(self.text)
        )

    @classmethod
    def of(cls, salt: bytes, text: str, files: Iterable[Attached]) -> Document:
        """A text, and a line for each file that goes with it."""
        lines = [
            f"附件 Attachment {place}: SHA-256 {each.sha256.hex()} SM3 {each.sm3.hex()}"
            f" {each.size} B"
            for place, each in enumerate(files, 1)
        ]
        return cls(salt, "\n".join((text.strip(), *lines)))

    @classmethod
    def read(cls, data: bytes) -> Document:
        """The document of its bytes."""
        return cls(data[:SALT_BYTES], data[SALT_BYTES:].decode("utf-8", "replace"))


def keep(wiring: Wiring, work: WriteSession, subject: bytes, data: bytes) -> Attached:
    """Keep a file of an application, once. Raises RecordKeyMissing, ContentError.

    What was erased is not kept again: ContentErased.
    """
    named = Attached.of(data)
    store = store_of(wiring.settings, records.reader_of(wiring))
    row = offchain.content(work, named.sha256, subject)
    if row is not None:
        if store.has(_ref(row)):
            return named
        with suppress(ContentMissing):  # what was lost is kept anew, what was erased is not
            store.get_sealed(_ref(row), records.key_of(wiring))
    ref = store.put(data, public=False)
    # no row would name it, so no erasure would ever find it
    work.undone.append(lambda: _dropped(wiring, ref))
    offchain.store(work, ContentRefRow(named.sha256, subject, ref.name, wiring.clock()))
    return named


def _dropped(wiring: Wiring, ref: Named) -> None:
    """Destroy what was kept in vain; where that fails, the first fault is told."""
    try:
        _store(wiring).erase(ref, at=datetime.fromtimestamp(wiring.clock(), UTC))
    except ContentError as fault:
        LOG.error("content kept in vain name=%s fault=%s", ref.name, fault)  # noqa: TRY400 (typed)


def place(session: Session, subject: bytes, digest: bytes) -> ContentRefRow:
    """Where a file of an application lies. Raises ContentNotKept."""
    row = offchain.content(session, digest, subject)
    if row is None:
        raise ContentNotKept(digest)
    return row


def opened(wiring: Wiring, row: ContentRefRow) -> bytes:
    """The clear bytes of what lies there; a node may be waited for, so hold no session meanwhile.

    Raises:
        ContentLost: it was left here, and the store has it no more.
        ContentErased, ContentLocked, RecordKeyMissing: it cannot be opened now.
        GatewayUnreachable, GatewayRefused, GatewayWrong: no node gives it.
    """
    with left_here(row.address):
        return _store(wiring).get_sealed(_ref(row), records.key_of(wiring))


@contextmanager
def left_here(address: str) -> Iterator[None]:
    """What was left here and is missing is lost. Raises ContentLost."""
    try:
        yield
    except ContentMissing as fault:
        raise ContentLost(address) from fault


def destroy(wiring: Wiring, work: WriteSession, subject: bytes, digest: bytes) -> None:
    """Destroy what is kept of a file, with the only key that opens it, and its place with it.

    The bytes go first: killed in between, a second time comes to the end. What was never left here
    is not there to be destroyed; what was lost gets its tombstone too, so that no backup brings it
    back. Raises StoreFull, StoreFailed.
    """
    row = offchain.content(work, digest, subject)
    if row is not None:
        store, at = _store(wiring), datetime.fromtimestamp(wiring.clock(), UTC)
        try:
            store.erase(_ref(row), at=at)
        except ContentMissing:
            store.shelf.bury(row.address, at)
        offchain.forget(work, digest, subject)


def document(wiring: Wiring, row: ContentRefRow) -> Document | None:
    """The document that lies there, opened as in `opened`; None where it cannot be.

    Raises GatewayUnreachable, GatewayWrong: it is kept, and only a node could give it.
    """
    try:
        return Document.read(opened(wiring, row))
    except (GatewayUnreachable, GatewayWrong):
        raise
    except (ContentError, RecordKeyMissing):
        return None


def kept(wiring: Wiring, session: Session, subject: bytes) -> Mapping[bytes, bool]:
    """What is kept for an application by its digest: whether it is still there."""
    store = store_of(wiring.settings)
    return {row.digest: store.has(_ref(row)) for row in offchain.contents(session, subject)}


def known(settings: Settings) -> set[str]:
    """The names of all contents that applications left; none where there is no register.

    Raises StoreUnavailable.
    """
    if not is_there(settings.database_url):
        return set()
    engine = open_engine(settings.database_url, pages=Pages.FEW)
    try:
        with read_session(engine, now=0) as session:
            return offchain.addresses(session)
    finally:
        engine.dispose()


def suffix(data: bytes) -> str:
    """How the name of a file ends whose bytes begin like this."""
    return next((ending for magic, ending in _MAGIC if data.startswith(magic)), ".bin")


def _ref(row: ContentRefRow) -> SealedRef:
    return SealedRef(row.digest, row.address)


def _store(wiring: Wiring) -> IpfsStore | DirectoryStore:
    return store_of(wiring.settings, records.key_of(wiring).reader)
