"""What goes over the wire to a node, and what a node may do with it."""

import base64
import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import pytest

from ledger.chain.errors import NodeUnreachable
from ledger.chain.rpc import Rpc
from tests.simulators.misbehaving import Answering, served

pytestmark = pytest.mark.node


@dataclass
class Node:
    """A node that notes what it hears; `says` makes an answer of what was asked."""

    url: str = ""
    says: Callable[[Any], bytes] = lambda asked: json.dumps(answered(asked)).encode()
    status: int = HTTPStatus.OK
    headers: dict[str, str] = field(default_factory=dict)
    heard: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


class Handler(Answering):
    service: Node

    def do_POST(self) -> None:  # noqa: N802 (the base class calls it so)
        node = self.service
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        node.paths.append(self.path)
        node.heard.append({name.lower(): text for name, text in self.headers.items()})
        self.answer(node.status, node.says(asked), node.headers)


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
