"""The server's side of a connection: how many there may be, and how long a client may take.

uvicorn waits for ever for a head, for a body, and for a client that does not read its answer, and
takes a head of any length. Here a connection has a deadline in each of these phases. A connection
too many hears 503 and is closed; none is left hanging.
"""

from __future__ import annotations

from array import array
from collections import Counter
from contextlib import suppress
from enum import Enum
from fcntl import ioctl
from termios import TIOCOUTQ
from typing import TYPE_CHECKING, Any, ClassVar, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from api.admission import ALWAYS_HELD, NOBODY, Guard, Refusing, raw_answer
from api.middleware import PACKAGE_BYTES
from api.problems import (
    ApiError,
    HeadTooLarge,
    RequestTooSlow,
    RequestUnreadable,
    ServerBusy,
)
from api.rates import client_of
from ledger import metrics

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from uvicorn._types import ASGI3Application

MOST_HEAD: Final = 32 * 2**10
# So much of its answer a client takes each time that it is waited for.
TAKEN: Final = 64 * 2**10


def protocol_of(guard: Guard) -> type[asyncio.Protocol]:
    """The protocol of a server whose connections share a guard."""
    return type("GuardedProtocol", (Guarded,), {"guard": guard})


class Phase(Enum):
    """What a connection is waiting for."""

    IDLE = "the first byte of a request"
    HEAD = "the end of a head"
    BODY = "the end of a body"


class Guarded(HttpToolsProtocol):
    """A connection with a deadline in every phase."""

    guard: ClassVar[Guard]

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._client = ""
        self._deadline: asyncio.TimerHandle | None = None
        self._stuck: asyncio.TimerHandle | None = None
        self._left = 0
        self._held: dict[RequestResponseCycle, Counter[str]] = {}
        self._phase = Phase.IDLE
        self._spent = 0
        self._running: RequestResponseCycle | None = None
        self._refused = False
        self._head_bytes = 0
        self._body_bytes = 0
        self._bodiless = 0
        self._body_begun = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let it in and wait for a head, or refuse it."""
        peer = transport.get_extra_info("peername")
        client = client_of(str(peer[0]) if peer else "-")
        if not self.guard.admit(client):
            metrics.REFUSED.labels(reason="connections").inc()
            Refusing(self.guard, self.loop).begin(transport)
            return
        self._client = client
        super().connection_made(transport)
        self._wait(self.guard.patience.head, self._head_late)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give its place to another."""
        self._wait(None)
        self._unstick()
        self._silence()
        for request in tuple(self._held):
            self._let_go(request)
        self.guard.leave(self._client)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; a head that does not end is refused."""
        if self._refused or self.transport.is_closing():
            return
        self._spent = 0
        super().data_received(data)
        if self._phase is Phase.HEAD:
            self._head_bytes += max(0, len(data) - self._spent)
            self._check_length()
        elif self._phase is Phase.BODY:
            # the parser tells of a trailer once it is whole, and has it all until then
            self._bodiless = 0 if self._spent else self._bodiless + len(data)
            if self._bodiless > MOST_HEAD:
                self._refuse(RequestUnreadable(), "unreadable")

    def on_message_begin(self) -> None:
        """A head begins."""
        if self._refused:
            return
        super().on_message_begin()
        self._phase, self._head_bytes = Phase.HEAD, 0
        if self._deadline is None:
            self._wait(self.guard.patience.head, self._head_late)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One of the head; behind a body none counts: it would speak for a head that was read."""
        if self._refused:
            return
        if self._phase is Phase.BODY:
            self._refuse(RequestUnreadable(), "unreadable")
            return
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole; wait for the body."""
        if self._refused or not self._head_fits():
            return
        super().on_headers_complete()
        self._phase = Phase.BODY
        self._body_bytes, self._bodiless, self._body_begun = 0, 0, self.loop.time()
        self._wait(self.guard.patience.body, self._body_late)

    def on_body(self, body: bytes) -> None:
        """Count the body, also when nobody wants it any more."""
        if self._refused:
            return
        self._body_bytes += len(body)
        self._spent += len(body)
        if self._body_bytes > PACKAGE_BYTES and self.cycle.response_complete:
            self._end()
        elif self.cycle.response_complete or self._has_room(len(body)):
            super().on_body(body)
        else:
            # what is refused must keep no other from its end: all that arrive at once would be
            self._let_go(self.cycle)
            self._refuse(ServerBusy(), "bodies")

    def on_message_complete(self) -> None:
        """The body is whole: the next deadline is that of a head."""
        if self._refused:
            return
        self._wait(None)
        self._phase = Phase.IDLE
        super().on_message_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        """A client that does not take the end of its answer is not waited for."""
        if self._running is not None:
            self._let_go(self._running)
        super().on_response_complete()
        if self.transport.is_closing() and self.transport.get_write_buffer_size():
            self._stick()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing was asked since the last answer, which may still be on its way."""
        if self.transport.get_write_buffer_size():
            self._stick()
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        else:
            super().timeout_keep_alive_handler()

    def send_400_response(self, msg: str) -> None:
        """What came is no HTTP."""
        del msg
        self._refuse(RequestUnreadable(), "unreadable")

    def pause_writing(self) -> None:
        """The client does not read."""
        super().pause_writing()
        self._stick()

    def resume_writing(self) -> None:
        """It does."""
        super().resume_writing()
        self._unstick()
        if self.transport.is_closing():
            self._stick()

    def _head_fits(self) -> bool:
        """Whether a whole head is short enough, names one host and is HTTP/1; refuses it if not."""
        said = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        self._spent += said
        self._head_bytes = max(self._head_bytes, said)
        if not self._check_length():
            return False
        hosts = sum(name == b"host" for name, _ in self.headers)
        version = self.parser.get_http_version()
        if (version == "1.0" and hosts <= 1) or (version == "1.1" and hosts == 1):
            return True
        self._refuse(RequestUnreadable(), "unreadable")
        return False

    def _check_length(self) -> bool:
        if self._head_bytes > MOST_HEAD:
            self._refuse(HeadTooLarge(MOST_HEAD), "head")
        return self._head_bytes <= MOST_HEAD

    def _has_room(self, size: int) -> bool:
        """Hold more of a body until it is answered, where there is room for it."""
        sender = self._sender()
        own = self._held.setdefault(self.cycle, Counter())
        own[sender] += size
        return self.guard.hold(sender, size) or own.total() <= ALWAYS_HELD

    def _let_go(self, request: RequestResponseCycle) -> None:
        for sender, size in self._held.pop(request, Counter()).items():
            self.guard.let_go(sender, size)

    def _sender(self) -> str:
        """Whose the body is: behind a proxy whom that names, once it was read of the head."""
        if self.guard.most_each:
            return self._client
        # uvicorn puts whom a trusted proxy names into the scope, as the application is called
        named = client_of(str((self.cycle.scope["client"] or ("",))[0]))
        return NOBODY if named == self._client else named

    def _head_late(self) -> None:
        self._deadline = None
        if self.flow.read_paused:
            self._wait(self.guard.patience.head, self._head_late)
        elif self._phase is Phase.HEAD:
            self._refuse(RequestTooSlow(), "slow_head")
        else:
            self._end()

    def _body_late(self) -> None:
        """It may be that much came: then there is time for more."""
        self._deadline = None
        patience = self.guard.patience
        allowed = patience.body + self._body_bytes / patience.body_rate
        left = self._body_begun + allowed - self.loop.time()
        if left > 0:
            self._wait(left, self._body_late)
        elif self.flow.read_paused:
            # It is the server that does not read.
            self._wait(patience.body, self._body_late)
        else:
            self._refuse(RequestTooSlow(), "slow_body")

    def _refuse(self, fault: ApiError, reason: str) -> None:
        """Say why, unless an answer is under way, and close; what still comes is dropped."""
        metrics.REFUSED.labels(reason=reason).inc()
        current = self._current()
        if self._phase is Phase.BODY and self.pipeline:
            # the request at fault waits for its turn: the answer before it is the last
            self.pipeline.popleft()
            self._end(self.pipeline[0][0] if self.pipeline else self._running)
            return
        if self._answering() or self.transport.is_closing():
            self._end(current)
            return
        self._refused = True
        self.transport.write(raw_answer(fault))
        self.transport.write_eof()
        if current is not None:
            current.disconnected = True
            current.message_event.set()
        self._wait(self.guard.patience.linger / 2, self.transport.abort)

    def _answering(self) -> bool:
        """An answer is under way, or was given to the very request that is at fault."""
        current = self._current()
        if current is None:
            return False
        if self._phase is Phase.BODY:
            return current.response_started
        return not current.response_complete

    def _current(self) -> RequestResponseCycle | None:
        """The last request whose head was whole; uvicorn's type hides that there may be none."""
        return self.cycle

    def _end(self, current: RequestResponseCycle | None = None) -> None:
        """Close, once the answers under way are given; what still comes is dropped."""
        self._refused = True
        self._wait(None)
        if current is not None and not current.response_complete:
            current.keep_alive = False
            return
        self.transport.close()
        if self.transport.get_write_buffer_size():
            self._stick()

    def _wait(self, seconds: float | None, late: Callable[[], None] | None = None) -> None:
        """Set the one deadline, or none."""
        if self._deadline is not None:
            self._deadline.cancel()
        due = seconds is not None and late is not None
        self._deadline = self.loop.call_later(seconds, late) if due else None  # type: ignore[arg-type]

    def _stick(self) -> None:
        if self._stuck is None:
            self._left = self._unsent()
            self._stuck = self.loop.call_later(self.guard.patience.answer, self._look)

    def _look(self) -> None:
        """Wait on while it takes its answer; else drop it, with nobody left writing to it."""
        self._stuck = None
        if not self.transport.get_write_buffer_size():
            return
        if self._left - self._unsent() >= TAKEN:
            self._stick()
            return
        metrics.REFUSED.labels(reason="slow_reader").inc()
        self._silence()
        self.transport.abort()

    def _unsent(self) -> int:
        """Bytes that the client has not taken; the system holds some, by the megabyte."""
        held = array("i", [0])
        with suppress(OSError, ValueError):
            ioctl(self.transport.get_extra_info("socket").fileno(), TIOCOUTQ, held)
        return self.transport.get_write_buffer_size() + held[0]

    def _silence(self) -> None:
        """Nobody writes any more; uvicorn tells it only to the last of several requests."""
        if self._running is not None:
            self._running.disconnected = True
            self._running.message_event.set()

    def _unstick(self) -> None:
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None
