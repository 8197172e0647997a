"""What one process of the API works with, put together once by create_app."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Final

from api.kept import Kept
from api.problems import RelayClosed
from ledger.chain.client import Chain, Web3Chain
from ledger.chain.errors import BlockUnknown
from ledger.chain.keystore import Keystore
from ledger.chain.profile import load
from ledger.chain.sender import Sender
from ledger.queries.as_of import AsOf, as_of
from ledger.queries.counts import Counts
from ledger.queries.recent import Recent
from ledger.queries.shelves import Shelves
from ledger.registrar.register import Register
from ledger.settings import Settings
from ledger.store.engine import Engine, ReadSession, open_engine, read_session
from ledger.store.repositories import mirror
from ledger.store.tables.journal import BlockRow
from notarization.batches.log import DigestLog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from ledger.chain.profile import ChainProfile

# long lists that are told at a time: each keeps a connection to the database, others need some
MOST_LISTS: Final = 4


def wall_clock() -> int:
    """Seconds since 1970."""
    return int(time.time())


@dataclass(frozen=True, slots=True)
class Reading:
    """One snapshot of the mirror, and the block that it stands at.

    `old` is a block that it no longer remembers, as the node has it.
    """

    session: ReadSession
    as_of: AsOf
    old: BlockRow | None = None

    def forgot(self, number: int) -> bool:
        """Whether a block was read, but is not remembered."""
        read = 0 <= number <= self.as_of.block
        return read and mirror.block(self.session, number) is None

    def knowing(self, number: int | None, chain: Callable[[], Chain]) -> Reading:
        """With this block as the node has it, if it was forgotten. Raises ChainError."""
        if number is None or not self.forgot(number):
            return self
        return replace(self, old=old_block(number, chain()))

    def block(self, number: int) -> BlockRow:
        """A block that is remembered, else the old one. Raises BlockUnknown: it is neither."""
        found = mirror.block(self.session, number) or self.old
        if found is None or found.number != number:
            raise BlockUnknown(str(number))
        return found


def old_block(number: int, chain: Chain) -> BlockRow:
    """A block as the node has it. Raises ChainError."""
    header = chain.block(number)
    return BlockRow(number, header.hash, header.parent_hash, header.timestamp)


@dataclass(slots=True)
class Wiring:
    """Settings, database and node; the register is opened when the first act is relayed."""

    settings: Settings
    engine: Engine
    clock: Callable[[], int] = wall_clock
    shelves: Shelves = field(default_factory=Shelves)
    kept: Kept = field(default_factory=Kept)
    recent: Recent = field(default_factory=Recent)
    counts: Counts = field(default_factory=Counts)
    lists: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(MOST_LISTS))
    _register: Register | None = None
    _batches: DigestLog | None = None
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, settings: Settings) -> Wiring:
        """The wiring of an installation."""
        return cls(settings, open_engine(settings.database_url))

    def profile(self) -> ChainProfile:
        """The register's chain profile. Raises ProfileMissing, ProfileMalformed."""
        return load(self.settings.profile)

    def chain(self) -> Web3Chain:
        """The node."""
        return Web3Chain(self.settings.rpc_url)

    def register(self) -> Register:
        """The register with this server's relayer. Raises RelayClosed, ChainError."""
        with self._lock:
            if self._register is None:
                self._register = self._open()
            return self._register

    def batches(self) -> DigestLog:
        """The log of digests of this installation. Raises BatchLogMissing, BatchLogBroken."""
        with self._lock:
            if self._batches is None:
                self._batches = DigestLog(self.settings.batches)
            return self._batches

    def _open(self) -> Register:
        account = relayer_of(self.settings)
        key = Keystore(self.settings.keys).load_plain(account)
        chain, profile = self.chain(), self.profile()
        sender = Sender.open(chain, profile, key, self.settings.outbox)
        return Register(chain, profile, sender)


def relayer_of(settings: Settings) -> bytes:
    """The relayer's account: the setting's, or the demo's own. Raises RelayClosed."""
    if settings.relayer != "-":
        return bytes.fromhex(settings.relayer.removeprefix("0x"))
    if not settings.demo.exists():
        raise RelayClosed
    facts = json.loads(settings.demo.read_text(encoding="utf-8"))["facts"]
    return bytes.fromhex(facts["account/relayer"])


def wiring_of(request: Request) -> Wiring:
    """The wiring of the application that a request reached."""
    found: Wiring = request.app.state.wiring
    return found


@contextmanager
def reading(request: Request, block: int | None = None) -> Iterator[Reading]:
    """A snapshot to answer from, where `block` can be told; its stamp is kept for problems as well.

    A node may be long silent: while it is asked for a block that the mirror forgot, no connection
    is held, and the answer is of one snapshot that is taken afterwards.

    Raises:
        StoreUnavailable, CursorMissing: there is nothing to answer from.
        ChainError: the block is forgotten, and the node does not tell it.
    """
    with ExitStack() as held:
        now = held.enter_context(_snapshot(request))
        if block is not None and now.forgot(block):
            held.close()
            old = old_block(block, wiring_of(request).chain())
            now = replace(held.enter_context(_snapshot(request)), old=old)
        yield now


@contextmanager
def _snapshot(request: Request) -> Iterator[Reading]:
    wiring = wiring_of(request)
    with read_session(wiring.engine, now=wiring.clock()) as session:
        stamp = as_of(session)
        request.state.as_of = stamp
        yield Reading(session, stamp)
