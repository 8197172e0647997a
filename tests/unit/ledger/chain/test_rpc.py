"""What goes over the wire to a node, and what a node may do with it."""

import base64
import gzip
import io
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import pytest

from ledger.chain.errors import NodeUnreachable
from ledger.chain.rpc import AnswerTooLarge, BatchRefused, Rpc
from ledger.chain.wire import MOST_BYTES
from tests.simulators.misbehaving import Answering, served

pytestmark = pytest.mark.node
DRIP = 0.05


@dataclass
class Node:
    """A node that notes what it hears; `says` makes an answer of what was asked."""

    url: str = ""
    says: Callable[[Any], bytes] = lambda asked: json.dumps(answered(asked)).encode()
    status: int = HTTPStatus.OK
    drips: bool = False
    sized: bool = True
    ports: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    heard: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


class Dripping(io.BytesIO):
    """What is written goes on byte by byte."""

    def __init__(self, out: io.BufferedIOBase) -> None:
        super().__init__()
        self.out = out

    def write(self, data: Any) -> int:
        for byte in bytes(data):
            time.sleep(DRIP)
            self.out.write(bytes([byte]))
        return len(data)


class Handler(Answering):
    service: Node

    def do_POST(self) -> None:  # noqa: N802 (the base class calls it so)
        node = self.service
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        node.paths.append(self.path)
        node.heard.append({name.lower(): text for name, text in self.headers.items()})
        if node.drips:
            self.wfile = Dripping(self.wfile)
        node.ports.append(self.client_address[1])
        if node.sized:
            self.answer(node.status, node.says(asked), node.headers)
        else:
            self.until_the_end(node.says(asked), node.headers)

    def until_the_end(self, body: bytes, headers: dict[str, str]) -> None:
        """An answer without a length, which ends with its connection."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)


def answered(asked: dict[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": asked["id"], "result": asked["method"]}


@pytest.fixture
def node() -> Iterator[Node]:
    with served(Handler, Node()) as running:
        yield running


def test_the_user_in_an_address_is_told_to_the_node_and_to_nobody_else(node: Node) -> None:
    host = node.url.removeprefix("http://")
    rpc = Rpc(f"http://us%40er:p%3Aw@{host}/key?part=1", headers={"X-Own": "1"})
    assert rpc.ask("eth_chainId") == "eth_chainId"
    [heard], [path] = node.heard, node.paths
    assert base64.b64decode(heard["authorization"].removeprefix("Basic ")) == b"us@er:p:w"
    assert (heard["content-type"], heard["x-own"]) == ("application/json", "1")
    assert path == "/key?part=1"
    assert rpc.shown == node.url


def test_an_address_without_a_user_sends_none_and_a_path_that_is_none_is_the_root(
    node: Node,
) -> None:
    assert Rpc(node.url).ask("eth_chainId") == "eth_chainId"
    assert "authorization" not in node.heard[0]
    assert node.paths == ["/"]


def test_a_batch_may_be_answered_in_any_order(node: Node) -> None:
    node.says = lambda asked: json.dumps([answered(each) for each in reversed(asked)]).encode()
    methods = ["eth_chainId", "eth_gasPrice", "eth_syncing"]
    assert Rpc(node.url).ask_all([(each, ()) for each in methods]) == methods


def test_an_answer_may_come_compressed(node: Node) -> None:
    node.says = lambda asked: gzip.compress(json.dumps(answered(asked)).encode())
    node.headers = {"Content-Encoding": "gzip"}
    assert Rpc(node.url).ask("eth_chainId") == "eth_chainId"
    assert "gzip" in node.heard[0]["accept-encoding"]


def test_a_node_sends_us_nowhere_else(node: Node) -> None:
    with served(Handler, Node()) as another:
        node.status, node.headers = HTTPStatus.TEMPORARY_REDIRECT, {"Location": another.url}
        with pytest.raises(NodeUnreachable) as sent_on:
            Rpc(node.url).ask("eth_chainId")
        assert (sent_on.value.fault, another.heard) == ("HTTP status 307", [])


@pytest.mark.parametrize("url", ["", "localhost:8545", "http://", "ws://127.0.0.1:1", "ftp://x"])
def test_what_is_no_address_of_the_web_is_unreachable(url: str) -> None:
    with pytest.raises(NodeUnreachable) as refused:
        Rpc(url).ask("eth_chainId")
    assert refused.value.fault == "LocationValueError"


def test_a_node_that_says_how_long_to_wait_is_asked_again_after_it(node: Node) -> None:
    def free_from_now_on(asked: Any) -> bytes:
        node.status = HTTPStatus.OK
        return json.dumps(answered(asked)).encode()

    node.says = free_from_now_on
    node.status, node.headers = HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": "1"}
    assert Rpc(node.url).ask("eth_chainId") == "eth_chainId"
    assert len(node.heard) == 2


@pytest.mark.parametrize("length", [True, False])
@pytest.mark.parametrize("zipped", [False, True])
def test_an_answer_of_more_bytes_than_any_may_have_is_not_read_on(
    node: Node, *, zipped: bool, length: bool
) -> None:
    blanks = b"null" + b" " * MOST_BYTES
    much = gzip.compress(blanks, 1) if zipped else blanks
    honest, node.says, node.sized = node.says, lambda _: much, length
    node.headers = {"Content-Encoding": "gzip"} if zipped else {}
    rpc = Rpc(node.url)
    with pytest.raises(AnswerTooLarge):
        rpc.ask("eth_chainId")
    with pytest.raises(BatchRefused):
        rpc.ask_all([("eth_chainId", ())])
    node.says, node.headers, node.sized = honest, {}, True
    assert rpc.ask("eth_chainId") == "eth_chainId"


def test_an_answer_may_be_as_large_as_is_said(node: Node) -> None:
    node.says = lambda asked: json.dumps(answered(asked)).encode().ljust(MOST_BYTES)
    assert Rpc(node.url).ask("eth_chainId") == "eth_chainId"
    node.says = lambda asked: json.dumps(answered(asked)).encode().ljust(MOST_BYTES + 1)
    assert Rpc(node.url, most_bytes=None).ask("eth_chainId") == "eth_chainId"


def test_a_head_byte_by_byte_is_given_up_in_the_time_of_an_answer(node: Node) -> None:
    node.drips = True
    with pytest.raises(NodeUnreachable) as caught:
        Rpc(node.url, timeout=6 * DRIP).ask("eth_chainId")
    assert caught.value.fault == "ReadTimeoutError"


def test_a_connection_is_used_again_after_an_answer_and_after_a_refusal(node: Node) -> None:
    rpc = Rpc(node.url)
    for status in (HTTPStatus.OK, HTTPStatus.OK, HTTPStatus.BAD_GATEWAY, HTTPStatus.OK):
        node.status = status
        try:
            rpc.ask("eth_chainId")
        except NodeUnreachable:
            assert status is HTTPStatus.BAD_GATEWAY
    # a refusal is not read to its end, so its connection is closed
    assert len(set(node.ports)) == 2
