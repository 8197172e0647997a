"""HTTP connections whose answers end: within a time, and within so many bytes once unpacked."""

from __future__ import annotations

import time
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING, Any, Final

import certifi
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

if TYPE_CHECKING:
    import socket

    from _typeshed import WriteableBuffer

CONNECTIONS: Final = 64
# more than twice what the mirror asks for at once, and far more than a block can log
MOST_BYTES: Final = 16 * 2**20
# bytes a second that a node must keep up once its timeout is over
LEAST_RATE: Final = 2**20


class _InTime(RawIOBase):
    """The bytes of one answer as they come, head and body: a timeout and the least rate hold."""

    def __init__(self, sock: socket.socket, raw: RawIOBase) -> None:
        self._sock, self._raw = sock, raw
        # the pool gives every connection its timeout
        self._end = time.monotonic() + (sock.gettimeout() or 0.0)
        self._earning = MOST_BYTES

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        """What has come. Raises TimeoutError."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        count = self._raw.readinto(buffer)
        earned = min(count or 0, self._earning)
        self._earning -= earned
        self._end += earned / LEAST_RATE
        return count

    def close(self) -> None:
        """Let go of the socket."""
        self._raw.close()
        super().close()


class _Answer(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **named: Any) -> None:
        super().__init__(sock, *args, **named)
        self.fp = BufferedReader(_InTime(sock, self.fp.detach()))


class _Plain(HTTPConnection):
    response_class = _Answer


class _Secure(HTTPSConnection):
    response_class = _Answer


def pool_of(url: str, timeout: float) -> urllib3.HTTPConnectionPool:
    """Connections to an address of the web, each answer to come in its time."""
    secure = url.lower().startswith("https:")
    named = {"ca_certs": certifi.where()} if secure else {}
    pool = urllib3.connection_from_url(url, maxsize=CONNECTIONS, timeout=timeout, **named)
    pool.ConnectionCls = _Secure if secure else _Plain
    return pool
