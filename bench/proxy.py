# ruff: noqa: INP001  # part of scripts
"""A door before a node that counts what goes through it and, if told so, lets only so much through.

`python bench/proxy.py --to http://127.0.0.1:8545 --rate 20` prints its own address and passes on
JSON-RPC over HTTP. A request beyond the rate is answered with 429 and Retry-After, as public nodes
do: the limit counts HTTP requests, of which a batch is one (`--calls` counts the calls of a batch
each). `GET /counts` tells what was asked since the last time that somebody asked so.
"""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

CHUNK: Final = 1 << 18
HEAD: Final = 1 << 16
REFUSED: Final = (
    b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Type: application/json\r\n"
)
MESSAGE: Final = b'{"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"rate limit"}}'


class Call(msgspec.Struct):
    """What of a question is counted."""

    method: str


ONE: Final = msgspec.json.Decoder(Call)
SEVERAL: Final = msgspec.json.Decoder(list[Call])


@dataclass
class Bucket:
    """So many a second, and as many at once."""

    rate: float
    left: float = 0.0
    seen: float = field(default_factory=time.monotonic)

    def take(self, count: int) -> bool:
        """Whether so many more may pass now. More than a second's worth pass when all is left."""
        now = time.monotonic()
        self.left = min(self.rate, self.left + (now - self.seen) * self.rate)
        self.seen = now
        if self.left < min(count, self.rate):
            return False
        self.left -= count
        return True


@dataclass
class Counts:
    """What went through."""

    requests: int = 0
    refused: int = 0
    asked: int = 0
    answered: int = 0
    methods: Counter[str] = field(default_factory=Counter)

    def told(self) -> dict[str, Any]:
        """As JSON has it; `calls` counts each call of a batch."""
        return {
            "requests": self.requests,
            "refused": self.refused,
            "calls": self.methods.total(),
            "bytes_asked": self.asked,
            "bytes_answered": self.answered,
            "methods": dict(self.methods.most_common()),
        }


class Proxy:
    """Every connection of a client has one of its own to the node."""

    def __init__(self, host: str, port: int, bucket: Bucket | None, *, calls: bool) -> None:
        self.host, self.port = host, port
        self.bucket, self.calls = bucket, calls
        self.counts = Counts()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client's connection, until either side closes it."""
        upstream = None
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if head.startswith(b"GET /counts"):
                    told = json.dumps(self.counts.told()).encode()
                    self.counts = Counts()
                    writer.write(b"HTTP/1.1 200 OK\r\n" + _framed(told))
                    continue
                body = await reader.readexactly(_length(head))
                if not self._passes(body):
                    writer.write(REFUSED + _framed(MESSAGE))
                    continue
                if upstream is None:
                    upstream = await asyncio.open_connection(self.host, self.port, limit=HEAD)
                await self._pass_on(head + body, upstream, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            if upstream is not None:
                upstream[1].close()

    def _passes(self, body: bytes) -> bool:
        calls = SEVERAL.decode(body) if body[:1] == b"[" else [ONE.decode(body)]
        if self.bucket and not self.bucket.take(len(calls) if self.calls else 1):
            self.counts.refused += 1
            return False
        self.counts.requests += 1
        self.counts.asked += len(body)
        self.counts.methods.update(call.method for call in calls)
        return True

    async def _pass_on(
        self,
        question: bytes,
        upstream: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        writer: asyncio.StreamWriter,
    ) -> None:
        answers, questions = upstream
        questions.write(question)
        head = await answers.readuntil(b"\r\n\r\n")
        writer.write(head)
        left = _length(head)
        self.counts.answered += left
        while left:
            part = await answers.read(min(left, CHUNK))
            if not part:
                raise ConnectionResetError
            left -= len(part)
            writer.write(part)
            await writer.drain()


def _framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def _length(head: bytes) -> int:
    """The length of what follows; a body without one is nothing that this door passes on."""
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    raise ConnectionError("no length")


async def _run(proxy: Proxy) -> None:
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, limit=HEAD)
    port = server.sockets[0].getsockname()[1]
    sys.stdout.write(f"http://127.0.0.1:{port}\n")
    sys.stdout.flush()
    async with server:
        await server.serve_forever()


def main() -> None:
    """Pass on until ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", required=True, help="the node's address")
    parser.add_argument("--rate", type=float, default=0.0, help="requests a second; 0: any number")
    parser.add_argument("--calls", action="store_true", help="count each call of a batch")
    given = parser.parse_args()
    node = urlsplit(given.to)
    bucket = Bucket(given.rate) if given.rate else None
    asyncio.run(_run(Proxy(str(node.hostname), node.port or 80, bucket, calls=given.calls)))


if __name__ == "__main__":
    main()
