"""A server whose answer does not end."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def dripping() -> Iterator[str]:
    """A receiver whose answer comes byte by byte, each in its time, and does not end."""
    over = threading.Event()

    def drip(listening: socket.socket) -> None:
        line, _ = listening.accept()
        with line, suppress(OSError):
            line.sendall(b"HTTP/1.1 200 OK\r\nx-slow: ")
            while not over.wait(0.05):
                line.sendall(b"z")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,), daemon=True)
        thread.start()
        ended = threading.Timer(15, over.set)
        ended.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        ended.cancel()
        over.set()
        thread.join()
