# ruff: noqa: INP001  # served by uvicorn for bench_verdict.py
"""FastAPI routes with one look-up and nothing else: what a verdict's rate is measured against.

Each attribute is an application. BARE_DATABASE is the mirror's own database: a file of SQLite, or
the address of PostgreSQL.
"""

import asyncio
import os
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import psycopg
from fastapi import FastAPI, Response

DATABASE = os.environ["BARE_DATABASE"]
POOL = 8
QUERY = "SELECT number, title, party, issued_time, block, seq FROM certificate WHERE number = "
local = threading.local()
pool: asyncio.Queue[psycopg.AsyncConnection[Any]] = asyncio.Queue()


def answer(row: Any) -> Response:
    """About a kilobyte: the row, and what would stand around it."""
    number, title, party, issued, block, seq = row
    shown = {"number": number, "title": title.hex(), "party": party.hex(), "issued": issued}
    proof = {"block": block, "seq": seq, "status": "final", "filler": "x" * 600}
    links = {"self": f"/certificates/{number}", "title": f"/titles/{title.hex()}"}
    body = msgspec.json.encode({**shown, "proof": proof, "links": links})
    return Response(body, media_type="application/json")


def sqlite_row(number: int) -> Any:
    """One look-up in a connection of this thread."""
    if not hasattr(local, "connection"):
        address = f"file:{DATABASE}?mode=ro"
        local.connection = sqlite3.connect(address, uri=True, check_same_thread=False)
    return local.connection.execute(QUERY + "?", (number,)).fetchone()


sqlite_on_the_loop = FastAPI()


@sqlite_on_the_loop.get("/{number}")
async def _(number: int) -> Response:
    return answer(sqlite_row(number))


sqlite_in_threads = FastAPI()


@sqlite_in_threads.get("/{number}")
def _(number: int) -> Response:
    return answer(sqlite_row(number))


@asynccontextmanager
async def pooled(_: FastAPI) -> AsyncIterator[None]:
    """Some connections that statements are prepared in."""
    for _each in range(POOL):
        made = await psycopg.AsyncConnection.connect(DATABASE, autocommit=True, prepare_threshold=1)
        pool.put_nowait(made)
    yield
    while not pool.empty():
        await pool.get_nowait().close()


postgresql_async = FastAPI(lifespan=pooled)


@postgresql_async.get("/{number}")
async def _(number: int) -> Response:
    connection = await pool.get()
    try:
        found = await connection.execute(QUERY + "%s", (number,))
        return answer(await found.fetchone())
    finally:
        pool.put_nowait(connection)


postgresql_in_threads = FastAPI()


@postgresql_in_threads.get("/{number}")
def _(number: int) -> Response:
    if not hasattr(local, "connection"):
        local.connection = psycopg.connect(DATABASE, autocommit=True, prepare_threshold=1)
    return answer(local.connection.execute(QUERY + "%s", (number,)).fetchone())
