"""The API behind a real socket, as `datadeed serve` serves it."""

import resource
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import uvicorn
from fastapi import FastAPI
from sqlalchemy import event
from starlette.types import ASGIApp

from api.admission import Patience
from api.app import create_app
from api.serving import configured, raise_files
from ledger.chain.devnode import free_port
from ledger.settings import Settings

HOST = "127.0.0.1"


def serve(variables: Mapping[str, str], patience: Patience) -> None:
    """A server in a process of its own, with as many open files as it may have."""
    given = Settings.read(variables)
    config = configured(create_app(given), given, patience, files=raise_files())
    uvicorn.Server(config).run()


def hold_one_connection(app: FastAPI) -> None:
    """Let no thread that answers take a second connection: as many such threads as there are
    connections would wait for each other.
    """
    engine, main = app.state.wiring.engine, threading.main_thread().ident
    held: dict[int, int] = {}

    @event.listens_for(engine, "checkout")
    def taken(_: object, record: object, __: object) -> None:
        thread = threading.get_ident()
        assert thread == main or thread not in held.values(), "a second connection is taken"
        held[id(record)] = thread

    @event.listens_for(engine, "checkin")
    def given(_: object, record: object) -> None:
        held.pop(id(record), None)


@contextmanager
def served(app: ASGIApp, settings: Settings, patience: Patience | None = None) -> Iterator[int]:
    """A server in a thread, with the limits of these settings; yields its port."""
    port, files = free_port(), resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    placed = replace(settings, host=HOST, port=port)
    server = uvicorn.Server(configured(app, placed, patience, files=files))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join()
