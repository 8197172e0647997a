"""What a registrant's server answers, or what stands in its place."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from api.registrant.errors import (
    ServerAnswerIncomplete,
    ServerRefused,
    ServerUnreachable,
    ServerUnreadable,
)
from api.registrant.server import post, relayed


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """The address of a server that answers everything alike."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.node
@pytest.mark.parametrize("body", [b"<html>Bad Gateway</html>", b"[]", b"\xff"])
@pytest.mark.parametrize("status", [200, 502])
def test_an_answer_that_is_no_object_of_the_api_is_said_to_be_none(
    status: int, body: bytes
) -> None:
    with answering(status, body) as url, pytest.raises(ServerUnreadable) as refused:
        post(url, "/v1/applications", {})
    assert (refused.value.server, refused.value.answered) == (url, status)


@pytest.mark.node
def test_a_refusal_keeps_the_code_of_the_server() -> None:
    body = b'{"code": "DUE_BELOW_FLOOR", "fields": {"due": 7, "floor": "\\u202e"}}'
    with answering(409, body) as url, pytest.raises(ServerRefused) as refused:
        post(url, "/v1/applications", {})
    assert (refused.value.answered, refused.value.problem) == (409, "DUE_BELOW_FLOOR")
    assert str(refused.value) == (
        "SERVER_REFUSED answered=409 problem='DUE_BELOW_FLOOR'"
        " fields={'due': 7, 'floor': '\\u202e'}"
    )


@pytest.mark.node
@pytest.mark.parametrize(
    ("body", "member"), [(b"{}", "tx_hash"), (b'{"tx_hash": "0x", "block": 1}', "subject")]
)
def test_an_act_that_was_taken_without_saying_where_it_stands_is_a_typed_error(
    body: bytes, member: str
) -> None:
    with answering(200, body) as url, pytest.raises(ServerAnswerIncomplete) as lacking:
        relayed(url, "/v1/applications", {})
    assert (lacking.value.server, lacking.value.member) == (url, member)


@pytest.mark.node
def test_a_server_that_does_not_answer_is_no_node() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(ServerUnreachable) as refused:
            post(url, "/v1/applications", {})
    assert (refused.value.server, refused.value.fault) == (url, "ConnectError")


@pytest.mark.parametrize("server", ["relay.example", "http://relay.example:port"])
def test_an_address_that_is_none_is_unreachable(server: str) -> None:
    with pytest.raises(ServerUnreachable) as refused:
        post(server, "/v1/applications", {})
    assert refused.value.server == server
