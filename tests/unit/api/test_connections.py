"""A real server against clients that are slow, too many, or speak no HTTP that has one meaning."""

import asyncio
import json
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from api.admission import Guard, Patience
from api.app import create_app
from api.connections import MOST_HEAD
from api.serving import OWN_FILES, most_connections, raise_files
from ledger.chain.devnode import free_port
from ledger.settings import Settings
from tests.servers import HOST, serve, served
from tests.thorough import WHOLE_CHECK

pytestmark = pytest.mark.node

SHORT = Patience(head=0.4, body=0.4, body_rate=2**20, answer=0.4, idle=0.4, linger=0.4)
LONG = Patience(head=60, body=60, answer=60, idle=60)
# seconds for an answer of a server beside which others work
PATIENCE = 60
HEAD = b"GET /static/icon.svg HTTP/1.1\r\nhost: a\r\n"
POST = b"POST /v1/verdicts HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
CHUNKED = POST + b"transfer-encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n"
# each would speak for the head of a request, which was read
TRAILERS = (b"x-forwarded-for", b"authorization", b"host", b"x")


@dataclass(frozen=True)
class Heard:
    """What a raw connection was answered before it was closed."""

    status: int
    code: str


def settings(tmp_path: Path, **given: int) -> Settings:
    variables = {f"DATADEED_{name.upper()}": str(value) for name, value in given.items()}
    return Settings.read({"DATADEED_HOME": str(tmp_path), **variables})


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server with little patience."""
    given = settings(tmp_path_factory.mktemp("quick"))
    with served(create_app(given), given, SHORT) as port:
        yield port


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server whose patience no test comes to the end of."""
    given = settings(tmp_path_factory.mktemp("calm"))
    with served(create_app(given), given, LONG) as port:
        yield port


def parsed(answer: bytes) -> Heard:
    """The status of an answer, and its code if it is a problem."""
    if not answer:
        return Heard(0, "")
    head, _, body = answer.partition(b"\r\n\r\n")
    problem = b"application/problem+json" in head
    return Heard(int(head.split(b" ")[1]), json.loads(body)["code"] if problem else "")


def heard(port: int, *parts: bytes, pause: float = 0.0) -> Heard:
    """Send parts over a connection of its own, and read until the server closes it."""
    with socket.create_connection((HOST, port), timeout=20) as sent:
        for part in parts:
            sent.sendall(part)
            time.sleep(pause)
        answer = b""
        while more := sent.recv(2**16):
            answer += more
    return parsed(answer)


def until(holds: Callable[[], bool]) -> None:
    patience = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < patience
        time.sleep(0.02)


def answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.parametrize(
    ("parts", "answer"),
    [
        ((), Heard(0, "")),
        ((b"GET",), Heard(408, "REQUEST_TOO_SLOW")),
        ((HEAD,), Heard(408, "REQUEST_TOO_SLOW")),
        ((POST + b"content-length: 9\r\n\r\n{",), Heard(408, "REQUEST_TOO_SLOW")),
        ((POST + b"transfer-encoding: chunked\r\n\r\n1\r\n{",), Heard(408, "REQUEST_TOO_SLOW")),
    ],
)
def test_who_stops_sending_is_not_waited_for(
    quick: int, parts: tuple[bytes, ...], answer: Heard
) -> None:
    assert heard(quick, *parts) == answer


@pytest.mark.parametrize("begin", [HEAD + b"x: ", POST + b"content-length: 999\r\n\r\n"])
def test_a_byte_now_and_then_gains_no_time(quick: int, begin: bytes) -> None:
    with socket.create_connection((HOST, quick), timeout=20) as slow:
        slow.sendall(begin)
        slow.settimeout(0.05)
        answer, most = b"", 200
        while most and not answer:
            most -= 1
            # once refused it may send no more, and still reads why
            with suppress(ConnectionError):
                slow.sendall(b"a")
            with suppress(TimeoutError):
                answer = slow.recv(2**16)
    assert parsed(answer) == Heard(408, "REQUEST_TOO_SLOW")


def test_a_body_that_keeps_coming_has_all_the_time_it_needs(tmp_path: Path) -> None:
    given = settings(tmp_path)
    patience = replace(SHORT, body=0.3, body_rate=100)
    with served(create_app(given), given, patience) as port:
        parts = [b" " * 999] * 8
        head = POST + b"connection: close\r\ncontent-length: 7992\r\n\r\n"
        assert heard(port, head, *parts, pause=0.1) == Heard(400, "JSON_MALFORMED")


def test_a_client_that_does_not_read_its_answers_is_dropped(tmp_path: Path) -> None:
    given = settings(tmp_path, connections=1)
    with served(create_app(given), given, SHORT) as port, socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        deaf.connect((HOST, port))
        deaf.settimeout(0.5)
        with suppress(TimeoutError):
            # far more answers than fit between the two
            deaf.sendall(b"GET /static/datadeed.css HTTP/1.1\r\nhost: a\r\n\r\n" * 1_500)
        until(lambda: answers(f"http://{HOST}:{port}/static/icon.svg"))


SIZE = 5 * 2**20
STEP = 2**16


async def large(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers with some MiB in one piece."""
    del receive
    if scope["type"] == "http":
        length = (b"content-length", str(SIZE).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [length]})
        await send({"type": "http.response.body", "body": bytes(SIZE)})


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server of large answers, of which 64 KiB are to be taken each 0.3 s."""
    given = settings(tmp_path_factory.mktemp("hasty"))
    with served(large, given, replace(SHORT, answer=0.3, idle=0.3)) as port:
        yield port


@pytest.mark.parametrize("last", [b"\r\n", b"connection: close\r\n\r\n"])
@pytest.mark.parametrize(("before", "pause", "whole"), [(0.0, 0.03, True), (1.5, 0.0, False)])
def test_a_large_answer_is_given_to_who_goes_on_taking_it(
    hasty: int, last: bytes, before: float, pause: float, *, whole: bool
) -> None:
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, STEP)
        slow.settimeout(20)
        slow.connect((HOST, hasty))
        slow.sendall(HEAD + last)
        time.sleep(before)
        taken = 0
        with suppress(ConnectionError):
            while more := slow.recv(STEP):
                taken += len(more)
                time.sleep(pause)
    assert (taken > SIZE) is whole


@pytest.mark.parametrize(
    "parts",
    [
        (HEAD + b"x: " + b"a" * MOST_HEAD + b"\r\n\r\n",),
        (HEAD + b"x: ", *[b"a" * 8_192] * 5),
        (HEAD + b"x: a\r\n" * (MOST_HEAD // 6) + b"\r\n",),
        (b"GET /" + b"a" * MOST_HEAD + b" HTTP/1.1\r\nhost: a\r\n\r\n",),
    ],
)
def test_a_head_has_a_longest_length(calm: int, parts: tuple[bytes, ...]) -> None:
    assert heard(calm, *parts) == Heard(431, "HEAD_TOO_LARGE")


def test_a_later_head_has_a_longest_length_too(calm: int) -> None:
    late = HEAD + b"x: " + b"a" * 2 * MOST_HEAD
    assert parsed(answered_after_another(calm, late)) == Heard(431, "HEAD_TOO_LARGE")


def test_an_answer_under_way_is_given_whatever_follows_its_request(calm: int) -> None:
    assert heard(calm, HEAD + b"\r\n" + HEAD + b"x: " + b"a" * 2 * MOST_HEAD) == Heard(200, "")
    assert heard(calm, HEAD + b"\r\n" + b"no HTTP at all\r\n\r\n") == Heard(200, "")
    assert heard(calm, HEAD + b"\r\n" + CHUNKED + b"x: 1\r\n\r\n") == Heard(200, "")
    assert heard(calm, 2 * (HEAD + b"\r\n") + CHUNKED + b"zz\r\n").status == 200


@pytest.mark.parametrize(
    "request_",
    [
        POST + b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + b"content-length: 5\r\ncontent-length: 6\r\n\r\n{    }",
        POST + b"content-length: +5\r\n\r\n{   }",
        POST + b"content-length: 5, 5\r\n\r\n{   }",
        POST + b"transfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
        POST + b"transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        POST + b"transfer-encoding: chunked\r\n\r\nzz\r\n\r\n",
        POST + b"transfer-encoding : chunked\r\n\r\n0\r\n\r\n",
        HEAD + b" folded: line\r\n\r\n",
        HEAD + b"x: a\rb\r\n\r\n",
        *(CHUNKED + name + b": 1\r\n\r\n" for name in TRAILERS),
        CHUNKED + b"x: 1\r\n" * 50_000 + b"\r\n",
        CHUNKED + b"x: " + b"a" * 2**20,
        HEAD + b"host: b\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/3.7\r\nhost: a\r\n\r\n",
        b"GET /\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"SSH-2.0-OpenSSH_9.2\r\n",
    ],
)
def test_what_can_be_read_in_two_ways_is_not_read(calm: int, request_: bytes) -> None:
    assert heard(calm, request_) == Heard(400, "REQUEST_UNREADABLE")


def test_no_second_request_is_read_out_of_a_body_that_was_refused(calm: int) -> None:
    smuggled = POST + b"content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n" + HEAD
    with socket.create_connection((HOST, calm), timeout=20) as sent:
        sent.sendall(smuggled + b"\r\n")
        answer = b""
        while more := sent.recv(2**16):
            answer += more
    assert answer.count(b"HTTP/1.1 ") == 1


def test_a_client_hears_that_its_body_is_too_long_while_it_still_sends(calm: int) -> None:
    size = 9 * 2**20
    with socket.create_connection((HOST, calm), timeout=20) as sent:
        sent.sendall(POST + f"content-length: {size}\r\n\r\n".encode() + bytes(size) + HEAD)
        sent.sendall(b"connection: close\r\n\r\n")
        answer = b""
        while more := sent.recv(2**16):
            answer += more
    assert b"BODY_TOO_LARGE" in answer
    assert b"HTTP/1.1 200 OK" in answer


def test_a_later_request_that_cannot_be_read_is_told_so_too(calm: int) -> None:
    late = b"GET http:///x HTTP/1.1\r\nhost: a\r\n\r\n"
    assert parsed(answered_after_another(calm, late)) == Heard(400, "REQUEST_UNREADABLE")


def answered_after_another(port: int, request: bytes) -> bytes:
    """What a request hears on a connection whose first one was answered."""
    with socket.create_connection((HOST, port), timeout=20) as sent:
        sent.sendall(HEAD + b"\r\n")
        first = b""
        while b"</svg>" not in first:
            first += sent.recv(2**16)
        sent.sendall(request)
        answer = b""
        while more := sent.recv(2**16):
            answer += more
    return answer


def test_no_websocket_is_opened(calm: int) -> None:
    upgrade = b"connection: upgrade, close\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
    assert heard(calm, HEAD + upgrade + b"sec-websocket-key: AAAA\r\n\r\n").status == 200


def crowd(port: int, size: int) -> list[Heard]:
    """Many connections, all open at once before the first of them speaks; what each hears."""

    async def one(opened: asyncio.Barrier, door: asyncio.Semaphore) -> Heard:
        async with door:
            reader, writer = await asyncio.open_connection(HOST, port)
        await opened.wait()
        try:
            writer.write(HEAD + b"connection: close\r\n\r\n")
            answer = b""
            # who asks only after it was refused is answered once more, by the system: a reset
            with suppress(ConnectionError):
                while more := await reader.read(2**16):
                    answer += more
        finally:
            writer.close()
        return parsed(answer)

    async def all_() -> list[Heard]:
        # no more at a time than the system's own queue holds before the server sees them
        opened, door = asyncio.Barrier(size), asyncio.Semaphore(500)
        return await asyncio.gather(*(one(opened, door) for _ in range(size)))

    return asyncio.run(all_())


def test_no_more_connections_are_admitted_than_the_limits_say() -> None:
    guard = Guard(most=5, most_each=3, most_held=9)
    assert [guard.admit("a") for _ in range(4)] == [True, True, True, False]
    assert [guard.admit("b") for _ in range(3)] == [True, True, False]
    guard.leave("a")
    assert [guard.admit("b"), guard.admit("b")] == [True, False]


def test_no_more_of_bodies_is_held_than_the_limit_says_and_half_of_it_for_one_client() -> None:
    guard = Guard(most=5, most_each=3, most_held=10)
    assert [guard.hold("a", 5), guard.hold("a", 1), guard.hold("b", 4), guard.hold("c", 1)] == [
        True,
        False,
        True,
        False,
    ]
    guard.let_go("a", 6)
    assert (guard.held, guard.hold("c", 4), set(guard.holders)) == (5, True, {"b", "c"})
    alike = Guard(most=5, most_each=0, most_held=10)
    assert (alike.hold("", 10), alike.hold("", 1)) == (True, False)


def test_who_sends_a_long_body_while_many_are_held_hears_that_the_server_is_full(
    tmp_path: Path,
) -> None:
    given = settings(tmp_path, held_bytes=2**20)
    long = POST + b"connection: close\r\ncontent-length: 400000\r\n\r\n"
    with served(create_app(given), given, LONG) as port, ExitStack() as stack:
        for _ in range(2):
            held = stack.enter_context(socket.create_connection((HOST, port)))
            held.sendall(long + b" " * 300_000)
        time.sleep(0.5)
        assert heard(port, long + b" " * 400_000) == Heard(503, "SERVER_BUSY")
        short = POST + b"connection: close\r\ncontent-length: 9\r\n\r\n         "
        assert heard(port, short) == Heard(400, "JSON_MALFORMED")
        stack.close()
        for _ in range(4):
            # what was answered makes room
            assert heard(port, long + b" " * 400_000) == Heard(400, "JSON_MALFORMED")


def test_behind_a_proxy_one_client_holds_half_of_the_room_as_well(tmp_path: Path) -> None:
    given = replace(settings(tmp_path, held_bytes=2**20), proxies=HOST)
    long = b"connection: close\r\ncontent-length: 400000\r\n\r\n"
    with served(create_app(given), given, LONG) as port, ExitStack() as stack:
        for part in (300_000, 50_000):
            held = stack.enter_context(socket.create_connection((HOST, port)))
            held.sendall(POST + b"x-forwarded-for: 192.0.2.7\r\n" + long)
            time.sleep(0.3)
            held.sendall(b" " * part)
        time.sleep(0.5)
        for client, answer in (
            (b"192.0.2.7", Heard(503, "SERVER_BUSY")),
            (b"192.0.2.8", Heard(400, "JSON_MALFORMED")),
        ):
            head = POST + b"x-forwarded-for: " + client + b"\r\n" + long
            assert heard(port, head, b" " * 400_000, pause=0.3) == answer


def test_who_is_refused_holds_nothing_that_another_needs_to_end(tmp_path: Path) -> None:
    given = settings(tmp_path, held_bytes=2**21)
    head = POST + b"connection: close\r\ncontent-length: 540000\r\n\r\n"
    with served(create_app(given), given, replace(LONG, linger=60)) as port, ExitStack() as stack:
        first, second, third = (
            stack.enter_context(socket.create_connection((HOST, port), timeout=PATIENCE))
            for _ in range(3)
        )
        for sent in (first, second):
            sent.sendall(head + b" " * 500_000)
        time.sleep(0.5)
        # this one finds no room, and takes a while to go
        third.sendall(head + b" " * 100_000)
        assert parsed(third.recv(2**16)) == Heard(503, "SERVER_BUSY")
        for sent in (first, second):
            sent.sendall(b" " * 40_000)
            assert parsed(sent.recv(2**16)) == Heard(400, "JSON_MALFORMED")


def test_connections_beyond_the_limit_are_refused_politely(tmp_path: Path) -> None:
    given = settings(tmp_path, connections=50, client_connections=1_000)
    with served(create_app(given), given, replace(LONG, linger=60)) as port:
        found = crowd(port, 300)
        # a place that is left while others still wait in the system's queue is given to one of them
        asked = found.count(Heard(200, ""))
        assert asked >= 50
        assert found.count(Heard(503, "SERVER_BUSY")) == 300 - asked > 0
        url = f"http://{HOST}:{port}/static/icon.svg"
        until(lambda: answers(url))


def test_one_client_cannot_take_every_connection(tmp_path: Path) -> None:
    given = settings(tmp_path, connections=50, client_connections=5)
    with served(create_app(given), given, LONG) as port, ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(socket.create_connection((HOST, port)))
        refused = httpx.get(f"http://{HOST}:{port}/static/icon.svg", timeout=PATIENCE)
        assert (refused.status_code, refused.json()["code"]) == (503, "SERVER_BUSY")
        assert refused.headers["retry-after"] == "5"
        local = httpx.HTTPTransport(local_address="127.0.0.2")
        with httpx.Client(transport=local, timeout=PATIENCE) as another:
            answer = another.get(f"http://{HOST}:{port}/static/icon.svg")
        assert answer.status_code == 200


@WHOLE_CHECK
def test_ten_thousand_connections_are_refused_politely(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    size = min(10_000, raise_files() - OWN_FILES)
    most = size // 5
    port = free_port()
    variables = {
        "DATADEED_HOME": str(tmp_path),
        "DATADEED_CLIENT_CONNECTIONS": str(size),
        "DATADEED_CONNECTIONS": str(most),
        "DATADEED_PORT": str(port),
        "DATADEED_READS_PER_MINUTE": str(10 * size),
    }
    # nobody is closed for being silent before the last are open, however slow the machine is
    patient = replace(LONG, head=300, linger=600)
    running = get_context("spawn").Process(target=serve, args=(variables, patient))
    running.start()
    url = f"http://{HOST}:{port}/static/icon.svg"
    try:
        until(lambda: answers(url))
        begun = time.monotonic()
        found = crowd(port, size)
        spent = time.monotonic() - begun
        until(lambda: answers(url))
    finally:
        running.terminate()
        running.join(60)
    asked, refused = found.count(Heard(200, "")), found.count(Heard(503, "SERVER_BUSY"))
    with capsys.disabled():
        sys.stdout.write(f"\n{size} connections: {refused} refused, all heard in {spent:.1f} s\n")
    # a place that is left while others still wait in the system's queue is given to one of them
    assert asked >= most
    assert asked + refused == size


@pytest.mark.parametrize(
    ("wanted", "files", "most"), [(2_000, 20_000, 2_000), (2_000, 1_024, 384), (9, 100, 1)]
)
def test_no_more_connections_than_the_files_allow(wanted: int, files: int, most: int) -> None:
    assert most_connections(wanted, files) == most
