"""The national system, played over HTTP: it deposits, and misbehaves as it is told.

One receipt a key (see docs/deposits.md), kept on disk where it has a folder. Each fault is for one
question; then it is honest again. As a program it takes its time from a chain, for the demo:

    python -m tests.simulators.national --port 8600 --folder F --rpc-url http://127.0.0.1:8545
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from ledger.deposit.client import KEY, PATH
from ledger.domain.canonical import encode
from ledger.domain.deposit import RECEIPT_SCHEMA, SCHEMA
from ledger.whole_file import write_whole

HOST: Final = "127.0.0.1"
LATE: Final = 1.5
MUCH: Final = 2**20


class Fault(Enum):
    """How it misbehaves; whether it has stored the deposit then, stands beside each."""

    SLOW = "answers after a second and a half"  # stored
    REFUSE = "refuses, with a reason"  # not stored
    TWICE = "answers twice on one connection"  # stored
    LOSE = "stores, and closes without an answer"  # stored
    UNAVAILABLE = "503, come again in a second"  # not stored
    GARBAGE = "200 with no JSON"  # stored
    ENDLESS = "200 with a body without end"  # stored
    DRIP = "a byte now and then"  # stored
    ANOTHER_DIGEST = "the receipt of other content"  # not stored
    ANOTHER_APPLICATION = "the receipt of another application"  # not stored
    FUTURE = "a receipt of next year"  # not stored
    PAST = "a receipt of last year"  # not stored
    BARE_REFUSAL = "refuses without a word"  # not stored


NOT_STORED: Final = frozenset(
    {
        Fault.REFUSE,
        Fault.UNAVAILABLE,
        Fault.ANOTHER_DIGEST,
        Fault.ANOTHER_APPLICATION,
        Fault.FUTURE,
        Fault.PAST,
        Fault.BARE_REFUSAL,
    }
)
YEAR: Final = 366 * 86_400


@dataclass
class National:
    """What it keeps. `receipts` are by key, `asked` counts the questions."""

    clock: Callable[[], int]
    folder: Path | None = None
    faults: deque[Fault] = field(default_factory=deque)
    receipts: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    answered: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    url: str = ""

    def __post_init__(self) -> None:
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            for path in self.folder.glob("*.json"):
                self.receipts[path.stem] = path.read_bytes()

    def next_fault(self, key: str) -> Fault | None:
        """Note a question; how to misbehave at it."""
        with self.lock:
            self.asked.append(key)
            return self.faults.popleft() if self.faults else None

    def deposited(self, key: str, body: bytes) -> bytes:
        """The receipt of this content: made once, and the same ever after."""
        with self.lock:
            if key not in self.receipts:
                receipt = encode(self.receipt(json.loads(body)["application"], body))
                if self.folder is not None:
                    write_whole(self.folder / f"{key}.json", receipt)
                self.receipts[key] = receipt
            return self.receipts[key]

    def receipt(self, application: str, body: bytes, *, later: int = 0) -> dict[str, Any]:
        """A receipt with the next number."""
        return {
            "schema": RECEIPT_SCHEMA,
            "number": f"GJ-{len(self.receipts) + 1:08d}",
            "application": application,
            "digest": sha256(body).hexdigest(),
            "received_at": self.clock() + later,
        }

    def wrong(self, fault: Fault, body: bytes) -> bytes:
        """A receipt that must not be believed."""
        application = json.loads(body)["application"]
        match fault:
            case Fault.ANOTHER_DIGEST:
                return encode(self.receipt(application, body + b" "))
            case Fault.ANOTHER_APPLICATION:
                return encode(self.receipt("02" + "ab" * 31, body))
            case Fault.FUTURE:
                return encode(self.receipt(application, body, later=YEAR))
            case _:
                return encode(self.receipt(application, body, later=-YEAR))


class _Handler(BaseHTTPRequestHandler):
    national: National
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take a deposit, or misbehave."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        key = self.headers.get(KEY, "")
        national = self.national
        if self.path != PATH or not _is_whole(key, body):
            self._answer(HTTPStatus.BAD_REQUEST, b"{}")
            return
        fault = national.next_fault(key)
        receipt = b"" if fault in NOT_STORED else national.deposited(key, body)
        with suppress(BrokenPipeError, ConnectionResetError):
            if fault is None:
                self._answer(HTTPStatus.CREATED, receipt)
            else:
                self._misbehave(fault, receipt, body)
        national.answered.set()

    def _misbehave(self, fault: Fault, receipt: bytes, body: bytes) -> None:
        match fault:
            case Fault.SLOW:
                time.sleep(LATE)
                self._answer(HTTPStatus.OK, receipt)
            case Fault.TWICE:
                self._answer(HTTPStatus.OK, receipt)
                self._answer(HTTPStatus.OK, receipt)
            case Fault.LOSE:
                self.close_connection = True
            case Fault.UNAVAILABLE:
                self._answer(HTTPStatus.SERVICE_UNAVAILABLE, b"", {"Retry-After": "1"})
            case Fault.GARBAGE:
                self._answer(HTTPStatus.OK, b"<html>down for maintenance</html>")
            case Fault.ENDLESS | Fault.DRIP:
                self._pour(drip=fault is Fault.DRIP)
            case Fault.REFUSE:
                told = {"code": "SUMMARY_UNCLEAR", "reason": "数据简介不清楚（经办人 张三）"}
                self._answer(HTTPStatus.UNPROCESSABLE_ENTITY, encode(told))
            case Fault.BARE_REFUSAL:
                self._answer(HTTPStatus.UNPROCESSABLE_ENTITY, b"{}")
            case _:
                self._answer(HTTPStatus.OK, self.national.wrong(fault, body))

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, text in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def _pour(self, *, drip: bool) -> None:
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b" " if drip else b" " * MUCH)
            self.wfile.flush()
            time.sleep(0.1 if drip else 0)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _is_whole(key: str, body: bytes) -> bool:
    """The key is that of the content, and the content has the form of a deposit."""
    try:
        told = json.loads(body)
    except ValueError:
        return False
    if not isinstance(told, dict) or told.get("schema") != SCHEMA:
        return False
    return key == f"{told.get('application')}-{sha256(body).hexdigest()}"


def server_of(national: National, port: int = 0) -> ThreadingHTTPServer:
    """A server over it, not yet serving."""
    handler = type("Handler", (_Handler,), {"national": national})
    server = ThreadingHTTPServer((HOST, port), handler)
    server.daemon_threads = True
    national.url = f"http://{HOST}:{server.server_port}"
    return server


@contextmanager
def serving(clock: Callable[[], int], folder: Path | None = None) -> Iterator[National]:
    """It, behind a real socket."""
    national = National(clock, folder)
    server = server_of(national)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield national
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def main() -> None:
    """Serve until killed."""
    from ledger.chain.client import Web3Chain  # noqa: PLC0415 (only as a program)
    from ledger.chain.records import Tag  # noqa: PLC0415

    parser = argparse.ArgumentParser(description="the national system, simulated")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--rpc-url", required=True)
    given = parser.parse_args()
    chain = Web3Chain(given.rpc_url)
    national = National(lambda: chain.block(Tag.LATEST).timestamp, given.folder)
    server_of(national, given.port).serve_forever()


if __name__ == "__main__":
    main()
