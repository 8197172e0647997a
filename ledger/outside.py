"""Questions to services outside, over HTTP: in time, in size, asked again where none answers.

What an answer means is its caller's: here is only whether there is one.
"""

from __future__ import annotations

import re
import socket
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from threading import Timer
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

import httpx

from ledger.domain import canonical
from ledger.errors import LedgerError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Mapping

MOST_WAIT: Final = 30.0
# Come again later: too early, too often, or the service itself is at fault (RFC 9110, 15.5-15.6).
NOT_NOW: Final = frozenset({408, 425, 429, 500, 502, 503, 504})

MOST_REASON: Final = 200
_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]{0,39}")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for a connection and for a whole answer; how often to ask, and the first pause."""

    connect: float = 5.0
    answer: float = 20.0
    tries: int = 3
    pause: float = 0.5


@dataclass(eq=False)
class NoAnswer(LedgerError):
    """Nobody answered in time, or not now; `after` is how long it asked to wait (seconds)."""

    fault: str
    after: float = 0.0
    code: ClassVar[str] = "NO_ANSWER"


@dataclass(eq=False)
class AnswerTooLong(LedgerError):
    """An answer has more bytes than any that could be meant."""

    most: int
    code: ClassVar[str] = "ANSWER_TOO_LONG"


@dataclass(eq=False)
class RefusalUnclear(LedgerError):
    """A refusal is no canonical JSON with a code and a reason; `fault` says which."""

    fault: str
    code: ClassVar[str] = "REFUSAL_UNCLEAR"


def refusal_of(data: bytes) -> tuple[str, str]:
    """Code and reason of a refusal. Raises RefusalUnclear."""
    try:
        found = canonical.parse(data)
    except canonical.CanonicalJsonError as fault:
        raise RefusalUnclear(fault.code) from fault
    told = found if isinstance(found, dict) else {}
    code, reason = told.get("code"), told.get("reason")
    if not isinstance(code, str) or not _CODE.fullmatch(code) or not isinstance(reason, str):
        raise RefusalUnclear("a refusal without code and reason")
    return code, reason[:MOST_REASON]


@cache
def authorities() -> ssl.SSLContext:
    """The authorities that vouch for a service; read once, for it takes longer than to ask."""
    return httpx.create_ssl_context(trust_env=False)


@dataclass
class _Line:
    """The connection of a call, to be cut by another thread."""

    socket: socket.socket | None = None

    def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        """Hear what httpx tells of a call (its `trace`); behind TLS it is another socket."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self.socket = info["return_value"].get_extra_info("socket")

    def cut(self) -> None:
        """End it: whoever reads from it reads its end."""
        if self.socket is not None:
            with suppress(OSError):
                # not as TLS has it, which takes its state away under the one that reads
                socket.socket.shutdown(self.socket, socket.SHUT_RDWR)


@contextmanager
def cut_after(seconds: float) -> Iterator[_Line]:
    """End a call after so long in all, head and body: httpx only counts between two bytes.

    What is given is the call's extension `trace`.
    """
    line = _Line()
    timer = Timer(seconds, line.cut)
    timer.daemon = True
    timer.start()
    try:
        yield line
    finally:
        timer.cancel()


def answered(request: httpx.Request, patience: Patience, most: int) -> tuple[int, bytes]:
    """Status and body of an answer. Raises NoAnswer, AnswerTooLong.

    Redirects are not followed, and a proxy of the environment has no business in between.
    """
    timeout = httpx.Timeout(patience.answer, connect=patience.connect)
    request.extensions["timeout"] = timeout.as_dict()
    # a connection, and a head before the body
    longest = 2 * patience.connect + 2 * patience.answer
    try:
        with (
            cut_after(longest) as request.extensions["trace"],
            httpx.Client(verify=authorities(), trust_env=False) as client,
        ):
            answer = client.send(request, stream=True)
            try:
                if answer.status_code in NOT_NOW:
                    raise NoAnswer(f"HTTP status {answer.status_code}", _after(answer))
                return answer.status_code, _read(answer, patience, most)
            finally:
                answer.close()
    except httpx.HTTPError as fault:
        raise NoAnswer(type(fault).__name__) from fault


def patiently(
    ask: Callable[[], T],
    again: tuple[type[Exception], ...],
    patience: Patience,
    wait: Callable[[float], None] = time.sleep,
) -> T:
    """Ask up to so many times where one of `again` is raised, each time after twice the pause.

    One that was raised from a NoAnswer waits as long as the service asked for.
    """
    pause = patience.pause
    for _ in range(patience.tries - 1):
        try:
            return ask()
        except again as fault:
            told = fault.__cause__.after if isinstance(fault.__cause__, NoAnswer) else 0.0
            wait(min(MOST_WAIT, max(pause, told)))
        pause *= 2
    return ask()


def _read(answer: httpx.Response, patience: Patience, most: int) -> bytes:
    """The body, neither longer nor slower than an answer may be."""
    data, end = bytearray(), time.monotonic() + patience.answer
    for part in answer.iter_bytes():
        data += part
        if len(data) > most:
            raise AnswerTooLong(most)
        if time.monotonic() > end:
            raise NoAnswer("slow answer")
    return bytes(data)


def _after(answer: httpx.Response) -> float:
    told = answer.headers.get("Retry-After", "")
    return float(told) if told.isascii() and told.isdigit() else 0.0
