"""A node that answers what a test tells it to: it can lie, hang, refuse and speak nonsense."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[..., Any]
WORD = "0x" + "11" * 32


@dataclass(frozen=True)
class RpcError(Exception):
    """An error object for an answer to raise."""

    code: int
    message: str
    data: Any = None


@dataclass
class FakeNode:
    """Answers by method; `raw` replaces the whole body, `status` the HTTP status.

    A batch of more than `most_batch` is refused as a whole, in one of the ways that nodes have.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    raw: bytes | None = None
    status: int = 200
    asked: list[str] = field(default_factory=list)
    url: str = ""
    most_batch: int = 10**9
    refuses_by: str = "error"
    batches: list[int] = field(default_factory=list)

    def reply_all(self, requests: list[Mapping[str, Any]]) -> tuple[int, Any]:
        """HTTP status and answer of a batch."""
        self.batches.append(len(requests))
        if len(requests) <= self.most_batch:
            return self.status, [self.reply(each) for each in requests]
        error = {"code": -32600, "message": "batch too large"}
        refusal = {"jsonrpc": "2.0", "id": requests[0]["id"], "error": error}
        ways = {"error": (200, refusal), "list": (200, [refusal]), "status": (413, {})}
        return ways[self.refuses_by]

    def reply(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """One JSON-RPC answer."""
        self.asked.append(request["method"])
        base = {"jsonrpc": "2.0", "id": request["id"]}
        try:
            return base | {"result": self.answers[request["method"]](*request["params"])}
        except KeyError:
            return base | {"error": {"code": -32601, "message": "method not found"}}
        except RpcError as fault:
            error = {"code": fault.code, "message": fault.message, "data": fault.data}
            return base | {"error": error}


@contextmanager
def fake_node(**answers: Answer) -> Iterator[FakeNode]:
    """A node on a port of its own."""
    fake = FakeNode(dict(answers))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            many = isinstance(body, list)
            status, answer = fake.reply_all(body) if many else (fake.status, fake.reply(body))
            data = json.dumps(answer).encode() if fake.raw is None else fake.raw
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Tests read the answers, not a log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def a_block(number: int = 5, **changes: Any) -> dict[str, Any]:
    """A header as a node writes it."""
    block = {
        "number": hex(number),
        "hash": WORD,
        "parentHash": WORD,
        "timestamp": "0x6a000000",
        "baseFeePerGas": "0x7",
    }
    return block | changes


def raiser(fault: RpcError) -> Any:
    """An answer that is an error."""

    def answer(*_: Any) -> Any:
        raise fault

    return answer
