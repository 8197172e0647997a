"""Who is let in: how many connections there may be, and what those hear that are too many."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from api.answers import problem_response
from api.problems import ServerBusy, problem_of
from notarization.verify.report import Language

if TYPE_CHECKING:
    from api.problems import ApiError

# A body as short as this has room when those of all clients together have none.
ALWAYS_HELD: Final = 64 * 2**10
# whose bodies are whose is not known
NOBODY: Final = ""
# What a browser waits before it asks again.
RETRY_AFTER: Final = 5


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds a client may take.

    For a head; for a body, and one more for each `body_rate` bytes of it; to take 64 KiB of its
    answer; between two requests; to go away once it was refused.
    """

    head: float = 10.0
    body: float = 20.0
    body_rate: int = 16 * 2**10
    answer: float = 30.0
    idle: float = 5.0
    linger: float = 2.0


@dataclass(slots=True)
class Guard:
    """What the connections of one server share. `most_each` 0 does not tell clients apart.

    `held` is how many bytes of bodies are not answered; one client has at most half of the room.
    Those of whom a proxy has not said whose they are count as nobody's, who may have all of it.
    """

    most: int
    most_each: int
    most_held: int
    patience: Patience = Patience()
    open: int = 0
    refused: int = 0
    clients: Counter[str] = field(default_factory=Counter)
    held: int = 0
    holders: Counter[str] = field(default_factory=Counter)

    def admit(self, client: str) -> bool:
        """Count a connection, if there may be one more."""
        full = self.open >= self.most or 0 < self.most_each <= self.clients[client]
        if not full:
            self.open += 1
            self.clients[client] += 1
        elif not self.clients[client]:
            del self.clients[client]
        return not full

    def leave(self, client: str) -> None:
        """A counted connection is closed."""
        self.open -= 1
        self.clients[client] -= 1
        if not self.clients[client]:
            del self.clients[client]

    def hold(self, client: str, size: int) -> bool:
        """Count bytes of a body; whether there is room for them."""
        self.held += size
        self.holders[client] += size
        alone = client != NOBODY and self.most_held // 2 < self.holders[client]
        return self.held <= self.most_held and not alone

    def let_go(self, client: str, size: int) -> None:
        """So many bytes of a body are answered."""
        self.held -= size
        self.holders[client] -= size
        if not self.holders[client]:
            del self.holders[client]


def raw_answer(fault: ApiError) -> bytes:
    """A problem as the bytes of an answer, after which the connection is closed."""
    problem = problem_of(fault)
    response = problem_response(problem, Language.ZH, "/")
    response.headers["connection"] = "close"
    if isinstance(fault, ServerBusy):
        response.headers["retry-after"] = str(RETRY_AFTER)
    lines = [f"HTTP/1.1 {problem.status} {problem.code}".encode()]
    lines += [name + b": " + value for name, value in response.raw_headers]
    return b"\r\n".join((*lines, b"", bytes(response.body)))


class Refusing(asyncio.Protocol):
    """A connection too many: it is told so once it asks, or soon, and then closed.

    What it sends is read and dropped: closing over unread bytes would take the answer away from it.
    """

    def __init__(self, guard: Guard, loop: asyncio.AbstractEventLoop) -> None:
        self.guard = guard
        self.loop = loop
        self.transport: asyncio.Transport
        self._timer: asyncio.TimerHandle | None = None
        self._told = False

    def begin(self, transport: asyncio.Transport) -> None:
        """Take the connection over."""
        self.transport = transport
        transport.set_protocol(self)
        self.guard.refused += 1
        if self.guard.refused > self.guard.most:
            self.tell()
            transport.close()
        else:
            self._timer = self.loop.call_later(self.guard.patience.linger / 2, self.tell)

    def data_received(self, data: bytes) -> None:
        """It asks."""
        del data
        self.tell()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        del exc
        self.guard.refused -= 1
        if self._timer is not None:
            self._timer.cancel()

    def tell(self) -> None:
        """Say that the server is full."""
        if self._told:
            return
        self._told = True
        if self._timer is not None:
            self._timer.cancel()
        self.transport.write(raw_answer(ServerBusy()))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._timer = self.loop.call_later(self.guard.patience.linger / 2, self.transport.abort)
