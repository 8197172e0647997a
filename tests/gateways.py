"""IPFS nodes that lie: real HTTP servers that answer what they please."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from notarization.content.node import Node

# the call (`cat`, `pin/ls`, …) to status, headers and body
Answer = Callable[[str], tuple[int, dict[str, str], bytes]]


@contextmanager
def lying(answer: Answer) -> Iterator[Node]:
    """A node that answers so."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._drain()
            call = self.path.removeprefix("/api/v0/").split("?")[0]
            status, headers, body = answer(call)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815 (a redirect that is followed becomes a GET)

        def log_message(self, *_: object) -> None:
            pass

        def _drain(self) -> None:
            if self.headers.get("Transfer-Encoding") == "chunked":
                while size := int(self.rfile.readline(), 16):
                    self.rfile.read(size + 2)
                self.rfile.readline()
            self.rfile.read(int(self.headers.get("Content-Length", 0)))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield Node(f"http://127.0.0.1:{server.server_address[1]}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def giving(cat: bytes, *, cid: str = "") -> Answer:
    """One that gives these bytes for everything, and says that it keeps all under one CID."""

    def answer(call: str) -> tuple[int, dict[str, str], bytes]:
        match call:
            case "cat":
                return 200, {}, cat
            case "add":
                return 200, {}, f'{{"Name":"x","Hash":"{cid}","Size":"1"}}\n'.encode()
            case _:
                return 500, {"Content-Type": "application/json"}, b'{"Message":"is not pinned"}'

    return answer
