"""What the simulated services share: a handler that answers or misbehaves, a server, a program."""

import argparse
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

HOST: Final = "127.0.0.1"
LATE: Final = 1.5
MUCH: Final = 2**20


class Service(Protocol):
    """A simulated service, told where it is."""

    url: str


S = TypeVar("S", bound=Service)


class Answering(BaseHTTPRequestHandler):
    """Answers whole, or as no service should."""

    protocol_version = "HTTP/1.1"

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        """One answer."""
        self.send_response(status)
        for name, text in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def later(self, body: bytes) -> None:
        """An answer after a second and a half."""
        time.sleep(LATE)
        self.answer(HTTPStatus.OK, body)

    def come_again(self) -> None:
        """503, come again in a second."""
        self.answer(HTTPStatus.SERVICE_UNAVAILABLE, b"", {"Retry-After": "1"})

    def garbage(self) -> None:
        """200 with nothing that was asked for."""
        self.answer(HTTPStatus.OK, b"<html>down for maintenance</html>")

    def pour(self, *, drip: bool) -> None:
        """A body without end, or a byte now and then."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b" " if drip else b" " * MUCH)
            self.wfile.flush()
            time.sleep(0.1 if drip else 0)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def server_of(handler: type[Answering], service: Service, port: int = 0) -> ThreadingHTTPServer:
    """A server over a service, not yet serving; the handler has it as `service`."""
    server = ThreadingHTTPServer((HOST, port), type("Handler", (handler,), {"service": service}))
    server.daemon_threads = True
    service.url = f"http://{HOST}:{server.server_port}"
    return server


@contextmanager
def served(handler: type[Answering], service: S) -> Iterator[S]:
    """A service behind a real socket."""
    server = server_of(handler, service)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def run(
    about: str,
    handler: type[Answering],
    make: Callable[[Callable[[], int], Path], Service],
) -> None:
    """A service as a program, which takes its time from a chain: serve until killed."""
    from ledger.chain.client import Web3Chain  # noqa: PLC0415 (only as a program)
    from ledger.chain.records import Tag  # noqa: PLC0415

    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--rpc-url", required=True)
    given = parser.parse_args()
    chain = Web3Chain(given.rpc_url)
    service = make(lambda: chain.block(Tag.LATEST).timestamp, given.folder)
    server_of(handler, service, given.port).serve_forever()
