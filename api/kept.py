"""Verdicts that were just given, kept while the snapshot that they were worked out from stands.

A request first learns at which commit the database stands, by a look that begins after it came;
those that come while one is under way share the next. What was answered to the same words over the
same snapshot is answered again; everything else goes on to the application, which works the answer
out in one read session and leaves it here under the snapshot of that session.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from starlette.types import ASGIApp

from ledger import metrics
from ledger.queries.snapshot import Snapshot, snapshot
from ledger.store.engine import read_session
from ledger.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Receive, Scope, Send

    from ledger.store.engine import Engine

PATH: Final = "/v1/verdicts"
MOST_QUESTION: Final = 200
MOST_BYTES: Final = 32 * 2**20
Shelf = tuple[Snapshot | None, dict[bytes, bytes]]


@dataclass(slots=True)
class Kept:
    """Answers by what was asked, all over one snapshot; thrown away where they grow too many."""

    most: int = MOST_BYTES
    _shelf: Shelf = field(default_factory=lambda: (None, {}))
    _size: int = 0
    _lock: Lock = field(default_factory=Lock)

    def find(self, seen: Snapshot, question: bytes) -> bytes | None:
        """The answer to this question over this snapshot."""
        kept, answers = self._shelf
        return answers.get(question) if kept == seen else None

    def keep(self, seen: Snapshot, question: bytes, answer: bytes) -> None:
        """Keep an answer that was worked out over a snapshot."""
        size = len(question) + len(answer)
        if len(question) > MOST_QUESTION or size > self.most:
            return
        with self._lock:
            if self._shelf[0] != seen or self._size + size > self.most:
                self._shelf, self._size = (seen, {}), 0
            self._shelf[1][question] = answer
            self._size += size


class Looks:
    """Which snapshot a reader sees now: one look at a time, shared by all who asked before it."""

    def __init__(self, engine: Engine, clock: Callable[[], int]) -> None:
        self.engine = engine
        self.clock = clock
        self._loop: asyncio.AbstractEventLoop | None = None
        self._next: asyncio.Future[Snapshot | None] | None = None
        self._looking = False

    async def now(self) -> Snapshot | None:
        """What a look that begins after this call finds; None where there is nothing to see."""
        loop = asyncio.get_running_loop()
        if self._loop is None or self._loop.is_closed():
            self._loop, self._next, self._looking = loop, None, False
        if loop is not self._loop:
            return await loop.run_in_executor(None, self._look)
        asked = self._next
        if asked is None:
            asked = self._next = loop.create_future()
            if not self._looking:
                self._begin(asked)
        # who goes away must not take the look away from the others
        return await asyncio.shield(asked)

    def _begin(self, asked: asyncio.Future[Snapshot | None]) -> None:
        self._next, self._looking = None, True
        loop = asked.get_loop()

        def told(look: asyncio.Future[Snapshot | None]) -> None:
            self._looking = False
            if not asked.done():
                asked.set_result(None if look.exception() else look.result())
            if self._next is not None:
                self._begin(self._next)

        loop.run_in_executor(None, self._look).add_done_callback(told)

    def _look(self) -> Snapshot | None:
        try:
            with read_session(self.engine, now=self.clock()) as session:
                return snapshot(session)
        except StoreError:
            return None


@dataclass(frozen=True, slots=True)
class KeptVerdicts:
    """Answers what was just asked without asking the application."""

    app: ASGIApp
    kept: Kept
    looks: Looks
    route: Any

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a verdict that is kept; pass everything else on."""
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        seen = await self.looks.now()
        found = None if seen is None else self.kept.find(seen, scope["query_string"])
        if found is None:
            await self.app(scope, receive, send)
            return
        metrics.KEPT.inc()
        scope["route"] = self.route
        head = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(found))]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": found})
